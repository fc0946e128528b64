"""All packs together, with what they share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from assistant.errors import PackError
from assistant.packs.common import COMMON_LABELS, CommonIntents, Responses, load_common, load_responses
from assistant.packs.pack import Fact, Pack, load_pack


@dataclass(frozen=True)
class Library:
    """Everything that Lantern can say, and the ways to ask for it."""

    packs: tuple[Pack, ...]
    common: CommonIntents
    responses: Responses

    @cached_property
    def facts(self) -> Mapping[str, Fact]:
        """Every fact by its id."""
        return {fact.id: fact for pack in self.packs for fact in pack.facts}

    @cached_property
    def _packs_by_fact(self) -> Mapping[str, Pack]:
        return {fact.id: pack for pack in self.packs for fact in pack.facts}

    def examples(self) -> Iterator[tuple[str, str]]:
        """Yield every example of a question and of anything else that is said to Lantern, with what it means."""
        for fact in self.facts.values():
            yield from ((example.text, fact.id) for example in fact.questions)
        for intent, examples in self.common.examples.items():
            yield from ((example.text, intent) for example in examples)

    def pack_of(self, fact_id: str) -> Pack:
        """Return the pack in which a fact stands."""
        return self._packs_by_fact[fact_id]


def load_packs(intents: Path, extra: Sequence[Path] = ()) -> Library:
    """Read the packs of the `intents` folder and the `extra` pack folders; raise PackError at the first flaw."""
    folders = [path.parent for path in sorted(intents.glob("*/pack.toml"))]
    if not folders and not extra:
        raise PackError(f"{intents}: there is no pack here: a pack is a folder with a pack.toml")
    packs = tuple(load_pack(folder) for folder in (*folders, *extra))
    _refuse_namesakes(packs)
    return Library(packs, load_common(intents / "common"), load_responses(intents / "common" / "responses.toml"))


def _refuse_namesakes(packs: Sequence[Pack]) -> None:
    owner: dict[str, Pack] = {}
    for pack in packs:
        for fact in pack.facts:
            if fact.id in COMMON_LABELS:
                raise PackError(f"{pack.folder / 'answers.toml'}: “{fact.id}” is a common intent: rename the fact")
            if fact.id in owner:
                raise PackError(
                    f"{pack.folder / 'answers.toml'}: the fact “{fact.id}” is also in {owner[fact.id].folder}: "
                    "rename it, ids are unique over all packs"
                )
            owner[fact.id] = pack
