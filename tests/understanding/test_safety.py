"""The net for danger catches what happens now, and lets questions about it pass."""

import pytest

from assistant.understanding.safety import in_danger


@pytest.mark.parametrize(
    "words",
    [
        "he's not breathing",
        "the baby won't wake up",
        "her lips have gone all blue",
        "my brother is choking",
        "she swallowed a battery",
        "he's having another seizure right now",
        "it's happening now and it won't stop",
        "there's a fire in the kitchen",
        "mummy fell down and she won't talk to me",
        "the baby's gone all floppy",
        "call an ambulance",
        "what do i do he's stopped breathing",
    ],
)
def test_danger_now_is_caught(words: str) -> None:
    assert in_danger(words)


@pytest.mark.parametrize(
    "words",
    [
        "what happens when she has one",
        "can he stop breathing in a seizure",
        "i dreamed that he went blue and wouldn't wake up",
        "what do i do if he stops breathing",
        "why does he go all floppy after it",
        "when the baby has a spasm is it happening in the brain",
        "where is my blue car",
        "my fire engine is red",
        "he takes his medicine every day",
        "i keep checking he's breathing",
    ],
)
def test_questions_about_danger_are_no_emergency(words: str) -> None:
    assert not in_danger(words)
