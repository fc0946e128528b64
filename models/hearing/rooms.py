"""Impulse responses of bedrooms, kitchens and halls, for speech as a far microphone hears it."""

from __future__ import annotations

import numpy as np
import pyroomacoustics
from tqdm import trange

from models.hearing.corpus import RATE, Samples

LONGEST_SECONDS = 0.6


def make_rooms(count: int, seed: int) -> list[Samples]:
    """`count` responses, the direct sound first and at full level."""
    rng = np.random.default_rng(seed)
    return [_room(rng) for _ in trange(count, desc="rooms")]


def _room(rng: np.random.Generator) -> Samples:
    size = rng.uniform([2.2, 2.2, 2.2], [7.0, 6.0, 3.2])
    absorption, order = pyroomacoustics.inverse_sabine(rng.uniform(0.2, 0.6), size)
    room = pyroomacoustics.ShoeBox(
        size,
        fs=RATE,
        materials=pyroomacoustics.Material(min(absorption, 0.95)),
        max_order=min(order, 12),
    )
    microphone = rng.uniform(0.3, size - 0.3)
    away = rng.normal(size=3)
    distance = rng.uniform(0.3, 3.0)
    speaker = microphone + away / np.linalg.norm(away) * distance
    room.add_source(np.clip(speaker, 0.2, size - 0.2))
    room.add_microphone(microphone)
    room.compute_rir()
    response = np.asarray(room.rir[0][0], np.float32)
    direct = int(np.abs(response).argmax())
    response = response[max(0, direct - 8) : direct + int(LONGEST_SECONDS * RATE)]
    return np.asarray(response / np.abs(response).max(), np.float32)
