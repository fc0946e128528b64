"""The real Vosk hears with the built-in model, in many threads, and a broken model is told apart."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant.errors import ModelError
from assistant.hearing.vosk_transcriber import VoskTranscriber
from assistant.ports import UNKNOWN
from assistant.resources import models_folder
from assistant.sound.files import read_chunks
from assistant.turn import AudioChunk, Transcript

MODEL = models_folder() / "english"
RECORDINGS = Path(__file__).parent.parent / "recordings"
QUESTION = RECORDINGS / "can i catch it.flac"


@pytest.fixture(scope="module")
def transcriber() -> VoskTranscriber:
    return VoskTranscriber(MODEL)


@pytest.fixture
def broken(tmp_path: Path) -> Iterator[Path]:
    """Give a copy of the built-in model, to be broken."""
    folder = tmp_path / "model"
    shutil.copytree(MODEL, folder)
    for path in folder.rglob("*"):
        path.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def hear(transcriber: VoskTranscriber, recording: Path, phrases: tuple[str, ...] = ()) -> Transcript:
    listening = transcriber.listen(phrases)
    for chunk in read_chunks(recording, transcriber.rate):
        listening.accept(chunk)
    return listening.finish()


@pytest.mark.parametrize("recording", sorted(RECORDINGS.glob("*.flac")), ids=lambda path: path.stem)
def test_a_recording_is_heard_as_it_is_called(transcriber: VoskTranscriber, recording: Path) -> None:
    assert hear(transcriber, recording).text == recording.stem


def test_words_come_while_they_are_spoken(transcriber: VoskTranscriber) -> None:
    listening = transcriber.listen()
    partials = []
    for chunk in read_chunks(QUESTION, transcriber.rate):
        listening.accept(chunk)
        partials.append(listening.partial())
    assert partials[0] == ""
    assert listening.finish().text.startswith(next(text for text in partials if text).split()[0])


def test_silence_is_no_words(transcriber: VoskTranscriber) -> None:
    listening = transcriber.listen()
    listening.accept(AudioChunk(bytes(2 * transcriber.rate * 2), transcriber.rate))
    transcript = listening.finish()
    assert (transcript.text, transcript.seconds) == ("", 2.0)


def test_hearing_can_be_narrowed_to_phrases(transcriber: VoskTranscriber) -> None:
    phrases = ("can i catch it", "will he walk")
    assert hear(transcriber, QUESTION, phrases).text == "can i catch it"


def test_what_is_none_of_the_phrases_is_unknown(transcriber: VoskTranscriber) -> None:
    assert UNKNOWN in hear(transcriber, QUESTION, ("hello lantern",)).text


def test_an_utterance_knows_nothing_of_the_one_before(transcriber: VoskTranscriber) -> None:
    heard = [hear(transcriber, QUESTION).text for _ in range(3)]
    assert len(set(heard)) == 1


def test_threads_hear_side_by_side(transcriber: VoskTranscriber) -> None:
    with ThreadPoolExecutor(4) as threads:
        heard = list(threads.map(lambda _: hear(transcriber, QUESTION).text, range(8)))
    assert set(heard) == {hear(transcriber, QUESTION).text}


def test_the_vocabulary_holds_the_words_of_the_questions(transcriber: VoskTranscriber) -> None:
    assert {"baby", "spasm", "medicine"} <= transcriber.vocabulary


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no model folder .*nowhere: `lantern models list`"):
        VoskTranscriber(tmp_path / "nowhere")


@pytest.mark.parametrize("part", ["am/final.mdl", "conf/model.conf", "graph/Gr.fst"])
def test_a_missing_part_of_a_model_is_told(broken: Path, part: str) -> None:
    (broken / part).unlink()
    with pytest.raises(ModelError, match="no complete Vosk model"):
        VoskTranscriber(broken)


@pytest.mark.parametrize(
    "part", ["am/final.mdl", "graph/Gr.fst", "graph/HCLr.fst", "graph/words.txt", "graph/phones/word_boundary.int"]
)
def test_a_part_of_a_model_that_is_cut_short_is_told_at_once(broken: Path, part: str) -> None:
    path = broken / part
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(ModelError, match="can't use the model"):
        VoskTranscriber(broken)


@pytest.mark.parametrize("part", ["am/final.mdl", "conf/model.conf", "graph/HCLr.fst"])
def test_an_empty_part_of_a_model_is_told(broken: Path, part: str) -> None:
    (broken / part).write_bytes(b"")
    with pytest.raises(ModelError, match="no complete Vosk model"):
        VoskTranscriber(broken)
