"""The ears: one utterance heard openly, as it comes and played slower; where that is unclear, narrowed to the packs.

Vosk's confidence says nothing about whether a word was really spoken; two decodings that understand the same thing do.
How likely the whole sound is does tell which way of playing it fits the voice (see `fit.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from assistant.hearing.fit import VoiceFit
from assistant.ports import UNKNOWN, Listening, Transcriber
from assistant.turn import AudioChunk, Transcript

LONGEST_SECONDS = 60.0
"""More than any question needs; what comes later is not heard."""


class Ears:
    """Hears utterances with one transcriber. Shared between threads."""

    def __init__(
        self,
        transcriber: Transcriber,
        phrases: Sequence[str] = (),
        warps: Sequence[float] = (1.0,),
        is_clear: Callable[[str], bool] = lambda _words: False,
    ) -> None:
        """Hear openly and, where `phrases` are given, narrowed to their wording what is not `is_clear`.

        `warps` are the speeds at which speech may be played to the transcriber.
        """
        self.transcriber = transcriber
        self.phrases = tuple(phrases)
        self.warps = tuple(warps)
        self.is_clear = is_clear

    @property
    def rate(self) -> int:
        """The rate at which audio is to come, hertz."""
        return self.transcriber.rate

    def listen(self, fit: VoiceFit | None = None) -> Hearing:
        """Begin to hear an utterance; `fit` is what the conversation knows of the one who speaks."""
        return Hearing(self, fit or VoiceFit())


class Hearing:
    """One utterance being heard. Belongs to one thread."""

    def __init__(self, ears: Ears, fit: VoiceFit) -> None:
        """Hear openly with every warp."""
        self._ears = ears
        self._fit = fit
        self._openly = {warp: ears.transcriber.listen(warp=warp) for warp in ears.warps}
        self._warp = fit.best(ears.warps)
        self._sound: list[AudioChunk] = []
        self._seconds = 0.0

    def accept(self, chunk: AudioChunk) -> None:
        """Hear the next piece of sound."""
        if self._seconds >= LONGEST_SECONDS:
            return
        self._seconds += chunk.seconds
        for listening in self._openly.values():
            listening.accept(chunk)
        if self._ears.phrases:
            self._sound.append(chunk)

    def partial(self) -> str:
        """Return the words heard so far, unsettled."""
        return _words(self._openly[self._warp].partial())

    def partials(self) -> list[str]:
        """Return the words heard so far, unsettled, with each warp."""
        return [_words(listening.partial()) for listening in self._openly.values()]

    def finish(self) -> Transcript:
        """Settle and return what was heard."""
        with ThreadPoolExecutor(len(self._openly)) as both:  # on two cores, since somebody waits
            settled = both.map(_settle, self._openly.values())
        heard = dict(zip(self._openly, settled, strict=True))
        warp = self._choose(heard)
        text = _words(heard[warp].text)
        narrowed = "" if not self._ears.phrases or self._ears.is_clear(text) else self._hear_narrowed(warp)
        return replace(heard[warp], text=text, narrowed=_words(narrowed), seconds=self._seconds)

    def _choose(self, heard: Mapping[float, Transcript]) -> float:
        if not any(transcript.text for transcript in heard.values()):
            return self._warp
        likelihoods = {warp: transcript.likelihood for warp, transcript in heard.items()}
        return self._fit.choose(likelihoods, self._seconds)

    def _hear_narrowed(self, warp: float) -> str:
        """Hear it once more, narrowed: few utterances need it, and with the fitting warp alone."""
        listening = self._ears.transcriber.listen(self._ears.phrases, warp)
        for chunk in self._sound:
            listening.accept(chunk)
        return listening.finish().text


def _settle(listening: Listening) -> Transcript:
    return listening.finish()


def _words(text: str) -> str:
    return " ".join(word for word in text.split() if word != UNKNOWN)
