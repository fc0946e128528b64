"""Small sounds that say how things stand to somebody who can't see a screen: soft bells, without a sharp attack."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from assistant.sound.resampling import to_pcm
from assistant.speaking.loudness import VOICE_LUFS, at_loudness
from assistant.turn import Speech

EarconName = Literal["listening", "thinking", "not_heard", "goodnight"]

EARCON_LUFS: Final = VOICE_LUFS - 3
"""A little below the voice: a bell is heard more easily than a word."""

BEDTIME_LUFS: Final = EARCON_LUFS - 6
"""At bedtime about half as loud."""

RATE: Final = 24_000
"""Samples a second."""

_PARTIALS: Final = ((1.0, 1.0, 1.0), (2.0, 0.22, 0.55), (3.01, 0.06, 0.3))
"""A marimba's warmth: each partial's frequency, strength and length, of the note's."""


@dataclass(frozen=True, slots=True)
class _Note:
    """One stroke of the bell."""

    hertz: float
    start: float
    """Seconds from the start."""

    seconds: float
    """How long it rings."""

    strength: float = 1.0


_C4, _E4, _G4, _A4, _C5, _E5 = 261.63, 329.63, 392.0, 440.0, 523.25, 659.26

_TUNES: Final[dict[EarconName, tuple[_Note, ...]]] = {
    "listening": (_Note(_G4, 0.0, 0.35), _Note(_C5, 0.12, 0.5)),
    "thinking": (_Note(_E4, 0.0, 0.4, 0.7), _Note(_G4, 0.28, 0.4, 0.7), _Note(_E4, 0.56, 0.5, 0.6)),
    "not_heard": (_Note(_A4, 0.0, 0.35), _Note(_E4, 0.16, 0.55)),
    "goodnight": (_Note(_E5, 0.0, 0.6), _Note(_C5, 0.3, 0.7), _Note(_G4, 0.6, 0.8), _Note(_C4, 0.95, 1.3, 0.9)),
}
"""Up for listening, to and fro for thinking, down for what was not heard, a lullaby's end for goodnight."""

_ATTACK_SECONDS = 0.03
_BEDTIME_ATTACK_SECONDS = 0.08
_BEDTIME_PITCH = 0.75


@cache
def earcon(name: EarconName, *, bedtime: bool = False) -> Speech:
    """Return a sound; at bedtime quieter, lower and slower to rise."""
    end = max(note.start + note.seconds for note in _TUNES[name])
    samples = np.zeros(int(end * RATE), dtype=np.float32)
    for note in _TUNES[name]:
        start = int(note.start * RATE)
        ring = _ring(note, bedtime=bedtime)
        samples[start : start + len(ring)] += ring
    return at_loudness(
        Speech(to_pcm(samples / (2 * np.max(np.abs(samples)))), RATE), BEDTIME_LUFS if bedtime else EARCON_LUFS
    )


def _ring(note: _Note, *, bedtime: bool) -> NDArray[np.float32]:
    time = np.arange(int(note.seconds * RATE)) / RATE
    hertz = note.hertz * (_BEDTIME_PITCH if bedtime else 1)
    sound = sum(
        strength * np.sin(2 * np.pi * hertz * multiple * time) * np.exp(-5 * time / (note.seconds * length))
        for multiple, strength, length in _PARTIALS
    )
    attack = _BEDTIME_ATTACK_SECONDS if bedtime else _ATTACK_SECONDS
    envelope = _rise(time / attack) * _rise((note.seconds - time) / (note.seconds / 4))
    return (note.strength * sound * envelope).astype(np.float32)


def _rise(progress: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a smooth way from 0 to 1, without corners at either end."""
    return 0.5 - 0.5 * np.cos(np.pi * np.clip(progress, 0, 1))
