"""The server itself: where it can be found, what it says where it can't be, and what it takes."""

from __future__ import annotations

import asyncio
import signal
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from wyoming.client import AsyncTcpClient, AsyncUnixClient

from assistant.errors import ServiceError
from assistant.satellites.house import House
from assistant.satellites.wyoming_server import opened, serve
from tests.bench.report import resident_megabytes
from tests.satellites.conftest import free_port
from tests.satellites.talk import PATIENCE_SECONDS, Server, ask, hear, recording

pytestmark = pytest.mark.anyio

LANTERN = Path(sys.executable).with_name("lantern")
IDLE_SATELLITES = 50
MOST_MEGABYTES = 450


async def test_serves_at_a_socket_of_this_machine_too(house: House, tmp_path: Path) -> None:
    path = tmp_path / "lantern.sock"
    async with opened(house, f"unix://{path}"), AsyncUnixClient(path) as client:
        assert (await ask(client, "can i catch it")).text
    assert not path.exists()


@pytest.mark.parametrize(
    "uri", ["10700", "tcp://127.0.0.1", "tcp://127.0.0.1:port", "http://127.0.0.1:10700", "unix://"]
)
async def test_an_address_that_is_none_is_said_so(house: House, uri: str) -> None:
    with pytest.raises(ServiceError, match="write tcp://127"):
        async with opened(house, uri):
            pass


async def test_a_port_that_is_taken_is_said_so(server: Server) -> None:
    with pytest.raises(ServiceError, match="is it in use"):
        async with opened(server.house, f"tcp://127.0.0.1:{server.port}"):
            pass


async def test_a_file_is_not_taken_for_a_socket(house: House, tmp_path: Path) -> None:
    path = tmp_path / "diary"
    path.write_text("dear diary", "utf-8")
    with pytest.raises(ServiceError, match="no socket"):
        async with opened(house, f"unix://{path}"):
            pass
    assert path.read_text("utf-8") == "dear diary"


@pytest.mark.parametrize("uri", ["tcp://127.0.0.1:{port}", "tcp://localhost:{port}", "unix://{folder}/lantern.sock"])
async def test_an_address_that_nobody_else_can_reach_is_not_announced(house: House, uri: str, tmp_path: Path) -> None:
    address = uri.format(port=free_port(), folder=tmp_path)
    with pytest.raises(ServiceError, match="--announce needs an address that others can reach"):
        await serve(house, address, lambda: None, "Lantern")


async def test_the_command_serves_fifty_satellites_in_little_memory_until_it_is_asked_to_stop() -> None:
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        LANTERN, "wyoming", "--uri", f"tcp://127.0.0.1:{port}", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    assert f"tcp://127.0.0.1:{port}" in (await process.stdout.readline()).decode()
    async with AsyncExitStack() as stack:
        for room in range(IDLE_SATELLITES):
            client = await stack.enter_async_context(AsyncTcpClient("127.0.0.1", port, read_timeout=PATIENCE_SECONDS))
            assert (await ask(client, "can i catch it", f"room {room}")).text
        assert await hear(client, recording("can i catch it"))
        assert resident_megabytes(process.pid) < MOST_MEGABYTES
    process.send_signal(signal.SIGTERM)
    assert await process.wait() == 0
