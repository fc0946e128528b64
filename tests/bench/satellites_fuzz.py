"""`make bench-satellites-fuzz`: ten thousand broken event streams, and a bystander who must not notice."""

from __future__ import annotations

import asyncio
import logging
import random
import resource
import sys

from rich.progress import track

from assistant.composition import open_assistant
from assistant.satellites.house import House
from assistant.satellites.wyoming_server import opened
from assistant.settings import load_settings
from tests.bench.report import write_figures
from tests.satellites.conftest import free_port
from tests.satellites.fuzzing import mutated, settled, throw
from tests.satellites.talk import Server, ask

STREAMS = 10_000
AT_ONCE = 20
SEED = 4


class Faults(logging.Handler):
    """Collects what the server logs as an error: a fault of its own."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(logging.ERROR)
        self._faults = faults

    def emit(self, record: logging.LogRecord) -> None:
        self._faults.append(record.getMessage())


async def main() -> None:
    """Throw every stream, then see that nothing was left behind."""
    server = Server(House(open_assistant(load_settings({}, {}))), free_port())
    faults: list[str] = []
    logging.basicConfig(handlers=[Faults(faults)])
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: faults.append(str(context)))
    chance = random.Random(SEED)  # noqa: S311 - the same streams each time
    async with opened(server.house, f"tcp://127.0.0.1:{server.port}"), server.client() as bystander:
        expected = (await ask(bystander, "can i catch it")).text
        before = _peak_megabytes()
        harmed = 0
        for _ in track(range(STREAMS // AT_ONCE), "broken streams"):
            await asyncio.gather(*(throw(server.port, mutated(chance), chance) for _ in range(AT_ONCE)))
            harmed += (await ask(bystander, "say that again")).text != expected
        await bystander.disconnect()
        await settled(server.house)
    figures = {
        "streams": STREAMS,
        "seed": SEED,
        "faults": len(faults),
        "bystander_harmed": harmed,
        "seats_lost": server.house.seats - server.house.free_seats,
        "conversations_left": len(server.house.conversations),
        "peak_mb_before": before,
        "peak_mb_after": _peak_megabytes(),
    }
    for name, value in figures.items():
        print(f"{name.replace('_', ' '):20} {value:.0f}")
    print(f"figures: {write_figures('satellites-fuzz', figures)}")
    if faults:
        sys.exit(faults[0])
    # Conversations that a stream gave a name stay for half an hour, as any others do.
    harm = [name for name in ("bystander_harmed", "seats_lost") if figures[name]]
    if harm:
        sys.exit(f"not as it should be: {', '.join(harm)}")


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    asyncio.run(main())
