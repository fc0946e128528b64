"""The conversations of all satellites: each known by an id, few enough to fit in memory, forgotten after a while."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from assistant.heart import Dialogue

MOST_CONVERSATIONS = 256
"""Remembered at once; the one that was silent longest gives way."""

FORGOTTEN_AFTER_SECONDS = 30 * 60.0
"""Silence after which a conversation begins afresh."""


@dataclass
class Conversing:
    """One conversation; a thread that speaks in it holds the lock."""

    dialogue: Dialogue
    spoke_at: float
    lock: threading.Lock = field(default_factory=threading.Lock)


class Conversations:
    """Finds the conversation of an id. Shared between threads."""

    def __init__(self, begin: Callable[[], Dialogue], clock: Callable[[], float] = time.monotonic) -> None:
        """Begin conversations with `begin`; `clock` counts seconds."""
        self._begin = begin
        self._clock = clock
        self._known: OrderedDict[str, Conversing] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Return how many are remembered."""
        return len(self._known)

    def find(self, name: str) -> Conversing:
        """Return the conversation called `name`, a new one where there is none."""
        with self._lock:
            conversing = self._remembered(name)
            if conversing is None:
                conversing = self._known[name] = Conversing(self._begin(), self._clock())
            conversing.spoke_at = self._clock()
            self._known.move_to_end(name)
            if len(self._known) > MOST_CONVERSATIONS:
                self._known.popitem(last=False)
            return conversing

    def known(self, name: str, within: float = FORGOTTEN_AFTER_SECONDS) -> Conversing | None:
        """Return the conversation called `name`, if there is one whose last turn was `within` so many seconds."""
        with self._lock:
            conversing = self._remembered(name)
            return conversing if conversing and self._clock() - conversing.spoke_at < within else None

    def end(self, name: str) -> None:
        """Forget a conversation now."""
        with self._lock:
            self._known.pop(name, None)

    def _remembered(self, name: str) -> Conversing | None:
        oldest = self._clock() - FORGOTTEN_AFTER_SECONDS
        for stale in [key for key, each in self._known.items() if each.spoke_at <= oldest]:
            del self._known[stale]
        return self._known.get(name)
