"""However a stream is broken, the server goes on, and other clients never notice."""

from __future__ import annotations

import asyncio
import logging
import random

import pytest

from tests.satellites.fuzzing import mutated, settled, throw
from tests.satellites.talk import Server, ask

pytestmark = pytest.mark.anyio

STREAMS = 300


async def test_broken_streams_end_with_their_connection(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    chance = random.Random(2026)  # noqa: S311 - the same streams each time
    faults: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: faults.append(context))
    async with server.client() as bystander:
        first = await ask(bystander, "can i catch it")
        for _ in range(STREAMS // 10):
            await asyncio.gather(*(throw(server.port, mutated(chance), chance) for _ in range(10)))
        assert (await ask(bystander, "say that again")).text == first.text
    await asyncio.wait_for(settled(server.house), 30)
    assert not faults
    assert not caplog.records
    assert server.house.free_seats == server.house.seats
