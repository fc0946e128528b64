"""The proofs that need only the packs, the calendar and the speech model's words.

That every quote is verbatim and unique is proved before all these: a pack with a false quote can't be loaded.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from assistant.checking.finding import Finding
from assistant.packs import Example, Library, Pack

_AS_HEARD = re.compile(r"[a-z']+(?: [a-z']+)*")
_FEW_QUESTIONS = 10
"""A fact with fewer ways to ask for it is easily missed."""

_LONG_TITLE_WORDS = 12
"""“Did you mean A or B?” must stay short enough to remember A."""

_LONG_ANSWER_WORDS = 36
"""Words that a calm voice says in about 12 seconds."""

_MANY_UNHEARD = 0.1
"""A share of questions above which a fact is missed by ear."""

_WORDS_SHOWN = 8


def prove(library: Library, today: dt.date, vocabulary: Collection[str] | None) -> Iterator[Finding]:
    """Yield every finding; `vocabulary` holds what the speech model hears; None where there is no model."""
    for pack in library.packs:
        yield from review_date(pack, today)
        yield from unreachable_sentences(pack)
        yield from cards(pack)
        yield from lengths(pack)
    yield from missing_questions(library)
    yield from unlike_speech(library)
    yield from duplicates(library)
    if vocabulary is not None:
        yield from unheard_words(library, vocabulary)


def review_date(pack: Pack, today: dt.date) -> Iterator[Finding]:
    """Find that the leaflet's approval has run out."""
    if pack.review_is_due(today):
        yield Finding(
            "warning",
            str(pack.folder / "pack.toml"),
            f"the leaflet was due for review in {pack.review_due:%B %Y}: ask {pack.approved_by} for the new edition",
        )


def unreachable_sentences(pack: Pack) -> Iterator[Finding]:
    """Find sentences of the leaflet that no answer says."""
    for sentence in pack.leaflet.missing_from(pack.quotes):
        line = pack.leaflet.text.count("\n", 0, sentence.start) + 1
        yield Finding(
            "error",
            f"{pack.folder / 'leaflet.txt'}:{line}",
            f"no answer says all of “{sentence.text}”: quote it in a fact's sentences or more",
        )


def cards(pack: Pack) -> Iterator[Finding]:
    """Find titles and pictures that are no good for a card, or that two facts share."""
    where = str(pack.folder / "answers.toml")
    for fact in pack.facts:
        if not fact.title.endswith("?"):
            yield Finding("error", where, f"[{fact.id}] the title “{fact.title}” is no question: end it with “?”")
        if len(fact.title.split()) > _LONG_TITLE_WORDS:
            yield Finding("warning", where, f"[{fact.id}] the title “{fact.title}” is long for a child: shorten it")
        if not fact.picture.isalpha() or not fact.picture.islower():
            yield Finding("error", where, f"[{fact.id}] the picture “{fact.picture}” must be one lower-case word")
    for what, values in (
        ("title", [fact.title for fact in pack.facts]),
        ("picture", [fact.picture for fact in pack.facts]),
    ):
        for value, times in Counter(values).items():
            if times > 1:
                yield Finding("error", where, f"{times} facts have the {what} “{value}”: give each its own")


def lengths(pack: Pack) -> Iterator[Finding]:
    """Find answers that are too long to listen to at once."""
    for fact in pack.facts:
        words = sum(len(quote.spoken.split()) for quote in fact.quotes)
        if words > _LONG_ANSWER_WORDS:
            yield Finding(
                "warning",
                str(pack.folder / "answers.toml"),
                f"[{fact.id}] is answered with {words} words, more than a small child listens to: move some into more",
            )


def missing_questions(library: Library) -> Iterator[Finding]:
    """Find facts and common intents that can't be asked for, or in too few ways."""
    for path, examples in _bank(library).items():
        if not examples:
            yield Finding(
                "error", str(path), f"nobody can ask for this: write at least {_FEW_QUESTIONS} questions here"
            )
        elif len(examples) < _FEW_QUESTIONS:
            yield Finding("warning", str(path), f"these questions are few: write at least {_FEW_QUESTIONS}")


def unlike_speech(library: Library) -> Iterator[Finding]:
    """Find questions that are not written as a recogniser prints them."""
    for path, examples in _bank(library).items():
        for example in examples:
            if not _AS_HEARD.fullmatch(example.text):
                yield Finding(
                    "error",
                    f"{path}:{example.line}",
                    f"“{example.text}” is not as a recogniser prints it: only a to z, apostrophes and single spaces",
                )


def duplicates(library: Library) -> Iterator[Finding]:
    """Find questions that stand in two places."""
    first: dict[str, tuple[Path, int]] = {}
    for path, examples in _bank(library).items():
        for example in examples:
            other, line = first.setdefault(example.text, (path, example.line))
            what = f"“{example.text}” is also in {other}:{line}: keep one"
            if other != path:
                yield Finding("error", f"{path}:{example.line}", what)
            elif line != example.line:
                yield Finding("warning", f"{path}:{example.line}", what)


def unheard_words(library: Library, vocabulary: Collection[str]) -> Iterator[Finding]:
    """Find facts of which many questions have words that the speech model can't hear."""
    for fact_file, examples in _bank(library).items():
        if fact_file.parent == library.common.folder or not examples:
            continue
        unheard = [[word for word in example.text.split() if word not in vocabulary] for example in examples]
        share = sum(map(bool, unheard)) / len(examples)
        if share > _MANY_UNHEARD:
            commonest = Counter(word for words in unheard for word in words).most_common(_WORDS_SHOWN)
            yield Finding(
                "warning",
                str(fact_file),
                f"{share:.0%} of the questions have words that the speech model does not know, such as "
                f"{', '.join(word for word, _ in commonest)}: also write them with the words that it hears instead",
            )


def _bank(library: Library) -> Mapping[Path, tuple[Example, ...]]:
    facts = {
        pack.folder / "questions" / f"{fact.id}.txt": fact.questions for pack in library.packs for fact in pack.facts
    }
    common = {library.common.folder / f"{label}.txt": examples for label, examples in library.common.examples.items()}
    return facts | common
