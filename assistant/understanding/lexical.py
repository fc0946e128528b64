"""Describes a text by its letters and sounds: what the encoder can't see in short commands and misheard words.

Every run of letters (with the gaps between words), every word, pair of words, and the sound of every word is one
feature. Features are hashed into a vector of fixed length, so that nothing but the length is to be agreed on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

SIZE: Final = 1024
"""Length of a vector."""

_RUNS: Final = (3, 4)
_FOLDS: Final = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"'", ""), (r"^kn|^gn", "n"), (r"^wr", "r"), (r"ph", "f"), (r"gh", ""), (r"ck|qu|q|c(?![eiyh])|x|g", "k"),
        (r"c|z", "s"), (r"sh|ch|j|tion", "s"), (r"th|d", "t"), (r"b", "p"), (r"v", "f"), (r"m", "n"), (r"wh", "w"),
        (r"r(?![aeiouy])", ""), (r"(?<=.)[aeiouyhw]+", ""), (r"^[aeiouy]+", "a"), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip


def sound_of(word: str) -> str:
    """Return how a word sounds, roughly: its consonants in classes that are easily mixed up."""
    for pattern, sound in _FOLDS:
        word = pattern.sub(sound, word)
    return word


def features(text: str) -> Iterator[tuple[str, float]]:
    """Yield every feature of a text, with its weight."""
    padded = f" {text} "
    for run in _RUNS:
        for start in range(len(padded) - run + 1):
            yield padded[start : start + run], 0.6
    words = ["<", *text.split(), ">"]
    for word in words[1:-1]:
        yield f"w:{word}", 1.0
        yield f"s:{sound_of(word)}", 0.6
    for first, second in pairwise(words):
        yield f"p:{first} {second}", 0.8


def describe(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return one row of unit length a text: shape (texts, SIZE)."""
    rows = np.zeros((len(texts), SIZE), np.float32)
    for row, text in zip(rows, texts, strict=True):
        for feature, weight in features(text):
            digest = crc32(feature.encode())
            row[digest % SIZE] += weight if digest & 0x80000000 else -weight
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    rows /= np.maximum(lengths, 1e-6)
    return rows
