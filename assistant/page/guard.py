"""The door of the page: only its own host, only its own pages, and headers that let nothing foreign in.

A page of the internet could make its own name point at this machine (DNS rebinding), or open a WebSocket to it from
another site; both are refused before anything else looks at the request.
"""

from __future__ import annotations

from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

_CONTENT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

SECURITY_HEADERS = {
    "Content-Security-Policy": _CONTENT,
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=(), payment=(), usb=(), display-capture=()",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}
"""On every answer; inline scripts, foreign scripts, fonts and requests are all forbidden."""


class Guard:
    """An ASGI application in front of another one."""

    def __init__(self, app: ASGIApp, hosts: Collection[str], scheme: str = "http") -> None:
        """Let requests to `hosts` (each `name:port`, as browsers write it) through to `app`."""
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)
        self._origins = frozenset(f"{scheme}://{host}" for host in self._hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on with the security headers added."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if headers.get("host", "").lower() not in self._hosts:
            await _refuse(scope, receive, send, 421, "This is Lantern, and it is not called by that name.")
        elif not self._is_own_page(scope, headers):
            await _refuse(scope, receive, send, 403, "Only Lantern's own page may talk to Lantern.")
        else:
            await self._app(scope, receive, _with_headers(send))

    def _is_own_page(self, scope: Scope, headers: Headers) -> bool:
        origin = headers.get("origin")
        # A WebSocket is open to every site unless its origin is looked at; other requests carry one only across sites.
        return origin in self._origins if scope["type"] == "websocket" or origin is not None else True


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, reason: str) -> None:
    if scope["type"] == "websocket":
        await WebSocketClose(code=1008, reason=reason)(scope, receive, send)
    else:
        await PlainTextResponse(f"{reason}\n", status)(scope, receive, _with_headers(send))


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in SECURITY_HEADERS.items():
                headers[name] = value
        await send(message)

    return send_with_headers
