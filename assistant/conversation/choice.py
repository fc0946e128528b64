"""Yes, no, “the second one”, or the name of one: what a child answers when offered a choice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

Choice = int | Literal["yes", "no"] | None
"""The place of the one that was chosen, from 0; or yes, or no; None where the words choose nothing."""


def _words(text: str) -> list[str]:
    return re.findall(r"[\w']+", text.lower().replace("’", "'"))


def _phrases(text: str) -> frozenset[str]:
    return frozenset(text.split("|"))


_FILLERS = frozenset(
    _words("um uh er erm oh ah well please i i'd i'll like mean meant said say want the a it's it was is think lantern")
)
_YES = _phrases("sure|yes yes|yeah yeah|that one|this one|that|go on|tell me|of course|all right")
_NO = _phrases(
    "no no|neither|none|neither one|none of them|neither of them|not that|not that one|not those|something else|don't"
)
_ASSENT = frozenset(_words("yes yeah yep yup okay ok"))
_DISSENT = frozenset(_words("no nope nah"))
_TAIL = frozenset(_words("do don't would wouldn't did didn't can will that thank thanks you very much"))
"""What may follow a yes or no without being a choice of its own: “yes I do”, “no thank you very much”."""

_PLACES = (
    _phrases("first|first one|one|number one|won|number won"),
    _phrases("second|second one|two|number two|other|other one|too|to"),
    _phrases("third|third one|three|number three"),
)
_LAST = _phrases("last|last one")
_SMALL_WORDS = frozenset(
    _words(
        "a an the is are do does did will can could it its i we they he she his her their them to of in on for and or "
        "what why how when who where that this so have has be baby babies other things lots one still any more by up"
    )
)

_STEM = 4
"""Letters that make a word's beginning as good as the word: “catch” and “catching”."""


def choice(text: str) -> Choice:
    """Return what a short answer such as “um the second one please” chooses; -1 is the last one."""
    words = [word for word in _words(text) if word not in _FILLERS]
    if len(words) > 1 and words[0] in ("no", "yes", "yeah"):
        rest = _place(" ".join(words[1:]))
        if rest is not None:
            return rest
    said = " ".join(words)
    nods = bool(words) and _TAIL.issuperset(words[1:])
    if said in _YES or (nods and words[0] in _ASSENT):
        return "yes"
    if said in _NO or (nods and words[0] in _DISSENT):
        return "no"
    return _place(said)


def named(text: str, titles: Sequence[str]) -> int | None:
    """Return the place of the one title that shares more words with the text than any other."""
    wanted = _content(text)
    shared = [sum(any(_alike(word, other) for other in _content(title)) for word in wanted) for title in titles]
    best = max(shared, default=0)
    return shared.index(best) if best and shared.count(best) == 1 else None


def _place(said: str) -> int | None:
    if said in _LAST:
        return -1
    return next((place for place, forms in enumerate(_PLACES) if said in forms), None)


def _content(text: str) -> frozenset[str]:
    return frozenset(word.rstrip("s") for word in _words(text) if word not in _SMALL_WORDS)


def _alike(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) >= _STEM and (one.startswith(other) or other.startswith(one)))
