"""Where an utterance begins and ends: a state machine without device, thread or clock.

Its time comes from the audio. How long a silence ends the utterance is told with each piece of sound, since it depends
on what was said so far (see `patience.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Boundary = Literal["began", "ended"]


@dataclass
class Segmenter:
    """Turns the likelihood of speech, piece by piece, into boundaries of utterances."""

    speech_seconds: float = 0.1
    """Speech that an utterance begins with; anything shorter is a click."""

    certain: float = 0.5
    """The likelihood from which a piece is speech."""

    doubtful: float = 0.35
    """The likelihood under which speech that has begun is over: lower than `certain`, since voices fade."""

    longest_seconds: float = 20.0
    """A hard limit: nobody asks a question for longer, but a television does."""

    speaking: bool = field(default=False, init=False)
    """Whether an utterance has begun and not ended."""

    quiet: float = field(default=0.0, init=False)
    """Seconds since the last speech in the utterance, or since that of the one that has just ended."""

    spoken: float = field(default=0.0, init=False)
    """Seconds of speech in the utterance, or in the one that has just ended; pauses are not counted."""

    _length: float = field(default=0.0, init=False)
    _onset: float = field(default=0.0, init=False)

    def push(self, seconds: float, likelihood: float, patience: float) -> Boundary | None:
        """Hear a piece of sound that is speech with some likelihood; `patience` is the silence that ends it now."""
        if not self.speaking:
            self._onset = self._onset + seconds if likelihood >= self.certain else 0.0
            return self._begin() if self._onset >= self.speech_seconds else None
        self._length += seconds
        if likelihood >= (self.doubtful if self.quiet == 0 else self.certain):
            self.quiet = 0.0
            self.spoken += seconds
        else:
            self.quiet += seconds
        if self.quiet >= patience or self._length >= self.longest_seconds:
            self.speaking = False
            self._onset = 0.0
            return "ended"
        return None

    def reset(self) -> None:
        """Be as new: between two utterances."""
        self.speaking = False
        self.quiet = self.spoken = self._length = self._onset = 0.0

    def _begin(self) -> Boundary:
        onset = self._onset
        self.reset()
        self.speaking = True
        self.spoken = self._length = onset
        return "began"
