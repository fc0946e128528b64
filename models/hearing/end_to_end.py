"""`make bench-end-to-end`: the yardstick's questions, spoken by voices never trained on, through the whole assistant.

Compares what is understood of the spoken questions with what is understood of the same questions as text, as they
are and played 1.25 times as fast. Writes `build/bench/end-to-end.json`.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from rich.progress import track

from assistant.composition import open_assistant
from assistant.heart import Assistant
from assistant.settings import Settings
from assistant.turn import AudioChunk, Turn
from models.hearing.conditions import faster
from models.hearing.decoding import RATE, Samples
from models.hearing.unseen import Joe, Slt, UnseenVoice
from models.understanding.bank import read_yardstick
from models.understanding.measure import Question, Score, from_recognition, score
from tests.bench.report import print_table, write_figures

CHILD_LIKE: Final = 1.25


def main() -> None:
    """Measure, print and write everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--yardstick", type=Path, default=Path("../shared/questions/dev.tsv"))
    parser.add_argument("--questions", type=int, default=110, help="about how many questions of the yardstick to ask")
    options = parser.parse_args()
    rows = read_yardstick(options.yardstick)
    rows = rows[:: max(1, len(rows) // options.questions)]
    questions = [Question(text, gold) for gold, _, text in rows]
    assistant = open_assistant(Settings(), speaking=False)
    scores = {"as text": _score(questions, [assistant.answer(question.text) for question in questions])}
    voices: tuple[UnseenVoice, ...] = (Joe(), Slt())
    for voice in voices:
        sounds = [voice.speak(question.text) for question in track(questions, voice.name, transient=True)]
        scores[voice.name] = _score(questions, _listen(assistant, sounds))
        quick = [faster(sound, CHILD_LIKE) for sound in sounds]
        scores[f"{voice.name}, {CHILD_LIKE} times as fast"] = _score(questions, _listen(assistant, quick))
    print_table(
        f"{len(questions)} questions of the yardstick",
        ("", "leaflet right", "wrong", "rejected", "emergency"),
        [_row(name, figures) for name, figures in scores.items()],
    )
    write_figures("end-to-end", {name: asdict(figures) for name, figures in scores.items()})


def _listen(assistant: Assistant, sounds: Sequence[Samples]) -> list[Turn]:
    chunks = (AudioChunk(sound.tobytes(), RATE) for sound in track(sounds, "listening", transient=True))
    return [assistant.begin().listen([chunk]) for chunk in chunks]


def _score(questions: Sequence[Question], turns: Sequence[Turn]) -> Score:
    return score(questions, [from_recognition(turn.recognition) for turn in turns])


def _row(name: str, figures: Score) -> tuple[str, ...]:
    shares = (figures.leaflet, figures.wrong, figures.rejected, figures.emergency)
    return (name, *("-" if share is None else f"{share:.2f}" for share in shares))


if __name__ == "__main__":
    main()
