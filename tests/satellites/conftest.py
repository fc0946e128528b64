"""A real assistant behind a real Wyoming server on a free port of this machine."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator

import pytest
from wyoming.client import AsyncTcpClient

from assistant.composition import open_assistant
from assistant.heart import Assistant
from assistant.satellites.house import House
from assistant.satellites.wyoming_server import opened
from assistant.settings import load_settings
from tests.satellites.talk import Server


@pytest.fixture(scope="session")
def assistant() -> Assistant:
    return open_assistant(load_settings({}, {}))


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def house(assistant: Assistant) -> House:
    return House(assistant)


@pytest.fixture
async def server(house: House) -> AsyncIterator[Server]:
    port = free_port()
    async with opened(house, f"tcp://127.0.0.1:{port}"):
        yield Server(house, port)


@pytest.fixture
async def client(server: Server) -> AsyncIterator[AsyncTcpClient]:
    async with server.client() as client:
        yield client


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
