"""Brings any text into the form that the recogniser knows: lower-case English words."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

MOST_WORDS: Final = 200
"""How many words are looked at: of a longer ramble the last ones, where the question stands."""

_MOST_CHARACTERS: Final = 2000
_APOSTROPHES: Final = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc\u00b4`", "'"))
_NUMBERS: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_NOT_A_WORD: Final = re.compile(r"[^a-z']+")
_DIGITS: Final = re.compile(r"\d+")
_INITIALS: Final = re.compile(r"\b([a-z])\.(?=[a-z]\b)")


def plain_words(text: str) -> str:
    """Return `text` as a speech recogniser would print it: lower-case words, apostrophes, single spaces.

    Accents are dropped, small numbers are spelled, and whatever is no English letter is a gap. Empty where nothing is
    left.
    """
    tail = text[-_MOST_CHARACTERS:]
    folded = unicodedata.normalize("NFKD", tail.translate(_APOSTROPHES)).lower()
    letters = "".join(character for character in folded if not unicodedata.combining(character))
    spelled = _DIGITS.sub(_spell, _INITIALS.sub(r"\1 ", letters))
    words = [word.strip("'") for word in _NOT_A_WORD.split(spelled)]
    return " ".join([word for word in words if word][-MOST_WORDS:])


def _spell(digits: re.Match[str]) -> str:
    number = int(digits.group()[-4:])
    return f" {_NUMBERS[number]} " if number < len(_NUMBERS) else " many "
