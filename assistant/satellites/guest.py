"""One Wyoming client: its events in, Lantern's answers out.

    transcribe, audio-start, audio-chunk…, audio-stop ─► transcript
    transcript ─────────────────────────────────────────► handled | not-handled
    recognize ──────────────────────────────────────────► intent | not-recognized
    synthesize ─────────────────────────────────────────► audio-start, audio-chunk…, audio-stop
    synthesize-start, synthesize-chunk…, synthesize-stop ► the same while the text comes, then synthesize-stopped
    describe ► info          ping ► pong          anything else is for other servers, and dropped

What is said to Lantern and by it reaches no log.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping

from wyoming.asr import Transcript as TranscriptEvent
from wyoming.audio import AudioChunk as AudioChunkEvent
from wyoming.audio import AudioStart, AudioStop
from wyoming.error import Error
from wyoming.event import Event, Eventable
from wyoming.handle import Handled, NotHandled
from wyoming.intent import Entity, Intent, NotRecognized
from wyoming.ping import Pong
from wyoming.server import AsyncEventHandler
from wyoming.tts import SynthesizeStopped

from assistant.errors import LanternError
from assistant.satellites.house import House
from assistant.satellites.incoming import Beat, Context, Incoming, SoundFormat, Words, check
from assistant.satellites.speech import pieces, said, whole_sentences
from assistant.satellites.utterance import Utterance
from assistant.satellites.wire import BadEventError, LostTrackError, read_event, write_event
from assistant.turn import SAMPLE_WIDTH, IntentMatch, Reply, Speech, Transcript

_LOG = logging.getLogger(__name__)

UTTERANCE_GAP_SECONDS = 15.0
"""How long a client may say nothing in the middle of an utterance before it is given up."""

MOST_FLAWS = 10
"""Bad events in a row after which a connection is ended."""

_CHUNK_SECONDS = 0.1

Answer = Callable[[Event], Awaitable[None]]


class Guest(AsyncEventHandler):
    """Serves one connection, an event at a time: while one is dealt with, the next ones wait on the network."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, house: House) -> None:
        """Serve the client behind `reader` and `writer` in `house`."""
        super().__init__(reader, writer)
        self._house = house
        self._name = f"guest {house.number_guest()}"
        self._utterance: Utterance | None = None
        self._ended_early = False
        self._streamed: str | None = None
        """Text of a `synthesize-start` that is still to be said."""

        self._sounding: int | None = None
        """The rate of the sound that is being sent."""

        self._answers: Mapping[str, Answer] = {
            "describe": self._describe,
            "ping": self._ping,
            "transcribe": self._give_up_utterance,
            "audio-start": self._audio_start,
            "audio-chunk": self._audio_chunk,
            "audio-stop": self._audio_stop,
            "transcript": self._transcript,
            "recognize": self._recognize,
            "synthesize": self._synthesize,
            "synthesize-start": self._synthesize_start,
            "synthesize-chunk": self._synthesize_chunk,
            "synthesize-stop": self._synthesize_stop,
        }

    async def run(self) -> None:
        """Serve until the client is gone or can't be followed any more."""
        if not self._house.enter():
            _LOG.warning("%s: sent away, %d clients are connected", self._name, self._house.guests)
            await self._refuse("too many clients are connected: try again later")
            self.writer.close()
            return
        try:
            await self._serve()
        except LostTrackError as problem:
            _LOG.warning("%s: %s: connection ended", self._name, problem)
            await self._refuse(str(problem))
        except (ConnectionError, TimeoutError):
            _LOG.info("%s: gone without a word", self._name)
        finally:
            self._house.leave()
            await self.disconnect()
            self.writer.close()

    async def handle_event(self, event: Event) -> bool:
        """Answer an event. Raises BadEventError, LanternError."""
        answer = self._answers.get(event.type)
        if answer is not None:
            await answer(event)
        return True

    async def disconnect(self) -> None:
        """Let go of what the client left half said."""
        self._drop_utterance()
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
            except LanternError as problem:
                _LOG.error("%s: %s", self._name, problem)
                await self._send(Error(str(problem), type(problem).__name__))
            if flaws >= MOST_FLAWS:
                raise LostTrackError(f"{flaws} bad events in a row")

    async def _next(self) -> Event | None:
        if self._utterance is None:
            return await read_event(self.reader)
        try:
            return await read_event(self.reader, UTTERANCE_GAP_SECONDS)
        except TimeoutError as problem:
            self._drop_utterance()
            raise BadEventError(f"no sound for {UTTERANCE_GAP_SECONDS:.0f} s: the utterance was given up") from problem

    async def _send(self, message: Eventable) -> None:
        await self.write_event(message.event())

    async def _refuse(self, why: str) -> None:
        try:
            await self._send(Error(why, "refused"))
        except (ConnectionError, TimeoutError):
            _LOG.debug("%s: gone before the refusal", self._name)

    # About Lantern

    async def _describe(self, _event: Event) -> None:
        await self.write_event(self._house.description)

    async def _ping(self, event: Event) -> None:
        await self._send(Pong(check(Beat, event).text))

    # Hearing

    async def _give_up_utterance(self, event: Event) -> None:
        check(Incoming, event)
        self._drop_utterance()

    async def _audio_start(self, event: Event) -> None:
        check(SoundFormat, event)
        self._drop_utterance()
        await self._begin_utterance()

    async def _audio_chunk(self, event: Event) -> None:
        written = check(SoundFormat, event)
        if self._ended_early:
            return
        utterance = self._utterance or await self._begin_utterance()
        sound = event.payload or b""
        await self._house.hear(lambda: utterance.accept(sound, written))
        if utterance.is_full:
            _LOG.info("%s: an utterance without end: answered as it is", self._name)
            await self._finish_utterance(utterance)
            self._ended_early = True

    async def _audio_stop(self, _event: Event) -> None:
        if self._ended_early:
            self._ended_early = False
            return
        if self._utterance is None:
            raise BadEventError("audio-stop without audio-start")
        await self._finish_utterance(self._utterance)

    async def _begin_utterance(self) -> Utterance:
        ears = self._house.ears()
        await self._house.take_seat()
        try:
            self._utterance = await self._house.hear(lambda: Utterance(ears))
        finally:
            if self._utterance is None:
                self._house.leave_seat()
        return self._utterance

    async def _finish_utterance(self, utterance: Utterance) -> None:
        transcript = await self._house.hear(utterance.finish)
        self._drop_utterance()
        self._house.heard.remember(transcript.text, transcript)
        await self._send(TranscriptEvent(transcript.text, language="en"))

    def _drop_utterance(self) -> None:
        self._ended_early = False
        if self._utterance is not None:
            self._utterance = None
            self._house.leave_seat()

    # Understanding

    async def _transcript(self, event: Event) -> None:
        words = check(Words, event)
        name = self._conversation_name(words.context)
        if name != self._name and (answer_of_owner := await self._house.peers.ask_owner(name, event)):
            await self.write_event(answer_of_owner)
            return
        heard = self._house.heard.recall(words.text) or Transcript(words.text)
        conversing = self._house.conversations.find(name)

        def answer() -> Reply:
            with conversing.lock:
                return conversing.dialogue.hear(heard).reply

        reply = await self._house.think(answer)
        self._house.replies.remember(reply.spoken, reply)
        context = {**_names(words.context), "kind": reply.kind, "intent": reply.intent, "ends": reply.ends}
        result = NotHandled if reply.kind == "unknown" else Handled
        await self._send(result(reply.spoken, context))

    async def _recognize(self, event: Event) -> None:
        words = check(Words, event)
        dialogue = self._house.assistant.begin()
        seen = await self._house.think(lambda: dialogue.understand(Transcript(words.text)))
        if not isinstance(seen, IntentMatch):
            await self._send(NotRecognized())
            return
        entities = [Entity("kind", seen.kind), Entity("confidence", round(seen.confidence, 3))]
        await self._send(Intent(seen.intent, entities))

    def _conversation_name(self, context: Context | None) -> str:
        """Return what Home Assistant calls the conversation; else the satellite's name; else the connection's."""
        if context is not None and context.conversation_id:
            return f"conversation {context.conversation_id}"
        if context is not None and context.satellite_id:
            return f"satellite {context.satellite_id}"
        return self._name

    # Speaking

    async def _synthesize(self, event: Event) -> None:
        words = check(Words, event)
        if self._streamed is not None:
            return  # the same text once more, for servers that can't stream
        await self._speak(words.text)
        await self._fall_silent()

    async def _synthesize_start(self, event: Event) -> None:
        check(Incoming, event)
        self._streamed = ""

    async def _synthesize_chunk(self, event: Event) -> None:
        words = check(Words, event)
        if self._streamed is None:
            raise BadEventError("synthesize-chunk without synthesize-start")
        if self._reply(words.text) is None:
            ready, self._streamed = whole_sentences(self._streamed + words.text)
        else:
            ready, self._streamed = self._streamed + words.text, ""
        await self._speak(ready)

    async def _synthesize_stop(self, _event: Event) -> None:
        if self._streamed is None:
            raise BadEventError("synthesize-stop without synthesize-start")
        ready, self._streamed = self._streamed, None
        await self._speak(ready)
        await self._fall_silent()
        await self._send(SynthesizeStopped())

    def _reply(self, text: str) -> Reply | None:
        return self._house.replies.recall(text)

    async def _speak(self, text: str) -> None:
        reply = self._reply(text) or said(text, self._house.usual_pace)
        sound = pieces(self._house.assistant, reply, self._sounding)
        while (piece := await self._house.think(lambda: next(sound, None))) is not None:
            if self._sounding is None:
                self._sounding = piece.rate
                await self._send(AudioStart(piece.rate, SAMPLE_WIDTH, 1))
            for chunk in _chunks(piece):
                await self._send(chunk)

    async def _fall_silent(self) -> None:
        if self._sounding is None:  # nothing to say is said as well, so that nobody waits
            await self._send(AudioStart(16_000, SAMPLE_WIDTH, 1))
        self._sounding = None
        await self._send(AudioStop())


def _chunks(speech: Speech) -> Iterator[AudioChunkEvent]:
    size = int(speech.rate * _CHUNK_SECONDS) * SAMPLE_WIDTH
    for begin in range(0, len(speech.pcm), size):
        yield AudioChunkEvent(speech.rate, SAMPLE_WIDTH, 1, speech.pcm[begin : begin + size])


def _names(context: Context | None) -> dict[str, str]:
    return context.model_dump(exclude_none=True) if context is not None else {}
