"""Is it Lantern itself that the microphone hears? Loudness over time tells: an echo rises and falls with the speech."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assistant.sound.resampling import to_floats
from assistant.turn import AudioChunk, Speech

_STEP_SECONDS = 0.032
_FLOOR = 1e-3
"""Under this loudness (60 dB below full scale) differences mean nothing."""

_LONGEST_DELAY_SECONDS = 0.6
"""The longest way from the loudspeaker's buffer through the room to the microphone's."""

_FEWEST_STEPS = 15
"""Less than half a second says nothing."""

_ALIKE = 0.65
"""The correlation from which the microphone hears the speech."""


class OwnVoice:
    """Compares the microphone with one speech, from the moment at which the speech begins. Belongs to one thread."""

    def __init__(self, speech: Speech) -> None:
        """Compare with `speech`, which begins now."""
        self._speech = _loudness(speech.pcm, speech.rate)
        self._heard: list[float] = []
        self._rest = b""

    def accept(self, chunk: AudioChunk) -> None:
        """Hear the microphone's next piece."""
        self._rest += chunk.pcm
        size = int(_STEP_SECONDS * chunk.rate) * 2
        whole = len(self._rest) // size * size
        self._heard.extend(_loudness(self._rest[:whole], chunk.rate))
        self._rest = self._rest[whole:]

    def may_be_heard(self) -> bool:
        """Return whether the microphone hears this speech, or has heard too little to tell."""
        heard = np.array(self._heard, dtype=np.float32)
        if min(len(heard), len(self._speech)) < _FEWEST_STEPS:
            return True
        delays = range(min(int(_LONGEST_DELAY_SECONDS / _STEP_SECONDS), len(heard) - _FEWEST_STEPS) + 1)
        return any(_likeness(heard[delay:], self._speech) >= _ALIKE for delay in delays)


def _likeness(heard: NDArray[np.float32], said: NDArray[np.float32]) -> float:
    """Return the correlation of two curves of loudness, over as long as both last."""
    length = min(len(heard), len(said))
    one, other = heard[:length] - heard[:length].mean(), said[:length] - said[:length].mean()
    energy = float(np.sqrt((one @ one) * (other @ other)))
    return float(one @ other) / energy if energy > _FLOOR else 0.0


def _loudness(pcm: bytes, rate: int) -> NDArray[np.float32]:
    """Return the loudness of each step, on a logarithmic scale like the ear's."""
    step = int(_STEP_SECONDS * rate)
    samples = to_floats(pcm)
    steps = samples[: len(samples) // step * step].reshape(-1, step)
    power: NDArray[np.float32] = np.sqrt((steps**2).mean(axis=1))
    return np.log(np.maximum(power, _FLOOR)).astype(np.float32)
