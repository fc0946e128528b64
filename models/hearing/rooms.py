"""Impulse responses of bedrooms, kitchens and halls, for speech as a far microphone hears it."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pyroomacoustics
from tqdm import trange

from models.hearing.corpus import RATE, Samples

LONGEST_SECONDS: Final = 0.6

_MOST_REFLECTIONS: Final = 12
"""Later ones are left out: there are thousands, and hardly any sound is left in them."""

_MOST_ABSORBING: Final = 0.95


def make_rooms(count: int, seed: int) -> list[Samples]:
    """`count` responses, the direct sound first and at full level."""
    rng = np.random.default_rng(seed)
    return [_any_room(rng) for _ in trange(count, desc="rooms")]


def response(size: npt.ArrayLike, echo_seconds: float, speaker: npt.ArrayLike, microphone: npt.ArrayLike) -> Samples:
    """Return what a room makes of a click, the direct sound first and at full level.

    Lengths and places are in metres; `echo_seconds` is how long the room takes to fall silent by 60 dB.
    """
    absorption, order = pyroomacoustics.inverse_sabine(echo_seconds, size)
    room = pyroomacoustics.ShoeBox(
        size,
        fs=RATE,
        materials=pyroomacoustics.Material(min(absorption, _MOST_ABSORBING)),
        max_order=min(order, _MOST_REFLECTIONS),
    )
    room.add_source(speaker)
    room.add_microphone(microphone)
    room.compute_rir()
    sound = np.asarray(room.rir[0][0], np.float32)
    direct = int(np.abs(sound).argmax())
    sound = sound[max(0, direct - 8) : direct + int(LONGEST_SECONDS * RATE)]
    return np.asarray(sound / np.abs(sound).max(), np.float32)


def _any_room(rng: np.random.Generator) -> Samples:
    size = rng.uniform([2.2, 2.2, 2.2], [7.0, 6.0, 3.2])
    echo_seconds = rng.uniform(0.2, 0.6)
    microphone = rng.uniform(0.3, size - 0.3)
    away = rng.normal(size=3)
    distance = rng.uniform(0.3, 3.0)
    speaker = microphone + away / np.linalg.norm(away) * distance
    return response(size, echo_seconds, np.clip(speaker, 0.2, size - 0.2), microphone)
