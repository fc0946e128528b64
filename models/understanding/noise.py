"""Makes questions look misheard: words turn into words that sound alike, get lost, or are said twice.

The confusions come from a pronouncing dictionary (Britfone: `word, phones` a line): two words are confusable when
few of their phones differ, counted in classes of sounds that recognisers mix up. Words that the questions themselves
use are the likelier confusions, as they are to a recogniser's language model.
"""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rapidfuzz.distance import Levenshtein

_CLASSES: Final = {
    "p": "PB", "b": "PB", "t": "TD", "d": "TD", "k": "KG", "\u0261": "KG", "f": "FV", "v": "FV", "θ": "FV", "ð": "TD",
    "s": "SZ", "z": "SZ", "ʃ": "SH", "ʒ": "SH", "tʃ": "SH", "dʒ": "SH", "m": "MN", "n": "MN", "ŋ": "MN",
    "l": "LW", "ɹ": "LW", "w": "LW", "j": "Y", "h": "",
}  # fmt: skip
_VOWEL: Final = "A"
_FILLERS: Final = ("um", "er", "erm", "like", "and", "but", "so", "please", "mummy", "well", "i said", "the", "a")
_MOST_FOR_A_WORD: Final = 8


_STRESS: Final = str.maketrans("", "", "\u02c8\u02cc")


def _sounds(phones: str) -> tuple[str, ...]:
    """Return the classes of a pronunciation's sounds, from IPA phones with spaces between."""
    return tuple(kind for phone in phones.translate(_STRESS).split() if (kind := _CLASSES.get(phone, _VOWEL)))


@dataclass(frozen=True, slots=True)
class Confusions:
    """Which words sound alike."""

    alike: dict[str, tuple[str, ...]]
    """For each word, words that a recogniser may print instead, nearest first."""

    @classmethod
    def from_lexicon(cls, file: Path, words: frozenset[str]) -> Confusions:
        """Find the confusions of `words` among all words of a Britfone dictionary."""
        exact: dict[str, tuple[str, ...]] = {}
        by_key: dict[tuple[str, ...], list[str]] = defaultdict(list)
        phones_of: dict[str, str] = {}
        with file.open(encoding="utf-8", newline="") as rows:
            for word, phones in csv.reader(rows, skipinitialspace=True):
                plain = word.lower().split("(")[0]
                if plain in exact or not plain.replace("'", "").isalpha():
                    continue
                exact[plain] = _sounds(phones)
                phones_of[plain] = phones.translate(_STRESS).replace(" ", "")
                for key in _neighbourhood(exact[plain]):
                    by_key[key].append(plain)
        alike = {}
        for word in sorted(words & exact.keys()):
            found = {other for key in _neighbourhood(exact[word]) for other in by_key[key]} - {word}
            near = sorted(
                found,
                key=lambda other: (
                    Levenshtein.distance(phones_of[word], phones_of[other]) - (other in words),
                    other,
                ),
            )
            alike[word] = tuple(near[:_MOST_FOR_A_WORD])
        return cls(alike)

    def mishear(self, text: str, rate: float, chance: random.Random) -> str:
        """Return `text` with about `rate` of its words replaced, lost or joined by others."""
        heard: list[str] = []
        for word in text.split():
            if chance.random() >= rate:
                heard.append(word)
                continue
            others = self.alike.get(word, ())
            if others and chance.random() < 0.7:
                heard.append(chance.choice(others))
            elif chance.random() < 0.4:
                heard.extend((chance.choice(_FILLERS), word))
        return " ".join(heard) or text


def _neighbourhood(sounds: Sequence[str]) -> set[tuple[str, ...]]:
    """Return `sounds` and all that is left of them when one is lost: near pronunciations share one of these."""
    whole = tuple(sounds)
    return {whole, *(whole[:index] + whole[index + 1 :] for index in range(len(whole)))}
