"""Small classifiers in closed form: learnt in a second, the same each time.

A head is a linear discriminant: each label has a mean, all labels share one covariance, shrunk towards a ball.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]


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


def learn_head(vectors: Floats, owners: Numbers, labels: int, shrinkage: float) -> Head:
    """Learn a head from one row a text and the label that each belongs to."""
    counts = np.bincount(owners, minlength=labels)
    means = np.zeros((labels, vectors.shape[1]), np.float32)
    np.add.at(means, owners, vectors)
    means /= np.maximum(counts, 1)[:, None]
    spread = vectors - means[owners]
    covariance = (spread.T @ spread) / len(vectors)
    size = len(covariance)
    covariance += np.eye(size, dtype=np.float32) * (shrinkage * np.trace(covariance) / size)
    weights = np.linalg.solve(covariance, means.T).astype(np.float32)
    return Head(weights, (-0.5 * np.einsum("ds,sd->s", weights, means)).astype(np.float32))


def softmax(scores: Floats) -> Floats:
    """Return scores as probabilities a row."""
    grown = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Floats = grown / grown.sum(axis=1, keepdims=True)
    return shares
