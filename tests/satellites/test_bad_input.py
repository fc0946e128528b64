"""Half events, huge headers, wrong sound, clients that vanish: said in a clear line, and nobody else is harmed."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest
from wyoming.asr import Transcript, TranscriptStart, TranscriptStop
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.error import Error
from wyoming.event import Event
from wyoming.ping import Ping, Pong
from wyoming.tts import SynthesizeChunk, SynthesizeStart

from assistant.heart import Assistant
from assistant.satellites import ear, guest, utterance, wire
from assistant.satellites import house as house_module
from assistant.satellites.house import MOST_GUESTS, House
from assistant.satellites.memory import ShortMemory
from assistant.satellites.wyoming_server import opened
from tests.satellites.conftest import free_port
from tests.satellites.fuzzing import settled
from tests.satellites.talk import Server, ask, complaint, hear, receive, recording, send, wait_for

pytestmark = pytest.mark.anyio

ONE_SECOND = bytes(32_000)


async def error_to(server: Server, raw: bytes) -> str:
    """Send raw bytes and no more; return what the server complains of."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(raw)
    writer.write_eof()
    answer = await asyncio.wait_for(reader.read(), 30)
    writer.close()
    header, _, data = answer.partition(b"\n")
    assert json.loads(header)["type"] == "error"
    text: str = json.loads(data[: json.loads(header)["data_length"]])["text"]
    return text


@pytest.mark.parametrize(
    ("raw", "complaint"),
    [
        (b'{"type": "trans', "broke off within a header"),
        (b'{"type": "audio-chunk", "payload_length": 100}\nabc', "broke off within an event"),
        (b'{"type": "ping", "data_length": 100}\n{', "broke off within an event"),
        (b"x" * (wire.LONGEST_HEADER + 10), "more than 65536 bytes"),
        (b'{"type": "ping", "data_length": 1e3}\n', "data_length must be a whole number"),
        (b'{"type": "ping", "data_length": -1}\n', "data_length must be a whole number"),
        (b'{"type": "ping", "payload_length": 99999999999}\n', "payload_length must be a whole number"),
        (b"hello\n", "not JSON"),
        (b"[" * 60_000 + b"\n", "not JSON"),
        (b"[]\n", "must be a JSON object"),
        (b"{}\n", "without a type"),
        (b'{"type": 5}\n', "without a type"),
        (b'{"type": "ping", "data": [1]}\n', "must be a JSON object"),
        (b'{"type": "ping", "data_length": 4}\nnull', "must be a JSON object"),
        (b'{"type": "ping", "data": {"text": "\\ud800"}}\n', "ping: text"),
        (b'{"type": "transcript", "data": {"text": 7}}\n', "transcript: text"),
        (b'{"type": "transcript"}\n', "transcript: text"),
        (b'{"type": "transcript", "data": {"text": "a", "context": []}}\n', "transcript: context"),
        (b'{"type": "synthesize-chunk", "data": {"text": "a"}}\n', "without synthesize-start"),
        (b'{"type": "synthesize-stop"}\n', "without synthesize-start"),
    ],
)
async def test_malformed_input_is_told_apart_and_complained_of(server: Server, raw: bytes, complaint: str) -> None:
    assert complaint in await error_to(server, raw)
    async with server.client() as client:
        assert (await ask(client, "can i catch it")).text


async def test_a_text_of_a_whole_book_is_refused(client: AsyncTcpClient) -> None:
    await send(client, Ping("x" * 5000))
    assert "at most 4000 characters" in await complaint(client)


async def test_a_bad_event_does_not_end_the_connection(client: AsyncTcpClient) -> None:
    await client.write_event(Event("transcript", {"text": None}))
    assert Error.is_type((await receive(client)).type)
    assert (await ask(client, "can i catch it")).text


async def test_events_of_other_servers_are_dropped(client: AsyncTcpClient) -> None:
    for kind in ("detect", "run-satellite", "play", "no such thing"):
        await client.write_event(Event(kind, {"a": 1}, b"payload"))
    await send(client, Ping("next"))
    assert Pong.is_type((await receive(client)).type)


async def test_who_sends_nothing_but_rubbish_is_hung_up_on(server: Server) -> None:
    async with server.client() as client:
        for _ in range(guest.MOST_FLAWS):
            await client.write_event(Event("transcript"))
        complaints = [await complaint(client) for _ in range(guest.MOST_FLAWS + 1)]
        assert "in a row" in complaints[-1]
        assert await client.read_event() is None


async def test_audio_stop_without_start_is_said_so(client: AsyncTcpClient) -> None:
    await send(client, AudioStop())
    assert "without audio-start" in await complaint(client)


@pytest.mark.parametrize(
    "wrong",
    [
        AudioChunk(1, 2, 1, ONE_SECOND),
        AudioChunk(16_000, 5, 1, ONE_SECOND),
        AudioChunk(16_000, 2, 0, ONE_SECOND),
        AudioChunk(16_000, 2, 1, ONE_SECOND[:-1]),
    ],
)
async def test_wrong_sound_is_complained_of_and_the_right_one_heard_all_the_same(
    client: AsyncTcpClient, wrong: AudioChunk
) -> None:
    await send(client, AudioStart(16_000, 2, 1), wrong)
    assert "audio-chunk" in await complaint(client)
    assert await hear(client, recording("can i catch it"))


async def test_an_utterance_that_falls_silent_is_given_up(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ear, "UTTERANCE_GAP_SECONDS", 0.05)
    async with server.client() as client:
        await send(client, AudioStart(16_000, 2, 1))
        assert "given up" in await complaint(client)


