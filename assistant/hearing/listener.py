"""Hears one utterance after another in a stream of sound, and knows when each is over.

The speech detector runs all the time and costs almost nothing; the transcriber runs only while somebody speaks.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from assistant.hearing.ears import Ears, Hearing
from assistant.hearing.fit import VoiceFit
from assistant.hearing.patience import USUAL
from assistant.hearing.segmenter import Segmenter
from assistant.ports import SpeechDetector
from assistant.turn import SAMPLE_WIDTH, AudioChunk, Transcript

_LEAD_SECONDS = 0.5
"""Sound from before the utterance was noticed, so that its first syllable is heard."""

_GLANCE_SECONDS = 0.1
"""The silence from which the words so far are looked at: is this the end?"""


@dataclass(frozen=True, slots=True)
class Utterance:
    """What was said once."""

    transcript: Transcript

    began: float
    """When its first speech was heard, seconds from the beginning of the stream."""

    ended: float
    """When its last speech was heard."""

    noticed: float
    """When its end was noticed: `ended` and the patience."""

    spoken: float
    """Seconds of speech in it, pauses not counted."""

    sound: AudioChunk
    """What it sounded like, in case that it was only half of what is said; never kept for longer."""


class Listener:
    """Listens to a stream at the ears' rate. Belongs to one thread."""

    def __init__(
        self,
        ears: Ears,
        detector: SpeechDetector,
        patience: Callable[[str], float],
        segmenter: Segmenter | None = None,
        fit: VoiceFit | None = None,
    ) -> None:
        """Hear with `ears`; `patience` says how long a silence ends an utterance, given its words so far."""
        self._ears = ears
        self.fit = fit or VoiceFit()
        """What is known of the one who speaks; a new conversation brings its own."""
        self._detector = detector
        self._patience = patience
        self._segmenter = segmenter or Segmenter()
        self._size = detector.chunk_samples * SAMPLE_WIDTH
        self._rest = b""
        self._sound = bytearray()
        piece_seconds = detector.chunk_samples / ears.rate
        self._lead: deque[AudioChunk] = deque(maxlen=round(_LEAD_SECONDS / piece_seconds))
        self._hearing: Hearing | None = None
        self._words: list[str] = []
        self._enough = USUAL
        self.began = 0.0
        """When the first speech of the utterance was heard."""

        self.now = 0.0
        """Seconds of sound heard so far."""

    @property
    def speaking(self) -> bool:
        """Whether somebody is in the middle of an utterance."""
        return self._hearing is not None

    @property
    def quiet(self) -> float:
        """Seconds since the last speech in the utterance; 0 outside one."""
        return self._segmenter.quiet if self._hearing is not None else 0.0

    def partial(self) -> str:
        """Return the words of the utterance so far; empty outside one."""
        return self._hearing.partial() if self._hearing is not None else ""

    def accept(self, chunk: AudioChunk) -> Utterance | None:
        """Hear the next piece of the stream, of any length; return the utterance that it ends."""
        self._rest += chunk.pcm
        finished = None
        while len(self._rest) >= self._size:
            piece, self._rest = AudioChunk(self._rest[: self._size], chunk.rate), self._rest[self._size :]
            finished = self._hear(piece) or finished
        return finished

    def finish(self) -> Utterance | None:
        """End the utterance here and now, as when a key is released; None where nobody speaks."""
        return self._end(self._hearing) if self._hearing is not None else None

    def forget(self) -> None:
        """Drop what is being heard."""
        if self._hearing is not None:
            self._hearing.finish()
        self._hearing = None
        self._segmenter.reset()
        self._lead.clear()
        self._sound.clear()

    def _hear(self, piece: AudioChunk) -> Utterance | None:
        self.now += piece.seconds
        likelihood = self._detector.probability(piece)
        if self._hearing is None:
            self._lead.append(piece)
            if self._segmenter.push(piece.seconds, likelihood, USUAL) == "began":
                self._begin()
            return None
        self._accept(self._hearing, piece)
        if self._segmenter.quiet >= _GLANCE_SECONDS:
            self._glance(self._hearing)
        boundary = self._segmenter.push(piece.seconds, likelihood, self._enough)
        return self._end(self._hearing) if boundary == "ended" else None

    def _begin(self) -> None:
        self.began = self.now - self._segmenter.spoken
        self._hearing = self._ears.listen(self.fit)
        self._words, self._enough = [], USUAL
        self._sound.clear()
        for piece in self._lead:
            self._accept(self._hearing, piece)
        self._lead.clear()

    def _accept(self, hearing: Hearing, piece: AudioChunk) -> None:
        hearing.accept(piece)
        self._sound += piece.pcm

    def _glance(self, hearing: Hearing) -> None:
        # Which warp hears the voice rightly shows only at the end: until then the one that is sure sooner counts.
        words = hearing.partials()
        if words != self._words:
            self._words, self._enough = words, min(self._patience(text) for text in words if text or not any(words))

    def _end(self, hearing: Hearing) -> Utterance:
        self._hearing = None
        segmenter = self._segmenter
        ended = self.now - segmenter.quiet
        spoken = segmenter.spoken
        segmenter.reset()
        sound = AudioChunk(bytes(self._sound), self._ears.rate)
        return Utterance(hearing.finish(), self.began, ended, noticed=self.now, spoken=spoken, sound=sound)
