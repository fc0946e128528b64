"""Hum goes and consonants come out, and nothing gets louder than it was."""

import numpy as np
import pytest

from assistant.sound.resampling import to_floats, to_pcm
from assistant.speaking.clarity import clear
from assistant.turn import Speech

RATE = 22_050
TIME = np.arange(RATE) / RATE


def decibels(speech: Speech, hertz: float) -> float:
    """Return the strength of a tone in the speech."""
    wave = np.exp(-2j * np.pi * hertz * TIME)
    return float(20 * np.log10(np.abs(np.mean(to_floats(speech.pcm) * wave)) + 1e-9))


def test_hum_goes_and_edges_come_out() -> None:
    tones = (60.0, 300.0, 4_000.0)
    together = np.sum([0.2 * np.sin(2 * np.pi * hertz * TIME) for hertz in tones], axis=0)
    before = Speech(to_pcm(together.astype(np.float32)), RATE)
    after = clear(before)
    gains = {hertz: decibels(after, hertz) - decibels(before, hertz) for hertz in tones}
    assert gains[60.0] < gains[300.0] - 25
    assert 6 < gains[4_000.0] - gains[300.0] < 10


@pytest.mark.parametrize("height", [0.01, 0.99])
def test_peaks_stay_as_high_and_marks_where_they_are(height: float) -> None:
    before = Speech(to_pcm((height * np.sin(2 * np.pi * 3_000 * TIME)).astype(np.float32)), RATE, (0.0, 0.5))
    after = clear(before)
    assert np.abs(to_floats(after.pcm)).max() == pytest.approx(height, rel=0.02)
    assert (after.rate, after.marks, len(after.pcm)) == (before.rate, before.marks, len(before.pcm))


@pytest.mark.parametrize("pcm", [b"", bytes(4_410)])
def test_silence_stays_silence(pcm: bytes) -> None:
    assert clear(Speech(pcm, RATE)).pcm == pcm
