"""`make bench-satellites`: what the Wyoming server takes, adds and bears, with real clients and a real server process.

Times go from the last sound of a question to the first sound of its answer, since that is what a child waits for.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.progress import track
from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.tts import Synthesize

from assistant.composition import open_assistant
from assistant.heart import Assistant
from assistant.settings import load_settings
from assistant.sound.files import read_whole
from tests.bench.report import print_table, spread, write_figures
from tests.satellites.conftest import free_port
from tests.satellites.talk import RECORDINGS, ask, receive, send

RATE = 16_000
CHUNK_SECONDS = 0.064
TEXT_TURNS = 200
SPOKEN_TURNS = 15
IDLE_SATELLITES = 50
MOST_WAITING_SECONDS = 2.0
LEVELS = (1, 2, 4, 8, 12, 16, 24, 32)
TURNS_EACH = 3
QUESTIONS = [path.stem for path in sorted(RECORDINGS.glob("*.flac"))]


@dataclass(frozen=True)
class Level:
    """How long so many satellites waited that talked at once."""

    satellites: int
    waiting_s: dict[str, float]
    processor_s_a_turn: float
    busy_cores: float


@dataclass(frozen=True)
class Served:
    """What was measured at the server."""

    text_s: dict[str, float]
    spoken_s: dict[str, float]
    resident_mb: float
    """With IDLE_SATELLITES connected."""

    load_table: list[Level]
    resident_mb_after_load: float


def main() -> None:
    """Measure, print and write everything."""
    sounds = [read_whole(RECORDINGS / f"{name}.flac", RATE).pcm for name in QUESTIONS]
    with _server() as (port, pid):
        served = asyncio.run(_measure(port, pid, sounds))
    at_home = spread(list(_turns_in_process(open_assistant(load_settings({}, {})), sounds)))
    added = served.spoken_s["median"] - at_home["median"]
    borne = [level.satellites for level in served.load_table if level.waiting_s["p95"] <= MOST_WAITING_SECONDS]
    figures = asdict(served) | {
        "in_process_s": at_home,
        "wyoming_adds_s": added,
        "simultaneous_turns": max(borne, default=0),
        "cores": os.cpu_count(),
        "load_average": os.getloadavg(),
    }
    _print(served, added)
    print(f"figures: {write_figures('satellites', figures)}")


async def _measure(port: int, pid: int, sounds: list[bytes]) -> Served:
    texts = [await _text_turn(port, QUESTIONS[number % len(QUESTIONS)]) for number in range(TEXT_TURNS)]
    spoken = [await _spoken_turn(port, sounds[number % len(sounds)]) for number in range(SPOKEN_TURNS)]
    async with AsyncExitStack() as stack:
        for _ in range(IDLE_SATELLITES):
            client = await stack.enter_async_context(AsyncTcpClient("127.0.0.1", port))
            await ask(client, "can i catch it")
        idle = _resident_megabytes(pid)
    table = [await _level(port, pid, sounds, satellites) for satellites in track(LEVELS, "rooms")]
    return Served(spread(texts), spread(spoken), idle, table, _resident_megabytes(pid))


async def _level(port: int, pid: int, sounds: list[bytes], satellites: int) -> Level:
    """Let so many satellites talk in real time, again and again, and return how long they waited."""

    async def room(number: int) -> list[float]:
        await asyncio.sleep(number / satellites * CHUNK_SECONDS)
        return [
            await _spoken_turn(port, sounds[(number + turn) % len(sounds)], live=True) for turn in range(TURNS_EACH)
        ]

    before, begun = _processor_seconds(pid), time.perf_counter()
    waits = [wait for waits in await asyncio.gather(*(room(number) for number in range(satellites))) for wait in waits]
    used = _processor_seconds(pid) - before
    return Level(satellites, spread(waits), used / len(waits), used / (time.perf_counter() - begun))


async def _text_turn(port: int, text: str) -> float:
    begun = time.perf_counter()
    async with AsyncTcpClient("127.0.0.1", port) as client:
        await ask(client, text)
    return time.perf_counter() - begun


async def _spoken_turn(port: int, sound: bytes, *, live: bool = False) -> float:
    """Hold a turn as Home Assistant does, a connection for each step; `live` at the pace of speech."""
    async with AsyncTcpClient("127.0.0.1", port) as client:
        await send(client, Transcribe(), AudioStart(RATE, 2, 1))
        size = 2 * int(RATE * CHUNK_SECONDS)
        begun = time.perf_counter()
        for number, place in enumerate(range(0, len(sound), size)):
            if live:
                await asyncio.sleep(max(0.0, begun + number * CHUNK_SECONDS - time.perf_counter()))
            await send(client, AudioChunk(RATE, 2, 1, sound[place : place + size]))
        ended = time.perf_counter() if live else begun
        await send(client, AudioStop())
        heard = Transcript.from_event(await receive(client)).text
    async with AsyncTcpClient("127.0.0.1", port) as client:
        answer = await ask(client, heard)
    async with AsyncTcpClient("127.0.0.1", port) as client:
        await send(client, Synthesize(answer.text or ""))
        while not AudioChunk.is_type((await receive(client)).type):
            pass
        return time.perf_counter() - ended


def _turns_in_process(assistant: Assistant, sounds: list[bytes]) -> Iterator[float]:
    """Time the same turns without a server, from the first sound like `_spoken_turn` when it is not live."""
    from assistant.turn import AudioChunk as Chunk

    size = 2 * int(RATE * CHUNK_SECONDS)
    for number in range(SPOKEN_TURNS):
        sound = sounds[number % len(sounds)]
        chunks = [Chunk(sound[place : place + size], RATE) for place in range(0, len(sound), size)]
        begun = time.perf_counter()
        assistant.begin().listen(chunks, aloud=True)
        yield time.perf_counter() - begun


@contextmanager
def _server() -> Iterator[tuple[int, int]]:
    port = free_port()
    command = [str(Path(sys.executable).with_name("lantern")), "wyoming", "--uri", f"tcp://127.0.0.1:{port}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        server.stdout.readline()
        try:
            yield port, server.pid
        finally:
            server.terminate()


def _resident_megabytes(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def _processor_seconds(pid: int) -> float:
    user, system = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _print(served: Served, added: float) -> None:
    rows = [
        ("text → handled, p95", f"{served.text_s['p95'] * 1000:.0f} ms", "≤ 50 ms"),
        ("a spoken turn over Wyoming adds, median", f"{added * 1000:.0f} ms", "≤ 50 ms"),
        (f"resident memory, {IDLE_SATELLITES} idle satellites", f"{served.resident_mb:.0f} MB", "≤ 450 MB"),
        ("resident memory after the load below", f"{served.resident_mb_after_load:.0f} MB", ""),
    ]
    print_table(f"Wyoming server on {os.cpu_count()} cores", ("", "measured", "promised"), rows)
    levels = [
        (
            str(level.satellites),
            f"{level.waiting_s['median']:.2f} s",
            f"{level.waiting_s['p95']:.2f} s",
            f"{level.processor_s_a_turn:.2f} s",
            f"{level.busy_cores:.2f}",
        )
        for level in served.load_table
    ]
    headings = ("rooms talking at once", "wait, median", "wait, p95", "processor a turn", "cores busy")
    print_table("From the end of a question to the first sound of its answer", headings, levels)


if __name__ == "__main__":
    main()
