"""The Wyoming server: opens the door, tells where it is, and serves until it is asked to stop."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import logging
import signal
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from urllib.parse import urlsplit

from wyoming.server import AsyncServer, AsyncTcpServer, AsyncUnixServer

from assistant.errors import ServiceError
from assistant.satellites.guest import Guest
from assistant.satellites.house import House

_LOG = logging.getLogger(__name__)

_KEEPALIVE_SECONDS = 60
"""Silence after which the system asks whether a client is still there: a satellite may lose its power."""

_ANYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared with, not bound to


_NEEDS_NETWORK = "--announce needs an address that others can reach: --uri tcp://0.0.0.0:10700"
_NO_NETWORK = "this machine is in no network: leave --announce out"


async def serve(house: House, uri: str, tell: Callable[[], None], announce: str | None = None) -> None:
    """Serve `house` at `uri` until SIGINT or SIGTERM; call `tell` once clients can come.

    With `announce` Home Assistant finds the server under that name. Raises ServiceError.
    """
    async with opened(house, uri), _announced(uri, announce):
        tell()
        await _asked_to_stop()


@contextlib.asynccontextmanager
async def opened(house: House, uri: str) -> AsyncIterator[None]:
    """Serve `house` at `uri` within the block; raises ServiceError where that can't be."""
    server = _server_at(uri)

    def welcome(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Guest:
        _keep_alive(writer.get_extra_info("socket"))
        return Guest(reader, writer, house)

    try:
        await server.start(welcome)
    except OSError as problem:
        raise ServiceError(
            f"{uri} can't be served ({problem.strerror or problem}): is it in use? choose another one with --uri"
        ) from problem
    try:
        yield
    finally:
        await server.stop()


def _server_at(uri: str) -> AsyncServer:
    try:
        address = urlsplit(uri)
        host, port = address.hostname, address.port
    except ValueError as problem:
        raise ServiceError(f"{uri} is no address: {problem}; write tcp://127.0.0.1:10700") from problem
    if address.scheme == "tcp" and host and port:
        return AsyncTcpServer(host, port)
    if address.scheme == "unix" and address.path:
        path = Path(address.path)
        if path.exists() and not path.is_socket():
            raise ServiceError(f"{path} is there already and no socket: choose another path")
        return AsyncUnixServer(path)
    raise ServiceError(f"{uri} is no address to serve at: write tcp://127.0.0.1:10700 or unix:///run/lantern.sock")


def _keep_alive(connection: socket.socket) -> None:
    if connection.family in (socket.AF_INET, socket.AF_INET6):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        if hasattr(socket, "TCP_KEEPIDLE"):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, _KEEPALIVE_SECONDS)


async def _asked_to_stop() -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Where the loop knows no signals (Windows), Ctrl+C cancels the wait.
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)
    await stop.wait()


@contextlib.asynccontextmanager
async def _announced(uri: str, name: str | None) -> AsyncIterator[None]:
    if name is None:
        yield
        return
    from zeroconf import NonUniqueNameException
    from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

    host = await _address_of_the_network(uri)
    info = AsyncServiceInfo(
        "_wyoming._tcp.local.", f"{name}._wyoming._tcp.local.", port=urlsplit(uri).port, parsed_addresses=[host]
    )
    try:
        zeroconf = AsyncZeroconf()
    except OSError as problem:
        raise ServiceError(f"{_NO_NETWORK} ({problem.strerror})") from problem
    try:
        await zeroconf.async_register_service(info)
        _LOG.info("announced as “%s” at %s", name, host)
        yield
    except NonUniqueNameException as problem:
        raise ServiceError(f"another server is called “{name}” already: choose another name") from problem
    finally:
        await zeroconf.async_close()


async def _address_of_the_network(uri: str) -> str:
    """Return the address at which others find a server at `uri`; raises ServiceError where they can't."""
    address = urlsplit(uri)
    if address.scheme != "tcp" or address.hostname is None:
        raise ServiceError(_NEEDS_NETWORK)
    if address.hostname in _ANYWHERE:
        return _own_address()
    try:
        found = await asyncio.get_running_loop().getaddrinfo(address.hostname, address.port)
    except OSError as problem:
        raise ServiceError(f"{address.hostname} is not known here: write tcp://0.0.0.0:10700") from problem
    host = str(found[0][4][0])
    if ipaddress.ip_address(host).is_loopback:
        raise ServiceError(_NEEDS_NETWORK)
    return host


def _own_address() -> str:
    """Return the address under which the house's network knows this machine; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("224.0.0.251", 1))
        except OSError as problem:
            raise ServiceError(_NO_NETWORK) from problem
        return str(probe.getsockname()[0])
