"""Several servers share the conversations, whichever of them a balancer picks."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from assistant.errors import ServiceError
from assistant.heart import Assistant
from assistant.satellites.house import House
from assistant.satellites.peers import Peers
from assistant.satellites.wyoming_server import opened
from tests.satellites.conftest import free_port
from tests.satellites.talk import Server, ask

pytestmark = pytest.mark.anyio


@pytest.fixture
async def pair(assistant: Assistant) -> AsyncIterator[list[Server]]:
    ports = [free_port(), free_port()]
    uris = [f"tcp://127.0.0.1:{port}" for port in ports]
    servers = [Server(House(assistant, peers=uris), port) for port in ports]
    async with AsyncExitStack() as stack:
        for server, uri in zip(servers, uris, strict=True):
            await stack.enter_async_context(opened(server.house, uri))
        yield servers


async def test_a_conversation_goes_on_at_whichever_server(pair: list[Server]) -> None:
    for room in ("kitchen", "bedroom", "hall", "garden"):
        async with pair[0].client() as client:
            first = await ask(client, "can i catch it", room)
        async with pair[1].client() as client:
            assert (await ask(client, "say that again", room)).text == first.text
    assert sum(len(server.house.conversations) for server in pair) == 4


async def test_the_conversations_of_a_server_that_is_gone_begin_afresh(assistant: Assistant) -> None:
    port = free_port()
    gone = f"tcp://127.0.0.1:{free_port()}"
    house = House(assistant, peers=[gone])
    async with opened(house, f"tcp://127.0.0.1:{port}"), Server(house, port).client() as client:
        assert (await ask(client, "can i catch it", "kitchen")).text


def test_conversations_are_spread_evenly_and_stay_where_they_are_when_a_server_goes() -> None:
    uris = [f"tcp://ward-{letter}:10700" for letter in "abc"]
    rooms = [f"room {number}" for number in range(300)]
    three, two = Peers(uris), Peers(uris[:2])
    owners = {room: three.owner(room) for room in rooms}
    assert min(Counter(owners.values()).values()) > 60
    assert all(two.owner(room) == owner for room, owner in owners.items() if owner != uris[2])


def test_an_address_that_is_none_is_said_so() -> None:
    with pytest.raises(ServiceError, match="--peer tcp://"):
        Peers(["ward-a:10700"])
