"""Loudness as the standard measures it, and one loudness for all that is said."""

import numpy as np
import pytest

from assistant.sound.resampling import to_pcm
from assistant.speaking.loudness import PEAK_DBTP, VOICE_LUFS, at_loudness, loudness, true_peak
from assistant.turn import Speech


def tone(decibels: float, hertz: float = 997.0, rate: int = 24_000, seconds: float = 2.0) -> Speech:
    """Return a sine whose peaks are at `decibels` of full scale."""
    time = np.arange(int(seconds * rate)) / rate
    samples = 10 ** (decibels / 20) * np.sin(2 * np.pi * hertz * time)
    return Speech(to_pcm(samples.astype(np.float32)), rate)


@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000, 48_000])
def test_a_sine_measures_what_the_standard_says(rate: int) -> None:
    """BS.1770: 997 Hz at 0 dB in one channel is -3.01 LUFS."""
    assert loudness(tone(-20, rate=rate)) == pytest.approx(-23.01, abs=0.05)


def test_rumble_is_hardly_heard() -> None:
    assert loudness(tone(-20, hertz=25)) < loudness(tone(-20)) - 10


def test_pauses_do_not_make_speech_quieter() -> None:
    speech = tone(-20)
    with_pause = Speech(speech.pcm + bytes(len(speech.pcm)) + speech.pcm, speech.rate)
    assert loudness(with_pause) == pytest.approx(loudness(speech), abs=0.4)


def test_a_word_shorter_than_a_block_has_a_loudness() -> None:
    assert loudness(tone(-20, seconds=0.2)) == pytest.approx(-23.01, abs=0.3)


@pytest.mark.parametrize("pcm", [b"", bytes(48_000)])
def test_silence_has_none_and_stays_silence(pcm: bytes) -> None:
    speech = Speech(pcm, 24_000)
    assert loudness(speech) == -np.inf
    assert at_loudness(speech) == speech


@pytest.mark.parametrize("decibels", [-45, -20, -3])
def test_whispers_and_shouts_come_out_equally_loud(decibels: float) -> None:
    assert loudness(at_loudness(tone(decibels))) == pytest.approx(VOICE_LUFS, abs=0.1)


def test_peaks_stay_below_the_limit_between_samples_too() -> None:
    """A quarter of the sampling rate, out of phase: the samples miss the peaks by 3 dB."""
    time = np.arange(24_000)
    clicks = np.where(time % 2_400 < 8, 0.9 * np.sin(np.pi / 2 * time + np.pi / 4), 0).astype(np.float32)
    loudest = at_loudness(Speech(to_pcm(clicks), 24_000), -6.0)
    assert true_peak(loudest) == pytest.approx(PEAK_DBTP, abs=0.1)
