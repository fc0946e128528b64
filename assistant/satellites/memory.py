"""What was heard and said a moment ago, found again by its text.

Home Assistant carries only plain text from hearing to understanding to speaking, each on a connection of its own. The
text finds again what does not fit into it: the second, narrowed decoding, and the parts and pauses of a reply. A pace
does fit, as pace_mark.py writes it.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, TypeVar

MOST_REMEMBERED = 64
"""More than the turns that are under way at any moment."""

Thing = TypeVar("Thing")


class ShortMemory(Generic[Thing]):
    """Remembers the latest few things by their text."""

    def __init__(self, most: int = MOST_REMEMBERED) -> None:
        """Remember at `most` so many."""
        self._most = most
        self._things: OrderedDict[str, Thing] = OrderedDict()

    def remember(self, text: str, thing: Thing) -> None:
        """Keep `thing` until as many others came after it."""
        self._things[text] = thing
        self._things.move_to_end(text)
        if len(self._things) > self._most:
            self._things.popitem(last=False)

    def recall(self, text: str) -> Thing | None:
        """Return what was kept for `text`, if it still is."""
        return self._things.get(text)
