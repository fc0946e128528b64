"""Tries the questions of all packs on the recogniser: which are stolen, and which intents are mixed up.

The encoder stays as it is. Everything that is learnt from the questions is learnt again without those that are tried,
so each is judged as if it were new.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from zlib import crc32

import numpy as np

from assistant.checking.finding import Finding
from assistant.packs import Library
from assistant.turn import Ambiguous, IntentMatch, Recognition
from assistant.understanding.heads import Numbers
from assistant.understanding.index import Bank, Progress, bank_of, learn
from assistant.understanding.members import all_say, neighbours_say
from assistant.understanding.recognise import NOTHING, Recogniser, decide, group_of, rank

_FOLDS: Final = 4
_BATCH: Final = 512
_STOLEN: Final = 0.95
"""A question is stolen where another intent has at least this share of its nearest examples, itself left out."""

_WEAK: Final = 0.7
"""An intent of which fewer questions than this are understood needs more of them, or clearer ones."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of one question that was judged as if it were new."""

    text: str
    intent: str
    """What it stands for in the bank; near and far misses are one intent."""

    understood: str
    """The likeliest intent."""

    outcome: Recognition
    """What would have been acted on."""

    @property
    def right(self) -> bool:
        """Return whether the reply would have been of the right kind and fact."""
        if isinstance(self.outcome, IntentMatch):
            return self.outcome.intent == self.intent
        return not isinstance(self.outcome, Ambiguous) and group_of(self.intent) in ("out_of_scope", "advice")

    @property
    def wrong(self) -> bool:
        """Return whether something else would have been answered, rather than asked back or admitted."""
        return isinstance(self.outcome, IntentMatch) and not self.right


@dataclass(frozen=True)
class Examination:
    """All questions, tried."""

    tried: tuple[Tried, ...]

    @cached_property
    def by_intent(self) -> Mapping[str, tuple[Tried, ...]]:
        """The questions of each intent, in alphabetical order."""
        groups: dict[str, list[Tried]] = {}
        for each in self.tried:
            groups.setdefault(each.intent, []).append(each)
        return {intent: tuple(groups[intent]) for intent in sorted(groups)}

    def share_right(self, intent: str) -> float:
        """Return the share of an intent's questions that are understood."""
        tried = self.by_intent[intent]
        return sum(each.right for each in tried) / len(tried)


def examine(library: Library, recogniser: Recogniser, progress: Progress | None = None) -> Examination:
    """Try every question by cross-validation: each quarter on what was learnt from the other three."""
    bank = bank_of(library)
    folds = np.array([crc32(text.encode()) % _FOLDS for text in bank.texts])
    tried: list[Tried] = []
    for fold in range(_FOLDS):
        inside = np.flatnonzero(folds == fold)
        if len(inside) and len(inside) < len(folds):
            tried.extend(_try(bank, inside, recogniser))
        if progress:
            progress(fold + 1, _FOLDS)
    return Examination(tuple(tried))


def _try(bank: Bank, inside: Numbers, recogniser: Recogniser) -> Iterator[Tried]:
    outside = np.setdiff1d(np.arange(len(bank.texts)), inside)
    index = learn(bank.only(outside.tolist()), recogniser.index.vectors[outside])
    texts = [bank.texts[place] for place in inside]
    chances = all_say(index, texts, recogniser.index.examples[inside], recogniser.calibration)
    for place, text, row in zip(inside, texts, chances, strict=True):
        ranked = rank(bank.labels, row)
        own = rank(bank.labels, np.eye(len(bank.labels), dtype=np.float32)[bank.owners[place]])[0].intent
        yield Tried(text, own, ranked[0].intent, decide(ranked, recogniser.calibration))


def stolen_questions(library: Library, recogniser: Recogniser) -> Iterator[Finding]:
    """Find questions that are taken for another intent's, each left out of what it is compared with in turn."""
    bank = bank_of(library)
    index = recogniser.index
    for start in range(0, len(bank.texts), _BATCH):
        places = np.arange(start, min(start + _BATCH, len(bank.texts)))
        shares = neighbours_say(index, index.examples[places], recogniser.calibration, places)
        for place, row in zip(places, shares, strict=True):
            thief = rank(bank.labels, row)[0]
            own = bank.labels[bank.owners[place]]
            if thief.confidence >= _STOLEN and group_of(thief.intent) != "out_of_scope" and thief.intent != own:
                yield Finding(
                    "warning",
                    _file_of(library, own),
                    f"“{bank.texts[place]}” sounds like “{thief.intent}”: move it there, or say it more clearly",
                )


def lost_questions(library: Library, recogniser: Recogniser) -> Iterator[Finding]:
    """Find questions that are taken for another intent's although they are in the bank."""
    bank = bank_of(library)
    for start in range(0, len(bank.texts), _BATCH):
        places = slice(start, start + _BATCH)
        texts = bank.texts[places]
        chances = all_say(recogniser.index, texts, recogniser.index.examples[places], recogniser.calibration)
        for text, owner, row in zip(texts, bank.owners[places], chances, strict=True):
            own = bank.labels[owner]
            found = decide(rank(bank.labels, row), recogniser.calibration)
            if isinstance(found, IntentMatch) and found.intent not in (own, "advice"):
                yield Finding(
                    "error",
                    _file_of(library, own),
                    f"“{text}” is taken for “{found.intent}”: move it there, or say it more clearly",
                )


def weak_intents(library: Library, examination: Examination) -> Iterator[Finding]:
    """Find intents of which too few questions are understood."""
    for intent in examination.by_intent:
        share = examination.share_right(intent)
        if share < _WEAK:
            yield Finding(
                "warning",
                str(_file_of(library, intent)),
                f"only {share:.0%} of these questions are understood when they are new: write more of them",
            )


def _file_of(library: Library, intent: str) -> str:
    if intent in library.facts:
        return str(library.pack_of(intent).folder / "questions" / f"{intent}.txt")
    name = "out_of_scope_near" if intent == NOTHING else intent
    return str(library.common.folder / f"{name}.txt")
