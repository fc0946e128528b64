"""The leaflet about Infantile Spasms, as Lantern tells it."""

import hashlib
import re

import pytest

from assistant.packs import Fact, Pack, load_packs
from assistant.resources import intents_folder

PUBLISHED = "bfe8751f83901d6d"
"""How the leaflet's SHA-256 begins."""


@pytest.fixture(scope="module")
def pack() -> Pack:
    return next(pack for pack in load_packs(intents_folder()).packs if pack.id == "infantile-spasms")


@pytest.fixture
def facts(pack: Pack) -> dict[str, Fact]:
    return {fact.id: fact for fact in pack.facts}


def test_every_quote_is_the_leaflet_to_the_letter(pack: Pack) -> None:
    text = pack.leaflet.text
    for quote in pack.quotes:
        assert text[quote.start : quote.end] == quote.text
        assert text.count(quote.text) == 1


def test_every_sentence_of_the_leaflet_is_told(pack: Pack) -> None:
    assert pack.leaflet.missing_from(pack.quotes) == ()


def test_the_name_is_never_spoken_as_the_verb_and_the_verb_never_as_the_name(pack: Pack) -> None:
    for quote in pack.quotes:
        assert "IS" not in quote.spoken
        assert len(re.findall(r"\bis\b", quote.spoken)) == len(re.findall(r"\bis\b", quote.text))


def test_nothing_spoken_has_digits_brackets_or_odd_spaces(pack: Pack) -> None:
    for quote in pack.quotes:
        assert not re.search(r"[\d()•\u00a0]|\s\s", quote.spoken), quote.spoken
        assert quote.spoken[-1] in ".:?"


def test_no_first_answer_is_longer_than_a_small_child_listens(pack: Pack) -> None:
    """Thirty-six words are about twelve seconds of a calm voice."""
    for fact in pack.facts:
        assert len(fact.quotes) <= 2
        assert sum(len(quote.spoken.split()) for quote in fact.quotes) <= 36, fact.id


def test_more_never_says_the_same_again(pack: Pack) -> None:
    for fact in pack.facts:
        spans = [(quote.start, quote.end) for quote in (*fact.quotes, *fact.more)]
        assert len(spans) == len(set(spans)), fact.id


def test_every_fact_leads_to_others_but_not_to_itself(facts: dict[str, Fact]) -> None:
    for fact in facts.values():
        assert len(fact.see_also) >= 2
        assert fact.id not in fact.see_also


def test_an_item_of_a_list_is_told_after_the_words_that_lead_to_it(facts: dict[str, Fact]) -> None:
    for fact_id in ("physio", "ot", "slt"):
        lead, item = facts[fact_id].quotes
        assert lead.text.endswith("may need:")
        assert item.start > lead.end


def test_the_leaflet_is_the_one_that_was_approved(pack: Pack) -> None:
    digest = hashlib.sha256((pack.folder / "leaflet.txt").read_bytes()).hexdigest()
    assert digest.startswith(PUBLISHED)
