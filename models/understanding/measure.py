"""Scores an engine's understanding of questions whose meaning is known: the figures of the promise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.packs import CONTROLS
from assistant.turn import Ambiguous, IntentMatch, Recognition
from models.understanding.bank import Line

NEAR: Final = "out_of_scope_near"
UNKNOWN: Final = "unknown"
"""What the yardstick calls whatever the leaflet does not answer."""

_UNANSWERED: Final = (NEAR, "out_of_scope_far", "advice")


@dataclass(frozen=True, slots=True)
class Question:
    """A question with what it may be taken for."""

    text: str
    gold: frozenset[str]
    """Intents; `unknown` for what is to be rejected."""

    near: bool = False
    """Rejection is the harder for its words being the leaflet's own; unknown for a yardstick that does not tell."""

    @property
    def kind(self) -> str:
        """What sort of question it is."""
        if UNKNOWN in self.gold:
            return "out of scope"
        if "emergency" in self.gold:
            return "emergency"
        if self.gold & {"comfort", "danger_to_self"}:
            return "comfort"
        return "control" if self.gold & frozenset(CONTROLS) else "leaflet"


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine made of a question, whatever the engine."""

    intent: str
    """An intent, or `unknown` where it was rejected, or asked back."""

    confidence: float


@dataclass(frozen=True, slots=True)
class Score:
    """The figures of one engine; each a share of 0 to 1, or None where there was no such question."""

    leaflet: float | None
    """Leaflet questions that were answered with a right fact."""

    wrong: float | None
    """Of all questions: answered with a wrong fact."""

    rejected: float | None
    """Questions out of scope that were rejected."""

    near_rejected: float | None
    emergency: float | None
    """Emergencies found."""

    false_alarms: float | None
    """All other questions that were taken for an emergency."""

    comfort: float | None
    control: float | None


def from_recognition(recognition: Recognition) -> Answer:
    """Return what counts of a recognition."""
    if isinstance(recognition, IntentMatch):
        return Answer(recognition.intent, recognition.confidence)
    if isinstance(recognition, Ambiguous):
        return Answer(UNKNOWN, recognition.candidates[0].confidence)
    return Answer(UNKNOWN, recognition.confidence)


def from_line(line: Line) -> Question:
    """Return a question of the bank."""
    gold = UNKNOWN if line.label in _UNANSWERED else line.label
    return Question(line.text, frozenset({gold}), near=line.label in (NEAR, "advice"))


def score(questions: Sequence[Question], answers: Sequence[Answer]) -> Score:
    """Return the figures of an engine."""
    pairs = list(zip(questions, answers, strict=True))

    def right(kind: str, *, near: bool = False) -> float | None:
        of_kind = [answer.intent in question.gold for question, answer in pairs if question.kind == kind
                   and (question.near or not near)]  # fmt: skip
        return sum(of_kind) / len(of_kind) if of_kind else None

    facts = frozenset(intent for question in questions if question.kind == "leaflet" for intent in question.gold)
    others = [answer.intent == "emergency" for question, answer in pairs if question.kind != "emergency"]
    return Score(
        leaflet=right("leaflet"),
        wrong=sum(answer.intent in facts and answer.intent not in question.gold for question, answer in pairs)
        / max(len(pairs), 1),
        rejected=right("out of scope"),
        near_rejected=right("out of scope", near=True),
        emergency=right("emergency"),
        false_alarms=sum(others) / len(others) if others else None,
        comfort=right("comfort"),
        control=right("control"),
    )
