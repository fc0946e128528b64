"""When to answer, when to ask back and when to admit: figures learnt by `models/understanding/calibrate.py`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assistant.errors import ModelError

CALIBRATION_FILE: Final = "calibration.json"


@dataclass(frozen=True, slots=True)
class Calibration:
    """How the members' voices become probabilities, and probabilities a decision."""

    neighbours: int = 32
    """How many of the nearest examples vote."""

    reach: float = 0.03
    """A vote falls to its e-th part when an example is this much less similar (cosine)."""

    sentences: float = 0.35
    """The share of the member that looks where a sentence's vector points; the nearest examples have the rest."""

    sentences_scale: float = 1.5
    """By what that member's scores are multiplied, since it is not sure enough of itself."""

    letters: float = 0.15
    """The share of the member that sees letters and sounds."""

    letters_scale: float = 0.25
    """By what that member's scores are multiplied, since it is too sure of itself."""

    answer: float = 0.5
    """A fact at least this probable is answered."""

    clarify: float = 0.6
    """Two facts that are together at least this probable are asked about where neither is answered."""

    emergency: float = 0.35
    """An emergency wins over everything from this probability on."""

    danger_to_self: float = 0.4
    """A child who wants to be gone is heard from this probability on."""

    comfort: float = 0.35
    """Comfort is given from this probability on."""

    control: float = 0.4
    """A control is obeyed from this probability on."""


def load_calibration(folder: Path) -> Calibration:
    """Read the figures that lie beside an encoder; raise ModelError where they are missing or broken."""
    path = folder / CALIBRATION_FILE
    try:
        return Calibration(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as problem:
        raise ModelError(f"{path} can't be read: install lantern-voice again") from problem
