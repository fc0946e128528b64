"""Quotes are found to the letter, with their place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.packs.leaflet import Leaflet, QuoteNotFoundError

TEXT = (
    "Dr. Moon said: the moon is round.\u00a0 It shines.\n\nWhy does it shine?\n\nThe sun lights it. It can’t burn.\n"
    "It shines on:\n  • cats\n  • sleeping dogs\n"
)
LEAFLET = Leaflet(TEXT)


def test_a_quote_knows_its_place() -> None:
    quote = LEAFLET.quote("The sun lights it.")
    assert TEXT[quote.start : quote.end] == quote.text == "The sun lights it."


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("It can't burn.", "quotation marks or spaces only: copy “It can’t burn.”"),
        ("the moon is round. It shines.", "copy “the moon is round.\u00a0 It shines.”"),
        ("The sun lights the moon.", "the nearest sentence is “The sun lights it.”"),
        ("It shines", "more than once (lines 1 and 6)"),
        ("  ", "this quote is empty"),
        ("0123456789", "nothing like it is there"),
    ],
)
def test_a_false_quote_is_refused_with_what_the_leaflet_says(words: str, message: str) -> None:
    with pytest.raises(QuoteNotFoundError) as error:
        LEAFLET.quote(words)
    assert message in str(error.value)


def test_sentences_headings_and_list_items_are_told_apart() -> None:
    sentences = [(TEXT[sentence.start : sentence.end], sentence.heading) for sentence in LEAFLET.sentences]
    assert sentences == [
        ("Dr. Moon said: the moon is round.", False),
        ("It shines.", False),
        ("Why does it shine?", True),
        ("The sun lights it.", False),
        ("It can’t burn.", False),
        ("It shines on:", False),
        ("cats", False),
        ("sleeping dogs", False),
    ]


def test_what_no_quote_says_is_found() -> None:
    quotes = [LEAFLET.span(0, TEXT.index("cats")), LEAFLET.quote("sleeping")]
    assert [quote.text for quote in LEAFLET.missing_from(quotes)] == ["cats", "sleeping dogs"]


@given(st.text(alphabet="aA.?! \n•’\u00a0", max_size=60))
def test_sentences_cover_every_word_of_any_text_once_and_in_order(text: str) -> None:
    sentences = Leaflet(text).sentences
    covered = [place for sentence in sentences for place in range(sentence.start, sentence.end)]
    assert covered == sorted(set(covered))
    assert {place for place, letter in enumerate(text) if letter.isalpha()} <= set(covered)
