"""From probabilities to what is acted on."""

import numpy as np

from assistant.turn import Ambiguous, Candidate, IntentMatch, NoMatch
from assistant.understanding.calibration import Calibration
from assistant.understanding.recognise import decide, rank

CALIBRATION = Calibration(answer=0.5, clarify=0.6, emergency=0.3, danger_to_self=0.4, comfort=0.4, control=0.5)


def chances(**by_intent: float) -> list[Candidate]:
    return sorted((Candidate(*pair) for pair in by_intent.items()), key=lambda each: -each.confidence)


def test_a_likely_fact_is_answered_with_the_next_likeliest_beside_it() -> None:
    match = decide(chances(catch=0.8, why=0.15, out_of_scope=0.05), CALIBRATION)
    assert match == IntentMatch("catch", "answer", 0.8, (Candidate("why", 0.15), Candidate("out_of_scope", 0.05)))


def test_two_facts_about_as_likely_are_asked_about() -> None:
    assert decide(chances(catch=0.45, why=0.4, cry=0.15), CALIBRATION) == Ambiguous(
        (Candidate("catch", 0.45), Candidate("why", 0.4))
    )


def test_a_fact_and_something_else_about_as_likely_are_not_guessed_between() -> None:
    found = decide(chances(catch=0.45, comfort=0.4, cry=0.15), CALIBRATION)
    assert isinstance(found, NoMatch)
    assert found.reason == "unclear"


def test_an_emergency_wins_over_a_likelier_fact() -> None:
    found = decide(chances(what_is_spasm=0.65, emergency=0.35), CALIBRATION)
    assert isinstance(found, IntentMatch)
    assert found.intent == "emergency"


def test_a_child_who_wants_to_be_gone_wins_over_a_likelier_fact() -> None:
    found = decide(chances(left_out=0.55, danger_to_self=0.45), CALIBRATION)
    assert found == IntentMatch("danger_to_self", "comfort", 0.45, (Candidate("left_out", 0.55),))


def test_advice_and_what_is_out_of_scope_say_why_there_is_no_answer() -> None:
    assert decide(chances(advice=0.9, medicine=0.1), CALIBRATION).__class__ is NoMatch
    for intent in ("advice", "out_of_scope"):
        found = decide(chances(**{intent: 0.9, "medicine": 0.1}), CALIBRATION)
        assert isinstance(found, NoMatch)
        assert found.reason == intent


def test_near_and_far_misses_count_as_one() -> None:
    labels = ("catch", "out_of_scope_far", "out_of_scope_near")
    ranked = rank(labels, np.array([0.4, 0.3, 0.3], np.float32))
    assert [candidate.intent for candidate in ranked] == ["out_of_scope", "catch"]
