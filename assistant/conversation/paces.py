"""Slower, faster, louder, quieter: a few steps each, so that speech for all of them can be ready."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from assistant.turn import Pace

Change = Literal["slower", "faster", "louder", "quieter"]

CHANGES: tuple[Change, ...] = ("slower", "faster", "louder", "quieter")

RATES = (0.65, 0.8, 1.0, 1.2)
"""Speeds; 1 is the voice's own."""

VOLUMES = (0.18, 0.35, 0.6, 1.0)
"""About 5 dB from one to the next."""

USUAL = Pace(rate=1.0, volume=0.6)

BEDTIME = Pace(rate=0.8, volume=0.35)

URGENT = Pace(rate=1.0, volume=1.0)
"""Never whispered, never drawn out."""

_NEAR = 0.01


def changed(pace: Pace, change: Change) -> Pace:
    """Return the next step from any pace; the same pace where it goes no further."""
    if change in ("slower", "faster"):
        return replace(pace, rate=_step(pace.rate, RATES, up=change == "faster"))
    return replace(pace, volume=_step(pace.volume, VOLUMES, up=change == "louder"))


def _step(value: float, steps: Sequence[float], *, up: bool) -> float:
    if up:
        return next((step for step in steps if step > value + _NEAR), value)
    return next((step for step in reversed(steps) if step < value - _NEAR), value)
