"""Several servers share the conversations, whichever of them a balancer picks."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from itertools import count

import pytest
from wyoming.client import AsyncTcpClient
from wyoming.event import Event

from assistant.errors import ServiceError
from assistant.heart import Assistant
from assistant.satellites import peers
from assistant.satellites.house import House
from assistant.satellites.peers import FORWARDED, NARROWED, SHUNNED_SECONDS, Peers
from assistant.satellites.wyoming_server import opened
from assistant.turn import Transcript
from tests.satellites.conftest import free_port
from tests.satellites.talk import Server, ask, complaint, receive, speak

pytestmark = pytest.mark.anyio


class Clock:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def port_of(uri: str) -> int:
    return int(uri.rpartition(":")[2])


def owned_by(server: Server) -> str:
    """Return the name of a room whose conversation is the server's."""
    names = (f"room {number}" for number in count())
    return next(room for room in names if port_of(server.house.peers.ranked(f"conversation {room}")[0]) == server.port)


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


async def test_a_reply_is_spoken_at_its_pace_by_a_server_that_did_not_give_it(pair: list[Server]) -> None:
    answering, speaking = pair
    room = owned_by(answering)
    async with answering.client() as client:
        usual = await ask(client, "can i catch it", room)
        await ask(client, "slower please", room)
        again = await ask(client, "say that again", room)
    async with speaking.client() as client:
        _, quick = await speak(client, usual.text or "")
        _, slow = await speak(client, again.text or "")
    assert len(slow) > 1.1 * len(quick)


async def test_both_hearings_of_a_question_reach_its_owner(pair: list[Server]) -> None:
    hearing, owning = pair
    room = owned_by(owning)
    hearing.house.heard.remember("can i", Transcript("can i", narrowed="can i catch it"))
    async with hearing.client() as client:
        answer = await ask(client, "can i", room)
    async with owning.client() as client:
        without = await ask(client, "can i", f"{room} again")
    assert answer.context is not None
    assert without.context is not None
    assert answer.context["intent"] == "catch"
    assert without.context["intent"] != "catch"
    assert set(answer.context) == {"conversation_id", "kind", "intent", "ends"}


async def test_a_second_hearing_without_end_is_refused(client: AsyncTcpClient) -> None:
    for context in ({FORWARDED: True, NARROWED: "x" * 5000}, {FORWARDED: "yes"}, {NARROWED: 7}):
        await client.write_event(Event("transcript", {"text": "can i catch it", "context": context}))
        assert "transcript: context" in await complaint(client)


async def test_who_does_not_say_that_it_forwards_has_no_second_hearing(client: AsyncTcpClient) -> None:
    context = {NARROWED: "can i catch it"}
    await client.write_event(Event("transcript", {"text": "can i", "context": context}))
    assert (await receive(client)).data["context"]["intent"] != "catch"


async def test_survivors_keep_one_conversation_and_wait_once_for_a_server_that_is_gone(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peers, "ANSWER_SECONDS", 1.0)
    clock, calls = Clock(), 0

    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal calls
        calls += 1
        await reader.read()
        writer.close()

    uris = [f"tcp://127.0.0.1:{free_port()}" for _ in range(3)]
    room = next(f"room {n}" for n in count() if Peers(uris).ranked(f"conversation room {n}")[0] == uris[2])
    async with AsyncExitStack() as stack:
        stuck = await asyncio.start_server(say_nothing, "127.0.0.1", port_of(uris[2]))
        stack.callback(stuck.close)
        survivors = [Server(House(assistant), port_of(uri)) for uri in uris[:2]]
        for server, uri in zip(survivors, uris, strict=False):
            server.house.peers = Peers(uris, clock)
            await stack.enter_async_context(opened(server.house, uri))
        texts = []
        for number, said in enumerate(["can i catch it", *["say that again"] * 3]):
            async with survivors[number % 2].client() as client:
                texts.append((await ask(client, said, room)).text)
        assert len(set(texts)) == 1
        assert sum(len(server.house.conversations) for server in survivors) == 1
        assert calls == 2
        clock.seconds += SHUNNED_SECONDS
        async with survivors[0].client() as client:
            assert (await ask(client, "say that again", room)).text == texts[0]
        assert calls == 3


def test_conversations_are_spread_evenly_and_stay_where_they_are_when_a_server_goes() -> None:
    uris = [f"tcp://ward-{letter}:10700" for letter in "abc"]
    rooms = [f"room {number}" for number in range(300)]
    three, two = Peers(uris), Peers(uris[:2])
    owners = {room: three.ranked(room)[0] for room in rooms}
    assert min(Counter(owners.values()).values()) > 60
    for room, owner in owners.items():
        assert two.ranked(room)[0] == (owner if owner != uris[2] else three.ranked(room)[1])


def test_an_address_that_is_none_is_said_so() -> None:
    with pytest.raises(ServiceError, match="--peer tcp://"):
        Peers(["ward-a:10700"])
