"""The speech detector is asked only about what is louder than the room."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.hearing.detector import SileroDetector
from assistant.hearing.thrift import ThriftyDetector
from assistant.sound.files import read_whole
from assistant.turn import AudioChunk
from tests.live.room import RECORDINGS

RATE, SIZE = 16_000, 512


class Counting(SileroDetector):
    """The real detector, and how often it was asked."""

    asked = 0

    def probability(self, chunk: AudioChunk) -> float:
        self.asked += 1
        return super().probability(chunk)


def pieces(samples: np.ndarray[tuple[int], np.dtype[np.float32]]) -> list[AudioChunk]:
    pcm = samples.astype("<i2").tobytes()
    return [AudioChunk(pcm[i : i + 2 * SIZE], RATE) for i in range(0, len(pcm) - 2 * SIZE, 2 * SIZE)]


def noise(seconds: float, loudness: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.random.default_rng(0).normal(0, loudness, int(seconds * RATE)).astype(np.float32)


@pytest.mark.parametrize("loudness", [3, 60, 600])
def test_a_room_s_steady_noise_costs_nothing(loudness: float) -> None:
    counting = Counting()
    thrifty = ThriftyDetector(counting)
    for piece in pieces(noise(20, loudness)):
        thrifty.probability(piece)
    assert counting.asked < 30


@pytest.mark.parametrize("loudness", [3, 60, 200])
def test_speech_above_it_is_found_like_without_thrift(loudness: float) -> None:
    speech = np.frombuffer(read_whole(RECORDINGS / "questions/can i catch it (lily).opus", RATE).pcm, dtype="<i2")
    sound = noise(6, loudness)
    sound[3 * RATE : 3 * RATE + len(speech)] += speech
    plain, thrifty = SileroDetector(), ThriftyDetector(SileroDetector())
    everywhere = [plain.probability(piece) > 0.5 for piece in pieces(sound)]
    saved = [thrifty.probability(piece) > 0.5 for piece in pieces(sound)]
    assert abs(sum(everywhere) - sum(saved)) <= 4
    assert saved.index(True) <= everywhere.index(True) + 2
