"""Sentences as the recogniser writes them: lower-case words of letters, digits and inner apostrophes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

_APOSTROPHES = str.maketrans("’‘`", "'''")
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)*")


def words_of(sentence: str) -> str:
    """Words of a sentence, one space between them; accents, case and punctuation go."""
    plain = unicodedata.normalize("NFKD", sentence.translate(_APOSTROPHES)).encode("ascii", "ignore").decode()
    return " ".join(_WORD.findall(plain.lower()))


def sentences_of(paths: Iterable[Path]) -> Iterator[str]:
    """Sentences of text files, one a line, blank lines and `#` comments left out."""
    for path in paths:
        for line in path.read_text(encoding="utf-8-sig").splitlines():
            if not line.startswith("#") and (sentence := words_of(line)):
                yield sentence
