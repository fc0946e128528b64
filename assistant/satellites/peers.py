"""Several servers behind one TCP balancer: whichever is asked, the one that owns a conversation answers.

Every server is started with the same list of all of them. A hash of the conversation's id says which one owns it, so
they agree without talking about it, and one that goes away takes only its own conversations with it.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence

import anyio
from wyoming.client import AsyncClient
from wyoming.event import Event
from wyoming.handle import Handled, NotHandled

from assistant.errors import ServiceError

_LOG = logging.getLogger(__name__)

FORWARDED = "lantern_forwarded"
"""Marks, in an event's context, a question that has come to its owner."""

ANSWER_SECONDS = 2.0
"""How long the owner may take; understanding takes milliseconds."""


class Peers:
    """The servers that share the conversations."""

    def __init__(self, uris: Sequence[str] = ()) -> None:
        """Share with the servers at `uris`, this one included; with none, own every conversation."""
        self._uris = tuple(dict.fromkeys(uris))
        for uri in self._uris:
            _client(uri)

    def owner(self, conversation: str) -> str | None:
        """Return the address of the conversation's owner, None where there is nobody to share with."""
        return max(self._uris, key=lambda uri: _weight(uri, conversation), default=None)

    async def ask_owner(self, conversation: str, event: Event) -> Event | None:
        """Return the owner's answer to a `transcript` event; None where it falls to this server."""
        uri = self.owner(conversation)
        context = event.data.get("context") or {}
        if uri is None or context.get(FORWARDED):
            return None
        forwarded = Event(event.type, event.data | {"context": context | {FORWARDED: True}})
        answer: Event | None = None
        try:
            with anyio.fail_after(ANSWER_SECONDS):
                async with _client(uri) as client:
                    await client.write_event(forwarded)
                    answer = await client.read_event()
        except (OSError, EOFError, TimeoutError) as problem:
            _LOG.debug("%s: %s", uri, problem)
        if answer is None or not (Handled.is_type(answer.type) or NotHandled.is_type(answer.type)):
            _LOG.warning("%s does not answer: its conversations begin afresh here", uri)
            return None
        return answer


def _client(uri: str) -> AsyncClient:
    try:
        return AsyncClient.from_uri(uri)
    except ValueError as problem:
        raise ServiceError(f"{uri} is no address of a server: write --peer tcp://HOST:10700") from problem


def _weight(uri: str, conversation: str) -> bytes:
    return hashlib.blake2b(f"{uri} {conversation}".encode(), digest_size=16).digest()
