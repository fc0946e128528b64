"""Any text becomes words as a recogniser prints them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understanding.words import MOST_WORDS, plain_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Can I catch it?", "can i catch it"),
        ("what\N{RIGHT SINGLE QUOTATION MARK}s I.S.", "what's i s"),
        ("He's 3 months old!", "he's three months old"),
        ("naïve café", "naive cafe"),
        ("is it\tgone\n\nnow", "is it gone now"),
        ("'quoted'", "quoted"),
        ("😀 что это", ""),
        ("", ""),
    ],
)
def test_spelling_is_made_alike(text: str, words: str) -> None:
    assert plain_words(text) == words


def test_of_a_long_ramble_the_end_is_kept() -> None:
    words = plain_words("blah " * 10_000 + "can i catch it").split()
    assert len(words) <= MOST_WORDS
    assert words[-4:] == ["can", "i", "catch", "it"]


@given(st.text(max_size=300))
def test_only_letters_apostrophes_and_single_spaces_remain(text: str) -> None:
    words = plain_words(text)
    assert re.fullmatch(r"([a-z']+( [a-z']+)*)?", words)
    assert plain_words(words) == words
