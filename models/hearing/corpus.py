"""The recordings that train and validate the acoustic model, and who is kept apart.

A corpus is a tab-separated manifest (`../shared/speech/manifest.tsv`) or the listings of
`synthesis`. Speakers are held out per source and age group by a fixed hash, so that a speaker is
either heard in training or measured on, never both.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from models.hearing.sentences import normalise

RATE: Final = 16_000
HELD_OUT_SHARE: Final = 0.1
CLIPS_A_PHRASE: Final = 120
"""Most clips of one phrase from a source that repeats single phrases."""
REPEATING: Final = frozenset({"speech_commands_test", "picovoice_wakeword", "mycroft_precise"})
ANONYMOUS: Final = frozenset({"picovoice_wakeword", "mycroft_precise"})
"""Sources that don't name their speakers: training only, nothing can be held apart."""

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Utterance:
    """One recording and what is said in it."""

    path: Path
    text: str
    speaker: str
    seconds: float
    source: str
    group: str
    """child, teen, adult, synthetic, or empty where the source doesn't say."""


def read_manifest(manifest: Path) -> list[Utterance]:
    """All labelled recordings of a manifest; rows without words are dropped."""
    with manifest.open(newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    utterances = (
        Utterance(
            manifest.parent / row["path"],
            normalise(row["transcript"]),
            row["speaker"],
            float(row["seconds"]),
            row["path"].split("/")[0],
            row["group"],
        )
        for row in rows
    )
    return [utterance for utterance in utterances if utterance.text not in ("", "transcript")]


def read_synthetic(folder: Path) -> list[Utterance]:
    """All recordings that `synthesis` has made so far."""
    return [
        Utterance(
            folder / entry["path"],
            entry["text"],
            f"{listing.stem}-{entry['speaker']}",
            entry["seconds"],
            f"synthetic_{listing.stem.rstrip('0123456789')}",
            "synthetic",
        )
        for listing in sorted(folder.glob("*.jsonl"))
        for entry in map(json.loads, listing.open())
    ]


def held_out_speakers(utterances: Iterable[Utterance]) -> frozenset[str]:
    """Return a tenth of the speakers, at least one, of every source and age group."""
    cast: dict[tuple[str, str], set[str]] = defaultdict(set)
    for utterance in utterances:
        if utterance.source not in ANONYMOUS and utterance.group != "synthetic":
            cast[utterance.source, utterance.group].add(utterance.speaker)
    return frozenset(
        speaker
        for speakers in cast.values()
        for speaker in sorted(speakers, key=_digest)[: max(1, round(HELD_OUT_SHARE * len(speakers)))]
    )


def split(utterances: Sequence[Utterance]) -> tuple[list[Utterance], list[Utterance]]:
    """Training and held-out recordings, with repeated phrases capped."""
    apart = held_out_speakers(utterances)
    capped = list(cap_phrases(utterances))
    return (
        [utterance for utterance in capped if utterance.speaker not in apart],
        [utterance for utterance in capped if utterance.speaker in apart],
    )


def cap_phrases(utterances: Sequence[Utterance]) -> Iterator[Utterance]:
    """At most `CLIPS_A_PHRASE` clips of each phrase of a repeating source, chosen by hash."""
    seen: Counter[tuple[str, str]] = Counter()
    for utterance in sorted(utterances, key=lambda u: _digest(f"{u.source}/{u.path.name}")):
        phrase = utterance.source, utterance.text
        seen[phrase] += 1
        if utterance.source not in REPEATING or seen[phrase] <= CLIPS_A_PHRASE:
            yield utterance


def describe(train: Sequence[Utterance], held_out: Sequence[Utterance]) -> str:
    """Return a table of the split: hours and speakers by source and group."""
    rows = [f"{'source':24}{'group':10}{'train h':>9}{'speakers':>9}{'held-out h':>12}{'speakers':>9}"]
    for source, group in sorted({(u.source, u.group) for u in [*train, *held_out]}):
        cells = ""
        for part, width in ((train, 9), (held_out, 12)):
            own = [u for u in part if (u.source, u.group) == (source, group)]
            hours = sum(u.seconds for u in own) / 3600
            cells += f"{hours:{width}.2f}{len({u.speaker for u in own}):9}"
        rows.append(f"{source:24}{group:10}{cells}")
    return "\n".join(rows)


def read_audio(path: Path) -> Samples:
    """Return samples of the first channel at `RATE`, on the scale of 16-bit integers."""
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    mono = samples[:, 0]
    if rate != RATE:
        mono = soxr.resample(mono, rate, RATE)
    return np.asarray(mono * 32768.0, np.float32)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
