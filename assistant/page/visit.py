"""One open page: its messages, the question it is asking, and the conversation it has."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

import anyio
import anyio.from_thread
import anyio.to_thread
from anyio.abc import ObjectReceiveStream
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from assistant.errors import VoiceError
from assistant.heart import Dialogue
from assistant.page.hall import Hall
from assistant.page.listening import SoundStream, TooMuchSoundError, hear_question
from assistant.page.messages import (
    LONGEST_SOUND,
    Ask,
    Cancel,
    ClientMessage,
    Command,
    Done,
    Hold,
    Listen,
    MalformedMessageError,
    Pick,
    Settle,
    Silence,
    read_message,
    turn_message,
)
from assistant.page.speakers import Speakers
from assistant.turn import SAMPLE_WIDTH, Transcript, Turn

_log = logging.getLogger(__name__)

ASLEEP_SECONDS = 900.0
"""A page from which nothing came for so long is let go; it comes back by itself when it is touched."""

LONGEST_SECONDS = 6 * 3600.0
"""A conversation that has gone on for so long begins afresh, as if the page had fallen asleep."""

SLOW_SECONDS = 20.0
"""A page that takes longer to accept a message has gone away."""

MOST_WISHES = 4
"""What may wait to be answered: a child tapping many cards gets the first few, a hostile page is cut off."""

ASLEEP, MALFORMED, TOO_MUCH, BROKEN = 4000, 4001, 4002, 4003
"""Close codes of the WebSocket, for the page to tell a picture from."""

Wish = SoundStream | Pick | Command | Ask | Silence | Settle
_Result = TypeVar("_Result")


class _FarewellError(Exception):
    """The visit is over; the page is told why."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass
