"""Learns when to answer and when to admit, on a writer whom neither the encoder nor the index has seen.

    python -m models.understanding.calibrate ENCODER_FOLDER --without WRITER --out models/encoder

`ENCODER_FOLDER` holds an encoder that was trained without that writer. The shares of the members are as measured
there; what is learnt is how sure is sure enough, for each kind of reply: the lowest threshold at which no more
questions go wrong than may.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from assistant.packs import CONTROLS
from assistant.resources import intents_folder
from assistant.turn import Candidate
from assistant.understanding.calibration import CALIBRATION_FILE, Calibration
from assistant.understanding.encoder import OnnxEncoder
from assistant.understanding.index import bank_from, encode_all, learn
from assistant.understanding.members import all_say
from assistant.understanding.recognise import decide, rank
from models.understanding.bank import Line, read_bank
from models.understanding.measure import Question, from_line, from_recognition, score

_WRONG_FACTS: Final = 0.03
"""Of all questions of a writer, how many may be answered with a wrong fact: what is promised."""

_FALSE_ALARMS: Final = 0.006
_WRONG_OTHERS: Final = 0.006
"""Of all questions, how many may wrongly get comfort, or be taken for a control."""

_STEPS: Final = tuple(step / 100 for step in range(30, 96))

Ranked = tuple[Question, Sequence[Candidate]]


def rankings(encoder: OnnxEncoder, lines: Sequence[Line], writer: str, calibration: Calibration) -> list[Ranked]:
    """Return every intent's probability for each of a writer's questions, learnt from all others' questions."""
    examples: dict[str, list[str]] = {}
    for line in lines:
        if line.writer != writer:
            examples.setdefault(line.label, []).append(line.text)
    bank = bank_from(examples)
    index = learn(bank, encode_all(bank.texts, encoder).astype("float16"))
    kept_out = [line for line in lines if line.writer == writer]
    texts = [line.text for line in kept_out]
    chances = all_say(index, texts, encode_all(texts, encoder), calibration)
    return [(from_line(line), rank(index.labels, row)) for line, row in zip(kept_out, chances, strict=True)]


def learn_thresholds(ranked: Sequence[Ranked], calibration: Calibration) -> Calibration:
    """Return the calibration with the lowest thresholds that keep mistakes as rare as they should be."""

    def share(counts: Callable[[Question, str], bool], trial: Calibration) -> float:
        intents = [(question, from_recognition(decide(chances, trial)).intent) for question, chances in ranked]
        return sum(counts(question, intent) for question, intent in intents) / len(ranked)

    def lowered(field: str, allowed: float, counts: Callable[[Question, str], bool]) -> Calibration:
        trials = [Calibration(**{**asdict(calibration), field: threshold}) for threshold in _STEPS]
        return next((trial for trial in trials if share(counts, trial) <= allowed), trials[-1])

    def wrongly(*intents: str) -> Callable[[Question, str], bool]:
        return lambda question, intent: intent in intents and intent not in question.gold

    # Safety comes first, since it wins over the other thresholds.
    facts = {intent for question, _ in ranked if question.kind == "leaflet" for intent in question.gold}
    # Safety comes first, since it wins over the other thresholds.
    calibration = lowered("emergency", _FALSE_ALARMS, wrongly("emergency"))
    calibration = lowered("danger_to_self", _WRONG_OTHERS, wrongly("danger_to_self"))
    calibration = lowered("comfort", _WRONG_OTHERS, wrongly("comfort"))
    calibration = lowered("control", _WRONG_OTHERS, wrongly(*CONTROLS))
    return lowered("answer", _WRONG_FACTS, wrongly(*facts))


def main() -> None:
    """Learn, write the figures, and print how that writer's questions fare with them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("encoder", type=Path, help="folder of an encoder that was trained without the writer")
    parser.add_argument("--without", required=True, help="the writer")
    parser.add_argument("--out", type=Path, required=True, help="folder that gets calibration.json")
    options = parser.parse_args()
    ranked = rankings(OnnxEncoder(options.encoder), read_bank(intents_folder()), options.without, Calibration())
    calibration = learn_thresholds(ranked, Calibration())
    (options.out / CALIBRATION_FILE).write_text(json.dumps(asdict(calibration), indent=2) + "\n", encoding="utf-8")
    print(json.dumps(asdict(calibration), indent=2))
    answers = [from_recognition(decide(chances, calibration)) for _, chances in ranked]
    print(score([question for question, _ in ranked], answers))


if __name__ == "__main__":
    main()
