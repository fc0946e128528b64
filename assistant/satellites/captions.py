"""The words of an utterance while it is still being said: each is told once, in order, and never taken back."""

from __future__ import annotations

from itertools import takewhile

HELD_BACK = 2
"""Words at the end of what was heard that the next sounds may still change."""


class Captions:
    """Tells the words that have settled. Belongs to one utterance."""

    def __init__(self) -> None:
        """Begin with nothing told."""
        self._told: list[str] = []
        self._latest: list[str] = []

    def update(self, partial: str) -> str:
        """Return what is to be told now that `partial` is heard, a recogniser's unsettled words; often nothing."""
        words = partial.split()
        agreed = _common(self._latest, words)
        self._latest = words
        return self._tell(agreed[:-HELD_BACK])

    def finish(self, text: str) -> str:
        """Return what is still to be told of `text`, the settled words."""
        return self._tell(text.split())

    def _tell(self, words: list[str]) -> str:
        """Return what goes beyond what was told; nothing where the recogniser has changed its mind about that."""
        told = len(self._told)
        if words[:told] != self._told:
            return ""
        self._told = words
        rest = " ".join(words[told:])
        return f" {rest}" if told and rest else rest


def _common(one: list[str], other: list[str]) -> list[str]:
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return [word for word, _ in pairs]