class Visit:
    """A page's side of the table. Lives as long as its WebSocket."""

    socket: WebSocket
    dialogue: Dialogue
    hall: Hall
    speakers: Speakers

    def __post_init__(self) -> None:
        self._usual = self.dialogue.state.pace
        self._voice: str | None = None
        self._stream: SoundStream | None = None
        self._turns = 0
        self._farewell: _FarewellError | None = None

    async def run(self) -> None:
        """Converse until the page goes away or has to be sent away."""
        wishes, waiting = anyio.create_memory_object_stream[Wish](MOST_WISHES)
        length = anyio.CancelScope(deadline=anyio.current_time() + LONGEST_SECONDS)
        async with wishes, waiting, anyio.create_task_group() as tasks:
            leave = tasks.cancel_scope.cancel
            tasks.start_soon(self._until_over, partial(self._fulfil, waiting), leave)
            with length:
                await self._until_over(partial(self._receive, wishes.send_nowait), leave)
        if length.cancel_called:
            self._farewell = _FarewellError(ASLEEP, "this conversation has become too long")
        if self._farewell is not None:
            await self._say_farewell(self._farewell)

    async def _until_over(self, job: Callable[[], Awaitable[None]], leave: Callable[[], None]) -> None:
        """Run one of the visit's two jobs; however it ends, the visit is over."""
        try:
            await job()
        except _FarewellError as farewell:
            self._farewell = farewell
        except WebSocketDisconnect:
            pass
        except Exception:  # noqa: BLE001 - whatever it was
            # One page's misfortune is nobody else's. What was said is never logged.
            _log.exception("a conversation broke off")
            self._farewell = _FarewellError(BROKEN, "something broke; the page starts afresh")
        finally:
            self._abandon()
            leave()

    async def _receive(self, wish: Callable[[Wish], None]) -> None:
        while True:
            with anyio.move_on_after(ASLEEP_SECONDS) as patience:
                message = await self.socket.receive()
            if patience.cancelled_caught:
                raise _FarewellError(ASLEEP, "nobody was there for a long while")
            if message["type"] == "websocket.disconnect":
                raise WebSocketDisconnect(message.get("code", 1005))
            try:
                if message.get("bytes") is not None:
                    self._hear(message["bytes"])
                else:
                    self._take(read_message(message["text"]), wish)
            except MalformedMessageError as problem:
                raise _FarewellError(MALFORMED, str(problem)) from problem
            except (TooMuchSoundError, anyio.WouldBlock) as problem:
                raise _FarewellError(TOO_MUCH, str(problem) or "too many wishes at once") from problem

    def _hear(self, pcm: bytes) -> None:
        if len(pcm) > LONGEST_SOUND or len(pcm) % SAMPLE_WIDTH:
            raise MalformedMessageError(f"{len(pcm)} bytes of sound: up to {LONGEST_SOUND}, an even number")
        # What comes after the endpoint was on its way already, and is nobody's.
        if self._stream is not None:
            self._stream.push(pcm)

    def _take(self, message: ClientMessage, wish: Callable[[Wish], None]) -> None:
        match message:
            case Listen():
                self._abandon()
                self._stream = SoundStream(message.rate, self._ears_rate)
                wish(self._stream)
            case Hold():
                if self._stream is not None:
                    self._stream.held = True
            case Done():
                if self._stream is not None:
                    self._stream.finish()
            case Cancel():
                self._abandon()
            case Pick() if message.fact not in self.dialogue.assistant.conversation.library.facts:
                raise MalformedMessageError(f"there is no fact {message.fact!r}")
            case _:
                self._abandon()
                wish(message)

    @property
    def _ears_rate(self) -> int:
        if self.dialogue.assistant.ears is None:
            raise MalformedMessageError("this Lantern has no ears: only cards and typed questions")
        return self.dialogue.assistant.hearing_rate

    def _abandon(self) -> None:
        if self._stream is not None:
            self._stream.abandon()
            self._stream = None

    async def _fulfil(self, wishes: ObjectReceiveStream[Wish]) -> None:
        async for wish in wishes:
            match wish:
                case SoundStream():
                    await self._listen(wish)
                case Settle():
                    self._settle(wish)
                case _:
                    await self._answer(await self._in_thread(partial(self._reply_to, wish)))

    def _settle(self, wish: Settle) -> None:
        usual = self.dialogue.assistant.conversation.begin(bedtime=wish.bedtime)
        pace = replace(usual.pace, rate=round(usual.pace.rate * wish.rate, 2))
        self.dialogue.state = replace(self.dialogue.state, pace=pace, bedtime=wish.bedtime)
        self._voice = wish.voice

    def _reply_to(self, wish: Pick | Command | Ask | Silence) -> Turn | None:
        match wish:
            case Pick():
                return self.dialogue.pick(wish.fact)
            case Command():
                return self.dialogue.command(wish.control)
            case Ask():
                return self.dialogue.answer(wish.text)
            case Silence():
                return self.dialogue.silence()

    async def _listen(self, stream: SoundStream) -> None:
        async with self.hall.seat(partial(self._send, {"type": "wait"})):
            if stream.abandoned:
                return
            await self._send({"type": "listening"})
            transcript = await anyio.to_thread.run_sync(
                partial(self._hear_out, stream), limiter=self.hall.listening_threads
            )
            if self._stream is stream:
                self._stream = None
            if transcript is not None:
                await self._answer(await self._in_thread(partial(self.dialogue.hear, transcript)), aloud=True)

    def _hear_out(self, stream: SoundStream) -> Transcript | None:
        """Hear a question to its end, in a thread."""

        def show(words: str) -> None:
            anyio.from_thread.run(self._send, {"type": "partial", "text": words})

        transcript = hear_question(stream, self.dialogue.assistant.listener(self.dialogue.fit), show)
        if transcript is not None:
            anyio.from_thread.run(self._send, {"type": "thinking"})
        return transcript

    async def _answer(self, turn: Turn | None, *, aloud: bool = False) -> None:
        if turn is None:
            return
        self._turns += 1
        try:
            turn = await self._in_thread(partial(self._spoken, turn))
        except VoiceError:
            # Shown in large letters all the same; a grown-up can read it aloud.
            _log.warning("an answer is shown without its voice")
        await self._send(turn_message(turn, self._turns, aloud=aloud), turn.speech.pcm if turn.speech else None)

    def _spoken(self, turn: Turn) -> Turn:
        begun = time.perf_counter()
        speech = self.speakers.speak(turn.reply, self._voice)
        milliseconds = (time.perf_counter() - begun) * 1000
        return replace(turn, speech=speech, ms=replace(turn.ms, synthesise=milliseconds))

    async def _in_thread(self, job: Callable[[], _Result]) -> _Result:
        return await anyio.to_thread.run_sync(job, limiter=self.hall.answering_threads)

    async def _send(self, message: dict[str, Any], pcm: bytes | None = None) -> None:
        if WebSocketState.DISCONNECTED in (self.socket.client_state, self.socket.application_state):
            raise WebSocketDisconnect
        with anyio.move_on_after(SLOW_SECONDS) as patience:
            await self.socket.send_text(json.dumps(message, ensure_ascii=False))
            if pcm is not None:
                await self.socket.send_bytes(pcm)
        if patience.cancelled_caught:
            raise _FarewellError(TOO_MUCH, "the page does not take its answers")

    async def _say_farewell(self, farewell: _FarewellError) -> None:
        if self.socket.application_state is not WebSocketState.CONNECTED:
            return
        with anyio.move_on_after(SLOW_SECONDS, shield=True):
            try:
                await self.socket.send_json({"type": "problem", "code": farewell.code, "text": farewell.reason})
                await self.socket.close(farewell.code, farewell.reason[:100])
            except (WebSocketDisconnect, RuntimeError):
                # Gone in the meantime, which is what was wanted.
                return
