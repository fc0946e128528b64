"""Conversations are remembered by id, bounded in number, and forgotten after a while."""

from __future__ import annotations

from assistant.heart import Assistant
from assistant.satellites.conversations import FORGOTTEN_AFTER_SECONDS, MOST_CONVERSATIONS, Conversations
from assistant.satellites.memory import ShortMemory


class Clock:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_conversation_is_found_again_until_it_was_silent_for_long(assistant: Assistant) -> None:
    clock = Clock()
    conversations = Conversations(assistant.begin, clock)
    first = conversations.find("kitchen")
    clock.seconds += FORGOTTEN_AFTER_SECONDS - 1
    assert conversations.find("kitchen") is first
    clock.seconds += FORGOTTEN_AFTER_SECONDS
    assert conversations.find("kitchen") is not first


def test_a_conversation_is_known_within_the_time_since_its_last_turn(assistant: Assistant) -> None:
    clock = Clock()
    conversations = Conversations(assistant.begin, clock)
    first = conversations.find("kitchen")
    clock.seconds += 59
    assert conversations.known("kitchen", within=60) is first
    clock.seconds += 1
    assert conversations.known("kitchen", within=60) is None
    assert conversations.known("kitchen") is first


def test_the_one_that_was_silent_longest_gives_way(assistant: Assistant) -> None:
    conversations = Conversations(assistant.begin, Clock())
    first, second = conversations.find("0"), conversations.find("1")
    for number in range(2, MOST_CONVERSATIONS):
        conversations.find(str(number))
    assert conversations.find("0") is first
    conversations.find("one more")
    assert conversations.find("0") is first
    assert conversations.find("1") is not second


def test_the_latest_things_are_remembered_by_their_text() -> None:
    memory = ShortMemory[int](2)
    for number, text in enumerate(["a", "b", "a", "c"]):
        memory.remember(text, number)
    assert (memory.recall("a"), memory.recall("b"), memory.recall("c")) == (2, None, 3)
