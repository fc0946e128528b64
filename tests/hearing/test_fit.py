"""High voices are played slower where that fits; what fitted is remembered as long as a conversation."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.hearing.ears import Ears
from assistant.hearing.fit import WARPS, VoiceFit
from assistant.hearing.vosk_transcriber import VoskTranscriber
from assistant.resources import models_folder
from assistant.sound.files import read_whole
from assistant.sound.resampling import resample
from assistant.turn import AudioChunk, Transcript

QUESTIONS = sorted((Path(__file__).parents[1] / "recordings" / "questions").glob("*.opus"))[::3]
RATE = 16_000
HIGH = 1.5
"""How much faster a recording is played to sound like a very small child."""


@pytest.fixture(scope="module")
def transcriber() -> VoskTranscriber:
    return VoskTranscriber(models_folder() / "english")


def hear(ears: Ears, recording: Path, fit: VoiceFit | None = None, faster: float = 1.0) -> Transcript:
    pcm = resample(read_whole(recording, RATE).pcm, RATE * faster, RATE)
    hearing = ears.listen(fit)
    for start in range(0, len(pcm), 3200):
        hearing.accept(AudioChunk(pcm[start : start + 3200], RATE))
    return hearing.finish()


def right_words(transcript: Transcript, recording: Path) -> int:
    said = recording.stem.split(" (")[0].split()
    return len(set(said) & set(transcript.text.split()))


def test_the_likelier_way_is_taken_where_it_is_clearly_likelier() -> None:
    assert VoiceFit().choose({1.0: -20.0, 0.8: -15.0}, 2.0) == 0.8
    assert VoiceFit().choose({1.0: -15.0, 0.8: -20.0}, 2.0) == 1.0


def test_slow_speech_must_be_likelier_by_more_than_a_little() -> None:
    assert VoiceFit().choose({1.0: -20.0, 0.8: -19.5}, 2.0) == 1.0


def test_what_fitted_is_remembered_over_a_short_word() -> None:
    fit = VoiceFit()
    assert fit.best(WARPS) == 1.0
    fit.choose({1.0: -25.0, 0.8: -15.0}, 3.0)
    assert fit.best(WARPS) == 0.8
    assert fit.choose({1.0: -15.0, 0.8: -16.0}, 0.5) == 0.8


def test_somebody_else_is_soon_heard_as_they_are() -> None:
    fit = VoiceFit()
    fit.choose({1.0: -25.0, 0.8: -15.0}, 2.0)
    assert fit.choose({1.0: -15.0, 0.8: -25.0}, 2.0) == 1.0


def test_a_very_high_voice_is_heard_better_than_without(transcriber: VoskTranscriber) -> None:
    plain, fitting = Ears(transcriber), Ears(transcriber, warps=WARPS)
    without = sum(right_words(hear(plain, path, faster=HIGH), path) for path in QUESTIONS)
    with_it = sum(right_words(hear(fitting, path, faster=HIGH), path) for path in QUESTIONS)
    assert with_it > without


def test_other_voices_are_heard_as_well_as_before(transcriber: VoskTranscriber) -> None:
    plain, fitting = Ears(transcriber), Ears(transcriber, warps=WARPS)
    without = sum(right_words(hear(plain, path), path) for path in QUESTIONS)
    with_it = sum(right_words(hear(fitting, path), path) for path in QUESTIONS)
    assert with_it >= without - 1


def test_the_narrowed_words_are_those_of_the_fitting_way(transcriber: VoskTranscriber) -> None:
    ears, fit = Ears(transcriber, [path.stem.split(" (")[0] for path in QUESTIONS], WARPS), VoiceFit()
    first = [hear(ears, path, VoiceFit(), faster=HIGH) for path in QUESTIONS]
    hear(ears, QUESTIONS[1], fit, faster=HIGH)
    assert fit.best(WARPS) == 0.8
    known = [hear(ears, path, fit, faster=HIGH) for path in QUESTIONS]
    assert [transcript.narrowed for transcript in first] == [transcript.narrowed for transcript in known]


def test_what_is_clear_is_not_heard_again(transcriber: VoskTranscriber) -> None:
    phrases = [path.stem.split(" (")[0] for path in QUESTIONS]
    asked: list[str] = []

    def is_clear(words: str) -> bool:
        asked.append(words)
        return words == asked[0]

    ears = Ears(transcriber, phrases, WARPS, is_clear)
    clear, unclear = hear(ears, QUESTIONS[0]), hear(ears, QUESTIONS[1])
    assert asked == [clear.text, unclear.text]
    assert clear.narrowed == ""
    assert unclear.narrowed in phrases