async def test_an_utterance_without_end_is_answered_once(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(utterance, "LONGEST_SECONDS", 1.5)
    async with server.client() as client:
        await send(client, AudioStart(16_000, 2, 1), *[AudioChunk(16_000, 2, 1, ONE_SECOND)] * 3, AudioStop())
        await wait_for(client, Transcript)
        assert TranscriptStop.is_type((await receive(client)).type)
        await send(client, Ping("next"))
        assert Pong.is_type((await receive(client)).type)


async def test_an_utterance_that_never_ends_does_not_keep_its_seat(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ear, "UTTERANCE_SECONDS", 0.05)
    async with server.client() as client:
        await send(client, AudioStart(16_000, 2, 1), Ping())
        await wait_for(client, Pong)
        assert "given up" in await complaint(client)
    assert server.house.free_seats == server.house.seats


async def test_who_finds_no_seat_waits_for_one_and_is_heard(server: Server) -> None:
    async with AsyncExitStack() as stack:
        talkers = [await stack.enter_async_context(server.client()) for _ in range(server.house.seats)]
        for talker in talkers:
            await send(talker, AudioStart(16_000, 2, 1))
            await wait_for(talker, TranscriptStart)
        late = await stack.enter_async_context(server.client())
        waiting = asyncio.create_task(hear(late, recording("can i catch it")))
        await send(talkers[0], AudioStop())
        assert await waiting


async def test_a_sentence_without_end_is_refused(client: AsyncTcpClient) -> None:
    await send(client, SynthesizeStart(), *[SynthesizeChunk("la " * 1000)] * 2)
    assert "a sentence of more than" in await complaint(client)


async def test_a_client_too_many_learns_why_although_it_goes_on_sending(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house_module, "MOST_GUESTS", 0)
    async with server.client() as late:
        await send(late, AudioStart(16_000, 2, 1), *[AudioChunk(16_000, 2, 1, ONE_SECOND)] * 20)
        assert "too many clients" in await complaint(late)


async def test_a_fault_of_lanterns_own_is_told_and_harms_nobody_else(
    server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with server.client() as bystander:
        with monkeypatch.context() as broken:
            broken.setattr(ShortMemory, "recall", lambda _self, text: {}[text])
            async with server.client() as client:
                await send(client, Transcript("can i catch it from my secret friend"))
                assert "Lantern failed" in await complaint(client)
                assert await client.read_event() is None
        assert (await ask(bystander, "can i catch it")).text
    assert "KeyError at test_bad_input.py" in caplog.text
    assert "secret" not in caplog.text


async def test_who_asks_and_never_reads_does_not_keep_its_socket(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "WRITE_SECONDS", 0.2)
    served: asyncio.Queue[asyncio.StreamWriter] = asyncio.Queue()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        await guest.Guest(reader, writer, house).run()
        served.put_nowait(writer)

    with socket.socket() as stopped:
        stopped.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
            stopped.connect(server.sockets[0].getsockname())
            question = json.dumps({"type": "synthesize", "data": {"text": "They cannot be caught like a cold. " * 20}})
            stopped.sendall(question.encode() + b"\n")
            writer = await asyncio.wait_for(served.get(), 60)
            assert writer.transport.get_write_buffer_size() == 0
            assert writer.get_extra_info("socket").fileno() == -1
    assert house.guests == 0


async def test_without_a_speech_model_a_client_is_told_and_sent_away(assistant: Assistant) -> None:
    deaf = House(replace(assistant, ears=None))
    port = free_port()
    async with opened(deaf, f"tcp://127.0.0.1:{port}"), Server(deaf, port).client() as client:
        await send(client, AudioStart(16_000, 2, 1), *[AudioChunk(16_000, 2, 1, ONE_SECOND)] * 5)
        assert "without a speech model" in await complaint(client)
        assert await client.read_event() is None


async def test_clients_that_vanish_leave_nothing_behind(server: Server) -> None:
    for _ in range(5):
        async with server.client() as client:
            await send(client, AudioStart(16_000, 2, 1), AudioChunk(16_000, 2, 1, ONE_SECOND))
            await ask_without_waiting(client)
    async with server.client() as client:
        assert await hear(client, recording("can i catch it"))
    await asyncio.wait_for(settled(server.house), 30)
    assert len(server.house.conversations) == 0


async def test_fifty_satellites_talk_at_once(server: Server) -> None:
    async def one(number: int) -> str:
        async with server.client() as client:
            return (await ask(client, "can i catch it", f"room {number}")).text or ""

    answers = await asyncio.gather(*(one(number) for number in range(50)))
    assert len(set(answers)) == 1


async def test_a_client_too_many_is_told_to_come_back(server: Server) -> None:
    clients = [server.client() for _ in range(MOST_GUESTS)]
    try:
        for client in clients:
            await client.__aenter__()
        async with server.client() as late:
            assert "too many clients" in await complaint(late)
            assert await late.read_event() is None
    finally:
        for client in clients:
            await client.__aexit__(None, None, None)
    await asyncio.wait_for(settled(server.house), 30)
    async with server.client() as client:
        assert (await ask(client, "can i catch it")).text


async def test_flaws_are_logged_in_a_line_and_words_are_not(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with server.client() as client:
        await ask(client, "can i catch it from my secret friend")
        await send(client, AudioStop())
        await receive(client)
    own = [record.getMessage() for record in caplog.records if record.name.startswith("assistant.")]
    assert any("audio-stop without audio-start" in line for line in own)
    assert all("secret" not in line and "\n" not in line for line in own)


async def ask_without_waiting(client: AsyncTcpClient) -> None:
    await client.write_event(Event("transcript", {"text": "can i catch it"}))
