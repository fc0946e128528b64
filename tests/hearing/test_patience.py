"""How long Lantern waits, by what was said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.hearing.patience import BRISK, LONG, QUICK, SLOW, USUAL, Patience
from assistant.packs import load_packs
from assistant.resources import intents_folder
from assistant.turn import IntentMatch, NoMatch, Recognition

UNDERSTOOD = IntentMatch("catch", "answer", 0.95)
HALF_UNDERSTOOD = IntentMatch("catch", "answer", 0.5)
EMERGENCY = IntentMatch("emergency", "emergency", 0.9)
EXAMPLES = tuple(load_packs(intents_folder()).examples())


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


def test_danger_is_answered_at_once_but_a_word_in_the_middle_of_it_is_waited_for() -> None:
    assert wait("she's having a seizure now", EMERGENCY) == QUICK
    assert wait("she has gone blue", EMERGENCY) == QUICK
    assert wait("she has gone blue and", EMERGENCY) == LONG
    assert wait("she's having", EMERGENCY) == SLOW
    assert wait("she has gone blue", replace(EMERGENCY, confidence=0.5)) >= USUAL


@pytest.mark.parametrize(
    ("text", "intent"),
    [("stop", "stop"), ("thank you", "thanks"), ("slow down", "slower"), ("night night", "goodnight")],
)
def test_a_command_that_hardly_anything_would_change_is_obeyed_at_once(text: str, intent: str) -> None:
    assert wait(text, IntentMatch(intent, "control", 0.95)) == QUICK


def test_a_command_that_may_still_become_something_else_is_waited_for() -> None:
    assert wait("can you", IntentMatch("repeat", "control", 0.95)) >= USUAL


def test_what_is_said_more_often_ends_likelier() -> None:
    def ending(times: int) -> float:
        return Patience([*EXAMPLES, *[("can i catch it", "catch")] * times], lambda _: UNDERSTOOD).ending(
            "can i catch it"
        )

    assert ending(5) > ending(0)


def test_a_whole_of_the_bank_ends_likelier_than_its_beginning() -> None:
    patience = Patience(EXAMPLES, lambda _: UNDERSTOOD)
    wholes = [text for text, _ in EXAMPLES[::20] if len(text.split()) > 3]
    beginnings = [" ".join(text.split()[:-1]) for text in wholes]
    early = sum(patience(text) == QUICK for text in wholes) / len(wholes)
    cut = sum(patience(text) == QUICK for text in beginnings) / len(beginnings)
    assert early > 0.7
    assert cut < 0.1
