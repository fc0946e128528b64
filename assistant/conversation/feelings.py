"""What a child feels who says something sad: which kind line, and which of the leaflet's words, may comfort."""

from __future__ import annotations

import re

from assistant.packs.common import Feeling

_SIGNS: tuple[tuple[Feeling, tuple[str, ...]], ...] = (
    ("dying", (r"die|dies|dying|died|dead|heaven|never come (back|home)",)),
    (
        "guilt",
        (
            r"fault|blame|naughty|because (of me|i)|was (it )?me|i was (bad|mean)|did i (make|do|cause|give|hurt)",
            r"i (made|pushed|hit|dropped|shouted|broke|bumped|gave)",
        ),
    ),
    ("catching", (r"catch|caught", r"(will|am|going to|do|might) i\b.*\b(get|have|got) (it|them|one|that)")),
    (
        "left_out",
        (
            r"left out|no ?(body|one) (plays?|loves?|likes?|talks?|cares?|has time|listens?|notices)",
            r"always (with|busy)|forgot(ten)? (about )?me|only (cares?|loves?|looks?)|no time for me",
            r"(loves?|likes?) (him|her|the baby) (more|best)|lonely|alone|unfair|not fair|jealous",
        ),
    ),
    (
        "cross",
        (
            r"hate|angry|cross|mad|furious|send (him|her|it) back",
            r"(don't|do not) (like|love|want) (him|her|the baby|my|it|you)",
        ),
    ),
    ("fear", (r"scared|scary|frightened|frightens|afraid|monsters?|dark|nightmares?|bad dream|ghosts?|worried",)),
    ("sad", (r"sad|cry|crying|cried|miss|misses|upset|unhappy|tears|want my|hug|cuddle",)),
)
"""Plainer feelings first."""

_PATTERNS = tuple((feeling, re.compile(rf"\b(?:{'|'.join(signs)})\b")) for feeling, signs in _SIGNS)


def feeling_in(text: str) -> Feeling:
    """Return the feeling that the words show most plainly; `worry` where they show none."""
    plain = text.lower().replace("’", "'")
    return next((feeling for feeling, pattern in _PATTERNS if pattern.search(plain)), "worry")
