"""`make bench-load`: how many children may ask the page at once, each with a recording streamed as it would be spoken.

For each number of simultaneous conversations: the time from the end of the question's sound to the answer, how much of
it the others cost, and how many were asked to wait for a seat, and for how long. Whoever asks shares the machine with
Lantern.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import websockets

from assistant.sound.files import read_whole
from assistant.sound.resampling import resample
from tests.bench.report import print_table, spread, write_figures

RECORDINGS = sorted((Path(__file__).parents[1] / "recordings").glob("*.flac"))
CONVERSATIONS = (1, 2, 4, 8, 12)
QUESTIONS = 12
"""Asked in all where few converse."""

QUESTIONS_EACH = 3
"""At least, by each who converses."""

RATE = 48_000
"""Of a browser's microphone, hertz."""

PIECE_SECONDS = 0.06
PROMISE_MS = 1500
"""From the end of a question's sound to its answer: the longest patience and a little more."""

PATIENCE_SECONDS = 120
"""For one answer; afterwards something is broken."""

_BYTES = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of one question."""

    milliseconds: float
    """From the end of its sound to the answer."""

    waited: float | None
    """Seconds it waited for a seat; None where there was one at once."""


async def main() -> None:
    """Measure and report."""
    questions = [resample(read_whole(path, 16_000).pcm, 16_000, RATE) for path in RECORDINGS]
    server, url = _start_server()
    try:
        results = {number: await _converse(url, questions, number) for number in CONVERSATIONS}
    finally:
        server.terminate()
        server.wait()
    cores = os.cpu_count()
    figures = {str(number): _figures(asked) for number, asked in results.items()}
    write_figures("load", {"cores": cores, "promise_ms": PROMISE_MS, "conversations": figures})
    headings = ("at once", "median ms", "p95 ms", "later than alone", "asked to wait", f"within {PROMISE_MS} ms")
    rows = [_row(number, asked, results[1]) for number, asked in results.items()]
    print_table(f"Conversations on the page, {cores} cores: end of the question to the answer", headings, rows)


def _row(number: int, asked: Sequence[Asked], alone: Sequence[Asked]) -> tuple[str, ...]:
    answered = _spread(asked)
    waits = [each.waited for each in asked if each.waited is not None]
    return (
        str(number),
        f"{answered['median']:.0f}",
        f"{answered['p95']:.0f}",
        f"{answered['median'] - _spread(alone)['median']:.0f}",
        f"{len(waits)} of {len(asked)}" + (f", up to {max(waits):.1f} s" if waits else ""),
        f"{_within_promise(asked):.0%}",
    )


def _figures(asked: Sequence[Asked]) -> dict[str, object]:
    waits = [each.waited for each in asked if each.waited is not None]
    return {
        "answer_ms": _spread(asked),
        "questions": len(asked),
        "asked_to_wait": len(waits),
        "longest_wait_seconds": max(waits, default=0.0),
        "within_promise": _within_promise(asked),
    }


def _spread(asked: Sequence[Asked]) -> dict[str, float]:
    return spread([each.milliseconds for each in asked])


def _within_promise(asked: Sequence[Asked]) -> float:
    return sum(each.milliseconds <= PROMISE_MS for each in asked) / len(asked)


def _start_server() -> tuple[subprocess.Popen[str], str]:
    command = [sys.executable, "-m", "assistant", "serve", "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    for line in server.stdout:
        found = re.search(r"http://(\S+)/", line)
        if found:
            return server, found.group(1)
    raise RuntimeError("the page was not served")


async def _converse(host: str, questions: Sequence[bytes], number: int) -> list[Asked]:
    chance = random.Random(number)  # noqa: S311 - when a child begins to ask is no secret
    each = max(QUESTIONS_EACH, QUESTIONS // number)
    # The recordings in turn, so that every number is measured with the same ones.
    turns = itertools.cycle(questions)
    visits = [_visit(host, [next(turns) for _ in range(each)], chance.uniform(0, 2)) for _ in range(number)]
    return [asked for visit in await asyncio.gather(*visits) for asked in visit]


async def _visit(host: str, questions: Sequence[bytes], begins_after: float) -> list[Asked]:
    await asyncio.sleep(begins_after)
    uri = f"ws://{host}/conversation"
    async with websockets.connect(uri, origin=websockets.Origin(f"http://{host}"), max_size=None) as socket:
        return [await asyncio.wait_for(_ask(socket, question), PATIENCE_SECONDS) for question in questions]


async def _ask(socket: websockets.ClientConnection, question: bytes) -> Asked:
    await socket.send(json.dumps({"type": "listen", "rate": RATE}))
    asked = time.perf_counter()
    waited = None
    while json.loads(await socket.recv())["type"] != "listening":
        waited = 0.0
    if waited is not None:
        waited = time.perf_counter() - asked
    ended: list[float] = []
    talking = asyncio.create_task(_talk(socket, question, ended))
    try:
        while json.loads(told := await socket.recv())["type"] != "turn":
            pass
        answered = time.perf_counter()
        if json.loads(told)["speech"]:
            await socket.recv()
    finally:
        talking.cancel()
    # An answer before the end of the question came at once.
    return Asked((answered - min(ended, default=answered)) * 1000, waited)


async def _talk(socket: websockets.ClientConnection, question: bytes, ended: list[float]) -> None:
    """Stream a question and then silence, in real time; note when the question ended."""
    size = int(PIECE_SECONDS * RATE) * _BYTES
    begun = time.perf_counter()
    for number in itertools.count():
        await asyncio.sleep(begun + number * PIECE_SECONDS - time.perf_counter())
        piece = question[number * size : (number + 1) * size]
        if len(piece) < size and not ended:
            ended.append(time.perf_counter() + len(piece) / _BYTES / RATE)
        await socket.send(piece.ljust(size, b"\0"))


if __name__ == "__main__":
    asyncio.run(main())
