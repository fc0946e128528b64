"""The doors of the core: what it needs of engines, devices and models, and nothing about which ones they are.

Each engine is imported in exactly one file, by the adapter that stands behind one of these Protocols.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from types import TracebackType
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.turn import AudioChunk, Speech, Transcript

UNKNOWN = "[unk]"
"""What a transcriber narrowed to phrases writes for a sound that is none of their words."""


class Listening(Protocol):
    """One utterance being heard. Belongs to one thread."""

    def accept(self, chunk: AudioChunk) -> None:
        """Hear the next piece of sound, of any length, at the transcriber's rate."""

    def partial(self) -> str:
        """Return the words heard so far, unsettled; empty while there are none."""

    def finish(self) -> Transcript:
        """Settle and return what was heard; the object is of no use afterwards."""


class Transcriber(Protocol):
    """Turns speech into words. Shared between threads."""

    @property
    def rate(self) -> int:
        """The rate at which audio is to come, hertz."""

    @property
    def vocabulary(self) -> AbstractSet[str]:
        """All words that can be heard."""

    def listen(self, phrases: Sequence[str] = (), warp: float = 1.0) -> Listening:
        """Begin to hear an utterance; `phrases` narrow what can be heard to their wording.

        With a `warp` below 1 the sound is heard as if it were played so much slower, and so deeper.
        """


class SpeechDetector(Protocol):
    """Tells speech from noise. Belongs to one thread, since it remembers."""

    @property
    def chunk_samples(self) -> int:
        """How many samples each call wants."""

    @property
    def rate(self) -> int:
        """The rate at which audio is to come, hertz."""

    def probability(self, chunk: AudioChunk) -> float:
        """Return how likely it is that somebody speaks in this chunk, 0 to 1."""

    def reset(self) -> None:
        """Forget what was heard."""


class Encoder(Protocol):
    """Turns sentences into vectors. Shared between threads."""

    @property
    def identity(self) -> str:
        """A digest of the weights: vectors of different identities can't be compared."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row of unit length a text: shape (texts, dimensions)."""


class Voice(Protocol):
    """Turns words into sound. Shared between threads."""

    @property
    def name(self) -> str:
        """What the voice is called in settings and lists."""

    def synthesise(self, text: str, rate: float = 1.0) -> Speech:
        """Speak `text` at `rate` times the voice's own speed; raise VoiceError where that fails."""


class Microphone(Protocol):
    """A stream of sound from a device or a file. Used as a context manager by one thread."""

    def __enter__(self) -> Iterator[AudioChunk]:
        """Open the device and return its chunks as they come; raise SoundCardError where there is none."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the device."""


class Playback(Protocol):
    """Something being played."""

    def stop(self) -> None:
        """Fall silent within 100 ms; safe to call from any thread, any number of times."""

    @property
    def over(self) -> bool:
        """Whether all was played, or stopped, or the device went away."""

    def wait(self) -> None:
        """Return when all was played, or stopped; raise SoundCardError where the device went away."""

    @property
    def position(self) -> float:
        """Seconds played so far."""


class Loudspeaker(Protocol):
    """Plays sound."""

    def play(self, speech: Speech, volume: float = 1.0) -> Playback:
        """Start to play at `volume` (0 to 1) and return at once; raise SoundCardError where there is no device."""
