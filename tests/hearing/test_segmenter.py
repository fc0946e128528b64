"""Boundaries of utterances, from likelihoods alone."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.hearing.segmenter import Boundary, Segmenter

STEP = 0.05


def boundaries(
    segmenter: Segmenter, likelihoods: Iterable[float], patience: float = 0.35
) -> list[tuple[float, Boundary]]:
    found = []
    for number, likelihood in enumerate(likelihoods, start=1):
        boundary = segmenter.push(STEP, likelihood, patience)
        if boundary is not None:
            found.append((round(number * STEP, 2), boundary))
    return found


def speech(seconds: float) -> list[float]:
    return [0.9] * round(seconds / STEP)


def silence(seconds: float) -> list[float]:
    return [0.02] * round(seconds / STEP)


def test_speech_begins_and_ends_after_the_patience() -> None:
    assert boundaries(Segmenter(), silence(0.5) + speech(1) + silence(1)) == [(0.6, "began"), (1.85, "ended")]


def test_a_click_is_no_speech() -> None:
    assert boundaries(Segmenter(), silence(0.2) + speech(0.05) + silence(1)) == []


def test_a_pause_shorter_than_the_patience_belongs_to_the_utterance() -> None:
    heard = boundaries(Segmenter(), speech(0.5) + silence(1) + speech(0.5) + silence(2), patience=1.5)
    assert [boundary for _, boundary in heard] == ["began", "ended"]


def test_patience_may_change_while_it_is_silent() -> None:
    segmenter = Segmenter()
    boundaries(segmenter, speech(0.5) + silence(0.3), patience=1.5)
    assert segmenter.push(STEP, 0.0, 0.35) == "ended"


def test_a_voice_that_fades_has_not_ended() -> None:
    segmenter = Segmenter()
    boundaries(segmenter, speech(0.5) + [0.4] * 5)
    assert segmenter.quiet == 0


def test_a_doubtful_sound_after_a_silence_does_not_go_on() -> None:
    segmenter = Segmenter()
    boundaries(segmenter, speech(0.5) + silence(0.1) + [0.4] * 2, patience=1)
    assert round(segmenter.quiet, 2) == 0.2


def test_there_is_a_hard_limit() -> None:
    assert boundaries(Segmenter(longest_seconds=3), speech(10))[:2] == [(0.1, "began"), (3.05, "ended")]


def test_how_much_was_spoken_counts_no_pauses() -> None:
    segmenter = Segmenter()
    boundaries(segmenter, speech(0.5) + silence(0.3) + speech(0.5) + silence(0.4))
    assert round(segmenter.spoken, 2) == 1.0


def test_one_utterance_after_another() -> None:
    assert len(boundaries(Segmenter(), (speech(0.5) + silence(0.5)) * 3)) == 6
