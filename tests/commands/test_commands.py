"""The other commands."""

import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from assistant.resources import models_folder
from tests.commands.conftest import Lantern
from tests.packs.conftest import ABOUT, ANSWERS, LEAFLET

LANTERN = str(Path(sys.executable).parent / "lantern")


def test_help_names_every_command(lantern: Lantern) -> None:
    done = lantern("--help")
    for command in ("ask", "check", "build", "doctor", "about", "models", "voices"):
        assert re.search(rf"│ {command}\b", done.out)
    assert "heavy" not in done.out


def test_help_answers_without_loading_an_engine() -> None:
    code = (
        "import sys, assistant.commands; print(sorted({'vosk', 'numpy', 'pydantic', 'onnxruntime'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_version(lantern: Lantern) -> None:
    assert re.fullmatch(r"lantern \d\S+\n", lantern("--version").out)


def test_check_proves_lanterns_own_packs_and_warns_of_the_review_date(lantern: Lantern) -> None:
    done = lantern("check", "--quick")
    assert done.status == 0
    assert "the leaflet was due for review in July 2024: ask the UK Infantile Spasms Trust" in done.out
    assert ", 0 errors, " in done.err


def test_check_fails_on_an_error(lantern: Lantern, tmp_path: Path) -> None:
    pack = tmp_path / "kites"
    pack.mkdir()
    (pack / "pack.toml").write_text(ABOUT)
    (pack / "leaflet.txt").write_text(LEAFLET)
    (pack / "answers.toml").write_text(ANSWERS.replace('more = ["They need wind."]\n', ""))
    done = lantern("check", "--quick", "kites")
    assert done.status == 3
    assert "error kites/leaflet.txt:1: no answer says all of “They need wind.”" in done.out


def test_about_says_who_approved_what_and_that_nothing_is_kept(lantern: Lantern) -> None:
    done = lantern("about")
    assert "approved by the UK Infantile Spasms Trust in July 2022, was due for review in July 2024" in done.out
    assert "nothing: no recording, no question and no answer is written down" in done.out


def test_doctor_tells_how_each_part_is(lantern: Lantern) -> None:
    done = lantern("doctor", "--no-sound")
    assert done.status == 0
    for part in ("leaflets", "model", "voice", "settings", "network"):
        assert re.search(rf"^✓ {part}", done.out, re.MULTILINE), done.out


def test_doctor_says_how_to_mend_a_missing_model(lantern: Lantern) -> None:
    done = lantern("doctor", "--no-sound", "--model", "nowhere")
    assert done.status == 1
    assert "✗ model       there is no model “nowhere”" in done.out


def test_a_model_is_brought_chosen_and_verified(lantern: Lantern, tmp_path: Path) -> None:
    shutil.copytree(models_folder() / "english", tmp_path / "mine")
    assert "mine is in" in lantern("models", "fetch", "mine").out
    assert "Lantern now hears with mine" in lantern("models", "use", "mine").out
    assert "● mine  brought here from elsewhere" in lantern("models", "list").out
    assert "mine: every byte is as published, and it loads" in lantern("models", "verify", "mine").out
    lantern("models", "use", "english")
    assert "● english" in lantern("models", "list").out


def test_a_settings_file_with_a_flaw_is_named(lantern: Lantern, tmp_path: Path) -> None:
    (tmp_path / ".config" / "lantern").mkdir(parents=True)
    (tmp_path / ".config" / "lantern" / "lantern.toml").write_text('voise = "x"\n')
    done = lantern("about")
    assert done.status == 2
    assert "lantern.toml:1: “voise” is not a known name: did you mean “voice”?" in done.err


def test_a_reader_that_goes_away_is_no_fault() -> None:
    """`lantern ask --json --file - | head -1` ends quietly."""
    pipeline = f"yes can i catch it | head -300 | {LANTERN} ask --json --file - | head -1"
    done = subprocess.run(["sh", "-c", pipeline], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


def test_ctrl_c_ends_quietly() -> None:
    with subprocess.Popen(
        [LANTERN, "ask", "--json", "--file", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as command:
        assert command.stdin
        assert command.stdout
        command.stdin.write(b"can i catch it\n")
        command.stdin.flush()
        command.stdout.readline()  # it has answered, and waits for the next question
        command.send_signal(signal.SIGINT)
        _, err = command.communicate(timeout=20)
    assert (command.returncode, err) == (130, b"")
