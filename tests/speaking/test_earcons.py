"""Earcons are soft, kind to ears, and in keeping with the voice."""

from typing import get_args

import numpy as np
import pytest

from assistant.sound.resampling import to_floats
from assistant.speaking.earcons import BEDTIME_LUFS, EARCON_LUFS, EarconName, earcon
from assistant.speaking.loudness import VOICE_LUFS, loudness, true_peak
from assistant.turn import Speech

NAMES = get_args(EarconName)
everywhere = pytest.mark.parametrize("name", NAMES)


def attack_seconds(sound: Speech) -> float:
    """Return how long the first note takes from a tenth to nine tenths of its height."""
    samples = np.abs(to_floats(sound.pcm))[: int(0.12 * sound.rate)]
    height = np.maximum.accumulate(samples) / samples.max()
    return float(np.argmax(height > 0.9) - np.argmax(height > 0.1)) / sound.rate


@everywhere
@pytest.mark.parametrize("bedtime", [False, True])
def test_it_is_a_little_quieter_than_the_voice(name: EarconName, bedtime: bool) -> None:
    sound = earcon(name, bedtime=bedtime)
    assert loudness(sound) == pytest.approx(BEDTIME_LUFS if bedtime else EARCON_LUFS, abs=0.2)
    assert loudness(sound) < VOICE_LUFS
    assert true_peak(sound) < -6


@everywhere
def test_it_rises_softly_and_more_softly_at_bedtime(name: EarconName) -> None:
    assert 0.015 < attack_seconds(earcon(name)) < attack_seconds(earcon(name, bedtime=True))


@everywhere
def test_it_begins_and_ends_in_silence(name: EarconName) -> None:
    samples = to_floats(earcon(name).pcm)
    assert np.abs(samples[[0, -1]]).max() < 0.001


@everywhere
def test_it_is_short(name: EarconName) -> None:
    assert earcon(name).seconds < (2.5 if name == "goodnight" else 1.2)


def test_each_sounds_different() -> None:
    assert len({earcon(name).pcm for name in NAMES}) == len(NAMES)
