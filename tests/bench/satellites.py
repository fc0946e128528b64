"""`make bench-satellites`: what the Wyoming server takes, adds and bears, with real clients and a real server process.

Times go from the last sound of a question to the first sound of its answer, since that is what a child waits for. All
sound comes at the pace of speech, in the same chunks, to the server and to the same assistant without one.
"""

from __future__ import annotations

import asyncio
import os
import statistics
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
from assistant.satellites.speech import pieces
from assistant.settings import load_settings
from assistant.sound.files import read_whole
from assistant.turn import AudioChunk as Chunk
from tests.bench.report import print_table, resident_megabytes, spread, write_figures
from tests.satellites.conftest import free_port
from tests.satellites.talk import RECORDINGS, ask, send, wait_for

RATE = 16_000
CHUNK_SECONDS = 0.064
CHUNK_BYTES = 2 * int(RATE * CHUNK_SECONDS)
TEXT_TURNS = 200
PAIRS = 20
"""Spoken turns over Wyoming, each next to the same one in process."""

IDLE_SATELLITES = 50
MOST_WAITING_SECONDS = 2.0
LEVELS = (1, 2, 4, 6, 8, 12, 16, 24, 32)
TURNS_EACH = 3
SETTLING_SECONDS = 5.0
"""After which the memory of a load is looked at: the server has had time to give it back."""

QUESTIONS = [path.stem for path in sorted(RECORDINGS.glob("*.flac"))]


@dataclass(frozen=True)
class Level:
    """How long so many satellites waited that talked at once, and what the server took for it."""

    satellites: int
    waiting_s: dict[str, float]
    processor_s_a_turn: float
    busy_cores: float
    resident_mb: float
    """At the end of the level."""


@dataclass(frozen=True)
class Figures:
    """All that was measured."""

    text_s: dict[str, float]
    over_wyoming_s: dict[str, float]
    in_process_s: dict[str, float]
    wyoming_adds_s: float
    """Median of the differences within the pairs."""

    resident_mb_idle: float
    """With IDLE_SATELLITES connected."""

    load_table: list[Level]
    resident_mb_after_load: float
    resident_mb_peak: float
    simultaneous_turns: int
    """The largest number of satellites that together waited no longer than MOST_WAITING_SECONDS, p95."""

    cores: int | None
    load_average: tuple[float, float, float]


def main() -> None:
    """Measure, print and write everything."""
    sounds = [read_whole(RECORDINGS / f"{name}.flac", RATE).pcm for name in QUESTIONS]
    assistant = open_assistant(load_settings({}, {}))
    with _server() as (port, pid):
        figures = asyncio.run(_measure(port, pid, sounds, assistant))
    _print(figures)
    print(f"figures: {write_figures('satellites', asdict(figures))}")


async def _measure(port: int, pid: int, sounds: list[bytes], assistant: Assistant) -> Figures:
    texts = [await _text_turn(port, QUESTIONS[number % len(QUESTIONS)]) for number in range(TEXT_TURNS)]
    pairs = await _pairs(port, sounds, assistant)
    async with AsyncExitStack() as stack:
        for _ in range(IDLE_SATELLITES):
            client = await stack.enter_async_context(AsyncTcpClient("127.0.0.1", port))
            await ask(client, "can i catch it")
        await asyncio.sleep(SETTLING_SECONDS)
        idle = resident_megabytes(pid)
        table = [await _level(port, pid, sounds, satellites) for satellites in track(LEVELS, "rooms")]
        await asyncio.sleep(SETTLING_SECONDS)
        after = resident_megabytes(pid)
    return Figures(
        text_s=spread(texts),
        over_wyoming_s=spread([wyoming for wyoming, _ in pairs]),
        in_process_s=spread([process for _, process in pairs]),
        wyoming_adds_s=statistics.median(wyoming - process for wyoming, process in pairs),
        resident_mb_idle=idle,
        load_table=table,
        resident_mb_after_load=after,
        resident_mb_peak=resident_megabytes(pid, "VmHWM"),
        simultaneous_turns=max(
            (level.satellites for level in table if level.waiting_s["p95"] <= MOST_WAITING_SECONDS), default=0
        ),
        cores=os.cpu_count(),
        load_average=os.getloadavg(),
    )


async def _level(port: int, pid: int, sounds: list[bytes], satellites: int) -> Level:
    """Let so many satellites talk, again and again, and return how long they waited."""

    async def room(number: int) -> list[float]:
        await asyncio.sleep(number / satellites * CHUNK_SECONDS)
        return [await _spoken_turn(port, sounds[(number + turn) % len(sounds)]) for turn in range(TURNS_EACH)]

    before, begun = _processor_seconds(pid), time.perf_counter()
    waits = [wait for waits in await asyncio.gather(*(room(number) for number in range(satellites))) for wait in waits]
    used = _processor_seconds(pid) - before
    busy = used / (time.perf_counter() - begun)
    return Level(satellites, spread(waits), used / len(waits), busy, resident_megabytes(pid))


