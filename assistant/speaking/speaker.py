"""Replies as sound, all equally loud: each part is synthesised once, kept, and if possible before it is asked for."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from assistant.errors import LanternError
from assistant.ports import Voice
from assistant.speaking.loudness import at_loudness
from assistant.speaking.sentences import joined
from assistant.turn import Pace, Reply, Speech

_MOST_KEPT_BYTES = 64 * 2**20
"""About twenty-five minutes of speech: every answer of several packs, at more than one pace."""


class Speaker:
    """Turns replies into sound with one voice. Shared between threads."""

    def __init__(self, voice: Voice) -> None:
        """Speak with `voice`."""
        self.voice = voice
        self._kept: OrderedDict[tuple[str, float], Speech] = OrderedDict()
        self._kept_bytes = 0
        self._lock = threading.Lock()
        self._rehearsal = ThreadPoolExecutor(max_workers=1, thread_name_prefix="rehearsal")

    def speak(self, reply: Reply) -> Speech:
        """Return the reply as sound, with the time at which each part begins; raises VoiceError."""
        return joined([self.say(part.spoken, reply.pace) for part in reply.parts])

    def say(self, text: str, pace: Pace) -> Speech:
        """Return one text as sound, as loud as every other, from memory where it was said before."""
        key = (text, round(pace.rate, 2))
        with self._lock:
            speech = self._kept.get(key)
            if speech is not None:
                self._kept.move_to_end(key)
                return speech
        speech = at_loudness(self.voice.synthesise(text, pace.rate))
        self._keep(key, speech)
        return speech

    def rehearse(self, texts: Iterable[str], pace: Pace) -> None:
        """Synthesise texts in the background, so that they are ready when they are asked for."""
        for text in texts:
            self._rehearsal.submit(self._rehearse, text, pace)

    def close(self) -> None:
        """Give up what is still to be rehearsed."""
        self._rehearsal.shutdown(wait=True, cancel_futures=True)

    def _rehearse(self, text: str, pace: Pace) -> None:
        try:
            self.say(text, pace)
        except LanternError:
            # Nobody waits for a rehearsal: the same fault is told when the text is really wanted.
            return

    def _keep(self, key: tuple[str, float], speech: Speech) -> None:
        with self._lock:
            replaced = self._kept.pop(key, None)
            self._kept_bytes += len(speech.pcm) - (len(replaced.pcm) if replaced else 0)
            self._kept[key] = speech
            while self._kept_bytes > _MOST_KEPT_BYTES:
                _, oldest = self._kept.popitem(last=False)
                self._kept_bytes -= len(oldest.pcm)
