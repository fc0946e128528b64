"""Every sentence ever spoken as an answer is a piece of the leaflet, at its place, to the letter."""

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.conversation.machine import Conversation
from assistant.packs import CONTROLS, load_packs
from assistant.resources import intents_folder
from assistant.turn import Ambiguous, Candidate, IntentMatch, Line, NoMatch, Quote, Recognition

LIBRARY = load_packs(intents_folder())
CONVERSATION = Conversation(LIBRARY)
FACTS = st.sampled_from(sorted(LIBRARY.facts))
FIXED_LINES = {line.spoken for variants in LIBRARY.responses.lines.values() for line in variants}


def recognitions() -> st.SearchStrategy[Recognition]:
    """Return whatever a question may be understood as."""
    sure = st.floats(0, 1)
    answers = st.builds(IntentMatch, FACTS, st.just("answer"), sure)
    controls = st.builds(IntentMatch, st.sampled_from(CONTROLS), st.just("control"), sure)
    comforts = st.builds(IntentMatch, st.sampled_from(["comfort", "danger_to_self"]), st.just("comfort"), sure)
    emergencies = st.just(IntentMatch("emergency", "emergency", 1.0))
    pairs = st.lists(FACTS, min_size=2, max_size=2, unique=True)
    ambiguous = pairs.map(lambda pair: Ambiguous((Candidate(pair[0], 0.4), Candidate(pair[1], 0.4))))
    reasons = ("out_of_scope", "advice", "unclear", "silence")
    unknown = st.builds(NoMatch, st.sampled_from(reasons))
    return st.one_of(answers, controls, controls, comforts, emergencies, ambiguous, unknown)


TEXTS = st.sampled_from(
    ["", "yes", "no", "the first one", "the second", "it is my fault", "i'm scared", "what is a spasm"]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(recognitions(), TEXTS), min_size=1, max_size=12))
def test_whatever_is_asked_in_whatever_order(steps: list[tuple[Recognition, str]]) -> None:
    state = CONVERSATION.begin()
    for recognition, text in steps:
        state, reply = CONVERSATION.respond(state, recognition, text)
        quotes = [part for part in reply.parts if isinstance(part, Quote)]
        assert reply.kind != "answer" or quotes
        for quote in quotes:
            assert is_in_a_leaflet(quote)
        if reply.kind == "answer":
            for line in (part for part in reply.parts if isinstance(part, Line)):
                assert is_fixed(line)


def is_in_a_leaflet(quote: Quote) -> bool:
    return any(
        pack.leaflet.text[quote.start : quote.end] == quote.text
        and pack.leaflet.spoken_forms.say(quote.text) == quote.spoken
        for pack in LIBRARY.packs
    )


def is_fixed(line: Line) -> bool:
    titles = {fact.title for fact in LIBRARY.facts.values()}
    return line.spoken in FIXED_LINES | titles or any(
        template.split("{")[0] and line.spoken.startswith(template.split("{")[0])
        for template in FIXED_LINES
        if "{" in template
    )


def test_each_fact_is_answered_with_its_own_quotes() -> None:
    for fact in LIBRARY.facts.values():
        _, reply = CONVERSATION.respond(CONVERSATION.begin(), IntentMatch(fact.id, "answer", 1.0), fact.title)
        assert reply.quotes == fact.quotes


def test_asking_for_more_tells_all_of_the_fact() -> None:
    for fact in LIBRARY.facts.values():
        state, reply = CONVERSATION.respond(CONVERSATION.begin(), IntentMatch(fact.id, "answer", 1.0), fact.title)
        told = list(reply.quotes)
        for _ in fact.more:
            state, reply = CONVERSATION.respond(state, IntentMatch("more", "control", 1.0), "more")
            told += reply.quotes
        assert set(fact.more) <= set(told), fact.id
