"""The two halves of a question with a pause between them: the answer to the first may be taken back for the whole."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.conversation import State
from assistant.hearing.fit import VoiceFit
from assistant.heart import Assistant
from assistant.turn import AudioChunk, Transcript

_LONGEST_QUESTION_SECONDS = 15.0
"""Nobody asks for longer; somebody who reads a story aloud beside Lantern does."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The question answered last, as long as it may be gone on with."""

    words: str
    sound: AudioChunk
    before: State
    """The conversation before the answer, to which it returns when the answer is taken back."""

    until: float
    """Seconds of the stream after which a new utterance is a new question."""

    def goes_on(self, began: float, sound: AudioChunk | None = None) -> bool:
        """Whether what began at a time, and sounds so where that is known, may be the second half."""
        seconds = self.sound.seconds + (sound.seconds if sound is not None else 0.0)
        return began <= self.until and seconds <= _LONGEST_QUESTION_SECONDS

    def followed_by(self, sound: AudioChunk) -> AudioChunk:
        """Return both halves as one sound."""
        return AudioChunk(self.sound.pcm + sound.pcm, sound.rate)


def hear_whole(assistant: Assistant, first: Answered, both: AudioChunk, fit: VoiceFit) -> tuple[Transcript, str]:
    """Hear both halves again as one, since a word alone is easily misheard; return all, and the second half's words."""
    whole = assistant.transcribe([both], fit)
    return whole, " ".join(whole.text.split()[len(first.words.split()) :])
