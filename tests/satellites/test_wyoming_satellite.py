"""A whole spoken turn through a real wyoming-satellite, as it stands in a child's room.

Its microphone is a recording, its loudspeaker a file, and the test does what Home Assistant does between them and
Lantern: every step on a connection of its own.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import anyio
import pytest
from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncClient, AsyncTcpClient
from wyoming.info import Describe, Info
from wyoming.pipeline import PipelineStage, RunPipeline
from wyoming.satellite import RunSatellite
from wyoming.tts import Synthesize

from assistant.sound.files import read_whole
from tests.satellites.conftest import free_port
from tests.satellites.talk import PATIENCE_SECONDS, RECORDINGS, Server, ask, receive, send, wait_for

pytestmark = pytest.mark.anyio

RATE = 16_000
QUESTION_SECONDS = 3.0
"""After which Home Assistant's voice detector has found the end of the question."""

SATELLITE = "room 7"

PACKAGES = Path(sys.prefix) / "wyoming-satellite"
"""Where `make test` installs it: it wants a wyoming of its own time, as if it stood in another room."""


@dataclass(frozen=True)
class Room:
    """Where the satellite stands."""

    satellite: AsyncClient
    child: Path
    """Once this file exists, the child speaks."""

    loudspeaker: Path

    def played(self) -> bytes:
        """Return what the loudspeaker has played so far."""
        return self.loudspeaker.read_bytes() if self.loudspeaker.exists() else b""


@asynccontextmanager
async def room_with(question: str, folder: Path) -> AsyncIterator[Room]:
    """Start a satellite in whose room `question` will be asked."""
    microphone, child, loudspeaker = folder / "question.raw", folder / "child", folder / "answer.raw"
    microphone.write_bytes(read_whole(RECORDINGS / f"{question}.flac", RATE).pcm + bytes(2 * 10 * RATE))
    assert PACKAGES.is_dir(), "wyoming-satellite is missing: `make test` installs it"
    port = free_port()
    command = [
        *(sys.executable, "-m", "wyoming_satellite", "--no-zeroconf", "--name", SATELLITE),
        *("--uri", f"tcp://127.0.0.1:{port}"),
        *("--mic-command", f"sh -c 'until [ -e {child} ]; do sleep 0.05; done; cat {microphone}'"),
        *("--snd-command", f"tee {loudspeaker}", "--snd-command-rate", str(RATE)),
    ]
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.DEVNULL, env=os.environ | {"PYTHONPATH": str(PACKAGES)}
    )
    try:
        async with await connected(port) as satellite:
            yield Room(satellite, child, loudspeaker)
    finally:
        process.terminate()
        await process.wait()


async def connected(port: int) -> AsyncTcpClient:
    """Return a client of the satellite, once it is up."""
    with anyio.fail_after(PATIENCE_SECONDS):
        while not await is_up(port):  # noqa: ASYNC110 - another process can set no event
            await asyncio.sleep(0.1)
    return AsyncTcpClient("127.0.0.1", port, read_timeout=PATIENCE_SECONDS)


async def is_up(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except ConnectionError:
        return False
    writer.close()
    return True


async def hear_satellite(satellite: AsyncClient, server: Server) -> Transcript:
    """Pass the microphone's sound on to Lantern while it comes, and return what was heard."""
    async with server.client() as ear:
        await send(ear, Transcribe(language="en"), AudioStart(RATE, 2, 1))
        seconds = 0.0
        while seconds < QUESTION_SECONDS:
            chunk = AudioChunk.from_event(await wait_for(satellite, AudioChunk))
            seconds += chunk.seconds
            await send(ear, chunk)
        await send(ear, AudioStop())
        return Transcript.from_event(await wait_for(ear, Transcript))


async def speak_in_room(satellite: AsyncClient, server: Server, text: str) -> int:
    """Have the text spoken in the satellite's room; return how many bytes of sound it was given."""
    sent = 0
    async with server.client() as mouth:
        await send(mouth, Synthesize(text))
        while not AudioStop.is_type((event := await receive(mouth)).type):
            sent += len(event.payload or b"")
            await satellite.write_event(event)
        await satellite.write_event(event)
    return sent


async def test_a_child_asks_a_satellite_and_hears_the_answer_in_the_same_room(server: Server, tmp_path: Path) -> None:
    async with room_with("can i catch it", tmp_path) as room:
        await send(room.satellite, Describe())
        about = Info.from_event(await wait_for(room.satellite, Info)).satellite
        assert about is not None
        assert about.name == SATELLITE

        await send(room.satellite, RunSatellite())
        wanted = RunPipeline.from_event(await wait_for(room.satellite, RunPipeline))
        assert wanted.end_stage is PipelineStage.TTS
        room.child.touch()
        heard = await hear_satellite(room.satellite, server)
        await send(room.satellite, heard)

        async with server.client() as agent:
            answer = await ask(agent, heard.text, SATELLITE)
        assert answer.text is not None
        assert "They cannot be caught like a cold." in answer.text
        sent = await speak_in_room(room.satellite, server, answer.text)
        assert sent > RATE
        with anyio.fail_after(PATIENCE_SECONDS):
            while len(room.played()) < sent / 2:  # noqa: ASYNC110 - a loudspeaker tells nobody when it has played
                await asyncio.sleep(0.05)
