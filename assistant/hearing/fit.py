"""Which way of hearing fits the one who speaks: as it comes, or played slower, which makes a child sound grown-up.

A speech model knows grown-ups' voices best. A small child's vocal tract is shorter and its voice higher; played 0.8
times as fast both come down to where the model hears well, while a grown-up's voice would be spoilt. So both are
heard, and the words whose sound the model finds likelier are taken.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Final

WARPS: Final = (1.0, 0.8)
"""How fast speech is played to the model, beside how fast it comes."""

_PENALTY: Final = 10.0
"""Log-likelihood per second that slower speech must be better by, for each natural unit of slowness: slow sounds change
less, and what changes less is always likelier. Chosen on held-out speakers, see `models/README.md`."""

_MEMORY: Final = 0.5
"""How much of what earlier utterances showed still counts at the next one: somebody else may speak now."""


class VoiceFit:
    """What a conversation has shown of the one who speaks; forgotten with it. Used by one thread at a time."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._evidence: dict[float, float] = {}

    def best(self, warps: Iterable[float]) -> float:
        """Return the fitting one of some warps; the first while nothing is known."""
        return max(warps, key=lambda warp: self._evidence.get(warp, 0.0))

    def choose(self, likelihoods: Mapping[float, float], seconds: float) -> float:
        """Learn from an utterance's log-likelihood per second with each warp, and return the fitting one."""
        for warp, likelihood in likelihoods.items():
            gain = seconds * (likelihood + _PENALTY * math.log(warp))
            self._evidence[warp] = _MEMORY * self._evidence.get(warp, 0.0) + gain
        return self.best(likelihoods)
