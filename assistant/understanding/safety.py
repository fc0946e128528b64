"""A net below the classifier: words that say that something dangerous is happening now.

The classifier understands; the net remembers what must never slip through, however a transcript is mangled. It looks
at the whole text, knows nothing of packs, and is deaf to questions *about* danger ("what if he stops breathing").
"""

from __future__ import annotations

import re
from typing import Final

_WHO: Final = (
    r"(?:he|she|it|him|her|they|baby|mummy|mum|mam|mama|mommy|daddy|dad|dada|nan|nana|nanny|granny|gran|grandma|grandad"
    r"|grandpa|brother|sister|somebody|someone|grandson|granddaughter|husband|wife)"
)
_IS: Final = r"(?:'s|s| is| has| are|'ve| have| was|'re)?"
_NOT: Final = r"(?:isn't|is not|not|won't|will not|can't|cannot|doesn't|don't|no|stopped|ain't|wasn't|never)"
_NOW: Final = r"(?:now|right now|again now|just now|quick|quickly|help|still)"
_FIT: Final = r"(?:seizures?|spasms?|fits?|convulsions?|attack|turn|one|another|another one|a big one|cluster)"

_DANGERS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_NOT}(?: \w+)? breath(?:e|ing|in)?\b",
        rf"\b{_NOT}(?: be)? wak(?:e|ing)(?: \w+)?(?: up)?$|\b{_NOT} wak(?:e|ing) (?:\w+ )?up\b",
        rf"\b(?:gone|going|turned|turning|went|all|lips?|face|mouth|{_WHO}{_IS}) (?:\w+ )?(?:blue|purple|grey)\b(?! (?:\w+ )?car)",
        r"\b(?:choking|choked on|unconscious|collapsed|passed out|drowning|drowned|electrocuted|overdose)\b",
        rf"\b(?:having|got|doing|in) (?:a |an |another |his |her |their |some |one of \w+ )?(?:\w+ )?{_FIT}\b.*\b{_NOW}\b",
        rf"\b(?:help|quick)\b.*\b(?:shaking|fitting|seizure|spasms?|stiff|twitching|jerking|bleeding|hurt|baby|fell)\b",
        rf"\b(?:happening|doing it|shaking|fitting|twitching|jerking)\b.*\b(?:{_NOW}|won't stop|not stopping|can't stop)\b",
        rf"\b(?:right now|now)\b.*\b(?:he|she|baby)(?:'s| is) (?:\w+ )?(?:shaking|fitting|having|doing it|stiff)\b",
        r"\b(?:drank|drunk|drinked|ate|eaten|eated|swallowed|swallow|took|taken)\b.*\b(?:medicine|tablets?|pills?|bleach|batter(?:y|ies)|poison|"
        r"coins?|penny|magnets?|bead|marble|button|washing|cleaner|dishwasher|capsules?|perfume|petrol)\b",
        r"\b(?:bleeding|blood) (?:\w+ )?(?:everywhere|lots|loads|all over|won't stop|pouring|a lot)\b|\bwon't stop bleeding\b",
        r"\bhead(?:'s| is)? bleeding\b|\bloads? of blood\b|\blots of blood\b",
        r"\b(?:a|the|kitchen|house|is|'s|there's|on) (?:\w+ )?(?:on )?fire\b(?! (?:engine|man|station|truck|fighter|work))(?=.*\b(?:kitchen|house|pan|oven|bed|room|stairs|smoke|help|now|curtains?|cooker|sofa)\b)"
        r"|^(?:fire ?)+$|\bhouse (?:is |'s )?on fire\b|\bsmell (?:gas|burning)\b",
        rf"\b(?:gone|going|went|all|turned) (?:all )?(?:floppy|limp)\b",
        r"\b(?:call|ring|phone|get|need) (?:for )?(?:an |the |a )?(?:ambulance|nine nine nine|doctor now|police)\b",
        r"\bnine nine nine\b",
        rf"\b{_WHO} (?:\w+ )?(?:fell|fallen|fall|falled|dropped)\b.*\b(?:won't|not|isn't|doesn't|can't|stairs|window)\b.*\b(?:mov|talk|wak|get up|answer|speak|cry|down)",
        r"\b(?:can't|cannot) breathe\b",
    )
)  # fmt: skip

_ABOUT: Final = re.compile(
    r"\b(?:what if|what happens|if|when|whenever|why|how|how come|what does|what do|what's a|what is a|does|do|did|can|could|will|would"
    r"|should|is it|are they|sometimes|always|usually|once|yesterday|last (?:night|week|time|year)|dream|dreamed|dreamt|nightmare"
    r"|telly|film|book|story|teddy|dolly|doll|pretend|pretending|playing|game|cartoon|ever|every time|used to|before|scared"
    r"|worried|frightened|tomorrow|song|keep thinking|which|whose|supposed|was a baby|would)\b"
)
_HAPPENING: Final = re.compile(
    r"\b(?:right now|now now|just now|help|help me|quick|quickly|come|please come|nobody's here|he's doing it|she's doing it)\b"
)


def in_danger(words: str) -> bool:
    """Return whether plain words (`plain_words`) say that somebody is in danger now."""
    if not any(danger.search(words) for danger in _DANGERS):
        return False
    return not _ABOUT.search(words) or bool(_HAPPENING.search(words) and not words.startswith(("what if", "when ", "if ")))
