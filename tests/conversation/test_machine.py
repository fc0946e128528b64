"""Every transition of the conversation, over the leaflet that Lantern comes with."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from assistant.conversation import Conversation, State
from assistant.packs import Library, load_packs
from assistant.resources import intents_folder
from assistant.turn import Ambiguous, Candidate, IntentMatch, Line, NoMatch, Pace, Recognition, Reply


def fact(fact_id: str) -> IntentMatch:
    return IntentMatch(fact_id, "answer", 0.9)


def control(name: str) -> IntentMatch:
    return IntentMatch(name, "control", 0.9)


def either(one: str, other: str) -> Ambiguous:
    return Ambiguous((Candidate(one, 0.4), Candidate(other, 0.38)))


EMERGENCY = IntentMatch("emergency", "emergency", 0.99)
COMFORT = IntentMatch("comfort", "comfort", 0.9)
UNCLEAR = NoMatch("unclear")
OUT = NoMatch("out_of_scope")
SILENCE = NoMatch("silence")


@pytest.fixture(scope="module")
def library() -> Library:
    return load_packs(intents_folder())


@pytest.fixture(scope="module")
def conversation(library: Library) -> Conversation:
    return Conversation(library)


class Talk:
    """One conversation, told turn by turn."""

    def __init__(self, conversation: Conversation, *, bedtime: bool = False) -> None:
        self.conversation = conversation
        self.state: State = conversation.begin(bedtime=bedtime)

    def say(self, recognition: Recognition, text: str = "") -> Reply:
        self.state, reply = self.conversation.respond(self.state, recognition, text)
        return reply

    def wait(self) -> Reply | None:
        self.state, reply = self.conversation.silence(self.state)
        return reply


@pytest.fixture
def talk(conversation: Conversation) -> Talk:
    return Talk(conversation)


def texts(reply: Reply) -> list[str]:
    return [part.text for part in reply.parts]


def starts(conversation: Conversation, reply: Reply, name: str) -> bool:
    return reply.parts[0] in conversation.library.responses.variants(name)


# Answers


def test_a_question_gets_the_leaflet_s_words_and_where_to_go_on(talk: Talk) -> None:
    reply = talk.say(fact("catch"))
    assert (reply.kind, reply.intent) == ("answer", "catch")
    assert texts(reply) == ["They cannot be caught like a cold."]
    assert reply.suggestions == ("why", "no_reason", "sibling_fun")


def test_suggestions_prefer_what_was_not_heard(talk: Talk) -> None:
    talk.say(fact("why"))
    assert talk.say(fact("catch")).suggestions[0] == "no_reason"


@pytest.mark.parametrize("fact_id", sorted(load_packs(intents_folder()).facts))
def test_more_goes_through_all_that_is_left_then_offers_a_related_question(
    conversation: Conversation, fact_id: str
) -> None:
    talk = Talk(conversation)
    talk.say(fact(fact_id))
    wanted = list(conversation.library.facts[fact_id].more)
    told = []
    while (reply := talk.say(control("more"))).kind == "answer":
        told += list(reply.quotes)
        assert sum(len(quote.text) for quote in reply.quotes) <= 190 or len(reply.quotes) == 1
    assert told == wanted
    assert starts(conversation, reply, "all_told")
    assert talk.say(control("more")).intent == reply.suggestions[0]


def test_more_before_anything_was_asked(talk: Talk, conversation: Conversation) -> None:
    reply = talk.say(control("more"))
    assert (reply.kind, reply.intent) == ("control", "more")
    assert starts(conversation, reply, "nothing_more")


def test_a_colon_is_never_the_end(conversation: Conversation) -> None:
    talk = Talk(conversation, bedtime=True)
    talk.say(fact("treatment"))
    for _ in range(4):
        assert not texts(talk.say(control("more")))[-1].endswith(":")


@pytest.mark.parametrize(
    ("words", "taken"),
    [("yes please", True), ("um yeah", True), ("yes i do", True), ("no thank you", False), ("no i don't", False)],
)
def test_yes_and_no_to_a_related_question(talk: Talk, conversation: Conversation, words: str, taken: bool) -> None:
    talk.say(fact("who_wrote"))
    offer = talk.say(control("more"))
    reply = talk.say(UNCLEAR, words)
    assert (reply.intent == offer.suggestions[0]) is taken
    assert taken or starts(conversation, reply, "declined")


# Saying it again, and how


def test_repeat_says_the_same_again(talk: Talk) -> None:
    answer = talk.say(fact("cry"))
    assert talk.say(control("repeat")) == answer
    assert talk.say(control("repeat")) == answer


def test_repeat_before_anything_was_said(talk: Talk, conversation: Conversation) -> None:
    assert starts(conversation, talk.say(control("repeat")), "nothing_to_repeat")


@pytest.mark.parametrize("change", ["slower", "faster", "louder", "quieter"])
def test_a_change_of_pace_is_told_briefly_remembered_and_bounded(
    talk: Talk, conversation: Conversation, change: str
) -> None:
    first = talk.say(fact("cry"))
    paces: list[Pace] = [first.pace]
    for _ in range(5):
        reply = talk.say(control(change))
        assert (reply.kind, reply.intent) == ("control", change)
        assert reply.parts[1:] == first.parts
        paces.append(reply.pace)
    assert paces[1] != paces[0]
    assert paces[-1] == paces[-2]
    assert starts(conversation, reply, {"slower": "slowest", "faster": "fastest"}.get(change, f"{change[:-1]}st"))
    assert talk.say(fact("why")).pace == paces[-1]
    assert talk.say(control("repeat")).pace == paces[-1]


def test_a_change_of_pace_keeps_a_choice_open(talk: Talk) -> None:
    talk.say(either("catch", "why"))
    talk.say(control("louder"))
    assert talk.say(UNCLEAR, "the second one").intent == "why"


# Which one was meant


def test_two_likely_facts_are_both_named(talk: Talk) -> None:
    reply = talk.say(either("catch", "why"))
    assert reply.kind == "clarify"
    assert reply.suggestions == ("catch", "why")
    assert [texts(reply)[1], texts(reply)[3]] == ["Can I catch it?", "Why do babies get it?"]


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("yes", "catch"),
        ("the first one", "catch"),
        ("um the first one please", "catch"),
        ("number one", "catch"),
        ("the second", "why"),
        ("i mean the second one", "why"),
        ("no the other one", "why"),
        ("the last one", "why"),
        ("the catching one", "catch"),
        ("the thing with the wibbles", ""),
        ("catch", "catch"),
        ("can i catch it", "catch"),
        ("why do babies get it", "why"),
    ],
)
def test_the_answer_to_which_one(talk: Talk, words: str, meant: str) -> None:
    talk.say(either("catch", "why"))
    reply = talk.say(UNCLEAR, words)
    assert (reply.intent if reply.kind == "answer" else "") == meant


def test_asking_anew_instead_of_choosing(talk: Talk) -> None:
    talk.say(either("catch", "why"))
    assert talk.say(fact("diet"), "does special food help").intent == "diet"


def test_an_ordinal_is_no_question_about_seconds(talk: Talk) -> None:
    talk.say(either("catch", "why"))
    assert talk.say(fact("how_long"), "the second").intent == "why"


def test_neither_is_asked_for_in_other_words(talk: Talk, conversation: Conversation) -> None:
    talk.say(either("catch", "why"))
    assert starts(conversation, talk.say(UNCLEAR, "no"), "not_those")


def test_the_same_two_are_asked_about_once(talk: Talk) -> None:
    talk.say(either("catch", "why"))
    assert talk.say(either("why", "catch")).kind == "answer"


def test_two_others_are_a_new_question(talk: Talk) -> None:
    talk.say(either("catch", "why"))
    assert talk.say(either("diet", "medicine")).suggestions == ("diet", "medicine")


# What is not understood


@pytest.mark.parametrize("miss", [UNCLEAR, OUT, SILENCE])
def test_the_repair_ladder_never_says_the_same_twice_and_offers_at_the_third(talk: Talk, miss: NoMatch) -> None:
    replies = [talk.say(miss) for _ in range(3)]
    assert [reply.kind for reply in replies] == ["unknown"] * 3
    assert len({texts(reply)[0] for reply in replies}) == 3
    assert [len(reply.suggestions) for reply in replies] == [0, 0, 3]
    assert talk.say(UNCLEAR, "the third one").intent == replies[2].suggestions[2]


def test_an_answer_begins_the_ladder_anew(talk: Talk) -> None:
    for recognition in (UNCLEAR, UNCLEAR, fact("catch"), UNCLEAR):
        reply = talk.say(recognition)
    assert not reply.suggestions


def test_twelve_misses_never_sound_the_same_twice_in_a_row(talk: Talk) -> None:
    said = [texts(talk.say(OUT)) for _ in range(12)]
    assert all(one != other for one, other in itertools.pairwise(said))


def test_a_follow_up_that_the_leaflet_does_not_answer_stays_honest(talk: Talk, conversation: Conversation) -> None:
    talk.say(fact("what_is_spasm"))
    reply = talk.say(OUT, "and does it hurt")
    assert starts(conversation, reply, "unknown")
    assert not reply.quotes


def test_advice_is_a_grown_up_s(talk: Talk, conversation: Conversation) -> None:
    reply = talk.say(NoMatch("advice"), "can she skip her medicine")
    assert (reply.kind, reply.intent) == ("unknown", "advice")
    assert starts(conversation, reply, "advice")


# Safety


def before_emergency() -> list[list[Recognition]]:
    return [
        [],
        [fact("catch")],
        [either("catch", "why")],
        [UNCLEAR] * 3,
        [control("goodnight")],
        [control("quieter")] * 5,
    ]


@pytest.mark.parametrize("before", before_emergency())
def test_an_emergency_wins_from_anywhere_and_is_never_whispered(talk: Talk, before: list[Recognition]) -> None:
    for recognition in before:
        talk.say(recognition)
    reply = talk.say(EMERGENCY, "yes she is not breathing")
    assert texts(reply) == ["Go and get a grown-up now.", "If there is no grown-up, ring 999."]
    assert reply.parts[1].spoken == "If there is no grown-up, ring nine nine nine."
    assert reply.pace == Pace(1.0, 1.0)
    assert not reply.ends


def test_an_emergency_stays_until_something_else_is_asked(talk: Talk) -> None:
    emergency = talk.say(EMERGENCY)
    for reply in (talk.say(UNCLEAR), talk.wait(), talk.say(control("repeat"))):
        assert reply is not None
        assert (reply.kind, reply.parts, reply.pace) == ("emergency", emergency.parts, emergency.pace)
    assert talk.say(fact("catch")).kind == "answer"
    assert talk.say(UNCLEAR).kind == "unknown"


@pytest.mark.parametrize(
    "cry", [control("help"), control("louder"), control("slower"), control("hello"), either("catch", "why"), OUT]
)
def test_whatever_a_child_in_danger_cries_the_emergency_is_said_again_aloud(talk: Talk, cry: Recognition) -> None:
    emergency = talk.say(EMERGENCY)
    assert talk.say(cry) == replace(emergency, confidence=1.0, alternatives=())


@pytest.mark.parametrize("word", ["thanks", "stop", "goodnight"])
def test_a_child_in_danger_can_end_it(talk: Talk, word: str) -> None:
    talk.say(EMERGENCY)
    assert talk.say(control(word)).intent == word


def test_an_emergency_leaves_the_pace_as_it_was(talk: Talk) -> None:
    quiet = talk.say(control("quieter")).pace
    talk.say(EMERGENCY)
    assert talk.say(fact("catch")).pace == quiet


@pytest.mark.parametrize(
    ("words", "line", "quote"),
    [
        ("is it my fault", "comfort_guilt", "For some children the doctors don’t find a reason why it happens."),
        ("will i get it too", "comfort_catching", "They cannot be caught like a cold."),
        ("is he going to die", "comfort_dying", None),
        ("i'm scared of the dark", "comfort_fear", None),
        ("nobody plays with me", "comfort_left_out", "siblings also say that"),
        ("i hate the baby", "comfort_cross", None),
        ("i miss mummy", "comfort_sad", None),
        ("my tummy feels funny", "comfort_worry", None),
    ],
)
def test_comfort_is_kind_quotes_where_that_comforts_and_ends_with_a_grown_up(
    talk: Talk, conversation: Conversation, words: str, line: str, quote: str | None
) -> None:
    reply = talk.say(COMFORT, words)
    assert (reply.kind, reply.intent) == ("comfort", "comfort")
    assert starts(conversation, reply, line)
    assert reply.parts[-1] in conversation.library.responses.variants("comfort_end")
    assert [part.text.startswith(quote) for part in reply.quotes] == [True] if quote else not reply.quotes


def test_danger_to_self_is_told_to_a_grown_up_now(talk: Talk) -> None:
    talk.say(either("catch", "why"))
    reply = talk.say(IntentMatch("danger_to_self", "comfort", 0.9), "no one wants me")
    assert (reply.kind, reply.intent) == ("comfort", "danger_to_self")
    assert "grown-up now" in reply.spoken


# Lantern itself


@pytest.mark.parametrize("name", ["stop", "hello", "thanks", "goodnight"])
def test_small_talk(talk: Talk, conversation: Conversation, name: str) -> None:
    answer = talk.say(fact("catch"))
    reply = talk.say(control(name))
    assert (reply.kind, reply.intent) == ("control", name)
    assert starts(conversation, reply, name)
    assert reply.ends is (name == "goodnight")
    assert talk.say(control("repeat")) == answer


def test_help_offers_three_new_things_each_time(talk: Talk) -> None:
    first, second = talk.say(control("help")), talk.say(control("help"))
    assert (first.kind, first.intent) == ("control", "help")
    assert len(first.suggestions) == len(second.suggestions) == 3
    assert not set(first.suggestions) & set(second.suggestions)
    assert talk.say(UNCLEAR, "the first one please").intent == second.suggestions[0]


def test_yes_to_three_things_asks_which(talk: Talk, conversation: Conversation) -> None:
    offered = talk.say(control("help")).suggestions
    reply = talk.say(UNCLEAR, "yes")
    assert starts(conversation, reply, "which_one")
    assert reply.suggestions == offered
    assert talk.say(UNCLEAR, "number two").intent == offered[1]


# Silence and the end


def test_silence_before_a_word_was_said_is_left_alone(talk: Talk) -> None:
    assert talk.wait() is None


def test_a_long_silence_ends_the_conversation_gently_and_once(talk: Talk, conversation: Conversation) -> None:
    talk.say(fact("catch"))
    reply = talk.wait()
    assert reply is not None
    assert reply.ends
    assert starts(conversation, reply, "quiet_end")
    assert talk.wait() is None


def test_a_choice_that_nobody_makes_is_dropped_before_the_end(talk: Talk, conversation: Conversation) -> None:
    talk.say(either("catch", "why"))
    reply = talk.wait()
    assert reply is not None
    assert starts(conversation, reply, "no_hurry")
    ending = talk.wait()
    assert ending is not None
    assert ending.ends


def test_one_can_begin_again_after_the_end(talk: Talk) -> None:
    talk.say(control("goodnight"))
    assert talk.say(fact("catch")).kind == "answer"
    assert talk.wait() is not None


def test_bedtime_is_slower_quieter_shorter_and_stop_is_the_end(conversation: Conversation) -> None:
    day, night = Talk(conversation), Talk(conversation, bedtime=True)
    assert (night.say(fact("medicine")).pace.rate, night.state.pace.volume) < (
        day.say(fact("medicine")).pace.rate,
        day.state.pace.volume,
    )
    assert len(night.say(control("more")).quotes) < len(day.say(control("more")).quotes)
    night.say(control("more"))
    assert not night.say(control("more")).suggestions
    assert night.say(control("stop")).ends


# All fixed lines


def test_every_fixed_line_is_short_and_has_variants(library: Library) -> None:
    for name, variants in library.responses.lines.items():
        assert len(variants) >= (1 if name.startswith("emergency") else 3), name
        for line in variants:
            assert line.text.count(".") + line.text.count("?") + line.text.count("!") <= 2, line.text
            assert len(line.text.split()) <= 20, line.text


def test_everything_that_is_said_is_in_the_repertoire(talk: Talk, conversation: Conversation) -> None:
    repertoire = set(conversation.repertoire())
    turns: list[tuple[Recognition, str]] = [
        (fact("why"), ""), (control("more"), ""), (either("catch", "diet"), ""), (UNCLEAR, "no"), (control("help"), ""),
        (COMFORT, "is it my fault"), (EMERGENCY, ""), (control("slower"), ""), (control("goodnight"), ""),
    ]  # fmt: skip
    for recognition, text in turns:
        for part in talk.say(recognition, text).parts:
            assert part.spoken in repertoire
            assert isinstance(part, Line) or part.text in conversation.library.packs[0].leaflet.text
