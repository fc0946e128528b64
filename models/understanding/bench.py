"""`make bench-understanding`: how well questions are understood, beside other engines taught the same bank.

Measures on the yardstick `../shared/questions/dev.tsv`, none of whose lines is in the bank, as it is and as they may
be misheard; and by writer: with all else that is learnt from questions learnt without that writer's. Writes
`build/bench/understanding.json` and the risk–coverage curve `build/bench/understanding.png`.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from multiprocessing import get_context
from pathlib import Path
from typing import Final

import numpy as np
from rich.progress import track

from assistant.packs import load_packs
from assistant.resources import intents_folder
from assistant.understanding.index import bank_from, bank_of, learn
from assistant.understanding.opening import open_recogniser
from assistant.understanding.recognise import Recogniser
from models.understanding.bank import Line, read_bank, read_yardstick
from models.understanding.curve import draw
from models.understanding.measure import Answer, Question, Score, from_line, from_recognition, score
from models.understanding.noise import Confusions
from models.understanding.peers import PEERS
from tests.bench.report import print_table, resident_megabytes, write_figures

_NOISE: Final = 0.2
_NOISE_SEED: Final = 11
_LARGE_WRITER: Final = 1000
"""Writers with at least so many questions are kept out in turn."""

_HEADINGS: Final = ("", "leaflet", "wrong", "rejected", "emergency", "false alarm", "comfort", "control")
_PROMISED: Final = ("promised", "≥ 0.90", "≤ 0.03", "≥ 0.95", "1.00", "≤ 0.01", "≥ 0.92", "≥ 0.95")


def main() -> None:
    """Measure, print and write everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--yardstick", type=Path, default=Path("../shared/questions/dev.tsv"))
    parser.add_argument("--lexicon", type=Path, default=Path("../shared/lexicon/britfone.csv"), help="Britfone")
    options = parser.parse_args()
    recogniser = open_recogniser(load_packs(intents_folder()))
    lines = read_bank(intents_folder())
    questions = [Question(text, gold) for gold, _, text in read_yardstick(options.yardstick)]
    texts = [question.text for question in questions]
    own = _answers(recogniser, texts)
    scores = {"Lantern": score(questions, own)}
    curves = {"Lantern": (questions, own)}
    scores[f"Lantern, {_NOISE:.0%} of words misheard"] = score(
        questions, _answers(recogniser, _misheard(texts, options.lexicon))
    )
    for peer in track(PEERS, "other engines"):
        answers = peer.answers(lines, texts)
        scores[peer.name] = score(questions, answers)
        curves[peer.name] = (questions, answers)
    _print(f"{len(questions)} questions of {options.yardstick.name}", scores)
    by_writer = {
        f"without {writer}": _without(recogniser, lines, writer) for writer in track(_writers(lines), "writers")
    }
    _print("Each writer's questions, the index learnt without them (the encoder has seen them)", by_writer)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        milliseconds, megabytes = pool.submit(cost, texts).result()
    print(f"{milliseconds:.1f} ms a question on one core (promised ≤ 15), {megabytes:.0f} MB for the model (≤ 120)")
    figures = {
        "yardstick": {name: asdict(each) for name, each in scores.items()},
        "by_writer": {name: asdict(each) for name, each in by_writer.items()},
        "ms_a_question": milliseconds,
        "model_mb": megabytes,
    }
    path = write_figures("understanding", figures)
    draw(curves, path.with_suffix(".png"))
    print(f"figures: {path}, risk and coverage: {path.with_suffix('.png')}")


def cost(texts: Sequence[str]) -> tuple[float, float]:
    """Return the median milliseconds a question, and the megabytes that understanding adds; in a process of its own."""
    library = load_packs(intents_folder())
    before = resident_megabytes()
    recogniser = open_recogniser(library)
    recogniser.recognise(texts[0])
    times = []
    for text in texts:
        begun = time.perf_counter()
        recogniser.recognise(text)
        times.append(time.perf_counter() - begun)
    return statistics.median(times) * 1000, resident_megabytes() - before


def _answers(recogniser: Recogniser, texts: Sequence[str]) -> list[Answer]:
    return [from_recognition(recogniser.recognise(text)) for text in texts]


def _misheard(texts: Sequence[str], lexicon: Path) -> list[str]:
    confusions = Confusions.from_lexicon(lexicon, frozenset(word for text in texts for word in text.split()))
    chance = random.Random(_NOISE_SEED)
    return [confusions.mishear(text, _NOISE, chance) for text in texts]


def _writers(lines: Sequence[Line]) -> list[str]:
    writers = [line.writer for line in lines]
    return [writer for writer in sorted(set(writers)) if writers.count(writer) >= _LARGE_WRITER]


def _without(recogniser: Recogniser, lines: Sequence[Line], writer: str) -> Score:
    vectors = dict(zip(bank_of(load_packs(intents_folder())).texts, recogniser.index.vectors, strict=True))
    examples: dict[str, list[str]] = {}
    for line in lines:
        if line.writer != writer:
            examples.setdefault(line.label, []).append(line.text)
    bank = bank_from(examples)
    index = learn(bank, np.stack([vectors[text] for text in bank.texts]))
    other = Recogniser(recogniser.encoder, index, recogniser.calibration)
    kept_out = [line for line in lines if line.writer == writer]
    return score([from_line(line) for line in kept_out], _answers(other, [line.text for line in kept_out]))


def _print(title: str, scores: dict[str, Score]) -> None:
    rows = [
        (name, *(_share(value) for value in (each.leaflet, each.wrong, each.rejected, each.emergency,
                                             each.false_alarms, each.comfort, each.control)))
        for name, each in scores.items()
    ]  # fmt: skip
    print_table(title, _HEADINGS, [*rows, _PROMISED])


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


if __name__ == "__main__":
    main()
