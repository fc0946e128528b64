"""Sound at one rate made into sound at another (soxr, the only file that knows it)."""

import numpy as np
import soxr
from numpy.typing import NDArray

from assistant.turn import AudioChunk


def to_floats(pcm: bytes) -> NDArray[np.float32]:
    """Return 16-bit samples as floats from -1 to 1."""
    samples: NDArray[np.float32] = np.frombuffer(pcm, dtype="<i2").astype(np.float32) / np.float32(32768)
    return samples


def to_pcm(samples: NDArray[np.float32]) -> bytes:
    """Return floats as 16-bit samples; what is louder than full scale is clipped."""
    return (np.clip(samples, -1.0, 32767 / 32768) * 32768).astype("<i2").tobytes()


class Resampler:
    """A stream of float samples on its way from one rate to another. Belongs to one thread."""

    def __init__(self, source_rate: float, target_rate: float) -> None:
        """Resample from `source_rate` to `target_rate`, both in hertz."""
        self._stream = (
            None if source_rate == target_rate else soxr.ResampleStream(source_rate, target_rate, 1, dtype="float32")
        )

    def push(self, samples: NDArray[np.float32], *, last: bool = False) -> NDArray[np.float32]:
        """Return what is ready once `samples` have come; with `last` all that is left."""
        if self._stream is None:
            return samples
        ready: NDArray[np.float32] = self._stream.resample_chunk(samples, last=last)
        return ready


def resample(pcm: bytes, source_rate: float, target_rate: float) -> bytes:
    """Return a whole piece of 16-bit sound at another rate."""
    if source_rate == target_rate:
        return pcm
    return to_pcm(soxr.resample(to_floats(pcm), source_rate, target_rate))


def at_rate(chunk: AudioChunk, rate: int) -> AudioChunk:
    """Return the chunk at `rate`. For whole pieces; a stream of small ones wants a `Resampler`."""
    return AudioChunk(resample(chunk.pcm, chunk.rate, rate), rate)
