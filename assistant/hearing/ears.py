"""The ears: one utterance heard twice at once, openly and narrowed to the packs' own wording.

Vosk's confidence says nothing about whether a word was really spoken; two decodings that understand the same thing do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.ports import UNKNOWN, Listening, Transcriber
from assistant.turn import AudioChunk, Transcript

LONGEST_SECONDS = 60.0
"""More than any question needs; what comes later is not heard."""


class Ears:
    """Hears utterances with one transcriber. Shared between threads."""

    def __init__(self, transcriber: Transcriber, phrases: Sequence[str] = ()) -> None:
        """Hear openly and, where `phrases` are given, narrowed to their wording as well."""
        self.transcriber = transcriber
        self._phrases = tuple(phrases)

    @property
    def rate(self) -> int:
        """The rate at which audio is to come, hertz."""
        return self.transcriber.rate

    def listen(self) -> Hearing:
        """Begin to hear an utterance."""
        narrowed = self.transcriber.listen(self._phrases) if self._phrases else None
        return Hearing(self.transcriber.listen(), narrowed)


class Hearing:
    """One utterance being heard. Belongs to one thread."""

    def __init__(self, openly: Listening, narrowed: Listening | None) -> None:
        """Hear with both, or with the open decoding alone."""
        self._openly = openly
        self._narrowed = narrowed
        self._seconds = 0.0

    def accept(self, chunk: AudioChunk) -> None:
        """Hear the next piece of sound."""
        if self._seconds >= LONGEST_SECONDS:
            return
        self._seconds += chunk.seconds
        self._openly.accept(chunk)
        if self._narrowed is not None:
            self._narrowed.accept(chunk)

    def partial(self) -> str:
        """Return the words heard so far, unsettled."""
        return _words(self._openly.partial())

    def finish(self) -> Transcript:
        """Settle and return what was heard."""
        heard = self._openly.finish()
        narrowed = self._narrowed.finish().text if self._narrowed is not None else ""
        return replace(heard, text=_words(heard.text), narrowed=_words(narrowed), seconds=self._seconds)


def _words(text: str) -> str:
    return " ".join(word for word in text.split() if word != UNKNOWN)
