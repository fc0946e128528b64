"""Sound keeps its pitch and length at every rate, whole or in pieces."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.sound.resampling import Resampler, at_rate, resample, to_floats, to_pcm
from assistant.turn import AudioChunk


@given(st.binary(max_size=400).filter(lambda pcm: len(pcm) % 2 == 0))
def test_samples_survive_the_way_to_floats_and_back(pcm: bytes) -> None:
    assert to_pcm(to_floats(pcm)) == pcm


def test_what_is_too_loud_is_clipped() -> None:
    assert np.frombuffer(to_pcm(np.array([2.0, -2.0], dtype=np.float32)), "<i2").tolist() == [32767, -32768]


@settings(max_examples=20, deadline=None)
@given(st.sampled_from([8_000, 22_050, 44_100, 48_000]), st.integers(1, 5_000))
def test_pieces_give_the_same_as_the_whole(rate: int, piece: int) -> None:
    wave = np.sin(np.arange(rate) / 20).astype(np.float32)
    stream = Resampler(rate, 16_000)
    parts = [stream.push(wave[i : i + piece]) for i in range(0, len(wave), piece)]
    parts.append(stream.push(wave[:0], last=True))
    assert sum(map(len, parts)) == pytest.approx(16_000, abs=2)


def test_the_same_rate_costs_nothing() -> None:
    pcm = bytes(range(200))
    assert resample(pcm, 16_000, 16_000) is pcm


def test_a_chunk_keeps_its_length_in_seconds() -> None:
    assert at_rate(AudioChunk(bytes(96_000), 48_000), 16_000).seconds == pytest.approx(1.0)
