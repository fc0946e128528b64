"""One Wyoming client: its events in, Lantern's answers out.

    transcribe, audio-start, audio-chunk…, audio-stop ─► transcript: ear.py
    transcript ────────────────────────────────────────► handled | not-handled
    recognize ─────────────────────────────────────────► intent | not-recognized
    synthesize, synthesize-start … synthesize-stop ────► audio-start, audio-chunk…, audio-stop: mouth.py
    describe ► info          ping ► pong          anything else is for other servers, and dropped

What is wrong with an event is answered with `error`, and the next one may be right. Where Lantern itself fails the
connection ends after the error, so that no client waits for an answer that can't come. What is said to Lantern and by
it reaches no log.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import anyio
from wyoming.error import Error
from wyoming.event import Event, Eventable
from wyoming.handle import Handled, NotHandled
from wyoming.intent import Entity, Intent, NotRecognized
from wyoming.ping import Pong
from wyoming.server import AsyncEventHandler

from assistant.errors import LanternError
from assistant.satellites.ear import Ear
from assistant.satellites.house import House
from assistant.satellites.incoming import Beat, Context, Words, check
from assistant.satellites.mouth import Mouth
from assistant.satellites.pace_mark import marked
from assistant.satellites.wire import BadEventError, LostTrackError, hang_up, read_event, write_event
from assistant.turn import IntentMatch, Reply, Transcript

_LOG = logging.getLogger(__name__)

MOST_FLAWS = 10
"""Bad events in a row after which a connection is ended."""

LINGER_SECONDS = 2.0
"""How long a client that is sent away may take to read why."""

_DROPPED_BYTES = 2**16

Answer = Callable[[Event], Awaitable[None]]


class Guest(AsyncEventHandler):
    """Serves one connection, an event at a time: while one is dealt with, the next ones wait on the network."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, house: House) -> None:
        """Serve the client behind `reader` and `writer` in `house`."""
        super().__init__(reader, writer)
        self._house = house
        self._name = f"guest {house.number_guest()}"
        self._ear = ear = Ear(house, self._name, self._send)
        mouth = Mouth(house, self._send)
        self._answers: Mapping[str, Answer] = {
            "describe": self._describe,
            "ping": self._ping,
            "transcribe": ear.transcribe,
            "audio-start": ear.start,
            "audio-chunk": ear.chunk,
            "audio-stop": ear.stop,
            "transcript": self._transcript,
            "recognize": self._recognize,
            "synthesize": mouth.synthesize,
            "synthesize-start": mouth.start,
            "synthesize-chunk": mouth.chunk,
            "synthesize-stop": mouth.stop,
        }

    async def run(self) -> None:
        """Serve until the client is gone or can't be followed any more."""
        if not self._house.enter():
            _LOG.warning("%s: sent away, %d clients are connected", self._name, self._house.guests)
            await self._send_away("too many clients are connected: try again later")
            await hang_up(self.writer)
            return
        try:
            await self._serve()
        except LostTrackError as problem:
            _LOG.warning("%s: %s: connection ended", self._name, problem)
            await self._send_away(str(problem))
        except LanternError as problem:
            _LOG.error("%s: %s", self._name, problem)
            await self._send_away(str(problem), type(problem).__name__)
        except ConnectionError:
            _LOG.info("%s: gone without a word", self._name)
        except TimeoutError:
            _LOG.info("%s: does not read its answers", self._name)
            self.writer.transport.abort()
        except Exception as fault:  # noqa: BLE001 - whatever it is, it is this client's alone
            _LOG.error("%s: a fault of Lantern's own, %s", self._name, _place(fault))
            await self._send_away("Lantern failed: ask again; its log says where", "fault")
        finally:
            self._house.leave()
            await self.disconnect()
            await hang_up(self.writer)

    async def handle_event(self, event: Event) -> bool:
        """Answer an event. Raises BadEventError, LanternError."""
        answer = self._answers.get(event.type)
        if answer is not None:
            await answer(event)
        return True

    async def disconnect(self) -> None:
        """Let go of what the client left half said."""
        self._ear.forget()
        self._house.conversations.end(self._name)

    async def write_event(self, event: Event) -> None:
        """Send an event."""
        await write_event(self.writer, event)

    # Reading

    async def _serve(self) -> None:
        flaws = 0
        while True:
            try:
                event = await self._next()
                if event is None:
                    return
                await self.handle_event(event)
                flaws = 0
            except LostTrackError:
                raise
            except BadEventError as problem:
                flaws += 1
                _LOG.warning("%s: %s", self._name, problem)
                await self._send(Error(str(problem), "bad-event"))
            if flaws >= MOST_FLAWS:
                raise LostTrackError(f"{flaws} bad events in a row")

    async def _next(self) -> Event | None:
        patience = self._ear.patience_seconds
        if patience is None:
            return await read_event(self.reader)
        try:
            return await read_event(self.reader, patience)
        except TimeoutError as problem:
            self._ear.forget()
            raise BadEventError("the sound stopped, or does not end: the utterance was given up") from problem

    async def _send(self, message: Eventable) -> None:
        await self.write_event(message.event())

    async def _send_away(self, why: str, code: str = "refused") -> None:
        """Say why, and wait until the client has had time to read it.

        What it still sends is dropped: closing on unread bytes would reset the connection, and overtake the words.
        """
        try:
            await self._send(Error(why, code))
            self.writer.write_eof()
            with anyio.move_on_after(LINGER_SECONDS):
                while await self.reader.read(_DROPPED_BYTES):
                    pass
        except OSError:
            _LOG.debug("%s: gone before it was told", self._name)
            self.writer.transport.abort()

    # About Lantern

    async def _describe(self, _event: Event) -> None:
        await self.write_event(self._house.description)

    async def _ping(self, event: Event) -> None:
        await self._send(Pong(check(Beat, event).text))

    # Understanding

    async def _transcript(self, event: Event) -> None:
        words = check(Words, event)
        context = words.context or Context()
        name = self._conversation_name(context)
        if context.forwarded:
            heard = Transcript(words.text, narrowed=context.narrowed)
        else:
            heard = self._house.heard.recall(words.text) or Transcript(words.text)
            answer_of_owner = await self._ask_owner(name, event, heard)
            if answer_of_owner is not None:
                await self.write_event(answer_of_owner)
                return
        conversing = self._house.conversations.find(name)

        def answer() -> Reply:
            with conversing.lock:
                return conversing.dialogue.hear(heard).reply

        reply = await self._house.think(answer)
        # An emergency has one pace for ever, and automations may look for its words.
        urgent = reply.kind == "emergency"
        text = reply.spoken if urgent else marked(reply.spoken, reply.pace, self._house.usual_pace)
        self._house.replies.remember(text, reply)
        about = {**_names(context), "kind": reply.kind, "intent": reply.intent, "ends": reply.ends}
        result = NotHandled if reply.kind == "unknown" else Handled
        await self._send(result(text, about))

    async def _ask_owner(self, conversation: str, event: Event, heard: Transcript) -> Event | None:
        """Return the answer of the server that owns the conversation; None where that is this connection's own."""
        if conversation == self._name:
            return None
        return await self._house.peers.ask_owner(conversation, event, heard.narrowed)

    async def _recognize(self, event: Event) -> None:
        words = check(Words, event)
        dialogue = self._house.assistant.begin()
        seen = await self._house.think(lambda: dialogue.understand(Transcript(words.text)))
        if not isinstance(seen, IntentMatch):
            await self._send(NotRecognized())
            return
        entities = [Entity("kind", seen.kind), Entity("confidence", round(seen.confidence, 3))]
        await self._send(Intent(seen.intent, entities))

    def _conversation_name(self, context: Context) -> str:
        """Return what Home Assistant calls the conversation; else the satellite's name; else the connection's."""
        if context.conversation_id:
            return f"conversation {context.conversation_id}"
        if context.satellite_id:
            return f"satellite {context.satellite_id}"
        return self._name


def _names(context: Context) -> dict[str, str]:
    return context.model_dump(include={"conversation_id", "satellite_id"}, exclude_none=True)


def _place(fault: Exception) -> str:
    """Return what a fault is and where it happened; not what it says, which may be a child's words."""
    frame = traceback.extract_tb(fault.__traceback__)[-1]
    return f"{type(fault).__name__} at {Path(frame.filename).name}:{frame.lineno}"
