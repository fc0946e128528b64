"""A pack: one leaflet with its questions, answers and where it comes from."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pydantic import Field

from assistant.errors import PackError
from assistant.packs.common import FEELINGS
from assistant.packs.files import Example, read_examples
from assistant.packs.leaflet import Leaflet, QuoteNotFoundError
from assistant.packs.spoken import SpokenForms
from assistant.toml_reader import Shape, TomlFile, nearest, read_text
from assistant.turn import Quote


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that the leaflet says, and the ways to ask for it."""

    id: str
    """Unique over all packs; the name of its table in `answers.toml` and of its file in `questions/`."""

    title: str
    """The fact as a child's question, such as “Can I catch it?”."""

    picture: str
    """The picture of its card, one word."""

    quotes: tuple[Quote, ...]
    """What is said first: short."""

    more: tuple[Quote, ...]
    """What is said when more is asked for."""

    see_also: tuple[str, ...]
    """Ids of facts that one may want to know next."""

    questions: tuple[Example, ...]
    """Ways to ask for it."""


@dataclass(frozen=True)
class Pack:
    """A leaflet that can answer."""

    id: str
    """The name of its folder."""

    title: str
    """What the leaflet is about, for people."""

    language: str
    """Such as “en-GB”."""

    approved_by: str
    approved_on: dt.date
    review_due: dt.date
    """When its approval runs out."""

    leaflet: Leaflet
    facts: tuple[Fact, ...]
    """In the order of `answers.toml`."""

    folder: Path
    """Where it was read from."""

    comfort: Mapping[str, str] = field(default_factory=dict)
    """For some FEELINGS, the id of the fact whose words comfort."""

    def review_is_due(self, today: dt.date) -> bool:
        """Return whether the leaflet should have been reviewed before `today`."""
        return today > self.review_due

    @cached_property
    def quotes(self) -> tuple[Quote, ...]:
        """Every quote of every fact."""
        return tuple(quote for fact in self.facts for quote in (*fact.quotes, *fact.more))


class _PackShape(Shape):
    """`pack.toml`."""

    id: str
    title: str
    language: str
    approved_by: str
    approved_on: dt.date
    review_due: dt.date
    sha256: str
    say: dict[str, str] = Field(default_factory=dict)
    comfort: dict[str, str] = Field(default_factory=dict)


class _AnswerShape(Shape):
    """One table of `answers.toml`."""

    title: str
    picture: str
    sentences: list[str]
    more: list[str] = Field(default_factory=list)
    see_also: list[str] = Field(default_factory=list)


def load_pack(folder: Path) -> Pack:
    """Read a pack; raise PackError, which names file, line, what is wrong and how to mend it."""
    if not (folder / "pack.toml").is_file():
        raise PackError(f"{folder}: this folder is no pack, pack.toml is missing")
    about_file = TomlFile(folder / "pack.toml", PackError)
    about = about_file.parse(_PackShape)
    if about.id != folder.name:
        raise about_file.complaint(
            ["id"], f"the pack is called “{about.id}”, its folder “{folder.name}”: make them one"
        )
    if "" in about.say:
        raise about_file.complaint(["say"], "an empty text has no spoken form: remove it")
    leaflet = _read_leaflet(folder / "leaflet.txt", about_file, about)
    facts = tuple(_read_facts(folder, leaflet))
    _check_comfort(about_file, about, facts)
    return Pack(
        id=about.id,
        title=about.title,
        language=about.language,
        approved_by=about.approved_by,
        approved_on=about.approved_on,
        review_due=about.review_due,
        leaflet=leaflet,
        facts=facts,
        folder=folder,
        comfort=about.comfort,
    )


def _check_comfort(file: TomlFile, about: _PackShape, facts: tuple[Fact, ...]) -> None:
    ids = [fact.id for fact in facts]
    for feeling, fact_id in about.comfort.items():
        if feeling not in FEELINGS:
            raise file.complaint(["comfort", feeling], f"“{feeling}” is no feeling{nearest(feeling, FEELINGS)}")
        if fact_id not in ids:
            raise file.complaint(["comfort", feeling], f"there is no fact “{fact_id}”{nearest(fact_id, ids)}")


def _read_leaflet(path: Path, about_file: TomlFile, about: _PackShape) -> Leaflet:
    text = read_text(path, PackError)
    digest = hashlib.sha256(text.encode()).hexdigest()
    if digest != about.sha256:
        raise about_file.complaint(
            ["sha256"],
            f"{path.name} is not the edition that this pack was made for: put the leaflet back, or, for a new edition, "
            f'look through answers.toml and write sha256 = "{digest}"',
        )
    return Leaflet(text, SpokenForms(about.say))


def _read_facts(folder: Path, leaflet: Leaflet) -> Iterator[Fact]:
    answers = TomlFile(folder / "answers.toml", PackError)
    if not answers.table:
        raise answers.complaint([], "there is no answer here: write a table for each fact of the leaflet")
    questions = _read_questions(folder / "questions", answers)
    for fact_id in answers.table:
        answer = answers.parse(_AnswerShape, within=(fact_id,))
        if not answer.sentences:
            raise answers.complaint([fact_id, "sentences"], "an answer needs at least one sentence of the leaflet")
        for number, other in enumerate(answer.see_also):
            if other not in answers.table:
                hint = nearest(other, list(answers.table))
                raise answers.complaint([fact_id, "see_also", number], f"there is no fact “{other}”{hint}")
        yield Fact(
            id=fact_id,
            title=answer.title,
            picture=answer.picture,
            quotes=_find_quotes(answers, leaflet, fact_id, "sentences", answer.sentences),
            more=_find_quotes(answers, leaflet, fact_id, "more", answer.more),
            see_also=tuple(answer.see_also),
            questions=questions.get(fact_id, ()),
        )


def _find_quotes(
    answers: TomlFile, leaflet: Leaflet, fact_id: str, key: str, sentences: list[str]
) -> tuple[Quote, ...]:
    def find(number: int, words: str) -> Quote:
        try:
            return leaflet.quote(words)
        except QuoteNotFoundError as problem:
            raise answers.complaint([fact_id, key, number], str(problem)) from problem

    return tuple(find(number, words) for number, words in enumerate(sentences))


def _read_questions(folder: Path, answers: TomlFile) -> Mapping[str, tuple[Example, ...]]:
    questions = {}
    for path in sorted(folder.glob("*.txt")):
        if path.stem not in answers.table:
            hint = nearest(path.stem, list(answers.table))
            raise PackError(f"{path}: answers.toml has no fact “{path.stem}”{hint}")
        questions[path.stem] = read_examples(path)
    return questions
