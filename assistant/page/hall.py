"""Room for visitors: how many pages may be open, and how many of them are heard at the same time."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from anyio import CapacityLimiter, Semaphore, WouldBlock

MOST_VISITORS = 32
"""Pages open at once; more than a family or a ward needs."""

HEARD_PER_CORE = 4
"""Children heard at once by one processor core within the latency promises, as `make bench-load` measures."""

THREADS_PER_CORE = 2
"""For understanding and speaking, which take milliseconds."""


class Hall:
    """What all visitors share."""

    def __init__(
        self, cores: int | None = None, most_visitors: int = MOST_VISITORS, seats_per_core: int = HEARD_PER_CORE
    ) -> None:
        """Make room according to the machine's `cores`."""
        cores = cores or os.cpu_count() or 1
        self._most_visitors = most_visitors
        self._visitors = 0
        self._seats = Semaphore(cores * seats_per_core)
        self.listening_threads = CapacityLimiter(cores * seats_per_core)
        self.answering_threads = CapacityLimiter(cores * THREADS_PER_CORE)

    def enter(self) -> bool:
        """Let one more visitor in; return False where the hall is full."""
        if self._visitors >= self._most_visitors:
            return False
        self._visitors += 1
        return True

    def leave(self) -> None:
        """Let a visitor out who had been let in."""
        self._visitors -= 1

    @property
    def visitors(self) -> int:
        """How many pages are open."""
        return self._visitors

    @asynccontextmanager
    async def seat(self, tell_to_wait: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
        """Hold a seat in which one is heard; call `tell_to_wait` where all are taken, first come first served."""
        try:
            self._seats.acquire_nowait()
        except WouldBlock:
            await tell_to_wait()
            await self._seats.acquire()
        try:
            yield
        finally:
            self._seats.release()
