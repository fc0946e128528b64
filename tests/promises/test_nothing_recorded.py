"""Offline for ever, nothing recorded: a whole spoken turn, watched from outside.

The turn is a process of its own: a recording is heard, understood, answered and spoken into a WAV that was asked for.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

RECORDING = Path(__file__).parents[1] / "recordings" / "can i catch it.flac"
LANTERN = str(Path(sys.executable).parent / "lantern")
MEMORY = "/dev/shm"  # noqa: S108 - what lies there is never on a disk
LEAFLET_WORDS = "They cannot be caught like a cold."


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home in which Lantern has learnt its questions, which is all that it ever keeps."""
    folder = tmp_path_factory.mktemp("home")
    subprocess.run([LANTERN, "build"], env=environment(folder), capture_output=True, check=True)
    return folder


def environment(home: Path) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "LANTERN_", "TMP"))}
    return own | {"HOME": str(home), "TMPDIR": str(home), "PYTHONDONTWRITEBYTECODE": "1"}


def spoken_turn(home: Path, watcher: list[str]) -> dict[str, object]:
    """Run one spoken turn under `watcher` and return its JSON."""
    command = [*watcher, LANTERN, "ask", "--json", "--audio", "--out", str(home / "answer.wav"), str(RECORDING)]
    done = subprocess.run(
        command, cwd=home, env=environment(home), capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, object] = json.loads(done.stdout)
    assert LEAFLET_WORDS in str(answer["spoken"])
    assert (home / "answer.wav").stat().st_size > 20_000
    return answer


@pytest.mark.needs("unshare")
def test_a_spoken_turn_needs_no_network(home: Path) -> None:
    """It runs in a network namespace that has no interface but a loopback that is down."""
    unplugged = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--net", "--map-root-user"]
    devices = subprocess.run([*unplugged, "cat", "/proc/net/dev"], capture_output=True, text=True, check=True).stdout
    assert re.findall(r"^\s*(\w+):", devices, re.MULTILINE) == ["lo"]
    spoken_turn(home, unplugged)


@pytest.mark.needs("strace")
def test_a_spoken_turn_leaves_no_sound_and_no_word_on_a_disk(home: Path) -> None:
    """No file is written but the answer that was asked for and private temporary speech that is gone at the end."""
    (home / "answer.wav").unlink(missing_ok=True)
    before = {path for path in home.rglob("*") if path.is_file()}
    trace = home / "trace-of-files"
    calls = "openat,open,creat,rename,renameat,renameat2,link,linkat,connect,sendto,mkdir,chmod"
    answer = spoken_turn(home, ["strace", "-f", "-qq", "-s", "4096", "-e", f"trace={calls}", "-o", str(trace)])
    written = files_opened_for_writing(trace.read_text("utf-8", errors="replace"), home)
    lasting = {path for path in written if path.exists() and path.is_file()}
    assert lasting <= {home / "answer.wav"}
    for path in written - lasting:
        assert path.is_relative_to(home) or path.is_relative_to(MEMORY), (
            f"{path} was written outside the private temporary folder"
        )
    after = {path for path in home.rglob("*") if path.is_file()}
    assert after - before == {home / "answer.wav", trace}
    for path in after - {home / "answer.wav", trace}:
        assert str(answer["heard"]).encode() not in path.read_bytes() or path in before


@pytest.mark.needs("strace")
def test_a_spoken_turn_speaks_to_no_other_machine(home: Path) -> None:
    trace = home / "trace"
    spoken_turn(home, ["strace", "-f", "-qq", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o", str(trace)])
    assert "sa_family=AF_INET" not in trace.read_text("utf-8", errors="replace")


def files_opened_for_writing(trace: str, folder: Path) -> set[Path]:
    """Return the files, devices and pipes apart, that the traced calls opened to write into, or made by renaming."""
    opened = re.findall(
        r'(?:open|openat|creat)\((?:AT_FDCWD, )?"([^"]+)", [^)]*(?:O_WRONLY|O_RDWR|O_CREAT)[^)]*\)\s+= \d', trace
    )
    renamed = re.findall(r'(?:rename\w*|link\w*)\([^\n]*"([^"]+)"[^"\n]*\)\s+= 0', trace)
    paths = {folder / name for name in [*opened, *renamed]}
    return {path for path in paths if path.is_relative_to(MEMORY) or path.parts[1] not in ("dev", "proc")}
