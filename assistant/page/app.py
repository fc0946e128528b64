"""The page as an ASGI application: its files, its pictures, its fixed lines as sound, and its conversations."""

from __future__ import annotations

import datetime as dt
import io
import wave
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, get_args

import anyio.to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket

from assistant.heart import Assistant
from assistant.page.hall import Hall
from assistant.page.library_view import library_view
from assistant.page.messages import FASTEST, SLOWEST
from assistant.page.speakers import Speakers
from assistant.page.visit import Visit
from assistant.settings import Settings
from assistant.speaking.earcons import EarconName, earcon
from assistant.turn import SAMPLE_WIDTH, Speech

STATIC = Path(__file__).parent / "static"

FULL = 4004
"""Close code of a WebSocket that found the hall full."""

LINES = frozenset({"wait", "gone", "back", "refused", "missing", "elsewhere", "asleep"})
"""Lines of `responses.toml`, there called `page_…`, that the page says when it can't ask the conversation."""

CHIMES: tuple[str, ...] = get_args(EarconName)
"""What says without words that Lantern listens or thinks."""


@dataclass(frozen=True)
class About:
    """What a grown-up is told of this Lantern."""

    version: str
    model: str
    """The speech model in use."""


@dataclass(frozen=True)
class Page:
    """Answers the page's requests."""

    assistant: Assistant
    speakers: Speakers
    settings: Settings
    about: About
    hall: Hall = field(default_factory=Hall)

    def app(self) -> Starlette:
        """Return the application, without the guard at its door."""
        return Starlette(
            routes=[
                Route("/", self.index),
                Route("/library.json", self.library),
                Route("/pictures/{name}.svg", self.picture),
                Route("/lines/{name}.wav", self.line),
                Route("/chimes/{name}.wav", self.chime),
                Route("/voices/{name}.wav", self.voice),
                Mount("/static", StaticFiles(directory=STATIC)),
                WebSocketRoute("/conversation", self.converse),
            ]
        )

    async def index(self, _request: Request) -> Response:
        """Return the page itself."""
        return FileResponse(STATIC / "index.html", headers={"Cache-Control": "no-cache"})

    async def library(self, _request: Request) -> Response:
        """Return cards, leaflets and what a grown-up is told."""
        today = dt.datetime.now(tz=dt.timezone.utc).date()
        view: dict[str, Any] = library_view(self.assistant.conversation.library, today)
        view["about"] = {"version": self.about.version, "model": self.about.model}
        view["voices"] = list(self.speakers.names)
        view["settings"] = {
            "rate": self.settings.rate,
            "volume": self.settings.volume,
            "bedtime": self.settings.bedtime,
            "wakePhrase": self.settings.wake_phrase,
        }
        return JSONResponse(view, headers={"Cache-Control": "no-store"})

    async def picture(self, request: Request) -> Response:
        """Return a card's picture: the pack's own, Lantern's, or a star."""
        name = request.path_params["name"]
        if not name.replace("_", "").replace("-", "").isalnum():
            raise HTTPException(404)
        packs = [pack.folder / "pictures" for pack in self.assistant.conversation.library.packs]
        choices = [folder / f"{name}.svg" for folder in (*packs, STATIC / "pictures")]
        path = next((choice for choice in choices if choice.is_file()), STATIC / "pictures" / "star.svg")
        return FileResponse(path, media_type="image/svg+xml", headers={"Cache-Control": "no-cache"})

    async def line(self, request: Request) -> Response:
        """Return a fixed line as a WAV."""
        name = request.path_params["name"]
        if name not in LINES:
            raise HTTPException(404)
        line = self.assistant.conversation.library.responses.variants(f"page_{name}")[0]
        pace = self.assistant.conversation.begin().pace
        say = partial(self.speakers.usual.say, line.spoken, pace)
        speech = await anyio.to_thread.run_sync(say, limiter=self.hall.answering_threads)
        return Response(_wav(speech), media_type="audio/wav", headers={"Cache-Control": "max-age=3600"})

    async def chime(self, request: Request) -> Response:
        """Return a small sound that says how things stand, as a WAV."""
        name = request.path_params["name"]
        if name not in CHIMES:
            raise HTTPException(404)
        speech = await anyio.to_thread.run_sync(earcon, name, limiter=self.hall.answering_threads)
        return Response(_wav(speech), media_type="audio/wav", headers={"Cache-Control": "max-age=3600"})

    async def voice(self, request: Request) -> Response:
        """Return what a voice sounds like, at the speed that a grown-up chose, as a WAV."""
        name = request.path_params["name"]
        rate = _number(request.query_params.get("rate", "1"))
        if name not in self.speakers.names or not SLOWEST <= rate <= FASTEST:
            raise HTTPException(404)
        line = self.assistant.conversation.library.responses.variants("hello")[0]
        pace = self.assistant.conversation.begin().pace
        say = partial(self.speakers.say, line.spoken, replace(pace, rate=round(pace.rate * rate, 2)), name)
        speech = await anyio.to_thread.run_sync(say, limiter=self.hall.answering_threads)
        return Response(_wav(speech), media_type="audio/wav", headers={"Cache-Control": "no-store"})

    async def converse(self, socket: WebSocket) -> None:
        """Hold a conversation with one page, or ask it to wait outside."""
        await socket.accept()
        if not self.hall.enter():
            await socket.send_json({"type": "wait"})
            await socket.close(FULL, "too many pages are open: this one tries again by itself")
            return
        try:
            await Visit(socket, self.assistant.begin(), self.hall, self.speakers).run()
        finally:
            self.hall.leave()


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise HTTPException(404) from None


def _wav(speech: Speech) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(SAMPLE_WIDTH)
        wav.setframerate(speech.rate)
        wav.writeframes(speech.pcm)
    return file.getvalue()
