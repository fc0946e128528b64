"""Clarity: less hum and more edge for espeak-ng, whose soft consonants otherwise drown in its own voice.

Its “b” and “th” begin with so much hum that they are heard as “m” and “n”. What lies below a voice's first harmonics is
taken away, and what lies above them raised, in which consonants differ.
"""

from __future__ import annotations

import numpy as np

from assistant.sound.resampling import to_floats, to_pcm
from assistant.turn import Speech

_LOWEST_HERTZ = 150.0
"""Below this there is hum and no speech."""

_ORDER = 4
"""How steeply it goes down from there: 24 dB an octave."""

_EDGE_HERTZ = 1_000.0
_EDGE_GAIN = 10 ** (9 / 20)
"""What lies well above the edge is raised by 9 dB."""


def clear(speech: Speech) -> Speech:
    """Return the speech with less hum and more edge, as high as before at its peaks."""
    samples = to_floats(speech.pcm)
    size = 1 << (len(samples) + speech.rate // 10).bit_length()
    hertz = np.fft.rfftfreq(size, 1 / speech.rate)
    hum = (hertz / _LOWEST_HERTZ) ** (2 * _ORDER)
    edge = (hertz / _EDGE_HERTZ) ** 2
    gain = np.sqrt(hum / (1 + hum) * (1 + _EDGE_GAIN**2 * edge) / (1 + edge))
    clearer = np.fft.irfft(np.fft.rfft(samples, size) * gain, size)[: len(samples)]
    peaks = [float(np.max(np.abs(sound), initial=0.0)) for sound in (samples, clearer)]
    as_high = peaks[0] / peaks[1] if peaks[1] else 1.0
    return Speech(to_pcm((clearer * as_high).astype(np.float32)), speech.rate, speech.marks)
