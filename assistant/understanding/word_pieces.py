"""Words cut into the pieces that the encoder knows: WordPiece, the longest known piece first (Devlin et al. 2019).

The package `tokenizers` does the same for any text and brings 30 MB with it; here all text is plain words already.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

_PARTS: Final = re.compile(r"[a-z]+|\S")
"""A word, or a sign by itself: “doesn't” is three."""

_LONGEST_PART: Final = 100
"""Characters of a word that is still cut; no word is longer."""


class WordPieces:
    """The pieces of one encoder, with their numbers. Shared between threads."""

    def __init__(self, path: Path) -> None:
        """Read a `tokenizer.json` of the package `tokenizers`.

        Raises OSError, ValueError, KeyError or TypeError where it is none of a WordPiece model.
        """
        rules = json.loads(path.read_text("utf-8"))
        self._numbers: dict[str, int] = rules["model"]["vocab"]
        self._begin, self._end, self._unknown = (self._numbers[name] for name in ("[CLS]", "[SEP]", "[UNK]"))
        self._padding: int = rules["padding"]["pad_id"]
        self._most = int(rules["truncation"]["max_length"]) - 2

    def numbers(self, text: str) -> list[int]:
        """Return the numbers of a text's pieces between those of its begin and end; of a long text the last ones."""
        pieces = [number for part in _PARTS.findall(text) for number in self._cut(part)]
        return [self._begin, *pieces[-self._most :], self._end]

    def batch(self, texts: list[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the numbers of each text and 1 where there is one; both of shape (texts, most pieces)."""
        rows = [self.numbers(text) for text in texts]
        shape = (len(rows), max(map(len, rows), default=0))
        numbers, mask = np.full(shape, self._padding, np.int64), np.zeros(shape, np.int64)
        for place, row in enumerate(rows):
            numbers[place, : len(row)] = row
            mask[place, : len(row)] = 1
        return numbers, mask

    def _cut(self, part: str) -> list[int]:
        found: list[int] = []
        rest, prefix = part, ""
        while rest:
            length = next((end for end in range(len(rest), 0, -1) if prefix + rest[:end] in self._numbers), 0)
            if length == 0 or len(part) > _LONGEST_PART:
                return [self._unknown]
            found.append(self._numbers[prefix + rest[:length]])
            rest, prefix = rest[length:], "##"
        return found
