"""The conversation: a state and what was understood go in, the next state and a reply come out.

                       ┌───────────── more, repeat, slower, louder … ────────────┐
    begin ─► listening ┼─► answer ──────────────────► all told ─► offer ─► yes/no ┤
                       ├─► two likely facts ─► clarify ─► first/second/a name ───┤─► listening
                       ├─► not understood ─► again ─► in other words ─► choose ──┤
                       ├─► comfort, advice ─► a grown-up ───────────────────────┘
                       ├─► emergency, from anywhere
                       └─► goodnight, long silence ─► over

Nothing here knows a clock, a device or chance. Facts are the leaflet's words; all else are the fixed lines.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from assistant.conversation import lines
from assistant.conversation.choice import choice, named
from assistant.conversation.feelings import feeling_in
from assistant.conversation.guide import Guide
from assistant.conversation.paces import BEDTIME, CHANGES, URGENT, USUAL, Change, changed
from assistant.conversation.state import State
from assistant.packs import Library
from assistant.turn import Ambiguous, IntentMatch, Kind, Line, NoMatch, Pace, Quote, Recognition, Reply

_MISSES_BEFORE_OFFER = 3
"""At the third question in a row that got no answer, three things to ask are offered."""

_STILL_IN_DANGER = IntentMatch("emergency", "emergency", 1.0)

_LIMITS = {"slower": "slowest", "faster": "fastest", "louder": "loudest", "quieter": "quietest"}
"""What is said where a pace goes no further."""

Step = tuple[State, Reply]


class Conversation:
    """How Lantern converses about the leaflets of a library. Shared between threads: it remembers nothing itself."""

    def __init__(self, library: Library, usual: Pace = USUAL, bedtime: Pace = BEDTIME) -> None:
        """Speak at the `usual` pace, and at the `bedtime` one in conversations that begin then."""
        self.library = library
        self._guide = Guide(library)
        self._usual = usual
        self._bedtime = bedtime
        self._controls: Mapping[str, Callable[[State], Step]] = {
            "more": self._more,
            "repeat": self._repeat,
            "help": self._help,
            "stop": self._stop,
            "goodnight": self._goodnight,
            "hello": lambda state: self._control(state, "hello"),
            "thanks": lambda state: self._control(state, "thanks"),
            **{change: partial(self._change_pace, change=change) for change in CHANGES},
        }

    def begin(self, *, bedtime: bool = False) -> State:
        """Return the state in which nothing was said."""
        return State(pace=self._bedtime if bedtime else self._usual, bedtime=bedtime)

    def title(self, fact_id: str) -> str:
        """Return a fact as a child's question."""
        return self.library.facts[fact_id].title

    def respond(self, state: State, recognition: Recognition, text: str) -> Step:
        """Return the next state and what is said to `text`, which was understood as `recognition`."""
        state = replace(state, over=False)
        return (
            self._in_danger(state, recognition)
            or self._chosen(state, recognition, text)
            or self._understood(state, recognition, text)
        )

    def silence(self, state: State) -> tuple[State, Reply | None]:
        """Return what is said after a long silence: a gentle word, a gentle end, or nothing at all."""
        if state.over or state.last is None:
            return state, None
        if state.emergency:
            return self._emergency(state, _STILL_IN_DANGER)
        if state.pending:
            return self._control(state.settled(), "help", "no_hurry")
        return self._control(
            replace(state, over=True), "goodnight", "goodnight" if state.bedtime else "quiet_end", ends=True
        )

    def notice(self, state: State, name: str) -> Reply:
        """Return a fixed line that tells how Lantern itself is, such as `microphone_lost`; nothing is remembered."""
        return Reply("control", "help", lines.say(self.library.responses, state, name)[1], pace=state.pace)

    def repertoire(self) -> tuple[str, ...]:
        """Return every text that can ever be said, as it is said aloud, likelier ones first."""
        spoken = [quote.spoken for pack in self.library.packs for fact in pack.facts for quote in fact.quotes]
        spoken += [line.spoken for variants in self.library.responses.lines.values() for line in variants]
        spoken += [self._guide.title(fact_id).spoken for fact_id in self.library.facts]
        spoken += [quote.spoken for pack in self.library.packs for quote in pack.quotes]
        return tuple(dict.fromkeys(spoken))

    def _understood(self, state: State, seen: Recognition, text: str) -> Step:
        if isinstance(seen, Ambiguous):
            return self._clarify(state, seen)
        if isinstance(seen, NoMatch):
            return self._miss(state, seen)
        if seen.kind == "comfort":
            return self._comfort(state, seen, text)
        if seen.kind == "control":
            state, reply = self._controls[seen.intent](state)
            return state, _with_confidence(reply, seen)
        return self._answer(state, seen.intent, seen)

    # What was asked of the leaflet

    def _answer(self, state: State, fact_id: str, seen: IntentMatch) -> Step:
        fact = self.library.facts[fact_id]
        state = replace(state.settled(), fact=fact_id, told=0, heard=state.heard | {fact_id}, emergency=False)
        reply = Reply(
            kind="answer",
            intent=fact_id,
            parts=fact.quotes,
            confidence=seen.confidence,
            alternatives=seen.alternatives,
            suggestions=self._guide.related(fact_id, state.heard),
        )
        return _said(state, reply)

    def _more(self, state: State) -> Step:
        if state.pending == "offer":
            return self._answer(state, state.offered[0], IntentMatch(state.offered[0], "answer", 1.0))
        if not state.fact:
            return self._control(state.settled(), "more", "nothing_more")
        quotes = self._guide.further(state.fact, state.told, brief=state.bedtime)
        if not quotes:
            return self._all_told(state)
        state = replace(state.settled(), told=state.told + len(quotes))
        suggestions = self._guide.related(state.fact, state.heard)
        return _said(state, Reply("answer", state.fact, quotes, confidence=1.0, suggestions=suggestions))

    def _all_told(self, state: State) -> Step:
        related = self._guide.related(state.fact, state.heard)
        if not related or state.bedtime:
            return self._control(state.settled(), "more", "all_told", "ask_anything")
        state, parts = self._lines(state.settled(), "all_told", "offer")
        state = replace(state, pending="offer", offered=related[:1])
        parts = (*parts, self._guide.title(related[0]))
        return _said(state, Reply("control", "more", parts, suggestions=related))

    # Choices

    def _clarify(self, state: State, seen: Ambiguous) -> Step:
        likelier = seen.candidates[0]
        if state.pending == "clarify" and likelier.intent in state.offered:
            # Asked once already, and the answer is as ambiguous: the likelier one, rather than the same question again.
            match = IntentMatch(likelier.intent, "answer", likelier.confidence, seen.candidates[1:])
            return self._answer(state, likelier.intent, match)
        pair = (likelier.intent, seen.candidates[1].intent)
        state, (this, other) = self._lines(state, "clarify", "clarify_or")
        state = replace(state, pending="clarify", offered=pair, emergency=False)
        parts = (this, self._guide.title(pair[0]), other, self._guide.title(pair[1]))
        reply = Reply("clarify", pair[0], parts, likelier.confidence, seen.candidates[1:], suggestions=pair)
        return _said(state, reply)

    def _chosen(self, state: State, seen: Recognition, text: str) -> Step | None:
        if not state.pending:
            return None
        chosen = choice(text)
        if chosen == "no":
            return self._declined(state)
        if chosen == "yes" and len(state.offered) > 2:  # noqa: PLR2004 - more than “this or that”
            return self._offer_again(state)
        place = 0 if chosen == "yes" else chosen
        if place is None and not isinstance(seen, IntentMatch):
            place = named(text, [self.title(fact_id) for fact_id in state.offered])
        if place is None or place >= len(state.offered):
            return None
        fact_id = state.offered[place]
        return self._answer(state, fact_id, IntentMatch(fact_id, "answer", 1.0))

    def _declined(self, state: State) -> Step:
        if state.pending != "clarify":
            return self._control(state.settled(), "stop", "declined")
        misses = state.misses + 1
        return self._fixed(replace(state.settled(), misses=misses), "unknown", "unclear", "not_those")

    def _offer_again(self, state: State) -> Step:
        state, parts = self._lines(state, "which_one")
        parts = (*parts, *(self._guide.title(fact_id) for fact_id in state.offered))
        return _said(state, Reply("control", "help", parts, suggestions=state.offered))

    def _help(self, state: State) -> Step:
        return self._offer_three(state.settled(), "control", "help", "help")

    def _offer_three(self, state: State, kind: Kind, intent: str, *names: str, seen: NoMatch | None = None) -> Step:
        offered = self._guide.starters(state.heard, state.used.get("help", 0) + state.used.get("offer_three", 0))
        state, parts = self._lines(state, *names)
        reply = Reply(
            kind=kind,
            intent=intent,
            parts=(*parts, *(self._guide.title(fact_id) for fact_id in offered)),
            confidence=seen.confidence if seen else 1.0,
            alternatives=seen.alternatives if seen else (),
            suggestions=offered,
        )
        return _said(replace(state, pending="choose", offered=offered, misses=0), reply)

    # What wins over everything

    def _in_danger(self, state: State, seen: Recognition) -> Step | None:
        if isinstance(seen, IntentMatch) and seen.kind == "emergency":
            return self._emergency(state, seen)
        if state.emergency and not _leads_away(seen):
            return self._emergency(state, _STILL_IN_DANGER)
        if isinstance(seen, IntentMatch) and seen.intent == "danger_to_self":
            return self._fixed(state.settled(), "comfort", "danger_to_self", "danger_to_self", seen=seen)
        return None

    def _emergency(self, state: State, seen: IntentMatch) -> Step:
        state = replace(state.settled(), emergency=True)
        state, parts = self._lines(state, "emergency", "emergency_call")
        reply = Reply("emergency", "emergency", parts, seen.confidence, seen.alternatives, pace=URGENT)
        return replace(state, last=reply), reply

    # What the leaflet does not answer

    def _miss(self, state: State, seen: NoMatch) -> Step:
        if seen.reason == "advice":
            return self._fixed(state.settled(), "unknown", "advice", "advice", seen=seen)
        state = replace(state, pending="", offered=(), misses=state.misses + 1)
        line = _repair_line(seen, state.misses)
        if state.misses < _MISSES_BEFORE_OFFER:
            return self._fixed(state, "unknown", seen.reason, line, seen=seen)
        return self._offer_three(state, "unknown", seen.reason, line, "offer_three", seen=seen)

    def _comfort(self, state: State, seen: IntentMatch, text: str) -> Step:
        feeling = feeling_in(text)
        state, (first, last) = self._lines(state.settled(), f"comfort_{feeling}", "comfort_end")
        parts: tuple[Quote | Line, ...] = (first, *self._guide.comforting(feeling, state.fact), last)
        return _said(state, Reply("comfort", seen.intent, parts, seen.confidence, seen.alternatives))

    # What is asked of Lantern itself

    def _repeat(self, state: State) -> Step:
        if state.last is None:
            return self._control(state, "repeat", "nothing_to_repeat")
        return state, replace(state.last, pace=state.pace)

    def _change_pace(self, state: State, change: Change) -> Step:
        pace = changed(state.pace, change)
        state, brief = self._lines(state, change if pace != state.pace else _LIMITS[change])
        state = replace(state, pace=pace)
        last = state.last
        if last is None:
            return state, Reply("control", change, brief, pace=pace)
        return state, Reply("control", change, (*brief, *last.parts), suggestions=last.suggestions, pace=pace)

    def _stop(self, state: State) -> Step:
        over = state.bedtime
        return self._control(replace(state.settled(), over=over, emergency=False), "stop", ends=over)

    def _goodnight(self, state: State) -> Step:
        return self._control(replace(state.settled(), over=True, emergency=False), "goodnight", ends=True)

    def _control(self, state: State, intent: str, *names: str, ends: bool = False) -> Step:
        """Say fixed lines, by default those of the control's own name, which “say it again” does not repeat."""
        state, parts = self._lines(replace(state, misses=0), *(names or (intent,)))
        return state, Reply("control", intent, parts, confidence=1.0, pace=state.pace, ends=ends)

    def _fixed(
        self, state: State, kind: Kind, intent: str, *names: str, seen: IntentMatch | NoMatch | None = None
    ) -> Step:
        state, parts = self._lines(state, *names)
        return _said(
            state,
            Reply(
                kind=kind,
                intent=intent,
                parts=parts,
                confidence=seen.confidence if seen else 0.0,
                alternatives=seen.alternatives if seen else (),
            ),
        )

    def _lines(self, state: State, *names: str) -> tuple[State, tuple[Line, ...]]:
        return lines.say(self.library.responses, state, *names)


def _said(state: State, reply: Reply) -> Step:
    """Return the reply at the state's pace, and the state that can repeat it."""
    reply = replace(reply, pace=state.pace)
    return replace(state, last=reply), reply


def _leads_away(seen: Recognition) -> bool:
    """Whether somebody in danger means something else by it; a “help” or a “louder” is still for the danger."""
    if not isinstance(seen, IntentMatch):
        return False
    return seen.kind != "control" or seen.intent in ("stop", "thanks", "goodnight")


def _with_confidence(reply: Reply, seen: IntentMatch) -> Reply:
    return replace(reply, confidence=seen.confidence) if reply.kind == "control" else reply


def _repair_line(seen: NoMatch, misses: int) -> str:
    if seen.reason == "silence":
        return "not_heard"
    if seen.reason == "out_of_scope":
        return "unknown"
    return "unclear" if misses == 1 else "unclear_again"
