"""Every command of the README does what it says."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from assistant.resources import models_folder

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = [
    line
    for block in re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
    if line.strip()
]
SET_UP = ["make run", "make test"]
STAY = ("lantern serve", "lantern listen", "lantern wyoming")
"""Commands that go on until they are told to end; their own tests start and end them."""

KITES = "Kites fly because of the wind."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the files that the README's commands speak of; it also serves as home."""
    folder = tmp_path_factory.mktemp("readme")
    recordings = sorted((ROOT / "tests" / "recordings").glob("*.flac"))
    import soundfile

    samples, rate = soundfile.read(recordings[0])
    soundfile.write(folder / "question.wav", samples, rate)
    shutil.copy(recordings[1], folder / "another.flac")
    (folder / "questions.txt").write_text("can i catch it\nhow long does it last\n")
    with zipfile.ZipFile(folder / "my-model.zip", "w") as archive:
        for path in (models_folder() / "english").rglob("*"):
            archive.write(path, Path("my-model") / path.relative_to(models_folder() / "english"))
    pack = folder / "my-leaflet"
    (pack / "questions").mkdir(parents=True)
    (pack / "leaflet.txt").write_text(KITES)
    (pack / "pack.toml").write_text(
        'id = "my-leaflet"\ntitle = "Kites"\nlanguage = "en-GB"\napproved_by = "the Kite Club"\n'
        "approved_on = 2026-01-31\nreview_due = 2999-01-31\n"
        f'sha256 = "{hashlib.sha256(KITES.encode()).hexdigest()}"\n'
    )
    (pack / "answers.toml").write_text(
        f'[kites_fly]\ntitle = "Why do kites fly?"\npicture = "dragon"\nsentences = ["{KITES}"]\n'
    )
    (pack / "questions" / "kites_fly.txt").write_text(
        "why do kites fly\nwhat makes a kite fly\nhow does a kite go up in the sky\nwhat holds the kite up\n"
    )
    return folder


def test_the_set_up_commands_come_first_and_exist() -> None:
    assert COMMANDS[:2] == SET_UP
    for command in SET_UP:
        subprocess.run([*command.split(), "--dry-run"], cwd=ROOT, check=True, capture_output=True)


def environment(home: Path) -> dict[str, str]:
    """Return an environment with a home of its own, in which `lantern` is found."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "LANTERN_"))}
    return own | {"HOME": str(home), "PATH": os.pathsep.join([str(Path(sys.executable).parent), own["PATH"]])}


@pytest.mark.parametrize("command", [each for each in COMMANDS if each not in SET_UP and not each.startswith(STAY)])
def test_each_command_works(command: str, folder: Path) -> None:
    shell = ["sh", "-c", command]
    done = subprocess.run(
        shell, cwd=folder, env=environment(folder), capture_output=True, text=True, timeout=180, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


def test_an_answer_of_ones_own_leaflet_is_given(folder: Path) -> None:
    command = ["lantern", "ask", "--pack", "my-leaflet", "why do kites fly"]
    done = subprocess.run(command, cwd=folder, env=environment(folder), capture_output=True, text=True, check=True)
    assert done.stdout.strip() == KITES
