"""A small leaflet pack to be broken."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

LEAFLET = "Kites fly high. They need wind.\nWhat is a tail for?\nA tail keeps a kite steady.\n"
ABOUT = f"""\
id = "kites"
title = "Kites"
language = "en-GB"
approved_by = "the Kite Club"
approved_on = 2020-01-31
review_due = 2022-01-31
sha256 = "{hashlib.sha256(LEAFLET.encode()).hexdigest()}"

[say]
"Kites" = "Paper kites"
"""
ANSWERS = """\
# Kites.
[fly]
title = "Do kites fly?"
picture = "kite"
sentences = ["Kites fly high."]
more = ["They need wind."]
see_also = ["tail"]

[tail]
title = "What is the tail for?"
picture = "tail"
sentences = [
  "A tail keeps a kite steady.",
]
"""
PackWriter = Callable[..., Path]


@pytest.fixture
def write_pack(tmp_path: Path) -> PackWriter:
    """Write a pack into an empty folder; each file can be given another text, or None to be left out."""

    def write(**texts: str | bytes | None) -> Path:
        files: dict[str, str | bytes | None] = {
            "pack.toml": ABOUT,
            "answers.toml": ANSWERS,
            "leaflet.txt": LEAFLET,
            "questions/fly.txt": "# writer: ann\ndo kites fly\n\n# loud ones\nkites fly don't they\n",
        }
        files |= {name.replace("__", "/").replace("_", "."): text for name, text in texts.items()}
        folder = tmp_path / "kites"
        for name, text in files.items():
            if text is not None:
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return folder

    return write
