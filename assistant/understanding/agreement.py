"""Puts together what two decodings of the same utterance were understood as.

The open decoding hears anything; the narrowed one hears the packs' own wording better, and hears it even where nothing
like it was said. So the open one decides whether this is a question for Lantern at all, and the narrowed one
helps to say which.
"""

from __future__ import annotations

from typing import Final

from assistant.turn import Ambiguous, IntentMatch, NoMatch, Recognition

_SURE: Final = 0.8
"""Confidence at which the narrowed decoding may speak up where the open one was not understood."""


def decides(heard: Recognition) -> bool:
    """Return whether what the open decoding was understood as stands, whatever the narrowed one may hear."""
    return isinstance(heard, IntentMatch) or (isinstance(heard, NoMatch) and heard.reason not in ("unclear", "silence"))


def agree(heard: Recognition, narrowed: Recognition) -> Recognition:
    """Return what to act on, of the recognition of the open decoding and of the narrowed one."""
    if decides(heard) or not isinstance(narrowed, IntentMatch) or narrowed.confidence < _SURE:
        return heard
    if isinstance(heard, Ambiguous):
        asked = {candidate.intent for candidate in heard.candidates}
        return narrowed if narrowed.intent in asked or _urgent(narrowed) else heard
    return narrowed


def _urgent(recognition: Recognition) -> bool:
    return isinstance(recognition, IntentMatch) and recognition.intent in ("emergency", "danger_to_self")
