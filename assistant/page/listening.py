"""One question on its way from a page's microphone to words."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from enum import Enum, auto

import numpy as np

from assistant.sound.resampling import Resampler, to_floats, to_pcm
from assistant.turn import SAMPLE_WIDTH, AudioChunk

MOST_WAITING_SECONDS = 20.0
"""Sound that may wait to be heard; a page that sends faster than anybody talks is cut off."""

STALLED_SECONDS = 8.0
"""A page that is to send sound and sends none for so long has gone away."""


class TooMuchSoundError(ValueError):
    """A page sends sound faster than it can be spoken."""


class _End(Enum):
    DONE = auto()
    ABANDONED = auto()


class Utterance:
    """Sound from a page: pushed by the server's loop, heard by one worker thread."""

    def __init__(self, rate: int, target_rate: int) -> None:
        """Take sound of `rate` hertz and give it as chunks of `target_rate` hertz."""
        self._rate = rate
        self._target_rate = target_rate
        self._pieces: queue.SimpleQueue[bytes | _End] = queue.SimpleQueue()
        self._waiting_bytes = 0
        self._lock = threading.Lock()
        self.abandoned = False

    def push(self, pcm: bytes) -> None:
        """Add sound; raises TooMuchSoundError where too much is waiting already."""
        with self._lock:
            self._waiting_bytes += len(pcm)
            waiting = self._waiting_bytes / SAMPLE_WIDTH / self._rate
        if waiting > MOST_WAITING_SECONDS:
            raise TooMuchSoundError(f"more than {MOST_WAITING_SECONDS:.0f} s of sound are waiting to be heard")
        self._pieces.put(pcm)

    def finish(self) -> None:
        """Say that the question is over."""
        self._pieces.put(_End.DONE)

    def abandon(self) -> None:
        """Say that nobody wants to know any more."""
        self.abandoned = True
        self._pieces.put(_End.ABANDONED)

    def chunks(self) -> Iterator[AudioChunk]:
        """Yield the sound until it is finished, abandoned, or does not come any more."""
        resampler = Resampler(self._rate, self._target_rate)
        while isinstance(piece := self._next(), bytes):
            yield AudioChunk(to_pcm(resampler.push(to_floats(piece))), self._target_rate)
        rest = resampler.push(np.zeros(0, dtype=np.float32), last=True)
        if len(rest):
            yield AudioChunk(to_pcm(rest), self._target_rate)

    def _next(self) -> bytes | _End:
        if self.abandoned:
            return _End.ABANDONED
        try:
            piece = self._pieces.get(timeout=STALLED_SECONDS)
        except queue.Empty:
            self.abandoned = True
            return _End.ABANDONED
        if isinstance(piece, bytes):
            with self._lock:
                self._waiting_bytes -= len(piece)
        return piece
