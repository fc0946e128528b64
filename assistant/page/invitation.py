"""Who may come in when Lantern is open to the house (`--lan`): those who hold the token of the printed QR code.

The code works once: the first visitor's browser gets a cookie in exchange. Each further tablet needs a code of its own,
which the server prints as soon as one was used.
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from assistant.errors import ServiceError

COOKIE = "lantern"
JOIN = "/join"
_COOKIE_SECONDS = 30 * 24 * 3600


def qr_code(url: str) -> str:
    """Return `url` as a QR code of block characters; raises ServiceError where the package for it is missing."""
    try:
        import segno
    except ImportError as problem:
        raise ServiceError('for the code to scan: `pip install "lantern-voice[lan]"`') from problem
    picture = io.StringIO()
    segno.make(url, error="m").terminal(picture, compact=True)
    return picture.getvalue()


class Invitation:
    """An ASGI application in front of another one, which asks for the cookie and exchanges the token for it."""

    def __init__(self, app: ASGIApp, announce: Callable[[str], None]) -> None:
        """Let guests through to `app`; `announce` is given each new token to be shown to the family."""
        self._app = app
        self._announce = announce
        self._guests: set[str] = set()
        self._token = secrets.token_urlsafe(24)

    def open(self) -> None:
        """Announce the first token."""
        self._announce(self._token)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on guests, exchange a token, and turn away everybody else."""
        if scope["type"] == "lifespan" or self._is_guest(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await WebSocketClose(code=1008, reason="scan the code that Lantern shows first")(scope, receive, send)
        elif scope["path"] == JOIN:
            await self._join(Request(scope))(scope, receive, send)
        else:
            text = "Scan the code that Lantern shows on the computer it runs on.\n"
            await PlainTextResponse(text, 401)(scope, receive, send)

    def _is_guest(self, scope: Scope) -> bool:
        if "cookie" not in Headers(scope=scope):
            return False
        cookie = HTTPConnection(scope).cookies.get(COOKIE, "")
        return any(secrets.compare_digest(cookie.encode(), guest.encode()) for guest in self._guests)

    def _join(self, request: Request) -> PlainTextResponse | RedirectResponse:
        token = request.query_params.get("token", "")
        if not secrets.compare_digest(token.encode(), self._token.encode()):
            return PlainTextResponse("This code was used already. Lantern shows a new one.\n", 403)
        guest = secrets.token_urlsafe(32)
        self._guests.add(guest)
        self._token = secrets.token_urlsafe(24)
        self._announce(self._token)
        response = RedirectResponse("/", 303)
        response.set_cookie(COOKIE, guest, max_age=_COOKIE_SECONDS, secure=True, httponly=True, samesite="strict")
        return response
