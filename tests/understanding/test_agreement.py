"""Of two decodings, the open one decides whether to answer, the narrowed one helps to say what."""

from dataclasses import replace

import pytest

from assistant.turn import Ambiguous, Candidate, IntentMatch, NoMatch, Recognition
from assistant.understanding.agreement import agree, decides

CATCH = IntentMatch("catch", "answer", 0.95)
CRY = IntentMatch("cry", "answer", 0.95)
TWO = Ambiguous((Candidate("catch", 0.45), Candidate("why", 0.4)))
EMERGENCY = IntentMatch("emergency", "emergency", 0.9)


def test_what_was_understood_stays() -> None:
    assert agree(CATCH, CRY) is CATCH
    assert agree(EMERGENCY, CRY) is EMERGENCY


def test_the_narrowed_decoding_speaks_up_where_the_open_one_was_unclear() -> None:
    assert agree(NoMatch("unclear", 0.6), CATCH) is CATCH


def test_an_unsure_narrowed_decoding_keeps_quiet() -> None:
    unclear = NoMatch("unclear", 0.6)
    assert agree(unclear, IntentMatch("catch", "answer", 0.6)) is unclear


def test_chatter_is_not_answered_because_a_narrowed_decoding_hears_a_question() -> None:
    chatter = NoMatch("out_of_scope", 0.9)
    assert agree(chatter, CATCH) is chatter


def test_of_two_likely_facts_the_narrowed_decoding_chooses() -> None:
    assert agree(TWO, CATCH) is CATCH
    assert agree(TWO, CRY) is TWO


@pytest.mark.parametrize("heard", [CATCH, EMERGENCY, NoMatch("out_of_scope", 0.9), NoMatch("advice", 0.9)])
def test_where_the_open_decoding_decides_the_narrowed_one_changes_nothing(heard: Recognition) -> None:
    assert decides(heard)
    assert agree(heard, replace(EMERGENCY, confidence=1.0)) is heard


@pytest.mark.parametrize("heard", [NoMatch("unclear", 0.5), NoMatch("silence", 1.0), TWO])
def test_what_is_unclear_wants_the_narrowed_one(heard: Recognition) -> None:
    assert not decides(heard)
    assert agree(heard, CATCH) is CATCH
