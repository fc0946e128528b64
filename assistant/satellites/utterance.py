"""One utterance on its way from a satellite to the ears: any PCM format in, a transcript out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assistant.hearing.ears import LONGEST_SECONDS, Ears
from assistant.satellites.incoming import SoundFormat
from assistant.satellites.wire import BadEventError
from assistant.sound.resampling import Resampler, to_pcm
from assistant.turn import AudioChunk, Transcript

CAPTION_SECONDS = 0.4
"""Sound between two looks at the words so far."""

_SILENCE = np.zeros(0, dtype=np.float32)


class Utterance:
    """Hears one utterance. Belongs to one thread at a time."""

    def __init__(self, ears: Ears) -> None:
        """Hear with `ears`."""
        self._rate = ears.rate
        self._hearing = ears.listen()
        self._format: SoundFormat | None = None
        self._resampler = Resampler(self._rate, self._rate)
        self._seconds = 0.0
        self._looked_at = 0.0

    @property
    def is_full(self) -> bool:
        """Whether the ears hear no more of it."""
        return self._seconds >= LONGEST_SECONDS

    def accept(self, sound: bytes, written: SoundFormat) -> str | None:
        """Hear the next piece of sound; return now and then the words so far, unsettled.

        Raises BadEventError where the sound holds half a sample.
        """
        if len(sound) % (written.width * written.channels):
            raise BadEventError("audio-chunk: the sound ends within a sample")
        if written != self._format:
            self._drain()
            self._format = written
            self._resampler = Resampler(written.rate, self._rate)
        samples = mono(sound, written)
        self._seconds += len(samples) / written.rate
        self._hear(self._resampler.push(samples))
        if self._seconds - self._looked_at < CAPTION_SECONDS:
            return None
        self._looked_at = self._seconds
        return self._hearing.partial()

    def finish(self) -> Transcript:
        """Return what was heard; the object is of no use afterwards."""
        self._drain()
        return self._hearing.finish()

    def _drain(self) -> None:
        if self._format is not None:
            self._hear(self._resampler.push(_SILENCE, last=True))

    def _hear(self, samples: NDArray[np.float32]) -> None:
        if len(samples):
            self._hearing.accept(AudioChunk(to_pcm(samples), self._rate))


def mono(sound: bytes, written: SoundFormat) -> NDArray[np.float32]:
    """Return raw PCM as one channel of floats from -1 to 1."""
    samples = _floats(sound, written.width)
    return samples if written.channels == 1 else samples.reshape(-1, written.channels).mean(axis=1, dtype=np.float32)


def _floats(sound: bytes, width: int) -> NDArray[np.float32]:
    if width == 1:  # the only unsigned one
        sound = (np.frombuffer(sound, dtype=np.uint8) ^ np.uint8(128)).tobytes()
    if width == 3:  # noqa: PLR2004 - numpy has no type of three bytes
        padded = np.zeros((len(sound) // 3, 4), dtype=np.uint8)
        padded[:, 1:] = np.frombuffer(sound, dtype=np.uint8).reshape(-1, 3)
        sound, width = padded.tobytes(), 4
    samples: NDArray[np.float32] = np.frombuffer(sound, dtype=f"<i{width}").astype(np.float32)
    samples /= np.float32(2 ** (8 * width - 1))
    return samples
