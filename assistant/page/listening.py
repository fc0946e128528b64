"""One question on its way from a page's microphone to words."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from enum import Enum, auto

import numpy as np

from assistant.hearing.listener import Listener
from assistant.sound.resampling import Resampler, to_floats, to_pcm
from assistant.turn import SAMPLE_WIDTH, AudioChunk, Transcript

MOST_AHEAD_SECONDS = 10.0
"""How far sound may run ahead of the clock; a page that sends faster than anybody talks is cut off."""

STALLED_SECONDS = 8.0
"""A page that is to send sound and sends none for so long has gone away."""

NOBODY_SECONDS = 8.0
"""How long the moon listens to somebody who says nothing."""

LONGEST_SECONDS = 30.0
"""No question takes longer, however long the moon is held."""

_KEPT_SECONDS = LONGEST_SECONDS + 1
"""Sound after that is nobody's, and is not kept for a machine that is too busy to hear as fast as a child talks."""


class TooMuchSoundError(ValueError):
    """A page sends sound faster than it can be spoken."""


class _End(Enum):
    DONE = auto()
    ABANDONED = auto()


class SoundStream:
    """Sound from a page: pushed by the server's loop, heard by one worker thread."""

    def __init__(self, rate: int, target_rate: int) -> None:
        """Take sound of `rate` hertz and give it as chunks of `target_rate` hertz."""
        self._rate = rate
        self._target_rate = target_rate
        self._pieces: queue.SimpleQueue[bytes | _End] = queue.SimpleQueue()
        self._begun = time.monotonic()
        self._seconds = 0.0
        self.held = False
        """The moon is held down: only letting it go ends the question."""
        self.abandoned = False
        """Nobody wants to know any more."""

    def push(self, pcm: bytes) -> None:
        """Add sound; raises TooMuchSoundError where it comes faster than anybody talks."""
        self._seconds += len(pcm) / SAMPLE_WIDTH / self._rate
        if self._seconds > time.monotonic() - self._begun + MOST_AHEAD_SECONDS:
            raise TooMuchSoundError("sound comes faster than anybody talks")
        if self._seconds < _KEPT_SECONDS:
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
            return self._pieces.get(timeout=STALLED_SECONDS)
        except queue.Empty:
            self.abandoned = True
            return _End.ABANDONED


def hear_question(stream: SoundStream, listener: Listener, show: Callable[[str], None]) -> Transcript | None:
    """Return what is asked in a stream; empty where nobody spoke, None where it was abandoned.

    `show` is given the words so far whenever they change. Blocks as long as the question lasts.
    """
    heard = Transcript("")
    shown = ""
    try:
        for chunk in stream.chunks():
            utterance = listener.accept(chunk)
            if utterance is not None:
                heard = joined(heard, utterance.transcript)
            if heard.text and not stream.held and not listener.speaking:
                return heard
            words = f"{heard.text} {listener.partial()}".strip()
            if words != shown:
                shown = words
                show(words)
            if listener.now > LONGEST_SECONDS or (listener.now > NOBODY_SECONDS and _nobody(stream, listener, heard)):
                break
        utterance = listener.finish()
    finally:
        listener.forget()
    if stream.abandoned:
        return None
    return joined(heard, utterance.transcript) if utterance is not None else heard


def joined(first: Transcript, second: Transcript) -> Transcript:
    """Return two halves of a question as one."""
    return replace(
        second,
        text=f"{first.text} {second.text}".strip(),
        narrowed=f"{first.narrowed or first.text} {second.narrowed or second.text}".strip(),
        seconds=first.seconds + second.seconds,
    )


def _nobody(stream: SoundStream, listener: Listener, heard: Transcript) -> bool:
    return not (stream.held or listener.speaking or heard.text)
