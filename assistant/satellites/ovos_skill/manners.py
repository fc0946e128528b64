"""When Lantern speaks up among other skills."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.conversation import State
from assistant.conversation.choice import choice, named
from assistant.turn import Ambiguous, IntentMatch, Recognition

SURE = 0.7
"""Confidence from which a question that may be another skill's is taken for the leaflet's."""

FOLLOW_UPS = frozenset({"more", "repeat", "help", "thanks", "goodnight"})
"""What one may ask of Lantern while talking with it; pace and loudness are OpenVoiceOS's own."""


def speaks_up(seen: Recognition) -> bool:
    """Return whether Lantern answers without having been talked with: an emergency, or something it is sure of."""
    if not isinstance(seen, IntentMatch):
        return False
    return seen.kind == "emergency" or (seen.kind in ("answer", "comfort") and seen.confidence >= SURE)


def is_follow_up(seen: Recognition, state: State, text: str, offered: Sequence[str]) -> bool:
    """Return whether `text` goes on with the conversation that has come to `state`.

    `offered` are the titles of what can be chosen just now.
    """
    if state.over:
        return speaks_up(seen)
    if isinstance(seen, Ambiguous):
        return True
    if isinstance(seen, IntentMatch):
        return seen.kind != "control" or seen.intent in FOLLOW_UPS
    if not state.pending:
        return False
    return choice(text) is not None or (seen.reason == "unclear" and named(text, offered) is not None)
