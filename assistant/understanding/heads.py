"""Small linear classifiers, learnt in seconds and the same each time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]

_STEPS: Final = 60
_STEP: Final = 0.1
_SHARPNESS: Final = 16.0
"""Length at which the directions begin: about how sure the nearest one should be."""

_SMOOTHING: Final = 0.1
"""The share of each example that is spread over all labels, so that nothing is ever quite sure."""

_MEMORY: Final = (0.9, 0.99)


@dataclass(frozen=True)
class Head:
    """A score for each label, linear in a vector."""

    weights: Floats
    """Shape (dimensions, labels)."""

    offsets: Floats
    """Shape (labels,)."""

    def scores(self, vectors: Floats) -> Floats:
        """Return log-likelihoods up to a constant a row: shape (texts, labels)."""
        return vectors @ self.weights + self.offsets


def learn_discriminant(vectors: Floats, owners: Numbers, labels: int, shrinkage: float) -> Head:
    """Learn a linear discriminant: each label has a mean, all share one covariance, shrunk towards a ball.

    `vectors` has one row a text, `owners` the number of the label that each belongs to.
    """
    means = _means(vectors, owners, labels)
    spread = vectors - means[owners]
    covariance = (spread.T @ spread) / len(vectors)
    size = len(covariance)
    covariance += np.eye(size, dtype=np.float32) * (shrinkage * np.trace(covariance) / size)
    weights = np.linalg.solve(covariance, means.T).astype(np.float32)
    return Head(weights, (-0.5 * np.einsum("ds,sd->s", weights, means)).astype(np.float32))


def learn_directions(
    vectors: Floats, owners: Numbers, labels: int, progress: Callable[[int, int], None] | None = None
) -> Head:
    """Learn a logistic regression on vectors of unit length, by Adam (Kingma and Ba, 2015) on all of them at once.

    Begins at the labels' means, so that few steps are enough and an early end keeps rare labels apart.
    """
    weights = _means(vectors, owners, labels)
    weights *= _SHARPNESS / np.maximum(np.linalg.norm(weights, axis=1, keepdims=True), 1e-6)
    wanted = np.full((len(vectors), labels), _SMOOTHING / labels, np.float32)
    wanted[np.arange(len(vectors)), owners] += 1.0 - _SMOOTHING
    slow, fast = _MEMORY
    momentum, scale = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, _STEPS + 1):
        slope = (softmax(vectors @ weights.T) - wanted).T @ vectors / len(vectors)
        momentum = slow * momentum + (1.0 - slow) * slope
        scale = fast * scale + (1.0 - fast) * slope**2
        weights -= _STEP * (momentum / (1.0 - slow**step)) / (np.sqrt(scale / (1.0 - fast**step)) + 1e-8)
        if progress:
            progress(step, _STEPS)
    return Head(np.ascontiguousarray(weights.T), np.zeros(labels, np.float32))


def softmax(scores: Floats) -> Floats:
    """Return scores as probabilities a row."""
    grown = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Floats = grown / grown.sum(axis=1, keepdims=True)
    return shares


def _means(vectors: Floats, owners: Numbers, labels: int) -> Floats:
    means = np.zeros((labels, vectors.shape[1]), np.float32)
    np.add.at(means, owners, vectors)
    means /= np.maximum(np.bincount(owners, minlength=labels), 1)[:, None].astype(np.float32)
    return means
