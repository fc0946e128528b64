"""`lantern ask`."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.commands.conftest import Lantern

RECORDINGS = Path(__file__).parents[1] / "recordings"
CATCH = {"text": "They cannot be caught like a cold.", "start": 1251, "end": 1285}
FIELDS = {"question", "kind", "intent", "confidence", "alternatives", "sentences", "spoken", "ms"}


def test_a_question_is_answered_in_the_leaflets_words(lantern: Lantern) -> None:
    done = lantern("ask", "can i catch it")
    assert (done.status, done.out) == (0, "They cannot be caught like a cold.\n")
    assert done.err == "understood: catch (" + done.err.split("(")[1]
    assert "characters 1251–1285 of the leaflet" in done.err


def test_json_keeps_its_contract(lantern: Lantern) -> None:
    done = lantern("ask", "--json", "can i catch it")
    answer = json.loads(done.out)
    assert set(answer) == FIELDS
    assert (answer["question"], answer["kind"], answer["intent"]) == ("can i catch it", "answer", "catch")
    assert answer["sentences"] == [CATCH]
    assert answer["spoken"] == CATCH["text"]
    assert 0.5 < answer["confidence"] <= 1
    assert all(isinstance(intent, str) and 0 <= sure <= 1 for intent, sure in answer["alternatives"])
    assert set(answer["ms"]) == {"transcribe", "recognise", "synthesise"}
    assert done.err == ""


def test_each_line_of_a_file_is_a_conversation_of_its_own(lantern: Lantern) -> None:
    """“More” after an answer goes on; as a conversation of its own there is nothing to go on with."""
    done = lantern("ask", "--json", "--file", "-", stdin="can i catch it\nmore\n\nétoile 🌙\n".encode())
    catch, more, empty, strange = map(json.loads, done.out.splitlines())
    assert (done.status, catch["intent"], more["kind"]) == (0, "catch", "control")
    assert more["sentences"] == []
    assert empty["kind"] == "unknown"
    assert strange["question"] == "étoile 🌙"


def test_several_questions_for_people_stand_below_one_another(lantern: Lantern, tmp_path: Path) -> None:
    (tmp_path / "questions.txt").write_text("can i catch it\n")
    done = lantern("ask", "can i catch it", "--file", "questions.txt")
    assert done.out == "can i catch it\n  They cannot be caught like a cold.\n\n" * 2


def test_a_recording_is_heard_and_answered(lantern: Lantern, tmp_path: Path) -> None:
    shutil.copy(RECORDINGS / "can i catch it.flac", tmp_path / "question.flac")
    done = lantern("ask", "--json", "--audio", "--out", "answer.wav", "question.flac")
    answer = json.loads(done.out)
    assert (done.status, answer["audio"], answer["heard"]) == (0, "question.flac", "can i catch it")
    assert answer["sentences"] == [CATCH]
    assert soundfile.info(tmp_path / "answer.wav").duration > 1
    assert min(answer["ms"].values()) > 0


def write_silence(path: Path) -> None:
    soundfile.write(path, np.zeros(16_000), 16_000)


def write_noise(path: Path) -> None:
    soundfile.write(path, np.random.default_rng(7).normal(0, 0.05, 32_000), 16_000)


def test_bad_recordings_are_named_and_the_others_answered(lantern: Lantern, tmp_path: Path) -> None:
    good = RECORDINGS / "can i catch it.flac"
    (tmp_path / "empty.wav").touch()
    (tmp_path / "letter.wav").write_text("dear nan")
    (tmp_path / "cut.flac").write_bytes(good.read_bytes()[:9_000])
    files = ["missing.wav", "empty.wav", "letter.wav", "cut.flac", str(good)]
    done = lantern("ask", "--json", "--audio", *files)
    lines = [json.loads(line) for line in done.out.splitlines()]
    assert done.status == 1
    assert [line["audio"] for line in lines] == files
    assert [set(line) for line in lines[:4]] == [{"audio", "error"}] * 4
    for line, message in zip(
        lines,
        ["there is no recording", "is empty", "is no audio that can be read", "is cut short or damaged"],
        strict=False,
    ):
        assert message in line["error"]
    assert lines[4]["intent"] == "catch"


@pytest.mark.parametrize("write", [write_silence, write_noise])
def test_silence_and_noise_get_a_kind_line_and_no_answer(lantern: Lantern, tmp_path: Path, write: object) -> None:
    assert callable(write)
    write(tmp_path / "quiet.wav")
    done = lantern("ask", "--json", "--audio", "quiet.wav")
    answer = json.loads(done.out)
    assert (done.status, answer["kind"], answer["sentences"]) == (0, "unknown", [])
    assert answer["spoken"]


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        ([], 2, 'ask something: lantern ask "can i catch it"'),
        (["--out", "a.wav", "one", "two"], 2, "the option --out takes one question: ask them one by one"),
        (["--file", "nowhere.txt"], 2, "the option --file: nowhere.txt can't be read: No such file or directory"),
        (["--rate", "9", "hello"], 2, "the option --rate: “rate” should be less than or equal to 1.5"),
        (["--audio", "--model", "nowhere", "a.wav"], 4, "there is no model “nowhere”"),
        (["--pack", "nowhere", "hello"], 3, "nowhere: this folder is no pack, pack.toml is missing"),
        (["--out", "nowhere/a.wav", "hello"], 8, "can't write nowhere/a.wav: is the folder there"),
        (["--wrong"], 2, "No such option: --wrong"),
    ],
)
def test_what_can_not_be_done_is_said_with_its_exit_status(
    lantern: Lantern, arguments: list[str], status: int, message: str
) -> None:
    done = lantern("ask", *arguments)
    assert (done.status, done.out) == (status, "")
    assert message in done.err
    assert "Traceback" not in done.err


def test_a_broken_model_folder_is_said(lantern: Lantern, tmp_path: Path) -> None:
    (tmp_path / "model" / "am").mkdir(parents=True)
    done = lantern("ask", "--audio", "--model", tmp_path / "model", "a.wav")
    assert done.status == 4
    assert "is no complete Vosk model" in done.err
