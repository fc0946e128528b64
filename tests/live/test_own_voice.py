"""Telling Lantern's own voice in the microphone from somebody else's."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.live.own_voice import OwnVoice
from assistant.sound.files import read_whole
from assistant.sound.resampling import to_floats, to_pcm
from assistant.turn import AudioChunk, Speech
from tests.live.room import RATE, RECORDINGS

SAID = read_whole(RECORDINGS / "questions/does he have to take medicine every day (girl).opus", RATE)
OTHER = read_whole(RECORDINGS / "questions/will she be able to ride a bike (lily).opus", RATE)

WORDS = "Does he have to take medicine every day?"
HEARD = "he have to take medicine"


def heard(sound: Speech, *, delay: float, loudness: float) -> AudioChunk:
    noise = np.random.default_rng(0).normal(0, 0.001, len(sound.pcm) // 2 + int(delay * RATE)).astype(np.float32)
    noise[int(delay * RATE) :] += to_floats(sound.pcm) * np.float32(loudness)
    return AudioChunk(to_pcm(noise), RATE)


@pytest.mark.parametrize("delay", [0.0, 0.1, 0.3, 0.5])
@pytest.mark.parametrize("loudness", [0.1, 0.5])
def test_an_echo_is_its_own_voice(delay: float, loudness: float) -> None:
    own = OwnVoice(SAID, WORDS)
    own.accept(heard(SAID, delay=delay, loudness=loudness))
    assert own.may_be_heard(HEARD)


def test_somebody_else_is_not() -> None:
    own = OwnVoice(SAID, WORDS)
    own.accept(heard(OTHER, delay=0.2, loudness=1))
    assert not own.may_be_heard("will she be able to ride a bike")


def test_too_little_to_tell_may_be_its_own_voice() -> None:
    own = OwnVoice(SAID, WORDS)
    own.accept(AudioChunk(bytes(3200), RATE))
    assert own.may_be_heard(HEARD)


def test_a_likeness_by_chance_is_told_by_the_words() -> None:
    own = OwnVoice(SAID, WORDS)
    own.accept(heard(SAID, delay=0.2, loudness=0.5))
    own._heard = [
        level + noise for level, noise in zip(own._heard, np.random.default_rng(2).normal(0, 1.2, 999), strict=False)
    ]
    assert own.may_be_heard(HEARD)
    assert not own.may_be_heard("will she be able to ride a bike")
