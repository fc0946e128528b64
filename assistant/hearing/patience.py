"""How long a silence means that the child has finished: it depends on what was said so far.

“Can I catch it” is a whole question, and waiting would be tiresome. “Why does the …” is none, and a small child who is
thinking must not be cut off.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import accumulate, pairwise

from assistant.turn import IntentMatch, Recognition

QUICK = 0.3
"""Seconds after a whole question that is understood; the detector takes a little longer to be sure of the silence."""

BRISK = 0.45
"""After one that is understood, and might go on."""

USUAL = 0.8
"""After anything else."""

LONG = 1.5
"""After words that can't be the end, and after “um”."""

_SURE = 0.75
"""The confidence from which a question counts as understood."""

_OFTEN = 0.1
"""Words that end at least this share of the questions they stand in are a good end."""

_SELDOM = 0.03
"""Words that end fewer are no end."""

_PRIOR_COUNT = 3.0
"""How many sightings of a text weigh as much as what is known of its last two words, and they of the last one."""

_HESITATIONS = frozenset(("um", "uh", "er", "erm", "hmm", "mm"))
_NEVER_LAST = frozenset(("and", "or", "but", "because", "the", "a", "an", "my", "if", "does", "lantern"))


class Patience:
    """Knows how questions end, from the packs' own examples. Shared between threads."""

    def __init__(self, questions: Iterable[str], recognise: Callable[[str], Recognition]) -> None:
        """Learn from example `questions`, and ask `recognise` whether a text is understood."""
        self._recognise = recognise
        self._words: Counter[str] = Counter()
        self._last_words: Counter[str] = Counter()
        self._pairs: Counter[tuple[str, str]] = Counter()
        self._last_pairs: Counter[tuple[str, str]] = Counter()
        self._beginnings: Counter[str] = Counter()
        self._wholes: Counter[str] = Counter()
        for question in questions:
            words = ["", *question.split()]
            pairs = list(pairwise(words))
            self._words.update(words[1:])
            self._pairs.update(pairs)
            self._beginnings.update(accumulate(words[1:], "{} {}".format))
            self._wholes[question] += 1
            if pairs:
                self._last_words[words[-1]] += 1
                self._last_pairs[pairs[-1]] += 1

    def __call__(self, text: str) -> float:
        """Return the seconds of silence after which `text` is taken as all there is."""
        words = text.split()
        if not words:
            return USUAL
        if words[-1] in _HESITATIONS or words[-1] in _NEVER_LAST:
            return LONG
        ending = self.ending(text)
        recognition = self._recognise(text)
        if not isinstance(recognition, IntentMatch) or recognition.confidence < _SURE:
            return LONG if ending < _SELDOM and len(words) > 1 else USUAL
        if ending < _SELDOM:
            return USUAL
        return QUICK if ending >= _OFTEN else BRISK

    def ending(self, text: str) -> float:
        """Return how often a question that comes to the last words of `text` ends there, 0 to 1."""
        words = ["", *text.split()]
        last, pair = words[-1], (words[-2], words[-1])
        known = self._words[last]
        alone = (self._last_words[last] + 0.5) / (known + 1)
        paired = (self._last_pairs[pair] + _PRIOR_COUNT * alone) / (self._pairs[pair] + _PRIOR_COUNT)
        return (self._wholes[text] + _PRIOR_COUNT * paired) / (self._beginnings[text] + _PRIOR_COUNT)
