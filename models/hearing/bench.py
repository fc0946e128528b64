"""`make bench-hearing`: how well the built-in model hears, beside PocketSphinx and Whisper tiny.

Held-out real speakers by source and group, and questions of the yardstick by voices never trained on; the questions
again played faster, as a smaller vocal tract sounds; then some of everything in hiss, among other voices and in a room.
Each recogniser hears freely with its own general language model: Lantern's is made for questions about a baby, not for
the sentences of the recordings. Writes `build/bench/hearing.json` and `hearing.png`.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Final

import numpy as np
from rapidfuzz.distance import Levenshtein
from rich.progress import track

from assistant.resources import models_folder
from assistant.turn import Speech
from models.hearing.chart import draw
from models.hearing.conditions import SEED, Spoken, groups
from models.hearing.decoding import RATE, Samples, open_ears, transcribe
from models.hearing.text import words_of
from tests.bench.peers import PocketSphinx, WhisperTiny
from tests.bench.report import print_table, resident_megabytes, write_figures

RESAMPLINGS: Final = 1000

Hear = Callable[[Samples], str]


@dataclass(frozen=True, slots=True)
class Figures:
    """How well one recogniser heard one kind of recording."""

    wer: float
    wer_interval: tuple[float, float]
    """95 % bootstrap interval over recordings."""
    sentences_wrong: float
    utterances: int
    real_time_factor: float


Results = Mapping[str, Mapping[str, Figures]]
"""By kind of recording, then by recogniser."""


def main() -> None:
    """Measure, print and write everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--manifest", type=Path, default=Path("../shared/speech/manifest.tsv"))
    parser.add_argument("--yardstick", type=Path, default=Path("../shared/questions/dev.tsv"))
    parser.add_argument("--each", type=int, default=20, help="most recordings of a group")
    options = parser.parse_args()
    folder = models_folder() / "english"
    before, memory_before = time.perf_counter(), resident_megabytes()
    open_ears(folder)
    load_seconds, load_megabytes = time.perf_counter() - before, resident_megabytes() - memory_before
    results = _results(options.manifest, options.yardstick, options.each)
    title = "Words wrong (95 % interval), sentences wrong"
    print_table(title, ("", "recordings", *ENGINES), [_row(name, by) for name, by in results.items()])
    megabytes = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
    rates = {name: float(np.mean([by[name].real_time_factor for by in results.values()])) for name in ENGINES}
    print(f"loaded in {load_seconds:.1f} s into {load_megabytes:.0f} MB, {megabytes:.1f} MB on disk")
    print("processor time over audio time:", ", ".join(f"{engine} {rate:.3f}" for engine, rate in rates.items()))
    figures = {
        "groups": {name: {engine: asdict(each) for engine, each in by.items()} for name, by in results.items()},
        "load_seconds": load_seconds,
        "load_mb": load_megabytes,
        "model_mb": megabytes,
        "real_time_factors": rates,
    }
    written = write_figures("hearing", figures)
    draw({name: {e: f.wer for e, f in by.items()} for name, by in results.items()}, written.with_suffix(".png"))
    print(f"figures: {written}, picture: {written.with_suffix('.png')}")


def _results(manifest: Path, yardstick: Path, each: int) -> Results:
    """Let every recogniser hear everything, on all cores."""
    names: list[str] = []
    waiting: dict[Future[Figures], tuple[str, str]] = {}
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for name, part in groups(manifest, yardstick, each):
            names.append(name)
            waiting |= {pool.submit(measure, engine, part): (name, engine) for engine in ENGINES}
        done = {waiting[future]: future.result() for future in track(as_completed(waiting), total=len(waiting))}
    return {name: {engine: done[name, engine] for engine in ENGINES} for name in names}


def measure(engine: str, part: Sequence[Spoken]) -> Figures:
    """Return how well a recogniser, a name of ENGINES, hears recordings."""
    hear = _open(engine)
    before = time.process_time()
    heard = [words_of(hear(spoken.samples)).split() for spoken in part]
    spent = time.process_time() - before
    said = [spoken.text.split() for spoken in part]
    errors = [Levenshtein.distance(*words) for words in zip(said, heard, strict=True)]
    counts = [len(words) for words in said]
    audio = sum(len(spoken.samples) for spoken in part) / RATE
    wrong = sum(error > 0 for error in errors) / len(errors)
    return Figures(sum(errors) / sum(counts), interval(errors, counts), wrong, len(part), spent / audio)


def interval(errors: Sequence[int], words: Sequence[int]) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of the word error rate."""
    rng = np.random.default_rng(SEED)
    picks = rng.integers(0, len(errors), (RESAMPLINGS, len(errors)))
    rates = np.asarray(errors)[picks].sum(1) / np.asarray(words)[picks].sum(1)
    low, high = np.percentile(rates, [2.5, 97.5])
    return float(low), float(high)


def _lantern() -> Hear:
    ears = open_ears(models_folder() / "english")
    return lambda samples: transcribe(ears, samples).text


def _peer(engine: PocketSphinx | WhisperTiny) -> Hear:
    return lambda samples: engine.decode(Speech(samples.tobytes(), RATE))


ENGINES: Final[Mapping[str, Callable[[], Hear]]] = {
    "Lantern": _lantern,
    PocketSphinx.name: lambda: _peer(PocketSphinx()),
    WhisperTiny.name: lambda: _peer(WhisperTiny()),
}


@cache
def _open(engine: str) -> Hear:
    """Load a recogniser, once in each process."""
    return ENGINES[engine]()


def _row(name: str, results: Mapping[str, Figures]) -> tuple[str, ...]:
    cells = [
        f"{f.wer:.2f} ({f.wer_interval[0]:.2f}-{f.wer_interval[1]:.2f}) {f.sentences_wrong:.2f}"
        for f in results.values()
    ]
    return (name, str(next(iter(results.values())).utterances), *cells)


if __name__ == "__main__":
    main()
