"""The voices of the page: the one Lantern was started with, and others that a grown-up may choose."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

from assistant.ports import Voice
from assistant.speaking.speaker import Speaker
from assistant.turn import Pace, Reply, Speech


class Speakers:
    """One speaker a voice, made when it is first chosen. Shared between threads."""

    def __init__(self, usual: Speaker, others: Mapping[str, Callable[[], Voice]] | None = None) -> None:
        """Speak with `usual`; `others` open further voices by name."""
        self.usual = usual
        self._others = dict(others or {})
        self._open: dict[str, Speaker] = {}
        self._lock = threading.Lock()

    @property
    def names(self) -> tuple[str, ...]:
        """Every voice there is, the usual one first."""
        usual = self.usual.voice.name
        return (usual, *(name for name in self._others if name != usual))

    def speak(self, reply: Reply, voice: str | None = None) -> Speech:
        """Return a reply as sound; an unknown voice is the usual one. Raises VoiceError."""
        return self._speaker(voice).speak(reply)

    def say(self, text: str, pace: Pace, voice: str | None = None) -> Speech:
        """Return one text as sound; an unknown voice is the usual one. Raises VoiceError."""
        return self._speaker(voice).say(text, pace)

    def _speaker(self, name: str | None) -> Speaker:
        if name is None or name == self.usual.voice.name or name not in self._others:
            return self.usual
        with self._lock:
            if name not in self._open:
                self._open[name] = Speaker(self._others[name]())
            return self._open[name]
