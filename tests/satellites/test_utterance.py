"""Sound in any PCM format is one sound."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.heart import Assistant
from assistant.satellites.incoming import SoundFormat
from assistant.satellites.utterance import Utterance, mono
from assistant.sound.files import read_whole
from assistant.sound.resampling import to_floats
from tests.satellites.talk import RECORDINGS


def written(samples: NDArray[np.floating[Any]], width: int, channels: int) -> bytes:
    """Write floats as PCM with the same sound on every channel."""
    spread = np.repeat(samples.astype(np.float64), channels)
    if width == 1:
        return np.round(spread * 127 + 128).astype(np.uint8).tobytes()
    numbers = np.round(spread * (2 ** (8 * width - 1) - 1)).astype("<i8")
    return bytes(numbers.view(np.uint8).reshape(-1, 8)[:, :width].tobytes())


@pytest.mark.parametrize("width", [1, 2, 3, 4])
@pytest.mark.parametrize("channels", [1, 2, 6])
def test_every_width_and_number_of_channels_is_read(width: int, channels: int) -> None:
    tone = np.sin(np.linspace(0, 60, 1600)) * 0.8
    sound_format = SoundFormat.model_validate({"rate": 16_000, "width": width, "channels": channels})
    read = mono(written(tone, width, channels), sound_format)
    assert np.abs(read - tone).max() < 0.02


@pytest.mark.parametrize("rate", [8_000, 22_050, 48_000])
def test_other_rates_are_heard_like_the_ears_own(assistant: Assistant, rate: int) -> None:
    assert assistant.ears is not None
    path = RECORDINGS / "can i catch it.flac"
    usual = Utterance(assistant.ears)
    usual.accept(read_whole(path, 16_000).pcm, SoundFormat(rate=16_000, width=2, channels=1))
    other = Utterance(assistant.ears)
    sound = written(to_floats(read_whole(path, rate).pcm), 4, 2)
    for begin in range(0, len(sound), 8 * 1024):
        other.accept(sound[begin : begin + 8 * 1024], SoundFormat(rate=rate, width=4, channels=2))
    heard, expected = other.finish(), usual.finish()
    assert expected.text
    assert heard.text == expected.text
    assert heard.seconds == pytest.approx(expected.seconds, abs=0.05)
