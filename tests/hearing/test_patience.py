"""How long Lantern waits, by what was said."""

from __future__ import annotations

import pytest

from assistant.hearing.patience import BRISK, LONG, QUICK, SLOW, USUAL, Patience
from assistant.packs import load_packs
from assistant.resources import intents_folder
from assistant.turn import IntentMatch, NoMatch, Recognition

UNDERSTOOD = IntentMatch("catch", "answer", 0.95)
HALF_UNDERSTOOD = IntentMatch("catch", "answer", 0.5)
EXAMPLES = tuple(load_packs(intents_folder()).questions())


def wait(text: str, recognition: Recognition) -> float:
    return Patience(EXAMPLES, lambda _: recognition)(text)


@pytest.mark.parametrize(
    "text",
    [
        "does the medicine help",
        "what is a spasm",
        "will he get better",
        "do the doctors know why",
        "she is not breathing",
    ],
)
def test_a_whole_question_that_is_understood_ends_early(text: str) -> None:
    assert wait(text, UNDERSTOOD) in (QUICK, BRISK)


@pytest.mark.parametrize(
    "text", ["can special food", "will my brother", "how long", "can we still", "how old are babies"]
)
def test_half_a_question_outlasts_a_second_s_thought_even_where_it_seems_understood(text: str) -> None:
    assert wait(text, UNDERSTOOD) >= USUAL


@pytest.mark.parametrize(
    "text", ["um", "can i catch um", "why does", "what is a", "can i catch it and", "will my", "what happens if"]
)
def test_an_unfinished_question_is_waited_for_even_where_it_seems_understood(text: str) -> None:
    assert wait(text, UNDERSTOOD) > QUICK
    assert wait(text, NoMatch("unclear")) >= USUAL


@pytest.mark.parametrize("text", ["um", "can i catch it and", "why does the", "what is a", "because my"])
def test_words_that_end_nothing_wait_longest(text: str) -> None:
    assert wait(text, UNDERSTOOD) == LONG


def test_an_unlikely_end_waits_longer() -> None:
    assert wait("why do babies", NoMatch("unclear")) == SLOW
    assert wait("why do babies", UNDERSTOOD) == SLOW
    assert wait("how long does it last", UNDERSTOOD) == USUAL


def test_what_is_not_understood_waits_as_usual() -> None:
    assert wait("can i catch it", HALF_UNDERSTOOD) == USUAL
    assert wait("can i catch it", NoMatch("out_of_scope")) == USUAL
    assert wait("", UNDERSTOOD) == USUAL


def test_a_whole_of_the_bank_ends_likelier_than_its_beginning() -> None:
    patience = Patience(EXAMPLES, lambda _: UNDERSTOOD)
    beginnings = [" ".join(text.split()[:-1]) for text in EXAMPLES[::20] if len(text.split()) > 3]
    wholes = [text for text in EXAMPLES[::20] if len(text.split()) > 3]
    early = sum(patience(text) == QUICK for text in wholes) / len(wholes)
    cut = sum(patience(text) == QUICK for text in beginnings) / len(beginnings)
    assert early > 0.7
    assert cut < 0.1
