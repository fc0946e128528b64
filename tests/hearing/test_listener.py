"""One utterance after another, heard with the real detector and the real transcriber."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from assistant.hearing.detector import SileroDetector
from assistant.hearing.ears import Ears
from assistant.hearing.listener import Listener, Utterance
from assistant.hearing.vosk_transcriber import VoskTranscriber
from assistant.resources import models_folder
from assistant.sound.files import read_whole
from assistant.turn import AudioChunk
from tests.live.room import RATE, RECORDINGS

QUESTION = "questions/does he have to take medicine every day (girl).opus"

WORDS = "take medicine every day"


@pytest.fixture(scope="module")
def ears() -> Ears:
    return Ears(VoskTranscriber(models_folder() / "english"))


def stream(*recordings: str, pause: float, chunk: int = 700) -> Iterator[AudioChunk]:
    silence = np.random.default_rng(0).normal(0, 8, int(pause * RATE)).astype("<i2").tobytes()
    pcm = silence + b"".join(read_whole(RECORDINGS / name, RATE).pcm + silence for name in recordings)
    for start in range(0, len(pcm), chunk * 2):
        yield AudioChunk(pcm[start : start + chunk * 2], RATE)


def utterances(listener: Listener, chunks: Iterator[AudioChunk]) -> list[Utterance]:
    return [found for chunk in chunks if (found := listener.accept(chunk)) is not None]


def test_an_utterance_is_found_with_its_words_and_times(ears: Ears) -> None:
    length = read_whole(RECORDINGS / QUESTION, RATE).seconds
    listener = Listener(ears, SileroDetector(), lambda _words: 0.5)
    (found,) = utterances(listener, stream(QUESTION, pause=1.5))
    assert found.transcript.text.endswith(WORDS)
    assert found.began == pytest.approx(1.5, abs=0.25)
    assert found.ended == pytest.approx(1.5 + length, abs=0.35)
    assert found.noticed - found.ended == pytest.approx(0.5, abs=0.04)


def test_two_questions_are_two_utterances(ears: Ears) -> None:
    listener = Listener(ears, SileroDetector(), lambda _words: 0.5)
    assert len(utterances(listener, stream(QUESTION, QUESTION, pause=1.5))) == 2


def test_patience_is_asked_about_the_words_so_far(ears: Ears) -> None:
    asked: list[str] = []

    def patience(words: str) -> float:
        asked.append(words)
        return 1.4

    listener = Listener(ears, SileroDetector(), patience)
    found = next(iter(utterances(listener, stream(QUESTION, QUESTION, pause=1.0))), None) or listener.finish()
    assert found is not None
    assert found.transcript.text.count(WORDS) == 2
    assert asked[-1] == found.transcript.text


def test_silence_and_noise_are_nothing(ears: Ears) -> None:
    listener = Listener(ears, SileroDetector(), lambda _words: 0.5)
    noise = np.random.default_rng(0).normal(0, 2000, 4 * RATE).astype("<i2").tobytes()
    assert listener.accept(AudioChunk(bytes(RATE * 4), RATE)) is None
    found = listener.accept(AudioChunk(noise, RATE))
    assert found is None or not found.transcript.text


def test_an_utterance_can_be_ended_or_dropped_from_outside(ears: Ears) -> None:
    listener = Listener(ears, SileroDetector(), lambda _words: 9.0)
    assert listener.finish() is None
    assert utterances(listener, stream(QUESTION, pause=0.5)) == []
    assert listener.speaking
    found = listener.finish()
    assert found is not None
    assert found.transcript.text.endswith(WORDS)
    assert utterances(listener, stream(QUESTION, pause=0.5)) == []
    listener.forget()
    assert not listener.speaking
    assert listener.partial() == ""
