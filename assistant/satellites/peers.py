"""Several servers behind one TCP balancer: whichever is asked, the one that owns a conversation answers.

Every server is started with the same list of all of them. A hash of the conversation's id ranks them, and the first one
owns it, so they agree without talking about it. Where one goes away only its own conversations move, each to the next
in its rank, whichever server is asked.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Sequence

import anyio
from wyoming.client import AsyncClient
from wyoming.event import Event
from wyoming.handle import Handled, NotHandled

from assistant.errors import ServiceError

_LOG = logging.getLogger(__name__)

FORWARDED = "lantern_forwarded"
"""Marks, in an event's context, a question that has come to its owner."""

NARROWED = "lantern_narrowed"
"""Holds there what the second decoding heard: only the server that heard the question has it."""

ANSWER_SECONDS = 2.0
"""How long the owner may take; understanding takes milliseconds."""

SHUNNED_SECONDS = 15.0
"""How long a server that did not answer is passed over, so that not every turn waits for it."""


class Peers:
    """The servers that share the conversations."""

    def __init__(self, uris: Sequence[str] = (), clock: Callable[[], float] = time.monotonic) -> None:
        """Share with the servers at `uris`, this one included; with none, own every conversation.

        `clock` counts seconds.
        """
        self._uris = tuple(dict.fromkeys(uris))
        self._clock = clock
        self._shunned_until: dict[str, float] = {}
        for uri in self._uris:
            _client(uri)

    def ranked(self, conversation: str) -> list[str]:
        """Return the addresses of all servers: the conversation's owner, and then who takes over for it, in turn."""
        return sorted(self._uris, key=lambda uri: _weight(uri, conversation), reverse=True)

    async def ask_owner(self, conversation: str, event: Event, narrowed: str = "") -> Event | None:
        """Return the answer to a `transcript` event of the conversation's owner, or of who takes over for it.

        `narrowed` is what the second decoding heard. None where nobody answers, and it falls to this server.
        """
        context = (event.data.get("context") or {}) | {FORWARDED: True, NARROWED: narrowed}
        forwarded = Event(event.type, event.data | {"context": context})
        for uri in self.ranked(conversation):
            if self._clock() < self._shunned_until.get(uri, 0.0):
                continue
            answer = await _ask(uri, forwarded)
            if answer is not None:
                return answer
            _LOG.warning("%s does not answer: its conversations begin afresh elsewhere", uri)
            self._shunned_until[uri] = self._clock() + SHUNNED_SECONDS
        return None


async def _ask(uri: str, question: Event) -> Event | None:
    answer: Event | None = None
    try:
        with anyio.fail_after(ANSWER_SECONDS):
            async with _client(uri) as client:
                await client.write_event(question)
                answer = await client.read_event()
    except (OSError, EOFError, TimeoutError) as problem:
        _LOG.debug("%s: %s", uri, problem)
    if answer is not None and (Handled.is_type(answer.type) or NotHandled.is_type(answer.type)):
        return answer
    return None


def _client(uri: str) -> AsyncClient:
    try:
        return AsyncClient.from_uri(uri)
    except ValueError as problem:
        raise ServiceError(f"{uri} is no address of a server: write --peer tcp://HOST:10700") from problem


def _weight(uri: str, conversation: str) -> bytes:
    return hashlib.blake2b(f"{uri} {conversation}".encode(), digest_size=16).digest()
