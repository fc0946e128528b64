"""How Home Assistant and satellites talk to a Wyoming server, in a few lines each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncClient, AsyncTcpClient
from wyoming.error import Error
from wyoming.event import Event, Eventable
from wyoming.handle import Handled, NotHandled
from wyoming.tts import Synthesize

from assistant.satellites.house import House
from assistant.sound.files import read_whole

RECORDINGS = Path(__file__).parents[1] / "recordings"
PATIENCE_SECONDS = 30.0


@dataclass(frozen=True)
class Server:
    """A server that is up."""

    house: House
    port: int

    def client(self) -> AbstractAsyncContextManager[AsyncTcpClient]:
        """Return a connection to it, once entered."""
        client: AbstractAsyncContextManager[AsyncTcpClient] = AsyncTcpClient(
            "127.0.0.1", self.port, read_timeout=PATIENCE_SECONDS
        )
        return client


async def send(client: AsyncClient, *messages: Eventable) -> None:
    for message in messages:
        await client.write_event(message.event())


async def receive(client: AsyncClient) -> Event:
    event = await client.read_event()
    assert event is not None, "the server hung up"
    return event


async def wait_for(client: AsyncClient, kind: type[Eventable]) -> Event:
    """Read on until an event of that kind, as Home Assistant does."""
    while not kind.is_type((event := await receive(client)).type):
        assert not Error.is_type(event.type), Error.from_event(event).text
    return event


async def complaint(client: AsyncClient) -> str:
    """Read on until the server complains, and return of what."""
    while not Error.is_type((event := await receive(client)).type):
        pass
    return Error.from_event(event).text


async def ask(client: AsyncClient, text: str, conversation: str | None = None) -> Handled | NotHandled:
    """Ask for an answer as Home Assistant's conversation agent does."""
    await send(client, Transcript(text, context={"conversation_id": conversation} if conversation else None))
    event = await receive(client)
    if NotHandled.is_type(event.type):
        return NotHandled.from_event(event)
    assert Handled.is_type(event.type), event
    return Handled.from_event(event)


async def hear(client: AsyncClient, sound: Iterator[AudioChunk]) -> str:
    """Have speech heard as Home Assistant's speech-to-text does."""
    await send(client, Transcribe(language="en"))
    first = next(sound)
    await send(client, AudioStart(first.rate, first.width, first.channels), first, *sound, AudioStop())
    return Transcript.from_event(await wait_for(client, Transcript)).text


async def speak(client: AsyncClient, text: str) -> tuple[int, bytes]:
    """Have text spoken as Home Assistant's text-to-speech does; return the rate and the samples."""
    await send(client, Synthesize(text))
    return await collect(client)


async def collect(client: AsyncClient) -> tuple[int, bytes]:
    """Return the rate and the samples that are being sent."""
    start = AudioStart.from_event(await receive(client))
    pcm = b""
    while AudioChunk.is_type((event := await receive(client)).type):
        pcm += AudioChunk.from_event(event).audio
    assert AudioStop.is_type(event.type)
    return start.rate, pcm


def recording(name: str, rate: int = 16_000, chunk_samples: int = 1024) -> Iterator[AudioChunk]:
    """Yield a recording of a question in a satellite's chunks."""
    pcm = read_whole(RECORDINGS / f"{name}.flac", rate).pcm
    for begin in range(0, len(pcm), 2 * chunk_samples):
        yield AudioChunk(rate, 2, 1, pcm[begin : begin + 2 * chunk_samples])
