"""The picture of the bench of hearing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from matplotlib.figure import Figure


def draw(rates: Mapping[str, Mapping[str, float]], path: Path) -> None:
    """Draw word error rates, a bar for each recogniser in each group."""
    engines = list(next(iter(rates.values())))
    figure = Figure(figsize=(9, 1 + 0.5 * len(rates)), layout="constrained")
    axes = figure.subplots()
    height = 0.8 / len(engines)
    for place, engine in enumerate(engines):
        middles = [row + (place - (len(engines) - 1) / 2) * height for row in range(len(rates))]
        axes.barh(middles, [min(by[engine], 1.0) for by in rates.values()], height, label=engine)
    axes.set_yticks(range(len(rates)), list(rates))
    axes.invert_yaxis()
    axes.set_xlim(0.0, 1.0)
    axes.set_xlabel("word error rate, free speech (cut at 1)")
    axes.legend(loc="lower right")
    figure.savefig(path, dpi=120)
