"""The door to `graph`: OpenFst works in a process of its own, because it and Vosk can't live in one."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from assistant.errors import ModelError
from models.hearing.language_model import BackoffModel
from models.hearing.lexicon import Lexicon
from models.hearing.units import Kind

UNKNOWN: Final = "[unk]"
"""The word for speech outside the vocabulary; its sound is the spoken-noise unit."""

_CHECKOUT: Final = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class GraphCosts:
    """Costs of the graph's choices, in nats."""

    silence: float = 0.9
    """A pause between two words."""
    no_silence: float = 0.5
    """No pause between two words."""
    word: float = 0.0
    """Each word."""
    language_model_scale: float = 1.0


@dataclass(frozen=True)
class GraphJob:
    """What a graph is made of, and where it goes."""

    form: Literal["closed", "look-ahead"]
    folder: Path
    """Model folder; the graph goes into its `graph/`."""
    kind: Kind
    model: BackoffModel
    lexicon: Lexicon
    costs: GraphCosts


def build(job: GraphJob) -> None:
    """Build a graph in another process."""
    paths = os.pathsep.join(filter(None, [str(_CHECKOUT), os.environ.get("PYTHONPATH")]))
    done = subprocess.run(
        [sys.executable, "-m", "models.hearing.graph"],
        input=pickle.dumps(job),
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": paths},
    )
    if done.returncode != 0:
        raise ModelError(
            f"the graph of {job.folder} could not be built:\n{done.stderr.decode(errors='replace').strip()}"
        )
