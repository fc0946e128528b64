"""The recogniser as it is shipped, asked as children ask."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.turn import IntentMatch, NoMatch
from assistant.understanding.recognise import Recogniser


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("could i get it off my little brother", "catch"),
        ("how come my sister has got this thing", "why"),
        ("is it over in a jiffy or does it go on and on", "how_long"),
        ("Will our Alfie walk one day?", "moving"),
        ("mummy's got no time for me since he came", "left_out"),
        ("what are them jeans the doctor talked about in his body", "genes"),
        ("is it true what you say", "who_wrote"),
        ("i'm ever so scared when she does it", "comfort"),
        ("i think everybody would be happier if i was dead", "danger_to_self"),
        ("help he's gone blue", "emergency"),
        ("he's having a big one right now", "emergency"),
        ("say that bit again please", "repeat"),
        ("nighty night", "goodnight"),
        ("bit louder please", "louder"),
    ],
)
def test_questions_that_nobody_wrote_into_the_bank_are_understood(
    recogniser: Recogniser, text: str, intent: str
) -> None:
    match = recogniser.recognise(text)
    assert isinstance(match, IntentMatch)
    assert match.intent == intent
    assert 0.0 < match.confidence <= 1.0


@pytest.mark.parametrize(
    "text",
    [
        "when's peppa pig on",
        "what colour is a giraffe's tongue",
        "what's the capital of france",
        "how much does a hospital bed weigh",
        "did the dog eat his dinner",
    ],
)
def test_what_the_leaflet_does_not_answer_is_not_answered(recogniser: Recogniser, text: str) -> None:
    assert isinstance(recogniser.recognise(text), NoMatch)


@pytest.mark.parametrize("text", ["what ought i to do when she has one", "may he go without his medicine tonight"])
def test_advice_is_for_a_grown_up(recogniser: Recogniser, text: str) -> None:
    found = recogniser.recognise(text)
    assert isinstance(found, NoMatch)
    assert found.reason == "advice"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "silence"),
        (" \n\t", "silence"),
        ("😀😀😀", "unclear"),
        ("\x00\x07\x1b[31m", "out_of_scope"),
        ("что это такое", "unclear"),
    ],
)
def test_what_is_no_english_is_no_match(recogniser: Recogniser, text: str, reason: str) -> None:
    found = recogniser.recognise(text)
    assert isinstance(found, NoMatch)
    if reason != "out_of_scope":
        assert found.reason == reason


def test_ten_thousand_words_are_no_trouble(recogniser: Recogniser) -> None:
    assert isinstance(recogniser.recognise("banana " * 10_000), NoMatch)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_no_text_makes_it_fail(recogniser: Recogniser, text: str) -> None:
    recogniser.recognise(text)


def test_it_is_deterministic_and_shared_between_threads(recogniser: Recogniser) -> None:
    texts = ["can i catch it", "why does he cry", "stop", "he won't wake up"] * 4
    alone = [recogniser.recognise(text) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(recogniser.recognise, texts)) == alone
