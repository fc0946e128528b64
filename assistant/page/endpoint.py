"""When a question is over: somebody has spoken and is silent now, or never began."""

from __future__ import annotations

from assistant.hearing.detector import SileroDetector
from assistant.heart import Dialogue
from assistant.turn import AudioChunk


class Endpoint:
    """Belongs to one utterance."""

    def __init__(self, dialogue: Dialogue) -> None:
        self._detector = SileroDetector()
        self._rest = b""
        self._spoke = False
        self._silence = 0.0
        self._total = 0.0

    def reached(self, chunk: AudioChunk, partial: str) -> bool:
        """Hear one chunk more and return whether the question is over."""
        self._rest += chunk.pcm
        size = self._detector.chunk_samples * 2
        while len(self._rest) >= size:
            piece, self._rest = AudioChunk(self._rest[:size], chunk.rate), self._rest[size:]
            self._total += piece.seconds
            if self._detector.probability(piece) > 0.5:
                self._spoke, self._silence = True, 0.0
            else:
                self._silence += piece.seconds
        return self._silence > (0.9 if self._spoke else 8.0) or self._total > 30