async def _text_turn(port: int, text: str) -> float:
    begun = time.perf_counter()
    async with AsyncTcpClient("127.0.0.1", port) as client:
        await ask(client, text)
    return time.perf_counter() - begun


async def _pairs(port: int, sounds: list[bytes], assistant: Assistant) -> list[tuple[float, float]]:
    """Return how long the same turns took over Wyoming and in process, in turn, the first of each left out."""
    pairs = []
    for number in track(range(PAIRS + len(sounds)), "turns over Wyoming and in process"):
        sound = sounds[number % len(sounds)]
        pairs.append((await _spoken_turn(port, sound), await asyncio.to_thread(_turn_in_process, assistant, sound)))
    return pairs[len(sounds) :]


async def _spoken_turn(port: int, sound: bytes) -> float:
    """Hold a turn as Home Assistant does, a connection for each step."""
    async with AsyncTcpClient("127.0.0.1", port) as client:
        await send(client, Transcribe(), AudioStart(RATE, 2, 1))
        begun = time.perf_counter()
        for due, piece in _chunks(sound):
            await asyncio.sleep(max(0.0, begun + due - time.perf_counter()))
            await send(client, AudioChunk(RATE, 2, 1, piece))
        ended = time.perf_counter()
        await send(client, AudioStop())
        heard = Transcript.from_event(await wait_for(client, Transcript)).text
    async with AsyncTcpClient("127.0.0.1", port) as client:
        answer = await ask(client, heard)
    async with AsyncTcpClient("127.0.0.1", port) as client:
        await send(client, Synthesize(answer.text or ""))
        await wait_for(client, AudioChunk)
        return time.perf_counter() - ended


def _turn_in_process(assistant: Assistant, sound: bytes) -> float:
    """Hold the same turn without a server."""
    assert assistant.ears is not None
    hearing = assistant.ears.listen()
    begun = time.perf_counter()
    for due, piece in _chunks(sound):
        time.sleep(max(0.0, begun + due - time.perf_counter()))
        hearing.accept(Chunk(piece, RATE))
    ended = time.perf_counter()
    reply = assistant.begin().hear(hearing.finish()).reply
    next(pieces(assistant, reply))
    return time.perf_counter() - ended


def _chunks(sound: bytes) -> Iterator[tuple[float, bytes]]:
    """Yield each piece of the sound with the second at which it is due."""
    for number, place in enumerate(range(0, len(sound), CHUNK_BYTES)):
        yield number * CHUNK_SECONDS, sound[place : place + CHUNK_BYTES]


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


def _processor_seconds(pid: int) -> float:
    user, system = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _print(figures: Figures) -> None:
    most = f"≤ {MOST_WAITING_SECONDS:.0f} s"
    rows = [
        ("text → handled, p95", f"{figures.text_s['p95'] * 1000:.0f} ms", "≤ 50 ms"),
        ("a spoken turn over Wyoming, median", f"{figures.over_wyoming_s['median'] * 1000:.0f} ms", ""),
        ("the same turn in process, median", f"{figures.in_process_s['median'] * 1000:.0f} ms", ""),
        ("Wyoming adds, median of pairs", f"{figures.wyoming_adds_s * 1000:.0f} ms", "≤ 50 ms"),
        (f"resident memory, {IDLE_SATELLITES} idle satellites", f"{figures.resident_mb_idle:.0f} MB", "≤ 450 MB"),
        ("the same after the load below", f"{figures.resident_mb_after_load:.0f} MB", "≤ 450 MB"),
        ("the most at any moment", f"{figures.resident_mb_peak:.0f} MB", ""),
        (f"satellites at once with p95 {most}", str(figures.simultaneous_turns), ""),
    ]
    print_table(f"Wyoming server on {figures.cores} cores", ("", "measured", "promised"), rows)
    levels = [
        (
            str(level.satellites),
            f"{level.waiting_s['median']:.2f} s",
            f"{level.waiting_s['p95']:.2f} s",
            f"{level.processor_s_a_turn:.2f} s",
            f"{level.busy_cores:.2f}",
            f"{level.resident_mb:.0f} MB",
        )
        for level in figures.load_table
    ]
    headings = ("satellites talking at once", "wait, median", "wait, p95", "processor a turn", "cores busy", "memory")
    print_table("From the end of a question to the first sound of its answer", headings, levels)


if __name__ == "__main__":
    main()
