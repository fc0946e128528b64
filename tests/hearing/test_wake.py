"""The wake phrase, heard by the real transcriber; the phrase is of words that the built-in model knows."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.errors import SettingsError
from assistant.hearing.detector import SileroDetector
from assistant.hearing.ears import Ears
from assistant.hearing.vosk_transcriber import VoskTranscriber
from assistant.hearing.wake import WakePhrase
from assistant.resources import models_folder
from assistant.sound.files import read_whole
from assistant.turn import AudioChunk
from tests.live.room import RATE, RECORDINGS

SILENCE = np.random.default_rng(0).normal(0, 8, RATE).astype("<i2").tobytes()
OTHER = "questions/will my brother be able to walk (boy).opus"
QUESTION = "questions/does he have to take medicine every day (girl).opus"


@pytest.fixture(scope="module")
def transcriber() -> VoskTranscriber:
    return VoskTranscriber(models_folder() / "english")


def wait_for(wake: WakePhrase, *recordings: str) -> AudioChunk | None:
    """Return the sound that followed the phrase, once it was found."""
    pcm = SILENCE + b"".join(read_whole(RECORDINGS / name, RATE).pcm for name in recordings) + SILENCE
    for start in range(0, len(pcm), 1024):
        after = wake.accept(AudioChunk(pcm[start : start + 1024], RATE))
        if after is not None:
            return AudioChunk(after.pcm + pcm[start + 1024 :], RATE)
    return None


def test_the_phrase_is_found_and_taken_off_the_question(transcriber: VoskTranscriber) -> None:
    after = wait_for(WakePhrase("Medicine  every day", transcriber, SileroDetector()), QUESTION, OTHER)
    assert after is not None
    hearing = Ears(transcriber).listen()
    hearing.accept(after)
    heard = hearing.finish().text
    assert heard.endswith("be able to walk")
    assert "medicine" not in heard


def test_half_of_the_phrase_does_not_wake(transcriber: VoskTranscriber) -> None:
    wake = WakePhrase("medicine every single day", transcriber, SileroDetector())
    assert wait_for(wake, QUESTION) is None


def test_other_words_do_not_wake(transcriber: VoskTranscriber) -> None:
    wake = WakePhrase("medicine every day", transcriber, SileroDetector())
    for recording in ("questions/what are genes (girl).opus", "short/tell me more (lily).opus"):
        assert wait_for(wake, recording) is None


def test_it_wakes_again_after_it_was_told_to_forget(transcriber: VoskTranscriber) -> None:
    wake = WakePhrase("medicine every day", transcriber, SileroDetector())
    assert wait_for(wake, QUESTION) is not None
    wake.forget()
    assert wait_for(wake, QUESTION) is not None


@pytest.mark.parametrize("phrase", ["xylophonic lantern", "", "  "])
def test_a_phrase_that_can_t_be_heard_is_refused(transcriber: VoskTranscriber, phrase: str) -> None:
    with pytest.raises(SettingsError, match="choose a wake phrase of common words"):
        WakePhrase(phrase, transcriber, SileroDetector())
