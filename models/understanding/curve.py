"""Draws risk against coverage: how many answers are wrong when only the surest are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from models.understanding.measure import UNKNOWN, Answer, Question


def risk_and_coverage(questions: Sequence[Question], answers: Sequence[Answer]) -> tuple[list[float], list[float]]:
    """Return, for ever less sure answers, the share of questions answered and the share of those that are wrong."""
    given = sorted(
        (pair for pair in zip(questions, answers, strict=True) if pair[1].intent != UNKNOWN),
        key=lambda pair: -pair[1].confidence,
    )
    coverage, risk, wrong = [], [], 0
    for number, (question, answer) in enumerate(given, start=1):
        wrong += answer.intent not in question.gold
        coverage.append(number / len(questions))
        risk.append(wrong / number)
    return coverage, risk


def draw(curves: Mapping[str, tuple[Sequence[Question], Sequence[Answer]]], path: Path) -> None:
    """Write the curves of some engines as a PNG."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(8, 5), dpi=120)
    for name, (questions, answers) in curves.items():
        axes.plot(*risk_and_coverage(questions, answers), label=name)
    axes.set(
        xlabel="share of all questions that got an answer", ylabel="share of answers that are wrong", ylim=(0, 0.6)
    )
    axes.legend()
    axes.grid(alpha=0.3)
    figure.tight_layout()
    figure.savefig(path)
    plt.close(figure)
