"""What one conversation remembers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

from assistant.turn import Pace, Reply

Pending = Literal["", "clarify", "offer", "choose"]
"""What Lantern waits to be told: nothing; which of two was meant; yes or no to one; which of three."""


@dataclass(frozen=True, slots=True)
class State:
    """Everything that the next reply depends on, apart from the question itself."""

    pace: Pace
    """How this person wants to be spoken to."""

    bedtime: bool = False
    """Answers lead to no further offers, and “stop” is the end."""

    fact: str = ""
    """The fact that was answered last; empty before the first answer."""

    told: int = 0
    """How many of that fact's further quotes have been said."""

    heard: frozenset[str] = frozenset()
    """Facts that were answered."""

    last: Reply | None = None
    """What “say it again” repeats."""

    pending: Pending = ""
    offered: tuple[str, ...] = ()
    """The facts that are up for choice, in the order in which they were said."""

    misses: int = 0
    """Questions in a row that got no answer."""

    emergency: bool = False
    """Something bad is happening, and nobody has said yet that it is over."""

    over: bool = False
    """Lantern has said goodbye."""

    used: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """How often each fixed line was said."""

    def settled(self) -> State:
        """Return the state with nothing left to choose and no misses."""
        return replace(self, pending="", offered=(), misses=0)
