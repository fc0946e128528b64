"""Silence at the ends of speech: engines add up to half a second of it, which would make every answer late."""

from __future__ import annotations

import numpy as np

from assistant.errors import VoiceError
from assistant.turn import Speech

_EDGE_SECONDS = 0.03
"""What is left at both ends."""

_AUDIBLE = 50
"""The quietest sample that counts as sound, of 32,767."""


def trimmed(speech: Speech) -> Speech:
    """Return the speech without the silence round it; raise VoiceError where there is nothing else."""
    samples = np.frombuffer(speech.pcm, dtype="<i2")
    audible = np.flatnonzero(np.abs(samples.astype(np.int32)) > _AUDIBLE)
    if not len(audible):
        raise VoiceError("the voice made no sound: try another one, see `lantern voices list`")
    edge = int(_EDGE_SECONDS * speech.rate)
    return Speech(samples[max(0, audible[0] - edge) : audible[-1] + edge].tobytes(), speech.rate)
