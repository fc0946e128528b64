"""Which of the leaflets' facts come next: more of one, related ones, ones to begin with, ones that comfort."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from functools import cached_property

from assistant.packs import Fact, Library
from assistant.packs.common import Feeling
from assistant.turn import Line, Quote

_OFFERED = 3
"""Small children can choose among three things, not more."""

_MORE_CHARACTERS = 170
"""About twelve seconds of slow speech: what a child can follow at once."""


class Guide:
    """Finds its way in a library. Shared between threads."""

    def __init__(self, library: Library) -> None:
        """Guide through all packs of `library`."""
        self._library = library

    def title(self, fact_id: str) -> Line:
        """Return a fact's title as a line to be said."""
        forms = self._library.pack_of(fact_id).leaflet.spoken_forms
        title = self._library.facts[fact_id].title
        return Line(title, forms.say(title))

    def further(self, fact_id: str, told: int, *, brief: bool = False) -> tuple[Quote, ...]:
        """Return what is said next when more is asked for, once `told` further quotes were said; empty at the end.

        As many quotes as a child can follow at once, or one when `brief`; one that ends with a colon brings the next.
        """
        quotes: list[Quote] = []
        for quote in self._library.facts[fact_id].more[told:]:
            leads = bool(quotes) and quotes[-1].text.endswith(":")
            length = sum(len(said.text) for said in quotes) + len(quote.text)
            if quotes and not leads and (brief or length > _MORE_CHARACTERS):
                break
            quotes.append(quote)
        return tuple(quotes)

    def related(self, fact_id: str, heard: AbstractSet[str]) -> tuple[str, ...]:
        """Return up to three facts that lead on from one, those not heard yet first."""
        near = self._library.facts[fact_id].see_also
        further = [other for neighbour in near for other in self._library.facts[neighbour].see_also]
        unheard = [other for other in (*near, *further) if other not in heard]
        return _distinct((other for other in (*unheard, *near) if other != fact_id), _OFFERED)

    def starters(self, heard: AbstractSet[str], turn: int) -> tuple[str, ...]:
        """Return three facts to ask about, unlike each other and not heard yet where possible; others each `turn`."""
        fresh = [fact for fact in self._central if fact.id not in heard]
        facts = fresh if len(fresh) >= _OFFERED else list(self._central)
        order = list(dict.fromkeys(_unlike(facts)))
        start = turn * _OFFERED % len(order)
        return _distinct(order[start:] + order[:start], _OFFERED)

    def comforting(self, feeling: Feeling, about: str) -> tuple[Quote, ...]:
        """Return the leaflet's words for a feeling, where a pack has some: the pack of the fact `about` first."""
        packs = sorted(self._library.packs, key=lambda pack: about not in {fact.id for fact in pack.facts})
        found = (self._library.facts[pack.comfort[feeling]].quotes for pack in packs if feeling in pack.comfort)
        return next(found, ())

    @cached_property
    def _central(self) -> tuple[Fact, ...]:
        """All facts, those to which most others lead first."""
        leads = Counter(other for fact in self._library.facts.values() for other in fact.see_also)
        return tuple(sorted(self._library.facts.values(), key=lambda fact: -leads[fact.id]))


def _unlike(facts: list[Fact]) -> Iterator[str]:
    """Yield first facts that neither lead to each other nor say the same, then the others."""
    chosen: list[Fact] = []
    for fact in facts:
        if not any(_close(fact, other) for other in chosen):
            chosen.append(fact)
            yield fact.id
    yield from (fact.id for fact in facts)


def _close(one: Fact, other: Fact) -> bool:
    return one.id in other.see_also or other.id in one.see_also or bool(set(one.quotes) & set(other.quotes))


def _distinct(fact_ids: Iterable[str], most: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fact_ids))[:most]
