"""How loud speech is to an ear, and one loudness for all voices, kind to small ears (ITU-R BS.1770)."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.sound.resampling import resample, to_floats, to_pcm
from assistant.turn import Speech

VOICE_LUFS: Final = -21.0
"""How loud all speech is at full volume, in the middle of what broadcasters use for speech: -23 to -19."""

PEAK_DBTP: Final = -1.0
"""The highest true peak; what is louder clips in cheap loudspeakers."""

_OFFSET = -0.691
_ABSOLUTE_GATE = -70.0
_RELATIVE_GATE = -10.0
_BLOCK_SECONDS = 0.4
_STEP_SECONDS = 0.1
_OVERSAMPLING = 4

_Filter = tuple[tuple[float, float, float], tuple[float, float, float]]

_FILTERS: tuple[_Filter, _Filter] = (
    (
        (1.53512485958697, -2.69169618940638, 1.19839281085285),
        (1.0, -1.69065929318241, 0.73248077421585),
    ),
    ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621)),
)
"""The standard's two filters, a head's shadow and an ear deaf to rumble: at 48 kHz, numerator and denominator."""

_FILTER_RATE = 48_000


def loudness(speech: Speech) -> float:
    """Return the integrated loudness in LUFS; -inf for silence."""
    samples = to_floats(speech.pcm)
    if not len(samples):
        return -np.inf
    heard = _weighted(samples, speech.rate)
    step = max(1, int(speech.rate * _STEP_SECONDS))
    steps = np.add.reduceat(heard**2, np.arange(0, len(heard), step))
    per_block = round(_BLOCK_SECONDS / _STEP_SECONDS)
    if len(steps) > per_block:
        power = np.convolve(steps[: len(heard) // step], np.ones(per_block), "valid") / (per_block * step)
    else:
        power = np.array([np.mean(heard**2)])
    loud = power[_lufs(power) > _ABSOLUTE_GATE]
    if not len(loud):
        return -np.inf
    return float(_lufs(np.mean(loud[_lufs(loud) > _lufs(np.mean(loud)) + _RELATIVE_GATE])))


def true_peak(speech: Speech) -> float:
    """Return the highest peak between samples too, in dB of full scale; -inf for silence."""
    samples = to_floats(resample(speech.pcm, speech.rate, speech.rate * _OVERSAMPLING))
    peak = float(np.max(np.abs(samples), initial=0.0))
    return 20 * np.log10(peak) if peak else -np.inf


def at_loudness(speech: Speech, lufs: float = VOICE_LUFS) -> Speech:
    """Return the speech as loud as `lufs`, or less where its peaks would be too high; silence stays as it is."""
    now = loudness(speech)
    if now == -np.inf:
        return speech
    gain = 10 ** (min(lufs - now, PEAK_DBTP - true_peak(speech)) / 20)
    return Speech(to_pcm(to_floats(speech.pcm) * np.float32(gain)), speech.rate, speech.marks)


def _weighted(samples: NDArray[np.float32], rate: int) -> NDArray[np.float64]:
    """Apply the ear's filters to the whole piece at once, by its spectrum."""
    size = 1 << (len(samples) + rate // 10).bit_length()
    spectrum = np.fft.rfft(samples, size)
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(size, 1 / rate) / _FILTER_RATE)
    for above, below in _FILTERS:
        spectrum = spectrum * np.polyval(above[::-1], z) / np.polyval(below[::-1], z)
    return np.fft.irfft(spectrum, size)[: len(samples)]


def _lufs(power: NDArray[np.float64] | np.floating) -> NDArray[np.float64]:
    return _OFFSET + 10 * np.log10(np.maximum(power, 1e-12))
