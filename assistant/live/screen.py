"""The door to whatever shows a live conversation."""

from __future__ import annotations

from typing import Literal, Protocol

from assistant.errors import LanternError
from assistant.turn import Turn

Mood = Literal["asleep", "listening", "hearing", "speaking", "troubled"]
"""What Lantern does just now."""


class Screen(Protocol):
    """Shows a live conversation. Called from the loop's thread only; must return quickly."""

    def mood(self, mood: Mood) -> None:
        """Show what Lantern does."""

    def level(self, level: float) -> None:
        """Show how loud it is, 0 to 1."""

    def words(self, words: str) -> None:
        """Show what is heard, while it is heard."""

    def turn(self, turn: Turn) -> None:
        """Show what was heard, understood and answered."""

    def trouble(self, error: LanternError) -> None:
        """Show what is broken, and how to mend it."""


class NoScreen:
    """Shows nothing."""

    def mood(self, mood: Mood) -> None:
        """Show nothing."""

    def level(self, level: float) -> None:
        """Show nothing."""

    def words(self, words: str) -> None:
        """Show nothing."""

    def turn(self, turn: Turn) -> None:
        """Show nothing."""

    def trouble(self, error: LanternError) -> None:
        """Show nothing."""
