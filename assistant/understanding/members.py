"""The members of the ensemble, and how their voices are put together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from assistant.understanding.calibration import Calibration
from assistant.understanding.heads import Floats, Numbers, softmax
from assistant.understanding.index import Index
from assistant.understanding.lexical import describe

_TINY: Final = 1e-12


def neighbours_say(
    index: Index, vectors: Floats, calibration: Calibration, themselves: Numbers | None = None
) -> Floats:
    """Return the labels' shares among the nearest examples, nearer ones counting more: shape (texts, labels).

    `themselves` gives the number of the example that each text is, where it may not vote for itself.
    """
    closeness = vectors @ index.examples.T
    if themselves is not None:
        closeness[np.arange(len(vectors)), themselves] = -1.0
    count = min(calibration.neighbours, closeness.shape[1])
    nearest = np.argpartition(-closeness, count - 1, axis=1)[:, :count]
    shares = np.zeros((len(vectors), len(index.labels)), np.float32)
    rows = np.arange(len(vectors))[:, None]
    votes = np.exp((closeness[rows, nearest] - 1.0) / calibration.reach)
    np.add.at(shares, (rows, index.owners[nearest]), votes)
    shares /= np.maximum(shares.sum(axis=1, keepdims=True), _TINY)
    return shares


def sentences_say(index: Index, vectors: Floats, calibration: Calibration) -> Floats:
    """Return the labels' probabilities by the direction of a sentence's vector: shape (texts, labels)."""
    return softmax(index.sentences.scores(vectors) * calibration.sentences_scale)


def letters_say(index: Index, texts: Sequence[str], calibration: Calibration) -> Floats:
    """Return the labels' probabilities by letters and sounds alone: shape (texts, labels)."""
    return softmax(index.letters.scores(describe(texts)) * calibration.letters_scale)


def all_say(index: Index, texts: Sequence[str], vectors: Floats, calibration: Calibration) -> Floats:
    """Return one probability a label, the members' voices together: shape (texts, labels)."""
    nearest = 1.0 - calibration.sentences - calibration.letters
    mixed: Floats = (
        nearest * neighbours_say(index, vectors, calibration)
        + calibration.sentences * sentences_say(index, vectors, calibration)
        + calibration.letters * letters_say(index, texts, calibration)
    )
    return mixed
