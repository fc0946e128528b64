"""The wake phrase: the same transcriber, narrowed to the phrase, listens only while somebody speaks.

A transcriber that knows nothing but the phrase soon believes to hear it. So the moment in which it does is heard again
with all words of the language, as it comes and played slower for a small child's voice: the phrase counts where one of
them hears it too. The sound that follows it is handed on: “hello lantern, can I catch it” wakes Lantern and asks in one
breath.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.errors import SettingsError
from assistant.hearing.fit import WARPS
from assistant.hearing.segmenter import Segmenter
from assistant.ports import Listening, SpeechDetector, Transcriber
from assistant.turn import SAMPLE_WIDTH, AudioChunk, Transcript

_PAUSE_SECONDS = 0.7
"""A silence after which a phrase is not gone on with."""

_LOOK_SECONDS = 0.1
"""How often the words so far are looked at."""

_SETTLED_SECONDS = 0.2
"""The phrase has to stand for so long: a recogniser guesses the rest of a word before it is said."""

_LEAD_SECONDS = 0.5
"""Sound from before somebody was noticed to speak, so that the first syllable is heard."""

_LONGEST_SECONDS = 8.0
"""After so much talk the hearing begins anew, which bounds memory beside a television."""

_PROVEN_SECONDS = 3.0
"""Sound that is heard again: the phrase and what was said before it, which shows that it is no part of other words."""

_MARGIN_SECONDS = 0.1
"""Sound after the phrase's last word: its end is not known to the frame."""

_MOST_PROOFS = 4
"""How often in one utterance the phrase is looked for again, which bounds the work beside a television."""


class WakePhrase:
    """Waits for its phrase in a stream of sound. Belongs to one thread."""

    def __init__(self, phrase: str, transcriber: Transcriber, detector: SpeechDetector) -> None:
        """Wait for `phrase`; raises SettingsError where the transcriber can't hear its words."""
        self.phrase = " ".join(phrase.lower().split())
        unknown = [word for word in self.phrase.split() if word not in transcriber.vocabulary]
        if unknown or not self.phrase:
            raise SettingsError(
                f"the speech model can't hear “{' '.join(unknown) or phrase}”: choose a wake phrase of common words"
            )
        self._transcriber = transcriber
        self._detector = detector
        self._segmenter = Segmenter(longest_seconds=_LONGEST_SECONDS)
        self._size = detector.chunk_samples * SAMPLE_WIDTH
        self._lead_bytes = int(_LEAD_SECONDS * transcriber.rate) * SAMPLE_WIDTH
        self._rest = b""
        self._sound = bytearray()
        self._listening: Listening | None = None
        self._since_look = 0.0
        self._standing = 0.0
        self._proofs = 0

    def accept(self, chunk: AudioChunk) -> AudioChunk | None:
        """Hear the next piece of the stream; once the phrase was said, return the sound that followed it."""
        self._rest += chunk.pcm
        while len(self._rest) >= self._size:
            piece, self._rest = AudioChunk(self._rest[: self._size], chunk.rate), self._rest[self._size :]
            after = self._hear(piece)
            if after is not None:
                after, self._rest = AudioChunk(after.pcm + self._rest, chunk.rate), b""
                return after
        return None

    def forget(self) -> None:
        """Drop what is being heard."""
        self._end()
        self._rest = b""

    def _hear(self, piece: AudioChunk) -> AudioChunk | None:
        likelihood = self._detector.probability(piece)
        boundary = self._segmenter.push(piece.seconds, likelihood, _PAUSE_SECONDS)
        self._sound += piece.pcm
        if self._listening is None:
            del self._sound[: -self._lead_bytes]
            if boundary == "began":
                self._listening = self._transcriber.listen((self.phrase,))
                self._listening.accept(AudioChunk(bytes(self._sound), piece.rate))
                self._since_look = self._standing = 0.0
                self._proofs = 0
            return None
        self._listening.accept(piece)
        after = self._look(self._listening, piece, ended=boundary == "ended")
        if after is not None or boundary == "ended":
            self._end()
        return after

    def _look(self, listening: Listening, piece: AudioChunk, *, ended: bool) -> AudioChunk | None:
        """Return the sound after the phrase, where it was just said."""
        self._since_look += piece.seconds
        if self._since_look < _LOOK_SECONDS and not ended:
            return None
        self._standing = self._standing + self._since_look if self.phrase in listening.partial() else 0.0
        self._since_look = 0.0
        if self._proofs == _MOST_PROOFS or self._standing < (_LOOK_SECONDS if ended else _SETTLED_SECONDS):
            return None
        self._proofs += 1
        self._standing = 0.0
        start = max(0, len(self._sound) - int(_PROVEN_SECONDS * piece.rate) * SAMPLE_WIDTH)
        return self._after(AudioChunk(bytes(self._sound[start:]), piece.rate))

    def _after(self, sound: AudioChunk) -> AudioChunk | None:
        """Return what follows the phrase in a sound; None where it was not said."""
        heard = self._transcribe(sound, (self.phrase,))
        words, wanted = heard.text.split(), self.phrase.split()
        for first in range(len(words) - len(wanted) + 1):
            last = first + len(wanted) - 1
            if words[first : last + 1] != wanted or last >= len(heard.ends):
                continue
            end = heard.ends[last]
            if self._is_said(_part(sound, 0.0, end + _MARGIN_SECONDS)):
                return _part(sound, end, sound.seconds)
        return None

    def _is_said(self, sound: AudioChunk) -> bool:
        """Whether the phrase is heard among all words there are."""
        return any(self.phrase in self._transcribe(sound, warp=warp).text for warp in WARPS)

    def _transcribe(self, sound: AudioChunk, phrases: Sequence[str] = (), warp: float = 1.0) -> Transcript:
        listening = self._transcriber.listen(phrases, warp)
        listening.accept(sound)
        return listening.finish()

    def _end(self) -> None:
        """Come to the end of what is being heard."""
        if self._listening is not None:
            self._listening.finish()
        self._listening = None
        self._segmenter.reset()
        self._sound.clear()


def _part(sound: AudioChunk, begin: float, end: float) -> AudioChunk:
    """Return a sound from one second to another."""
    first, last = (int(second * sound.rate) * SAMPLE_WIDTH for second in (begin, end))
    return AudioChunk(sound.pcm[first:last], sound.rate)
