"""The side of a connection that hears.

transcribe, audio-start    ─► transcript-start, as soon as there is a seat
audio-chunk…               ─► transcript-chunk…, while words settle
audio-stop                 ─► transcript-chunk, the rest; transcript, all of it; transcript-stop
"""

from __future__ import annotations

import logging
import time

from wyoming.asr import Transcript as TranscriptEvent
from wyoming.asr import TranscriptChunk, TranscriptStart, TranscriptStop
from wyoming.event import Event

from assistant.satellites.captions import Captions
from assistant.satellites.house import House
from assistant.satellites.incoming import Incoming, SoundFormat, check
from assistant.satellites.utterance import Utterance
from assistant.satellites.wire import BadEventError, Send

_LOG = logging.getLogger(__name__)

UTTERANCE_GAP_SECONDS = 15.0
"""How long a client may say nothing in the middle of an utterance before it is given up."""

UTTERANCE_SECONDS = 120.0
"""How long an utterance may take in all: others may be waiting for the seat."""

LANGUAGE = "en"


class Ear:
    """Hears one client's utterances, one at a time."""

    def __init__(self, house: House, client: str, send: Send) -> None:
        """Hear `client` in `house`; answer through `send`."""
        self._house = house
        self._client = client
        self._send = send
        self._utterance: Utterance | None = None
        self._captions = Captions()
        self._begun_at = 0.0
        self._answered_early = False

    @property
    def patience_seconds(self) -> float | None:
        """Within which the client has to go on; None where nothing is half said."""
        if self._utterance is None:
            return None
        left = self._begun_at + UTTERANCE_SECONDS - time.monotonic()
        return max(0.0, min(UTTERANCE_GAP_SECONDS, left))

    async def transcribe(self, event: Event) -> None:
        """Make ready for an utterance."""
        check(Incoming, event)
        self.forget()

    async def start(self, event: Event) -> None:
        """Begin an utterance, as soon as there is a seat."""
        check(SoundFormat, event)
        self.forget()
        await self._begin()

    async def chunk(self, event: Event) -> None:
        """Hear the next piece of it."""
        written = check(SoundFormat, event)
        if self._answered_early:
            return
        utterance = self._utterance or await self._begin()
        sound = event.payload or b""
        partial = await self._house.hear(lambda: utterance.accept(sound, written))
        if utterance.is_full:
            _LOG.info("%s: an utterance without end: answered as it is", self._client)
            await self._finish(utterance)
            self._answered_early = True
        elif partial is not None:
            await self._caption(self._captions.update(partial))

    async def stop(self, _event: Event) -> None:
        """Tell what was heard."""
        if self._answered_early:
            self._answered_early = False
            return
        if self._utterance is None:
            raise BadEventError("audio-stop without audio-start")
        await self._finish(self._utterance)

    def forget(self) -> None:
        """Let go of what is half said."""
        self._answered_early = False
        if self._utterance is not None:
            self._utterance = None
            self._house.leave_seat()
            self._house.tidy_soon()

    async def _begin(self) -> Utterance:
        ears = self._house.ears()
        await self._house.take_seat()
        try:
            self._utterance = await self._house.hear(lambda: Utterance(ears))
        finally:
            if self._utterance is None:
                self._house.leave_seat()
        self._begun_at = time.monotonic()
        self._captions = Captions()
        await self._send(TranscriptStart(language=LANGUAGE))
        return self._utterance

    async def _finish(self, utterance: Utterance) -> None:
        transcript = await self._house.hear(utterance.finish)
        self.forget()
        self._house.heard.remember(transcript.text, transcript)
        await self._caption(self._captions.finish(transcript.text))
        await self._send(TranscriptEvent(transcript.text, language=LANGUAGE))
        await self._send(TranscriptStop())

    async def _caption(self, words: str) -> None:
        if words:
            await self._send(TranscriptChunk(words))
