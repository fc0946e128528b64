"""The recogniser: from words to what was meant. Pure and deterministic; no text makes it fail.

words ─┬─► danger net ──────────────────────────────► emergency
       ├─► encoder ─► nearest examples ─┐
       └─► letters and sounds ──────────┴─► one probability an intent ─► decision
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final, Literal

from assistant.packs import CONTROLS, OUT_OF_SCOPE
from assistant.ports import Encoder
from assistant.turn import Ambiguous, Candidate, IntentMatch, NoMatch, Recognition
from assistant.understanding.calibration import Calibration
from assistant.understanding.heads import Floats
from assistant.understanding.index import Index
from assistant.understanding.members import all_say
from assistant.understanding.safety import in_danger
from assistant.understanding.words import plain_words

NOTHING: Final = "out_of_scope"
"""All that no leaflet answers and Lantern is not asked for, as one intent."""

_ALTERNATIVES: Final = 3

_RECENT: Final = 8
"""Texts whose recognition is still known: those of the question that is being asked just now."""

Group = Literal["answer", "control", "comfort", "emergency", "advice", "out_of_scope"]


@dataclass(frozen=True)
class Recogniser:
    """Understands questions. Shared between threads."""

    encoder: Encoder
    index: Index
    calibration: Calibration

    def recognise(self, text: str) -> Recognition:
        """Return what `text` was understood as."""
        return self._recently(text)

    @cached_property
    def _recently(self) -> Callable[[str], Recognition]:
        # The same words are asked about when a child falls silent, when all is heard, and when the answer is given.
        return lru_cache(_RECENT)(self._recognise)

    def _recognise(self, text: str) -> Recognition:
        words = plain_words(text)
        if not words:
            return NoMatch("unclear" if text.strip() else "silence", 1.0)
        chances = rank(self.index.labels, self.probabilities([words])[0])
        if in_danger(words):
            return _matched(chances, "emergency", "emergency")
        return decide(chances, self.calibration)

    def probabilities(self, texts: Sequence[str]) -> Floats:
        """Return how probable each label is for texts of plain words: shape (texts, labels)."""
        return all_say(self.index, texts, self.encoder.encode(texts), self.calibration)


def group_of(intent: str) -> Group:
    """Return what sort of reply an intent leads to."""
    if intent in CONTROLS:
        return "control"
    if intent in ("comfort", "danger_to_self"):
        return "comfort"
    if intent == NOTHING or intent in OUT_OF_SCOPE:
        return "out_of_scope"
    if intent == "emergency":
        return "emergency"
    return "advice" if intent == "advice" else "answer"


def rank(labels: Sequence[str], probabilities: Floats) -> list[Candidate]:
    """Return all intents, likeliest first; near and far misses become one."""
    chances: dict[str, float] = {}
    for label, probability in zip(labels, probabilities.tolist(), strict=True):
        intent = NOTHING if label in OUT_OF_SCOPE else label
        chances[intent] = chances.get(intent, 0.0) + probability
    ordered = sorted(chances.items(), key=lambda chance: (-chance[1], chance[0]))
    return [Candidate(intent, round(chance, 4)) for intent, chance in ordered]


def decide(chances: Sequence[Candidate], calibration: Calibration) -> Recognition:
    """Return what to act on. Safety first; then what is likeliest, where it is likely enough."""
    by_intent = {candidate.intent: candidate.confidence for candidate in chances}
    if by_intent.get("emergency", 0.0) >= calibration.emergency:
        return _matched(chances, "emergency", "emergency")
    if by_intent.get("danger_to_self", 0.0) >= calibration.danger_to_self:
        return _matched(chances, "danger_to_self", "comfort")
    best = chances[0]
    group = group_of(best.intent)
    alternatives = tuple(chances[1 : 1 + _ALTERNATIVES])
    enough_of = {"answer": calibration.answer, "control": calibration.control, "comfort": calibration.comfort}
    if group == "out_of_scope" or group == "advice":  # noqa: PLR1714 - mypy narrows the Literal only so
        return NoMatch(group, best.confidence, alternatives)
    if group != "emergency" and best.confidence >= enough_of[group]:
        return _matched(chances, best.intent, group)
    return _two_facts(chances, calibration) or NoMatch("unclear", 1.0 - best.confidence, tuple(chances[:_ALTERNATIVES]))


def _two_facts(chances: Sequence[Candidate], calibration: Calibration) -> Ambiguous | None:
    first, second = chances[:2] if len(chances) > 1 else (chances[0], chances[0])
    both_facts = first != second and group_of(first.intent) == group_of(second.intent) == "answer"
    if both_facts and first.confidence + second.confidence >= calibration.clarify:
        return Ambiguous((first, second))
    return None


def _matched(
    chances: Sequence[Candidate], intent: str, kind: Literal["answer", "comfort", "emergency", "control"]
) -> IntentMatch:
    confidence = next((each.confidence for each in chances if each.intent == intent), 1.0)
    others = [each for each in chances if each.intent != intent]
    return IntentMatch(intent, kind, confidence, tuple(others[:_ALTERNATIVES]))
