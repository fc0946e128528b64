"""Speech to text with Vosk (the only file that knows it)."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import vosk

from assistant.errors import ModelError
from assistant.ports import UNKNOWN
from assistant.sound.resampling import Resampler, to_floats, to_pcm
from assistant.turn import AudioChunk, Transcript

_NEEDED = (("am/final.mdl", "final.mdl"), ("conf/model.conf", "mfcc.conf"))
_GRAPHS = (("graph/HCLG.fst",), ("graph/HCLr.fst", "graph/Gr.fst"), ("HCLG.fst",), ("HCLr.fst", "Gr.fst"))
_FEW_PHRASES = 3
"""With so few it is of interest when each word ended; with more, finding out would make every answer later."""

_MOST_SPARE = 4
"""Recognisers kept for the next utterance, for each set of phrases: one that has searched before is quicker."""

_MOST_HEARD_SECONDS = 6.0
"""Sound after which a recogniser is not kept: Vosk never forgets what it has searched, some 2 MB for each second."""


@dataclass(frozen=True)
class _Spare:
    """A recogniser that can hear another utterance."""

    recogniser: vosk.KaldiRecognizer
    heard_seconds: float = 0.0


class VoskTranscriber:
    """A Vosk model. Shared between threads; each utterance has a recogniser of its own."""

    rate = 16_000

    def __init__(self, folder: Path) -> None:
        """Load the model in `folder`; raises ModelError where it is missing or broken."""
        check_model_folder(folder)
        vosk.SetLogLevel(-1)
        self.folder = folder
        self._model = self._sound(lambda: vosk.Model(model_path=str(folder)))
        # Some faults of a model show only in its first recogniser, and none shall wait for the first question.
        self._spare: dict[tuple[str, ...], list[_Spare]] = {(): [_Spare(self._recogniser(()))]}
        self._lock = threading.Lock()

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """All words that the model can hear."""
        lists = (self.folder / "graph" / "words.txt", self.folder / "words.txt")
        lines = next(path for path in lists if path.is_file()).read_text(encoding="utf-8").splitlines()
        return frozenset(line.split()[0] for line in lines if line)

    def listen(self, phrases: Sequence[str] = (), warp: float = 1.0) -> VoskListening:
        """Begin to hear an utterance, played `warp` times as fast; `phrases` narrow what can be heard to their wording.

        Phrases with words that the model can't hear are left out.
        """
        key = tuple(phrases)
        with self._lock:
            spare = self._spare.setdefault(key, [])
            used = spare.pop() if spare else None
        chosen = used or _Spare(self._recogniser(key))
        return VoskListening(
            chosen.recogniser,
            lambda seconds: self._put_back(key, _Spare(chosen.recogniser, chosen.heard_seconds + seconds)),
            Resampler(self.rate * warp, self.rate) if warp != 1.0 else None,
        )

    def _recogniser(self, phrases: tuple[str, ...]) -> vosk.KaldiRecognizer:
        if not phrases:
            recogniser = self._sound(lambda: vosk.KaldiRecognizer(self._model, self.rate))
            recogniser.SetMaxAlternatives(1)  # only with alternatives does Vosk tell how likely the sound is
            return recogniser
        hearable = [phrase for phrase in phrases if self.vocabulary.issuperset(phrase.split())]
        wording = json.dumps([*hearable, UNKNOWN])
        recogniser = self._sound(lambda: vosk.KaldiRecognizer(self._model, self.rate, wording))
        recogniser.SetWords(len(phrases) <= _FEW_PHRASES)
        return recogniser

    def _sound(self, make: Callable[[], Any]) -> Any:  # noqa: ANN401 - Vosk has no types
        try:
            return make()
        except Exception as error:  # Vosk raises a bare Exception for any fault of a model
            raise ModelError(
                f"Vosk can't use the model in {self.folder}: fetch it again, "
                "or leave `--model` out to use the built-in one"
            ) from error

    def _put_back(self, phrases: tuple[str, ...], used: _Spare) -> None:
        # One that is used again goes on counting its words' times where it stopped.
        times = 0 < len(phrases) <= _FEW_PHRASES
        if times or used.heard_seconds > _MOST_HEARD_SECONDS:
            return
        used.recogniser.Reset()
        with self._lock:
            if len(self._spare[phrases]) < _MOST_SPARE:
                self._spare[phrases].append(used)


class VoskListening:
    """One utterance being heard by Vosk. Belongs to one thread."""

    def __init__(
        self, recogniser: vosk.KaldiRecognizer, put_back: Callable[[float], None], player: Resampler | None = None
    ) -> None:
        """Hear with `recogniser` what `player` plays at another speed; then give it back, with the seconds heard."""
        self._recogniser = recogniser
        self._player = player
        self._put_back = put_back
        self._settled: list[str] = []
        self._ends: list[float] = []
        self._likelihood = 0.0
        self._seconds = 0.0

    def accept(self, chunk: AudioChunk) -> None:
        """Hear the next piece of sound."""
        self._play(chunk.pcm if self._player is None else to_pcm(self._player.push(to_floats(chunk.pcm))), chunk.rate)

    def _play(self, pcm: bytes, rate: int) -> None:
        self._seconds += AudioChunk(pcm, rate).seconds
        # Vosk ends an utterance at each pause that its own rules find; Lantern's endpoint is decided elsewhere.
        if self._recogniser.AcceptWaveform(pcm):
            self._settle(json.loads(self._recogniser.Result()))

    def partial(self) -> str:
        """Return the words heard so far."""
        # Between its own utterances Vosk gives an empty final result instead of a partial one.
        partial = json.loads(self._recogniser.PartialResult()).get("partial", "")
        return " ".join([*self._settled, partial]).strip()

    def finish(self) -> Transcript:
        """Settle and return what was heard."""
        if self._player is not None:
            self._play(to_pcm(self._player.push(to_floats(b""), last=True)), VoskTranscriber.rate)
        self._settle(json.loads(self._recogniser.FinalResult()))
        self._put_back(self._seconds)
        likelihood = self._likelihood / self._seconds if self._seconds else 0.0
        text = " ".join(self._settled)
        return Transcript(text, seconds=self._seconds, likelihood=likelihood, ends=tuple(self._ends))

    def _settle(self, result: dict[str, Any]) -> None:
        result = result["alternatives"][0] if "alternatives" in result else result
        self._likelihood += result.get("confidence", 0.0)
        if result["text"]:
            self._settled.append(result["text"])
            self._ends.extend(word["end"] for word in result.get("result", ()))


def check_model_folder(folder: Path) -> None:
    """Raise ModelError, naming what is missing, where `folder` can't be a Vosk model."""
    if not folder.is_dir():
        raise ModelError(f"there is no model folder {folder}: `lantern models list` shows the models there are")
    for choices in _NEEDED:
        if not any(_is_filled(folder / name) for name in choices):
            raise ModelError(f"{folder} is no complete Vosk model, {choices[0]} is missing: fetch or unpack it again")
    if not any(all(_is_filled(folder / name) for name in names) for names in _GRAPHS):
        raise ModelError(f"{folder} is no complete Vosk model, its graph is missing: fetch or unpack it again")


def _is_filled(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0
