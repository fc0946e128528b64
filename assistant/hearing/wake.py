"""The wake phrase: the same transcriber, narrowed to the phrase, listens only while somebody speaks.

The phrase counts once all of it was said, and the sound that follows it is handed on: “hello lantern, can I catch it”
wakes Lantern and asks in one breath.
"""

from __future__ import annotations

from assistant.errors import SettingsError
from assistant.hearing.segmenter import Segmenter
from assistant.ports import Listening, SpeechDetector, Transcriber
from assistant.turn import SAMPLE_WIDTH, AudioChunk

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
        if self._listening is not None:
            self._listening.finish()
        self._listening = None
        self._segmenter.reset()
        self._sound.clear()
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
            return None
        self._listening.accept(piece)
        if boundary == "ended":
            return self._settle(self._listening, piece.rate)
        return self._look(self._listening, piece)

    def _look(self, listening: Listening, piece: AudioChunk) -> AudioChunk | None:
        self._since_look += piece.seconds
        if self._since_look < _LOOK_SECONDS:
            return None
        self._standing = self._standing + self._since_look if self.phrase in listening.partial() else 0.0
        self._since_look = 0.0
        return self._settle(listening, piece.rate) if self._standing >= _SETTLED_SECONDS else None

    def _settle(self, listening: Listening, rate: int) -> AudioChunk | None:
        """End the hearing and return the sound after the phrase, or None where it was not said after all."""
        transcript = listening.finish()
        sound = bytes(self._sound)
        self._listening = None
        self._segmenter.reset()
        self._sound.clear()
        words = transcript.text.split()
        wanted = self.phrase.split()
        starts = range(len(words) - len(wanted) + 1)
        last = next((start + len(wanted) - 1 for start in starts if words[start : start + len(wanted)] == wanted), None)
        if last is None or last >= len(transcript.ends):
            return None
        return AudioChunk(sound[int(transcript.ends[last] * rate) * SAMPLE_WIDTH :], rate)
