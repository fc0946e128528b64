"""The side of a connection that speaks.

synthesize                                          ─► audio-start, audio-chunk…, audio-stop
synthesize-start, synthesize-chunk…, synthesize-stop ─► the same while the text comes, then synthesize-stopped

A reply that was given here is spoken as it was meant, any other text at the pace that its mark asks for, or the usual.
"""

from __future__ import annotations

from collections.abc import Iterator

from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.event import Event
from wyoming.tts import SynthesizeStopped

from assistant.satellites.house import House
from assistant.satellites.incoming import LONGEST_TEXT, Incoming, Words, check
from assistant.satellites.pace_mark import unmarked
from assistant.satellites.speech import pieces, said, whole_sentences
from assistant.satellites.wire import BadEventError, Send
from assistant.turn import SAMPLE_WIDTH, Pace, Reply, Speech

_CHUNK_SECONDS = 0.1

_SILENT_RATE = 16_000
"""Hertz, where there is nothing to say."""


class Mouth:
    """Speaks to one client. A VoiceError leaves it of no use: the connection has to end."""

    def __init__(self, house: House, send: Send) -> None:
        """Speak in `house` through `send`."""
        self._house = house
        self._send = send
        self._streamed: str | None = None
        """Text of a stream that is still to be said; None outside of one."""

        self._rate: int | None = None
        """Of the sound that is being sent."""

        self._pace: Pace | None = None
        """What the text that is being spoken asked for, for the pieces of it that come later."""

    async def synthesize(self, event: Event) -> None:
        """Speak a text; raises VoiceError."""
        words = check(Words, event)
        if self._streamed is not None:
            return  # the same text once more, for servers that can't stream
        await self._speak(words.text)
        await self._fall_silent()

    async def start(self, event: Event) -> None:
        """Begin a text that comes in pieces."""
        check(Incoming, event)
        self._streamed = ""
        self._pace = None

    async def chunk(self, event: Event) -> None:
        """Speak as much of it as can be spoken already; raises VoiceError."""
        words = check(Words, event)
        if self._streamed is None:
            raise BadEventError("synthesize-chunk without synthesize-start")
        text = self._streamed + words.text
        ready, self._streamed = (text, "") if self._known(text) else whole_sentences(text)
        if len(self._streamed) > LONGEST_TEXT:
            self._streamed = ""
            raise BadEventError(f"synthesize-chunk: a sentence of more than {LONGEST_TEXT} characters")
        await self._speak(ready)

    async def stop(self, _event: Event) -> None:
        """Speak the rest of it; raises VoiceError."""
        if self._streamed is None:
            raise BadEventError("synthesize-stop without synthesize-start")
        ready, self._streamed = self._streamed, None
        await self._speak(ready)
        await self._fall_silent()
        await self._send(SynthesizeStopped())

    def _known(self, text: str) -> Reply | None:
        return self._house.replies.recall(text)

    def _read(self, text: str) -> Reply:
        words, pace = unmarked(text)
        self._pace = pace or self._pace
        return said(words, self._pace or self._house.usual_pace)

    async def _speak(self, text: str) -> None:
        sound = pieces(self._house.assistant, self._known(text) or self._read(text), self._rate)
        while (piece := await self._house.speak(lambda: next(sound, None))) is not None:
            if self._rate is None:
                self._rate = piece.rate
                await self._send(AudioStart(piece.rate, SAMPLE_WIDTH, 1))
            for chunk in _chunks(piece):
                await self._send(chunk)

    async def _fall_silent(self) -> None:
        if self._rate is None:  # nothing to say is said as well, so that nobody waits
            await self._send(AudioStart(_SILENT_RATE, SAMPLE_WIDTH, 1))
        self._rate = self._pace = None
        await self._send(AudioStop())


def _chunks(speech: Speech) -> Iterator[AudioChunk]:
    size = int(speech.rate * _CHUNK_SECONDS) * SAMPLE_WIDTH
    for begin in range(0, len(speech.pcm), size):
        yield AudioChunk(speech.rate, SAMPLE_WIDTH, 1, speech.pcm[begin : begin + size])
