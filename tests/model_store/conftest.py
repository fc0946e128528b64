"""A small model as a zip, and a web server of our own that can break off in the middle."""

import hashlib
import io
import re
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from assistant.model_store import ModelEntry, ModelStore

PARTS = ("am/final.mdl", "conf/model.conf", "conf/mfcc.conf", "graph/HCLr.fst", "graph/Gr.fst", "graph/words.txt")


def zipped(files: dict[str, bytes]) -> bytes:
    """Return a zip of these files, not compressed, so that its size is about theirs."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.fixture
def model_zip() -> bytes:
    return zipped({f"tiny/{part}": part.encode() * 20_000 for part in PARTS})


@dataclass
class Server:
    """A server of one file."""

    url: str = ""
    content: bytes = b""
    break_off_at: list[int] = field(default_factory=list)
    """Each request sends this many bytes and hangs up; later ones send all."""

    knows_ranges: bool = True
    status: int = 200
    asked: list[str] = field(default_factory=list)
    """The Range header of each request, empty where there was none."""


@pytest.fixture
def server() -> Iterator[Server]:
    served = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted = self.headers.get("Range", "")
            served.asked.append(wanted)
            start = int(re.findall(r"\d+", wanted)[0]) if wanted and served.knows_ranges else 0
            rest = served.content[start:]
            if served.status != 200:
                self.send_response(served.status)
            elif start >= len(served.content):
                self.send_response(416)
                rest = b""
            else:
                self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(rest)))
            self.end_headers()
            self.wfile.write(rest[: served.break_off_at.pop(0)] if served.break_off_at else rest)
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        thread = threading.Thread(target=listening.serve_forever, args=(0.02,))
        thread.start()
        served.url = f"http://127.0.0.1:{listening.server_port}/tiny.zip"
        yield served
        listening.shutdown()
        thread.join()


@pytest.fixture
def store(tmp_path: Path, server: Server, model_zip: bytes) -> ModelStore:
    server.content = model_zip
    entry = ModelEntry(
        name="tiny",
        language="en-GB",
        licence="CC0-1.0",
        url=server.url,
        size=len(model_zip),
        sha256=hashlib.sha256(model_zip).hexdigest(),
    )
    return ModelStore((entry,), tmp_path / "built-in", tmp_path / "fetched")
