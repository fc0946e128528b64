"""The conversations of all satellites: each known by an id, few enough to fit in memory, forgotten after a while."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

import anyio

from assistant.heart import Dialogue

MOST_CONVERSATIONS = 256
"""Remembered at once; the one that was silent longest gives way."""

FORGOTTEN_AFTER_SECONDS = 30 * 60.0
"""Silence after which a conversation begins afresh."""


@dataclass
class Conversing:
    """One conversation; whoever speaks in it holds the lock."""

    dialogue: Dialogue
    spoke_at: float
    lock: anyio.Lock = field(default_factory=anyio.Lock)


class Conversations:
    """Finds the conversation of an id. Belongs to one event loop."""

    def __init__(self, begin: Callable[[], Dialogue], clock: Callable[[], float] = time.monotonic) -> None:
        """Begin conversations with `begin`; `clock` counts seconds."""
        self._begin = begin
        self._clock = clock
        self._known: OrderedDict[str, Conversing] = OrderedDict()

    def __len__(self) -> int:
        """Return how many are remembered."""
        return len(self._known)

    def find(self, name: str) -> Conversing:
        """Return the conversation called `name`, a new one where there is none."""
        now = self._clock()
        self._forget(now)
        conversing = self._known.get(name)
        if conversing is None:
            conversing = self._known[name] = Conversing(self._begin(), now)
        conversing.spoke_at = now
        self._known.move_to_end(name)
        if len(self._known) > MOST_CONVERSATIONS:
            self._known.popitem(last=False)
        return conversing

    def end(self, name: str) -> None:
        """Forget a conversation now."""
        self._known.pop(name, None)

    def _forget(self, now: float) -> None:
        while self._known:
            name, oldest = next(iter(self._known.items()))
            if now - oldest.spoke_at < FORGOTTEN_AFTER_SECONDS:
                return
            del self._known[name]
