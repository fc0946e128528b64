"""The page's server: on this machine alone, or, with HTTPS and an invitation, for the tablets in the house."""

from __future__ import annotations

import errno
import os
import socket
import sys
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass

import uvicorn
from starlette.types import ASGIApp

from assistant.errors import ServiceError
from assistant.page.certificate import Certificate
from assistant.page.guard import Guard
from assistant.page.messages import LONGEST_SOUND
from assistant.page.punctual import PunctualProtocol

LOOPBACK = "127.0.0.1"
EVERYWHERE = "0.0.0.0"  # noqa: S104 - only with --lan, behind HTTPS and an invitation

_NOWHERE = ("192.0.2.1", 9)
"""An address of the documentation range: choosing a way there tells our own address, and sends nothing."""

_MOST_CONNECTIONS = 256
"""A browser opens half a dozen; who comes when all are taken is told to come again."""

_PING_SECONDS = 20.0
_GOODBYE_SECONDS = 2


@dataclass(frozen=True, slots=True)
class Address:
    """Where the page is."""

    socket: socket.socket
    """Bound, not yet listening."""

    names: tuple[str, ...]
    """Host names and addresses that browsers may call it by, the one to be told first."""

    scheme: str

    @property
    def port(self) -> int:
        """The port, also where any free one was asked for."""
        return int(self.socket.getsockname()[1])

    @property
    def url(self) -> str:
        """What to type into a browser."""
        return f"{self.scheme}://{self.names[0]}:{self.port}/"

    @property
    def hosts(self) -> tuple[str, ...]:
        """The values of the Host header that are ours."""
        usual = {"http": 80, "https": 443}[self.scheme]
        return tuple(
            host for name in self.names for host in (f"{name}:{self.port}", *([name] if self.port == usual else []))
        )


def own_address(port: int) -> Address:
    """Bind to this machine alone; raises ServiceError."""
    return Address(_bound(LOOPBACK, port), ("localhost", LOOPBACK), "http")


def house_address(port: int) -> Address:
    """Bind to the house's network; raises ServiceError."""
    name = socket.gethostname().split(".")[0].lower()
    return Address(_bound(EVERYWHERE, port), (_address_in_house(), f"{name}.local", "localhost", LOOPBACK), "https")


def server_for(
    app: ASGIApp, address: Address, on_ready: Callable[[], None], certificate: Certificate | None = None
) -> PageServer:
    """Return a server of `app` behind its guard; `on_ready` is called when it can be visited."""
    config = uvicorn.Config(
        Guard(app, address.hosts, address.scheme),
        log_level="warning",
        access_log=False,
        server_header=False,
        http=PunctualProtocol,
        limit_concurrency=_MOST_CONNECTIONS,
        ws="websockets-sansio",
        ws_max_size=4 * LONGEST_SOUND,
        ws_ping_interval=_PING_SECONDS,
        ws_ping_timeout=_PING_SECONDS,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=_GOODBYE_SECONDS,
        ssl_certfile=certificate.chain if certificate else None,
        ssl_keyfile=certificate.key if certificate else None,
    )
    return PageServer(config, address, on_ready)


class PageServer(uvicorn.Server):
    """Serves until it is interrupted, or told that it `should_exit`."""

    def __init__(self, config: uvicorn.Config, address: Address, on_ready: Callable[[], None]) -> None:
        """Be ready to serve at `address`."""
        super().__init__(config)
        self.address = address
        self._on_ready = on_ready

    def serve_here(self) -> None:
        """Serve in this thread; blocks."""
        self.run(sockets=[self.address.socket])

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to accept visitors."""
        await super().startup(sockets)
        if self.started:
            self._on_ready()


def open_browser(url: str) -> bool:
    """Open the page in a browser; return whether there is one."""
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        # Without a screen only a text browser could come, and take the terminal.
        return False
    try:
        return webbrowser.open(url)
    except webbrowser.Error:
        return False


def _bound(host: str, port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if sys.platform != "win32":
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        # Two servers may be bound to one port until one of them listens.
        bound.listen()
    except OSError as problem:
        bound.close()
        if problem.errno == errno.EADDRINUSE:
            raise ServiceError(
                f"port {port} is taken: if Lantern runs already, open http://localhost:{port}/, "
                f"else choose another port: `lantern serve --port {port + 1}`"
            ) from problem
        raise ServiceError(
            f"port {port} can't be used ({problem.strerror}): choose one above 1024, as in `lantern serve --port 8430`"
        ) from problem
    return bound


def _address_in_house() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_NOWHERE)
        except OSError as problem:
            raise ServiceError("this machine is in no network: connect it to one, or leave --lan out") from problem
        return str(probe.getsockname()[0])
