"""What was said and what was heard, in one way of writing, so that a recogniser is blamed only for what it misheard.

Both sides go through OpenAI's published normaliser of English, with which word error rates are usually given: numbers
as figures, contractions in full, American spelling, no punctuation. What it leaves different though it sounds alike
stands below; words that sound alike but mean something else (“your” for “you're”) stay errors.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from rapidfuzz.distance import Levenshtein
from wordfreq import zipf_frequency

_ALIKE: Final = {
    "twenty twenty two": "2022",
    "u k": "uk",
    "alright": "all right",
    "altogether": "all together",
    "anymore": "any more",
    "anytime": "any time",
    "goodnight": "good night",
    "mayn't": "may not",
    "ok": "okay",
}
"""What is written in two ways and said in one."""

_RARE_ZIPF: Final = 3.5
"""Words rarer than one in about 300,000 are hard for a small recogniser, whoever says them: “spasms”, “syndrome”."""


@dataclass(frozen=True, slots=True)
class Errors:
    """Errors of one or more sentences, which can be added."""

    words: int = 0
    wrong: int = 0
    """Words left out, put in or changed."""

    common_words: int = 0
    common_wrong: int = 0
    """The same without rare words: what is left when names that a small recogniser hardly knows are set aside."""

    def __add__(self, other: Errors) -> Errors:
        return Errors(
            self.words + other.words,
            self.wrong + other.wrong,
            self.common_words + other.common_words,
            self.common_wrong + other.common_wrong,
        )

    @property
    def rate(self) -> float:
        """The word error rate."""
        return self.wrong / self.words if self.words else 0.0

    @property
    def common_rate(self) -> float:
        """The word error rate without rare words."""
        return self.common_wrong / self.common_words if self.common_words else 0.0


def words(text: str) -> list[str]:
    """Return the words of a text, written in one way."""
    plain = " ".join(re.sub(r"[^\w' ]", " ", text.lower().replace("’", "'").replace("…", " ")).split())
    for one, other in _ALIKE.items():
        plain = re.sub(rf"\b{one}\b", other, plain)
    normalised: str = _normaliser()(plain)
    return normalised.split()


def compare(said: str, heard: str) -> Errors:
    """Return the errors of what was heard."""
    reference = words(said)
    common = [zipf_frequency(word, "en") >= _RARE_ZIPF for word in reference]
    changes = Levenshtein.editops(reference, words(heard))
    return Errors(
        words=len(reference),
        wrong=len(changes),
        common_words=sum(common),
        common_wrong=sum(1 for change in changes if change.tag == "insert" or common[change.src_pos]),
    )


def sum_of(errors: Sequence[Errors]) -> Errors:
    """Return the errors of several sentences together."""
    return sum(errors, Errors())


@cache
def _normaliser() -> Any:  # noqa: ANN401 - the normaliser has no types
    from whisper_normalizer.english import EnglishTextNormalizer

    return EnglishTextNormalizer()
