"""A room in memory: recordings are played into its microphone, and what Lantern says can be heard there too.

Its clock is the sound that the microphone has delivered, so a minute in the room takes as long as it takes to compute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from assistant.errors import SoundCardError
from assistant.sound.files import read_whole
from assistant.sound.resampling import resample
from assistant.turn import AudioChunk, Speech

RATE = 16_000
CHUNK = 512
RECORDINGS = Path(__file__).parents[1] / "recordings"


class Room:
    """A microphone, a loudspeaker and a clock."""

    def __init__(self, seconds: float, *, echo: float = 0.0) -> None:
        """Last for some seconds; the microphone hears the loudspeaker at `echo` times its loudness."""
        self._sound = np.zeros(int(seconds * RATE), dtype=np.float32)
        noise = np.random.default_rng(0).normal(0, 8, len(self._sound))
        self._sound += noise.astype(np.float32)
        self._echo = echo
        self._samples = 0
        self._events: list[tuple[float, Callable[[], None]]] = []
        self.said: list[Playing] = []
        self.over = False
        self.silent_after: Callable[[], None] = _nothing
        """What happens at the end."""

    @property
    def now(self) -> float:
        """Seconds since the beginning."""
        return self._samples / RATE

    def put(self, at: float, recording: str, *, loudness: float = 1.0) -> float:
        """Let somebody speak at a time; return when they have finished."""
        speech = read_whole(RECORDINGS / recording, RATE)
        return self.put_sound(at, np.frombuffer(speech.pcm, dtype="<i2").astype(np.float32) * loudness)

    def put_sound(self, at: float, samples: NDArray[np.float32]) -> float:
        """Let the microphone hear samples at a time; return when they are over."""
        start = int(at * RATE)
        self._sound[start : start + len(samples)] += samples[: len(self._sound) - start]
        return at + len(samples) / RATE

    def at(self, seconds: float, event: Callable[[], None]) -> None:
        """Let something happen at a time."""
        self._events.append((seconds, event))

    # The microphone

    def microphone(self) -> Room:
        return self

    def __enter__(self) -> Iterator[AudioChunk]:
        return self._chunks()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def _chunks(self) -> Iterator[AudioChunk]:
        while self._samples + CHUNK <= len(self._sound):
            piece = self._sound[self._samples : self._samples + CHUNK].copy()
            for playing in self.said:
                piece += playing.heard(self._samples, CHUNK) * self._echo
            self._samples += CHUNK
            for event in [event for event in self._events if event[0] <= self.now]:
                self._events.remove(event)
                event[1]()
            yield AudioChunk(np.clip(piece, -32768, 32767).astype("<i2").tobytes(), RATE)
        self.over = True
        self.silent_after()

    # The loudspeaker

    def play(self, speech: Speech, volume: float = 1.0) -> Playing:
        playing = Playing(self, speech, volume)
        self.said.append(playing)
        return playing

    def unplug(self) -> None:
        raise SoundCardError("the microphone went away: plug it in again")


def _nothing() -> None:
    pass


class Playing:
    """One sound in the room."""

    def __init__(self, room: Room, speech: Speech, volume: float) -> None:
        self._room = room
        self._samples = np.frombuffer(resample(speech.pcm, speech.rate, RATE), dtype="<i2").astype(np.float32) * volume
        self.began = room.now
        self.stopped: float | None = None
        self.volume = volume

    @property
    def ends(self) -> float:
        return self.began + len(self._samples) / RATE if self.stopped is None else self.stopped

    @property
    def over(self) -> bool:
        return self._room.now >= self.ends

    @property
    def position(self) -> float:
        return self._room.now - self.began

    def stop(self) -> None:
        if not self._room.over:
            self.stopped = min(self.ends, self._room.now)

    def wait(self) -> None:
        pass

    def heard(self, start: int, length: int) -> NDArray[np.float32]:
        """Return what the microphone hears of it, a fifth of a second late."""
        out = np.zeros(length, dtype=np.float32)
        shift = start - int((self.began + 0.2) * RATE)
        last = len(self._samples) if self.stopped is None else int((self.stopped - self.began) * RATE)
        first = max(shift, 0)
        part = self._samples[first : max(min(shift + length, last), first)]
        out[first - shift : first - shift + len(part)] = part
        return out
