"""A leaflet: its text to the letter, its sentences, and quotes found in it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from assistant.packs.spoken import SpokenForms
from assistant.turn import Quote

_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’)]*(?=\s|$)")
_ABBREVIATION = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|etc|vs|No)|\b[eE]\.g|\b[iI]\.e)\.$")
_BULLETS = "•◦▪-–*· \t\u00a0"
_LOOKALIKES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})


@dataclass(frozen=True, slots=True)
class Sentence:
    """Where a sentence of the leaflet stands."""

    start: int
    """Characters from the leaflet's beginning."""

    end: int
    """Exclusive."""

    heading: bool
    """A question that stands on a line of its own and leads to the paragraphs below it."""


class QuoteNotFoundError(ValueError):
    """A quote is not in the leaflet, or more than once; the message says what is there instead."""


@dataclass(frozen=True)
class Leaflet:
    """The text of a leaflet, never changed: offsets count its characters."""

    text: str
    spoken_forms: SpokenForms = field(default_factory=SpokenForms)

    def quote(self, words: str) -> Quote:
        """Return `words` with their place; raise QuoteNotFoundError unless they stand in the leaflet exactly once."""
        start = self.text.find(words) if words.strip() else -1
        if start < 0:
            raise QuoteNotFoundError(self._what_differs(words))
        again = self.text.find(words, start + 1)
        if again >= 0:
            lines = " and ".join(str(self.text.count("\n", 0, place) + 1) for place in (start, again))
            raise QuoteNotFoundError(
                f"the leaflet says “{words}” more than once (lines {lines}): quote more words around it"
            )
        return self.span(start, start + len(words))

    def span(self, start: int, end: int) -> Quote:
        """Return the leaflet's words from `start` to `end`."""
        text = self.text[start:end]
        return Quote(text=text, start=start, end=end, spoken=self.spoken_forms.say(text))

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Every sentence, in order; the items of a list count as sentences."""
        found: list[Sentence] = []
        place = 0
        for line in self.text.splitlines(keepends=True):
            found.extend(_sentences_of_line(line, place))
            place += len(line)
        return tuple(found)

    def missing_from(self, quotes: Sequence[Quote]) -> tuple[Quote, ...]:
        """Return the sentences, headings apart, of which some words are in none of `quotes`."""
        covered = bytearray(len(self.text))
        for quote in quotes:
            covered[quote.start : quote.end] = b"\x01" * (quote.end - quote.start)
        return tuple(
            self.span(sentence.start, sentence.end)
            for sentence in self.sentences
            if not sentence.heading
            and any(self.text[i].isalnum() and not covered[i] for i in range(sentence.start, sentence.end))
        )

    def _what_differs(self, words: str) -> str:
        if not words.strip():
            return "this quote is empty: take it out, or quote the leaflet"
        plain, wanted = self.text.translate(_LOOKALIKES), words.translate(_LOOKALIKES)
        loose = re.search(r"\s+".join(re.escape(word) for word in wanted.split()), plain)
        if loose:
            return (
                f"“{words}” differs from the leaflet in quotation marks or spaces only: "
                f"copy “{self.text[loose.start() : loose.end()]}” from leaflet.txt"
            )
        sentences = [self.text[sentence.start : sentence.end] for sentence in self.sentences]
        close = difflib.get_close_matches(words, sentences, n=1, cutoff=0.3)
        hint = f"the nearest sentence is “{close[0]}”" if close else "nothing like it is there"
        return f"the leaflet does not say “{words}”: {hint}; a quote must be the leaflet's words to the letter"


def _sentences_of_line(line: str, place: int) -> list[Sentence]:
    body = line.rstrip()
    start = len(body) - len(body.lstrip(_BULLETS))
    if start == len(body):
        return []
    ends = [match.end() for match in _SENTENCE_END.finditer(body) if not _ABBREVIATION.search(body[: match.end()])]
    if not ends or ends[-1] < len(body):
        ends.append(len(body))
    heading = len(ends) == 1 and body.endswith("?")
    found = []
    for end in ends:
        start += len(body[start:end]) - len(body[start:end].lstrip())
        found.append(Sentence(place + start, place + end, heading))
        start = end
    return found
