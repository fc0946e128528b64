"""What Lantern says aloud: one thing at a time, silent at once when it is told to."""

from __future__ import annotations

import threading
from contextlib import suppress

from assistant.errors import SoundCardError
from assistant.live.own_voice import OwnVoice
from assistant.ports import Loudspeaker, Playback
from assistant.turn import AudioChunk, Speech


class Mouth:
    """Plays one speech at a time. The loop's thread speaks and looks after it; any thread may hush it."""

    def __init__(self, loudspeaker: Loudspeaker) -> None:
        """Speak through `loudspeaker`."""
        self._loudspeaker = loudspeaker
        self._lock = threading.Lock()
        self._playback: Playback | None = None
        self._hushed: list[Playback] = []
        self._own_voice: OwnVoice | None = None
        self._words = ""

    @property
    def busy(self) -> bool:
        """Whether something is being said."""
        return self._playback is not None

    @property
    def talking(self) -> bool:
        """Whether words are being said, and not just a sound played."""
        return self.busy and bool(self._words)

    def say(self, speech: Speech, text: str, volume: float) -> None:
        """Begin to say `text` instead of whatever is being said; raises SoundCardError."""
        self.hush()
        if not speech.pcm:
            return
        playback = self._loudspeaker.play(speech, volume)
        self._own_voice = OwnVoice(speech, text)
        self._words = text
        with self._lock:
            self._playback = playback

    def hush(self) -> bool:
        """Fall silent; return whether something was being said."""
        with self._lock:
            playback, self._playback = self._playback, None
            if playback is None:
                return False
            playback.stop()
            self._hushed.append(playback)
        return True

    def attend(self, chunk: AudioChunk) -> None:
        """Go on, while the microphone heard `chunk`; raises SoundCardError where the loudspeaker went away."""
        with self._lock:
            playback = self._playback
            silent = [hushed for hushed in self._hushed if hushed.over]
            self._hushed = [hushed for hushed in self._hushed if not hushed.over]
        for hushed in silent:
            hushed.wait()
        if playback is None:
            return
        if self._own_voice is not None:
            self._own_voice.accept(chunk)
        if playback.over:
            with self._lock:
                self._playback = None
            playback.wait()

    def may_hear_itself(self, words: str) -> bool:
        """Return whether words that were heard may be what is said, or was said last, rather than somebody's."""
        return self._own_voice is not None and self._own_voice.may_be_heard(words)

    def finish(self) -> None:
        """Wait until all was said; raises SoundCardError where the loudspeaker went away."""
        with self._lock:
            playback = self._playback
        if playback is None:
            return
        try:
            playback.wait()
        finally:
            with self._lock:
                if self._playback is playback:
                    self._playback = None

    def close(self) -> None:
        """Fall silent and give the loudspeaker back."""
        self.hush()
        with self._lock:
            hushed, self._hushed = self._hushed, []
        for playback in hushed:
            with suppress(SoundCardError):  # it may have gone away in the meantime
                playback.wait()
