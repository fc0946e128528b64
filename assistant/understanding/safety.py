"""A net below the classifier: words that say that something dangerous is happening now.

The classifier understands; the net remembers what must never slip through, however a transcript is mangled. It knows
nothing of packs, and is deaf to questions *about* danger ("what if he stops breathing") and to dreams and stories.
"""

from __future__ import annotations

import re
from typing import Final

_SOMEBODY: Final = (
    r"(?:he|she|him|her|baby|mummy|mum|mam|mama|daddy|dad|dada|nan|nana|nanny|gran|granny|grandma|grandad|grandpa"
    r"|brother|sister|grandson|granddaughter|somebody|someone)"
)
_NOT: Final = r"(?:isn't|is not|not|won't|can't|cannot|doesn't|don't|no|stopped|ain't)"
_FIT: Final = r"(?:seizures?|spasms?|fits?|convulsions?|one|another)"
_POISON: Final = (
    r"(?:medicine|tablets?|pills?|bleach|batter(?:y|ies)|poison|coin|penny|magnets?|bead|marble|capsules?|perfume|petrol"
    r"|cleaner|dishwasher|washing)"
)

_DANGERS: Final = tuple(
    re.compile(danger, re.VERBOSE)
    for danger in (
        # Breath and waking
        rf"\b{_NOT}\ (?:\w+\ )?breath(?:e|ing)\b",
        rf"\b{_NOT}\ (?:\w+\ )?wak(?:e|ing)\ (?:\w+\ )?up\b | \b{_SOMEBODY}\ won't\ wake\b | \bwon't\ you\ wake\b",
        r"\b(?:lips?|face|gone|going|turned|turning)\ (?:\w+\ ){0,2}(?:blue|purple|grey)\b",
        r"\b(?:choking|unconscious|collapsed|passed\ out|drowning|overdose)\b",
        rf"\b{_SOMEBODY}(?:'s|\ has|\ have|\ is)?\ (?:gone|going|all)\ (?:all\ )?(?:floppy|limp)\b",
        # A seizure now
        rf"\b(?:having|doing|in)\ (?:an?\ |his\ |her\ )?(?:\w+\ )?{_FIT}\b.*\b(?:now|quick|help)\b",
        r"\b(?:happening|doing\ it|shaking|fitting|twitching|jerking)\b.*\b(?:now|won't\ stop|not\ stopping)\b",
        r"^(?:help|quick|come\ quick)\b.*\b(?:shaking|fitting|seizure|spasms?|stiff|twitching|bleeding|hurt|fell)\b",
        # Swallowed, bleeding, burning, fallen
        rf"\b(?:drank|drunk|drinked|ate|eaten|eated|swallowed)\b.*\b{_POISON}\b",
        r"\b(?:bleeding|blood)\ (?:\w+\ )?(?:everywhere|lots|loads|pouring)\b | \b(?:loads|lots)\ of\ blood\b",
        r"\bhead(?:'s|\ is)?\ bleeding\b | \bwon't\ stop\ bleeding\b",
        r"^(?:fire\ ?)+$ | \b(?:house|kitchen|pan|bed)(?:'s|\ is)?\ on\ fire\b | \bfire\ in\ the\b | \bsmell\ gas\b",
        rf"\b{_SOMEBODY}\ (?:\w+\ )?(?:fell|fallen)\b.*\b{_NOT}\ (?:mov|talk|wak|get\ up|speak)",
        # Calling for help
        r"\b(?:call|ring|phone|get|need)\ (?:for\ )?(?:an\ |the\ )?(?:ambulance|nine\ nine\ nine)\b | ^nine\ nine\b",
    )
)

_ABOUT: Final = re.compile(
    r"\b(?:if|when|whenever|why|how|what|which|do|does|did|could|will|would|should|ever|never|always|sometimes|usually"
    r"|every|once|yesterday|tomorrow|last|before|used|was|dreams?|dreamed|dreamt|nightmare|story|book|telly|film|song"
    r"|teddy|dolly|doll|pretend|pretending|game|scared|worried|frightened|thinking|checking|want|wish|hope|prayed)\b"
)
"""Words of questions, habits, dreams and tales."""

_AT_ONCE: Final = re.compile(
    r"\b(?:right now|just now|help me|please help|come quick|quick quick|what do i do|why won't (?:you|he|she) wake)\b"
)
"""Words that say so plainly enough to outweigh those."""

_SUPPOSED: Final = re.compile(r"\b(?:if|when|whenever)\b")


def in_danger(words: str) -> bool:
    """Return whether plain words (`plain_words`) say that somebody is in danger now."""
    if not any(danger.search(words) for danger in _DANGERS):
        return False
    return not _ABOUT.search(words) or (bool(_AT_ONCE.search(words)) and not _SUPPOSED.search(words))
