"""The ears: one utterance heard openly and narrowed to the packs' own wording, as it comes and played slower.

Vosk's confidence says nothing about whether a word was really spoken; two decodings that understand the same thing do.
How likely the whole sound is does tell which way of playing it fits the voice (see `fit.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from assistant.hearing.fit import VoiceFit
from assistant.ports import UNKNOWN, Listening, Transcriber
from assistant.turn import AudioChunk, Transcript

LONGEST_SECONDS = 60.0
"""More than any question needs; what comes later is not heard."""


class Ears:
    """Hears utterances with one transcriber. Shared between threads."""

    def __init__(self, transcriber: Transcriber, phrases: Sequence[str] = (), warps: Sequence[float] = (1.0,)) -> None:
        """Hear openly and, where `phrases` are given, narrowed to their wording as well.

        `warps` are the speeds at which speech may be played to the transcriber.
        """
        self.transcriber = transcriber
        self.phrases = tuple(phrases)
        self.warps = tuple(warps)

    @property
    def rate(self) -> int:
        """The rate at which audio is to come, hertz."""
        return self.transcriber.rate

    def listen(self, fit: VoiceFit | None = None) -> Hearing:
        """Begin to hear an utterance; `fit` is what the conversation knows of the one who speaks."""
        openly = {warp: self.transcriber.listen(warp=warp) for warp in self.warps}
        narrow = partial(self.transcriber.listen, self.phrases) if self.phrases else None
        return Hearing(openly, narrow, fit or VoiceFit())


class Hearing:
    """One utterance being heard. Belongs to one thread."""

    def __init__(
        self, openly: Mapping[float, Listening], narrow: Callable[[float], Listening] | None, fit: VoiceFit
    ) -> None:
        """Hear openly with every warp, and narrowed, where there is something to narrow to, with the likeliest one."""
        self._openly = openly
        self._narrow = narrow
        self._fit = fit
        self._warp = fit.best(openly)
        self._narrowed = narrow(self._warp) if narrow is not None else None
        self._sound: list[AudioChunk] = []
        self._seconds = 0.0

    def accept(self, chunk: AudioChunk) -> None:
        """Hear the next piece of sound."""
        if self._seconds >= LONGEST_SECONDS:
            return
        self._seconds += chunk.seconds
        for listening in self._openly.values():
            listening.accept(chunk)
        if self._narrowed is not None:
            self._narrowed.accept(chunk)
            self._sound.append(chunk)

    def partial(self) -> str:
        """Return the words heard so far, unsettled."""
        return self.partials()[0]

    def partials(self) -> list[str]:
        """Return the words heard so far, unsettled, with each warp; first with the one that fits best."""
        warps = sorted(self._openly, key=lambda warp: warp != self._warp)
        return [_words(self._openly[warp].partial()) for warp in warps]

    def finish(self) -> Transcript:
        """Settle and return what was heard."""
        heard = {warp: listening.finish() for warp, listening in self._openly.items()}
        warp = self._choose(heard)
        narrowed = self._finish_narrowed(warp)
        return replace(heard[warp], text=_words(heard[warp].text), narrowed=_words(narrowed), seconds=self._seconds)

    def _choose(self, heard: Mapping[float, Transcript]) -> float:
        if not any(transcript.text for transcript in heard.values()):
            return self._warp
        likelihoods = {warp: transcript.likelihood for warp, transcript in heard.items()}
        return self._fit.choose(likelihoods, self._seconds)

    def _finish_narrowed(self, warp: float) -> str:
        """Settle what was heard narrowed; with another warp than was thought it is heard again."""
        if self._narrow is None or self._narrowed is None:
            return ""
        text = self._narrowed.finish().text
        if warp == self._warp:
            return text
        again = self._narrow(warp)
        for chunk in self._sound:
            again.accept(chunk)
        return again.finish().text


def _words(text: str) -> str:
    return " ".join(word for word in text.split() if word != UNKNOWN)
