"""How a live conversation is held: what a family may want otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Manner:
    """How a live conversation is held."""

    asleep: bool = False
    """Whether it begins with waiting for the wake phrase or a key."""

    bedtime: Callable[[], bool] = lambda: False
    """Whether it is bedtime now; asked whenever a conversation begins."""

    goes_on_seconds: float = 1.5
    """Somebody who speaks again so soon after the endpoint goes on with the same question."""

    choice_seconds: float = 20.0
    """A silence after which a question that Lantern has asked is dropped."""

    rest_seconds: float = 120.0
    """A silence after which the conversation ends gently."""
