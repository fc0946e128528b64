"""`make bench-thousand`: a thousand turns in one process, and what memory says of them.

Ears, understanding and voice are real. The room is in memory, so that an evening's talk takes minutes, and the
microphone is pulled out every hundred turns.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from types import TracebackType

import numpy as np
from rich.progress import Progress

from assistant.composition import open_assistant
from assistant.errors import LanternError, SoundCardError
from assistant.live.loop import Live
from assistant.live.screen import NoScreen
from assistant.settings import load_settings
from assistant.sound.files import read_whole
from assistant.turn import AudioChunk, Speech, Turn
from tests.bench.report import print_table, resident_megabytes, write_figures
from tests.bench.stage import recordings

TURNS = 1000
UNPLUGGED_EVERY = 100
WARM_AFTER = 100
"""Turns after which everything that is kept was said and heard once."""

RATE = 16_000
CHUNK_BYTES = 1024
PAUSE_SECONDS = 2.0
ANSWER_WITHIN_SECONDS = 4.0
ROOM_NOISE = 8.0


class Playing:
    """A sound in the room: it lasts until it is stopped."""

    position = 0.0

    def __init__(self) -> None:
        self.over = False

    def stop(self) -> None:
        """Fall silent."""
        self.over = True

    def wait(self) -> None:
        """Return at once: time is the room's."""


class Evening(NoScreen):
    """A child who asks, listens for a moment, presses the key, and asks again."""

    def __init__(self) -> None:
        self.live: Live | None = None
        self.turns: list[Turn] = []
        self.asked = 0
        self.unanswered = 0
        self.megabytes: list[float] = []
        self.troubles: list[LanternError] = []
        self._noise = np.random.default_rng(0).normal(0, ROOM_NOISE, RATE).astype("<i2").tobytes()
        self._questions = itertools.cycle([read_whole(path, RATE).pcm for path in recordings("questions")])
        self._spoke = False
        self.progress = Progress()

    def turn(self, turn: Turn) -> None:
        """Count an answer."""
        self.turns.append(turn)
        del self.turns[:-1]

    def trouble(self, error: LanternError) -> None:
        """Note a device that went away."""
        self.troubles.append(error)

    def play(self, _speech: Speech, _volume: float = 1.0) -> Playing:
        """Begin to speak."""
        self._spoke = True
        return Playing()

    def microphone(self) -> Evening:
        """Give the microphone: the evening itself."""
        return self

    def __enter__(self) -> Iterator[AudioChunk]:
        return self._chunks()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def _chunks(self) -> Iterator[AudioChunk]:
        assert self.live is not None
        task = self.progress.add_task("turns", total=TURNS, completed=self.asked)
        while self.asked < TURNS:
            yield from self._silence(PAUSE_SECONDS)
            self._spoke = False
            yield from self._sound(next(self._questions))
            for chunk in self._silence(ANSWER_WITHIN_SECONDS):
                yield chunk
                if self._spoke:
                    break
            self.asked += 1
            self.unanswered += not self._spoke
            self.megabytes.append(resident_megabytes())
            self.progress.update(task, completed=self.asked)
            self.live.press()
            if self.asked % UNPLUGGED_EVERY == 0 and self.asked < TURNS:
                raise SoundCardError("the microphone went away: plug it in again")
        self.live.close()

    def _silence(self, seconds: float) -> Iterator[AudioChunk]:
        for _ in range(int(seconds * RATE * 2 / CHUNK_BYTES)):
            yield AudioChunk(self._noise[:CHUNK_BYTES], RATE)
            self._noise = self._noise[CHUNK_BYTES:] + self._noise[:CHUNK_BYTES]

    def _sound(self, pcm: bytes) -> Iterator[AudioChunk]:
        for start in range(0, len(pcm), CHUNK_BYTES):
            yield AudioChunk(pcm[start : start + CHUNK_BYTES], RATE)


def main() -> None:
    """Talk all evening, print and write what came of it."""
    assistant = open_assistant(load_settings({}, {}))
    assistant.rehearse()
    evening = Evening()
    evening.live = Live(assistant, evening.microphone, evening, screen=evening)
    began, spent = time.perf_counter(), time.process_time()
    with evening.progress:
        evening.live.run()
    assistant.close()
    warm, last = evening.megabytes[WARM_AFTER - 1], float(np.median(evening.megabytes[-20:]))
    figures = {
        "turns": evening.asked,
        "unanswered": evening.unanswered,
        "unplugged": len(evening.troubles),
        "megabytes_warm": warm,
        "megabytes_at_the_end": last,
        "growth": last / warm - 1,
        "seconds": time.perf_counter() - began,
        "processor_seconds": time.process_time() - spent,
    }
    rows = [
        ("turns, the microphone pulled out every hundred", f"{evening.asked}", ""),
        ("without an answer", f"{evening.unanswered}", "0"),
        (f"memory after {WARM_AFTER} turns", f"{warm:.0f} MB", "≤ 400 MB"),
        (f"memory after {TURNS} turns", f"{last:.0f} MB", ""),
        ("growth", f"{figures['growth']:.1%}", "< 5 %"),
    ]
    print_table("An evening's talk", ("", "measured", "promised"), rows)
    print(f"figures: {write_figures('thousand', figures)}")


if __name__ == "__main__":
    main()
