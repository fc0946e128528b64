"""A pace travels in a text without being seen or spoken, and nothing that is wrong with it does harm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation.paces import BEDTIME, RATES, URGENT, USUAL, VOLUMES
from assistant.satellites.pace_mark import marked, unmarked
from assistant.satellites.speech import said
from assistant.turn import Pace
from assistant.understanding.words import plain_words

TEXT = "They cannot be caught like a cold. You can play together."

PACES = st.builds(Pace, st.integers(50, 150).map(lambda n: n / 100), st.integers(0, 100).map(lambda n: n / 100))
WIDTHLESS = st.text("\u2060\u2061\u2062\u2063\u2064", max_size=12)


@given(st.text(st.characters(exclude_characters="\u2060\u2061\u2062\u2063\u2064"), min_size=1), PACES)
def test_what_was_marked_is_read(text: str, pace: Pace) -> None:
    assert unmarked(marked(text, pace, USUAL)) == (text, None if pace == USUAL else pace)


@given(WIDTHLESS, st.text(), WIDTHLESS)
def test_any_text_can_be_read(before: str, text: str, after: str) -> None:
    words, pace = unmarked(before + text + after)
    assert not set(words) & set("\u2060\u2061\u2062\u2063\u2064")
    assert pace is None or (0.5 <= pace.rate <= 1.5 and 0 <= pace.volume <= 1)


def test_each_pace_has_a_text_of_its_own_and_always_the_same() -> None:
    paces = [Pace(rate, volume) for rate in RATES for volume in VOLUMES]
    assert len({marked(TEXT, pace, USUAL) for pace in paces}) == len(paces)
    assert marked(TEXT, USUAL, USUAL) == TEXT
    assert marked(TEXT, USUAL, BEDTIME) != TEXT


def test_silence_stays_silence() -> None:
    assert marked("", BEDTIME, USUAL) == ""


def test_a_pace_beyond_what_makes_sense_becomes_the_nearest_that_does() -> None:
    assert unmarked(marked(TEXT, Pace(0.4, 1.2), USUAL)) == (TEXT, Pace(0.5, 1.0))


@pytest.mark.parametrize("digits", ["\u2061" * 8, "\u2064" * 8, "\u2061" * 7, ""])
def test_a_mark_that_makes_no_sense_asks_for_nothing(digits: str) -> None:
    assert unmarked(f"\u2060{digits}{TEXT}") == (TEXT, None)


def test_a_mark_within_a_text_is_found_as_well() -> None:
    assert unmarked(f"Lantern says: {marked(TEXT, URGENT, USUAL)}") == (f"Lantern says: {TEXT}", URGENT)


def test_a_mark_survives_tidying_and_means_nothing_to_who_listens() -> None:
    text = marked(TEXT, BEDTIME, USUAL)
    assert text.strip() == text
    assert plain_words(text) == plain_words(TEXT)
    assert said(text, USUAL) == said(TEXT, USUAL)
