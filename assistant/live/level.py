"""How loud it is, for a meter."""

from __future__ import annotations

import math

import numpy as np

from assistant.turn import AudioChunk

_RANGE_DB = 60.0
"""From silence to full scale."""


def level_of(chunk: AudioChunk) -> float:
    """Return how loud a piece of sound is, 0 (60 dB under full scale) to 1."""
    samples = np.frombuffer(chunk.pcm, dtype="<i2").astype(np.float32)
    power = float(np.sqrt((samples**2).mean())) / 32768 if len(samples) else 0.0
    return max(0.0, 1 + 20 * math.log10(max(power, 1e-6)) / _RANGE_DB)
