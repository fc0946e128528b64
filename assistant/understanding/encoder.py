"""The sentence encoder: a quantised ONNX file run on one processor core."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelError
from assistant.networks import open_network
from assistant.understanding.word_pieces import WordPieces

ENCODER_FILE: Final = "encoder.onnx"
TOKENIZER_FILE: Final = "tokenizer.json"


class OnnxEncoder:
    """Turns sentences into vectors of unit length. Shared between threads; the model is read on first use."""

    def __init__(self, folder: Path) -> None:
        """Look for the two files in `folder`; raise ModelError where one is missing."""
        for name in (ENCODER_FILE, TOKENIZER_FILE):
            if not (folder / name).is_file():
                raise ModelError(f"{folder / name} is missing: install lantern-voice again")
        self._folder = folder

    @cached_property
    def identity(self) -> str:
        """A digest of weights and word pieces."""
        digest = hashlib.sha256()
        for name in (ENCODER_FILE, TOKENIZER_FILE):
            digest.update((self._folder / name).read_bytes())
        return digest.hexdigest()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row a text: shape (texts, dimensions)."""
        ids, mask = self._pieces.batch(list(texts))
        vectors: NDArray[np.float32] = self._session.run(["vectors"], {"ids": ids, "mask": mask})[0]
        return vectors

    @cached_property
    def _pieces(self) -> WordPieces:
        try:
            return WordPieces(self._folder / TOKENIZER_FILE)
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise self._broken(TOKENIZER_FILE) from problem

    @cached_property
    def _session(self) -> Any:  # noqa: ANN401 - onnxruntime has no types
        try:
            return open_network(self._folder / ENCODER_FILE)
        except Exception as problem:  # onnxruntime's own errors share no narrower ancestor
            raise self._broken(ENCODER_FILE) from problem

    def _broken(self, name: str) -> ModelError:
        return ModelError(f"{self._folder / name} can't be read: install lantern-voice again")
