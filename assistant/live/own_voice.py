"""Tells whether it is Lantern itself that the microphone hears.

An echo rises and falls with the speech, and its words are those that were just said. Loudness alone is enough where it
is very alike; where it is somewhat alike, as through a room's reverberation, the words decide.
"""

from __future__ import annotations

import re

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

_ALIKE = 0.6
"""The correlation from which the microphone may hear the speech."""

_THE_SAME = 0.88
"""The correlation from which it certainly does."""

_WORDS_AHEAD = 3
"""Speech is not evenly spread over its time: so many more words may have been said than its share tells."""


class OwnVoice:
    """Compares the microphone with one speech, from the moment at which the speech begins. Belongs to one thread."""

    def __init__(self, speech: Speech, text: str) -> None:
        """Compare with `speech`, which begins now and says `text`."""
        self._speech = _loudness(speech.pcm, speech.rate)
        self._words = _words(text)
        self._heard: list[float] = []
        self._rest = b""

    def accept(self, chunk: AudioChunk) -> None:
        """Hear the microphone's next piece."""
        self._rest += chunk.pcm
        size = int(_STEP_SECONDS * chunk.rate) * 2
        whole = len(self._rest) // size * size
        self._heard.extend(_loudness(self._rest[:whole], chunk.rate))
        self._rest = self._rest[whole:]

    def may_be_heard(self, words: str) -> bool:
        """Return whether the microphone hears this speech, taken for `words`, or has heard too little to tell."""
        heard = np.array(self._heard, dtype=np.float32)
        if min(len(heard), len(self._speech)) < _FEWEST_STEPS:
            return True
        delays = range(min(int(_LONGEST_DELAY_SECONDS / _STEP_SECONDS), len(heard) - _FEWEST_STEPS) + 1)
        likeness = max(_likeness(heard[delay:], self._speech) for delay in delays)
        return likeness >= _THE_SAME or (likeness >= _ALIKE and self._are_said(words))

    def _are_said(self, words: str) -> bool:
        """Whether half of the words or more were said by now."""
        share = min(len(self._heard) / len(self._speech), 1.0)
        said = set(self._words[: round(share * len(self._words)) + _WORDS_AHEAD])
        heard = _words(words)
        return sum(word in said for word in heard) * 2 >= len(heard)


def _words(text: str) -> list[str]:
    return re.findall(r"[\w']+", text.lower().replace("’", "'"))


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
