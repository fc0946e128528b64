"""How long a silence means that the child has finished: it depends on what was said so far.

“Can I catch it” is a whole question, and waiting would be tiresome. “Why does the …” is none, and a small child who is
thinking must not be cut off. Danger, and a “stop”, are answered at once, whatever else may follow.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable

from assistant.turn import IntentMatch, Recognition

QUICK = 0.25
"""Seconds after a whole question that is understood; the detector takes a little longer to be sure of the silence."""

BRISK = 0.35
"""After one that is understood, and might go on."""

USUAL = 0.8
"""After one that is not understood, or seldom ends so."""

SLOW = 1.1
"""After words that hardly ever are the end: a child's pause of a second is no end then."""

LONG = 1.5
"""After words that can't be the end, and after “um”."""

_WAITS = ((0.4, QUICK), (0.2, BRISK), (0.06, USUAL))
"""From which likelihood of an end how long is waited: seven in ten whole questions are over quickly."""

_SURE = 0.75
"""The confidence from which a question counts as understood."""

_ONE_MEANING = 0.5
"""From which share of the examples that begin with a command have its meaning, what follows seldom changes anything."""

_USUAL_RATE = 0.12
"""How often any word of a question is its last."""

_DOUBT = 3.0
"""How many sightings of words weigh as much as what is known of fewer of them."""

_OPENING_DOUBT = 5.0
_LONGEST_OPENING = 9
_WORDS_WEIGHT, _OPENING_WEIGHT, _SHIFT = 0.71, 0.73, 1.17
"""A logistic regression over the beginnings of 3,500 questions of the bank, counted without them. On 612 questions of
writers who are not in the bank, seven in ten whole ones then end quickly and one in twenty of their beginnings does;
the words alone, without the opening, would end one in eleven."""

_HESITATIONS = frozenset(("um", "uh", "er", "erm", "hmm", "mm"))
_NEVER_LAST = frozenset(("and", "or", "but", "because", "the", "a", "an", "my", "if", "does", "lantern"))

_Words = tuple[str, ...]


class Patience:
    """Knows how questions end, from the packs' own examples. Shared between threads."""

    def __init__(self, examples: Iterable[tuple[str, str]], recognise: Callable[[str], Recognition]) -> None:
        """Learn from example questions and their intents, and ask `recognise` what a text means.

        What is said more often than other questions is given more often.
        """
        self._recognise = recognise
        self._seen: Counter[_Words] = Counter()
        self._last: Counter[_Words] = Counter()
        self._openings: Counter[tuple[_Words, int]] = Counter()
        self._last_openings: Counter[tuple[_Words, int]] = Counter()
        self._meanings: Counter[tuple[_Words, str]] = Counter()
        for question, intent in examples:
            words = tuple(question.split())
            for length in range(1, len(words) + 1):
                self._learn(words[:length], intent, is_end=length == len(words))

    def __call__(self, text: str) -> float:
        """Return the seconds of silence after which `text` is taken as all there is."""
        words = tuple(text.split())
        if not words:
            return USUAL
        if words[-1] in _HESITATIONS or words[-1] in _NEVER_LAST:
            return LONG
        ending = self.ending(text)
        wait = next((seconds for least, seconds in _WAITS if ending >= least), SLOW)
        recognition = self._recognise(text)
        if not isinstance(recognition, IntentMatch) or recognition.confidence < _SURE:
            return max(wait, USUAL)
        return QUICK if self._is_urgent(words, recognition, wait) else wait

    def _is_urgent(self, words: _Words, recognition: IntentMatch, wait: float) -> bool:
        """Whether it is danger, or a command that words which may follow would hardly change."""
        if recognition.kind != "control":
            # “She's having” may become a seizure, and may become a bath.
            return recognition.kind == "emergency" and wait < SLOW
        known = self._seen[_whole(words)]
        return self._meanings[words, recognition.intent] >= _ONE_MEANING * (known + 1)

    def ending(self, text: str) -> float:
        """Return how likely a question that has come to the last word of `text` is to end there, 0 to 1."""
        words = tuple(text.split())
        rate = _USUAL_RATE
        for tail in _tails(words):
            rate = (self._last[tail] + _DOUBT * rate) / (self._seen[tail] + _DOUBT)
        opening = _USUAL_RATE
        for key in _openings(words):
            opening = (self._last_openings[key] + _OPENING_DOUBT * opening) / (self._openings[key] + _OPENING_DOUBT)
        return _likelihood(_WORDS_WEIGHT * _log_odds(rate) + _OPENING_WEIGHT * _log_odds(opening) + _SHIFT)

    def _learn(self, words: _Words, intent: str, *, is_end: bool) -> None:
        tails, openings = _tails(words), _openings(words)
        self._meanings[words, intent] += 1
        self._seen.update(tails)
        self._openings.update(openings)
        if is_end:
            self._last.update(tails)
            self._last_openings.update(openings)


def _tails(words: _Words) -> list[_Words]:
    """Return the last word, the last two and three, and all of them after an empty one that marks the beginning."""
    whole = ("", *words)
    return [whole[-1:], whole[-2:], ("", "", *words)[-3:], _whole(words)]


def _whole(words: _Words) -> _Words:
    return ("", "", "", *words)


def _openings(words: _Words) -> list[tuple[_Words, int]]:
    """Return the first word and the first two, each with the number of words so far."""
    length = min(len(words), _LONGEST_OPENING)
    return [(words[:1], length), (words[:2], length)]


def _log_odds(rate: float) -> float:
    rate = min(max(rate, 0.001), 0.999)
    return math.log(rate / (1.0 - rate))


def _likelihood(log_odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-log_odds))
