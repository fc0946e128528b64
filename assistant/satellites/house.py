"""What all Wyoming clients share: one assistant, its conversations, and room for so many of them at once."""

from __future__ import annotations

import asyncio
import itertools
import os
from collections.abc import Callable, Sequence
from typing import TypeVar

import anyio
import anyio.to_thread

from assistant.errors import ModelError
from assistant.hearing.ears import Ears
from assistant.heart import Assistant
from assistant.satellites.conversations import Conversations
from assistant.satellites.description import describe
from assistant.satellites.heap import give_back
from assistant.satellites.memory import ShortMemory
from assistant.satellites.peers import Peers
from assistant.turn import Reply, Transcript

MOST_GUESTS = 128
"""Connections at once; more than the rooms of a ward."""

HEARD_PER_CORE = 2
"""Utterances at once for each processor core, some 50 MB each; one more waits, and its sound with it on the network."""

SPEAKING_PER_CORE = 2
"""Texts spoken at once for each processor core; one that is long leaves room for others."""

TIDY_SECONDS = 2.0
"""How long after an utterance its memory goes back to the system."""

Result = TypeVar("Result")


class House:
    """Belongs to one event loop."""

    def __init__(
        self, assistant: Assistant, *, bedtime: Callable[[], bool] = lambda: False, peers: Sequence[str] = ()
    ) -> None:
        """Serve `assistant`; conversations that begin while `bedtime()` are slower and quieter.

        `peers` are the addresses of all servers that share the conversations, this one included.
        """
        cores = os.cpu_count() or 1
        self.assistant = assistant
        self.description = describe(assistant).event()
        self.conversations = Conversations(lambda: assistant.begin(bedtime=bedtime()))
        self.peers = Peers(peers)
        self.usual_pace = assistant.conversation.begin().pace
        self.heard = ShortMemory[Transcript]()
        self.replies = ShortMemory[Reply]()
        self.guests = 0
        self._numbers = itertools.count(1)
        self.seats = cores * HEARD_PER_CORE
        self._seats = anyio.Semaphore(self.seats)
        # A decoder computes all the time, so more threads than cores would only make them all late together.
        self._hearing_threads = anyio.CapacityLimiter(cores)
        # Understanding takes milliseconds, and shall never wait for a long text that is being spoken.
        self._thinking_threads = anyio.CapacityLimiter(cores)
        self._speaking_threads = anyio.CapacityLimiter(cores * SPEAKING_PER_CORE)
        self._will_tidy = False

    def make_ready(self) -> None:
        """Load what the first question needs, so that no child waits for it; raises VoiceError."""
        self.assistant.answer("hello", aloud=self.assistant.speaker is not None)

    def number_guest(self) -> int:
        """Return the number of a new client."""
        return next(self._numbers)

    def enter(self) -> bool:
        """Let a client in; return False where the house is full."""
        if self.guests >= MOST_GUESTS:
            return False
        self.guests += 1
        return True

    def leave(self) -> None:
        """Let a client out who had been let in."""
        self.guests -= 1

    def ears(self) -> Ears:
        """Return the ears; raises ModelError where there are none."""
        if self.assistant.ears is None:
            raise ModelError("Lantern was started without a speech model: `lantern models list` shows those there are")
        return self.assistant.ears

    @property
    def free_seats(self) -> int:
        """How many more utterances can be heard just now."""
        return self._seats.value

    async def take_seat(self) -> None:
        """Wait until one more utterance can be heard."""
        await self._seats.acquire()

    def leave_seat(self) -> None:
        """Give the seat to the next one who waits."""
        self._seats.release()

    async def hear(self, work: Callable[[], Result]) -> Result:
        """Do work of the ears in a thread."""
        return await anyio.to_thread.run_sync(work, limiter=self._hearing_threads)

    async def think(self, work: Callable[[], Result]) -> Result:
        """Do work of understanding in a thread."""
        return await anyio.to_thread.run_sync(work, limiter=self._thinking_threads)

    async def speak(self, work: Callable[[], Result]) -> Result:
        """Do work of the voice in a thread."""
        return await anyio.to_thread.run_sync(work, limiter=self._speaking_threads)

    def tidy_soon(self) -> None:
        """Give the memory of utterances that are over back to the system in a moment."""
        if not self._will_tidy:
            self._will_tidy = True
            asyncio.get_running_loop().call_later(TIDY_SECONDS, self._tidy)

    def _tidy(self) -> None:
        self._will_tidy = False
        asyncio.get_running_loop().run_in_executor(None, give_back)
