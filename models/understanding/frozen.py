"""all-MiniLM-L6-v2 as it is, in NumPy: what the fine-tuned encoder is compared with, without PyTorch."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from models.understanding.start import pretrained_folder

_LAYERS: Final = 6
_HEADS: Final = 12
_BATCH: Final = 64
_ROOT_OF_HALF: Final = math.sqrt(0.5)

Floats = NDArray[np.float32]


class FrozenEncoder:
    """Turns sentences into vectors of unit length with the pretrained weights."""

    def __init__(self) -> None:
        """Read the weights and the word pieces."""
        from safetensors.numpy import load_file

        folder = pretrained_folder()
        self._weights: dict[str, Floats] = load_file(str(folder / "model.safetensors"))
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()

    def encode(self, texts: Sequence[str]) -> Floats:
        """Return one row a text; texts of one length are worked on together, so that nothing is padded."""
        ids = [each.ids for each in self._tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(ids)), key=lambda place: len(ids[place]))
        vectors = np.empty((len(texts), 384), np.float32)
        start = 0
        while start < len(order):
            length = len(ids[order[start]])
            batch = [place for place in order[start : start + _BATCH] if len(ids[place]) == length]
            vectors[batch] = self._run(np.array([ids[place] for place in batch]))
            start += len(batch)
        return vectors

    def _run(self, ids: NDArray[np.int64]) -> Floats:
        weights = self._weights
        hidden = (
            weights["embeddings.word_embeddings.weight"][ids]
            + weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )
        hidden = self._norm(hidden, "embeddings.LayerNorm")
        for layer in range(_LAYERS):
            hidden = self._layer(hidden, f"encoder.layer.{layer}")
        mean = hidden.mean(axis=1)
        unit: Floats = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        return unit

    def _layer(self, hidden: Floats, name: str) -> Floats:
        texts, tokens, size = hidden.shape
        parts = []
        for part in ("query", "key", "value"):
            projected = self._linear(hidden, f"{name}.attention.self.{part}")
            parts.append(projected.reshape(texts, tokens, _HEADS, size // _HEADS).transpose(0, 2, 1, 3))
        query, key, value = parts
        scores = query @ key.transpose(0, 1, 3, 2) / math.sqrt(size // _HEADS)
        grown = np.exp(scores - scores.max(axis=-1, keepdims=True))
        seen = (grown / grown.sum(axis=-1, keepdims=True)) @ value
        seen = seen.transpose(0, 2, 1, 3).reshape(texts, tokens, size)
        hidden = self._norm(
            hidden + self._linear(seen, f"{name}.attention.output.dense"), f"{name}.attention.output.LayerNorm"
        )
        inner = _gelu(self._linear(hidden, f"{name}.intermediate.dense"))
        return self._norm(hidden + self._linear(inner, f"{name}.output.dense"), f"{name}.output.LayerNorm")

    def _linear(self, values: Floats, name: str) -> Floats:
        result: Floats = values @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]
        return result

    def _norm(self, values: Floats, name: str) -> Floats:
        spread = values - values.mean(axis=-1, keepdims=True)
        scaled: Floats = spread / np.sqrt((spread**2).mean(axis=-1, keepdims=True) + 1e-12)
        return scaled * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]


def _gelu(values: Floats) -> Floats:
    """Return the Gaussian error linear unit, by a formula whose error is below that of single precision's use here."""
    result: Floats = 0.5 * values * (1.0 + _erf(values * np.float32(_ROOT_OF_HALF)))
    return result


def _erf(values: Floats) -> Floats:
    """Return the error function (Abramowitz and Stegun 7.1.26; error below 2e-7)."""
    size = np.abs(values)
    t = 1.0 / (1.0 + 0.3275911 * size)
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    result: Floats = np.sign(values) * (1.0 - series * np.exp(-size * size))
    return result
