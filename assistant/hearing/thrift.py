"""Saves the speech detector work while a room is as quiet as it always is: Lantern waits for a voice all night long."""

from __future__ import annotations

import numpy as np

from assistant.ports import SpeechDetector
from assistant.turn import AudioChunk

_RISE_A_SECOND = 1.2
"""How quickly the room's noise may be found to have grown; it is found to have fallen at once."""

_LOUDER = 2.0
"""How much louder than the room's noise (6 dB) a sound is that is listened to."""

_SILENCE = 12.0
"""Root of the mean square of 16-bit samples under which every room is silent."""

_OPEN_SECONDS = 0.4
"""How long the detector goes on listening after the last loud piece."""


class ThriftyDetector:
    """A speech detector that looks only at sound louder than the room's noise. Belongs to one thread."""

    def __init__(self, detector: SpeechDetector) -> None:
        """Ask `detector` where there is something to ask."""
        self._detector = detector
        self._noise = np.inf
        self._open = _OPEN_SECONDS
        self._before: AudioChunk | None = None

    @property
    def chunk_samples(self) -> int:
        """How many samples each call wants."""
        return self._detector.chunk_samples

    @property
    def rate(self) -> int:
        """The rate at which audio is to come, hertz."""
        return self._detector.rate

    def probability(self, chunk: AudioChunk) -> float:
        """Return how likely it is that somebody speaks in this chunk, 0 to 1; 0 for the room's own noise."""
        samples = np.frombuffer(chunk.pcm, dtype="<i2").astype(np.float32)
        loudness = float(np.sqrt(samples @ samples / max(len(samples), 1)))
        self._noise = max(min(loudness, self._noise * _RISE_A_SECOND**chunk.seconds), _SILENCE)
        if loudness > self._noise * _LOUDER:
            before, self._before = self._before, None
            if before is not None:
                self._detector.probability(before)  # the detector hears how the sound began
            self._open = _OPEN_SECONDS
        elif self._open <= 0:
            self._before = chunk
            return 0.0
        self._open -= chunk.seconds
        return self._detector.probability(chunk)

    def reset(self) -> None:
        """Forget what was heard."""
        self._detector.reset()
        self._noise = np.inf
        self._open = _OPEN_SECONDS
        self._before = None
