"""Word error of the acoustic model on any recordings, with a closed vocabulary.

The recogniser may only say what a bigram over the given sentences allows, so that the figure tells about the sounds
and hardly about the language model. Each recording is heard as Lantern hears somebody's first question: as it comes and
played slower, whichever is likelier. Rows are grouped by the manifest's `group`, or by the first folder of their path.
"""

from __future__ import annotations

import csv
import json
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from rapidfuzz.distance import Levenshtein
from tqdm import tqdm

from assistant.errors import AudioFileError, LanternError, SettingsError
from assistant.hearing.ears import Ears
from models.hearing.building import GraphCosts, GraphJob, build
from models.hearing.decoding import Heard, Search, assemble, kind_of, open_ears, read_audio, transcribe
from models.hearing.language_model import witten_bell_bigram
from models.hearing.lexicon import Lexicon
from models.hearing.text import sentences_of, words_of
from models.hearing.units import Kind

CLOSED_SEARCH: Final[dict[Kind, Search]] = {
    "hmm": Search(acoustic_scale=0.6, beam=11.0, lattice_beam=3.0),
    "ctc": Search(acoustic_scale=0.8, beam=10.0, lattice_beam=3.0),
}
CLOSED_COSTS: Final = GraphCosts()


@dataclass(frozen=True, slots=True)
class Row:
    """One recording of a manifest."""

    path: Path
    reference: str
    group: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A recording, what was heard, and how far that is from what was said."""

    row: Row
    heard: Heard

    @property
    def errors(self) -> int:
        """Words substituted, left out or put in."""
        return Levenshtein.distance(self.row.reference.split(), self.heard.text.split())

    @property
    def words(self) -> int:
        """Words said."""
        return len(self.row.reference.split())


@dataclass(frozen=True, slots=True)
class GroupResult:
    """The figures of one group of recordings."""

    wer: float
    """Word error rate: errors by words said."""
    utterances: int
    sentences_right: float
    """Share of the recordings heard without an error."""


@dataclass(frozen=True)
class Report:
    """The figures of an evaluation."""

    groups: dict[str, GroupResult]
    real_time_factor: float
    """Processor time by audio time."""
    failures: tuple[str, ...]
    """What could not be read, and why."""

    def table(self) -> str:
        """One row a group, for a terminal."""
        head = f"{'group':<24}{'utterances':>11}{'WER':>8}{'right':>8}"
        rows = (
            f"{name:<24}{r.utterances:>11}{r.wer:>8.3f}{r.sentences_right:>8.3f}" for name, r in self.groups.items()
        )
        return "\n".join([head, *rows, f"real-time factor, one core: {self.real_time_factor:.3f}"])

    def document(self) -> str:
        """Figures as JSON."""
        groups = {
            name: {"wer": round(r.wer, 4), "utterances": r.utterances, "sentences_right": round(r.sentences_right, 4)}
            for name, r in self.groups.items()
        }
        figures = {"groups": groups, "real_time_factor": round(self.real_time_factor, 4), "failures": self.failures}
        return json.dumps(figures, indent=2) + "\n"


def evaluate(manifest: Path, sentences: Path, acoustic_model: Path, out: Path) -> Report:
    """Measure an acoustic model on a manifest's recordings, print a table and write `out`."""
    rows, broken = read_rows(manifest)
    allowed = _read_sentences(sentences)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        closed_model(folder, allowed, acoustic_model)
        outcomes, failures = decode(rows, folder)
    failures = [*broken, *failures]
    for failure in failures:
        print(failure, file=sys.stderr)
    if not outcomes:
        raise AudioFileError(f"no recording of {manifest} could be read: see the messages above.")
    report = summarise(outcomes, failures)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(report.document(), encoding="utf-8")
    print(report.table())
    return report


def closed_model(
    folder: Path,
    sentences: Iterable[str],
    acoustic_model: Path,
    *,
    search: Search | None = None,
    costs: GraphCosts = CLOSED_COSTS,
    lexicon: Lexicon | None = None,
) -> None:
    """Make a Vosk model folder that hears only what a bigram over the sentences allows."""
    kind = kind_of(acoustic_model)
    bigram = witten_bell_bigram(sentences)
    build(GraphJob("closed", folder, kind, bigram, lexicon or Lexicon(), costs))
    assemble(folder, acoustic_model, search or CLOSED_SEARCH[kind])


def read_rows(manifest: Path) -> tuple[list[Row], list[str]]:
    """Read the manifest's usable rows, and a message for each other one."""
    rows: list[Row] = []
    broken: list[str] = []
    try:
        with manifest.open(encoding="utf-8-sig", newline="") as lines:
            table = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SettingsError(
            f"{manifest} can't be read as a manifest ({error}): give a tab-separated UTF-8 file."
        ) from error
    if table and not {"path", "transcript"} <= table[0].keys():
        raise SettingsError(f"{manifest} has no columns `path` and `transcript`: add a first line that names them.")
    for number, cells in enumerate(table, 2):
        path, reference = cells["path"] or "", words_of(cells["transcript"] or "")
        if not path or not reference:
            broken.append(f"{manifest}:{number}: no {'transcript' if path else 'path'}, left out")
            continue
        rows.append(Row(manifest.parent / path, reference, cells.get("group") or _first_folder(path)))
    return rows, broken


def decode(rows: Sequence[Row], model_folder: Path) -> tuple[list[Outcome], list[str]]:
    """Hear all recordings, on all cores; returns the outcomes and a message for each that can't be read."""
    outcomes: list[Outcome] = []
    failures: list[str] = []
    workers = min(os.cpu_count() or 1, max(1, len(rows)))
    with ProcessPoolExecutor(workers, get_context("spawn"), _start_worker, (model_folder,)) as pool:
        results = pool.map(_hear, rows, chunksize=8)
        for row, result in zip(rows, tqdm(results, total=len(rows), unit="recording", disable=None), strict=True):
            if isinstance(result, Heard):
                outcomes.append(Outcome(row, result))
            else:
                failures.append(result)
    return outcomes, failures


def summarise(outcomes: Sequence[Outcome], failures: Iterable[str]) -> Report:
    """Figures of each group, in alphabetical order."""
    parts: defaultdict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        parts[outcome.row.group].append(outcome)
    audio = sum(outcome.heard.audio_seconds for outcome in outcomes)
    spent = sum(outcome.heard.processor_seconds for outcome in outcomes)
    groups = {name: group_result(parts[name]) for name in sorted(parts)}
    return Report(groups, spent / audio, tuple(failures))


def group_result(part: Sequence[Outcome]) -> GroupResult:
    """Figures of some recordings."""
    wrong = [outcome.errors for outcome in part]
    said = sum(outcome.words for outcome in part)
    return GroupResult(sum(wrong) / said, len(part), wrong.count(0) / len(part))


def _read_sentences(path: Path) -> list[str]:
    try:
        sentences = list(sentences_of([path]))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} can't be read ({error}): give a UTF-8 text file, one sentence a line.") from error
    if not sentences:
        raise SettingsError(f"{path} holds no sentence: write one a line.")
    return sentences


def _first_folder(path: str) -> str:
    folders = Path(path).parts[:-1]
    return folders[0] if folders else "all"


class _Worker:
    """The ears of a worker process."""

    ears: Ears


def _start_worker(model_folder: Path) -> None:
    _Worker.ears = open_ears(model_folder)


def _hear(row: Row) -> Heard | str:
    """Hear a recording, or give a message that names the recording."""
    try:
        return transcribe(_Worker.ears, read_audio(row.path))
    except LanternError as error:
        return str(error)
