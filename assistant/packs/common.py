"""What every pack shares: how children ask for more, a hug or help, and the fixed lines that Lantern says then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from assistant.errors import PackError
from assistant.packs.files import Example, read_examples
from assistant.packs.spoken import SpokenForms
from assistant.toml_reader import TomlFile, nearest
from assistant.turn import Control, Line

CONTROLS: tuple[str, ...] = get_args(Control)
"""What one can ask of Lantern itself."""

SAFETY = ("comfort", "danger_to_self", "emergency", "advice")
"""What always leads to a grown-up."""

OUT_OF_SCOPE = ("out_of_scope_near", "out_of_scope_far")
"""What the leaflet does not answer: in the very words of its questions, and anything else."""

Feeling = Literal["guilt", "catching", "dying", "left_out", "cross", "fear", "sad", "worry"]

FEELINGS: tuple[str, ...] = get_args(Feeling)
"""What a child may feel who says something sad; a pack can name the fact whose words comfort then."""

COMMON_LABELS = (*CONTROLS, *SAFETY, *OUT_OF_SCOPE)
"""The files of `intents/common/`."""


@dataclass(frozen=True)
class CommonIntents:
    """Examples of what is no question to a leaflet."""

    examples: Mapping[str, tuple[Example, ...]]
    """For each of COMMON_LABELS, ways to say it."""

    folder: Path
    """Where they were read from."""


@dataclass(frozen=True)
class Responses:
    """The fixed lines, each with a few variants so that Lantern does not sound like a machine."""

    lines: Mapping[str, tuple[Line, ...]]
    """By name, in the order of `responses.toml`; `{braces}` in a line are filled in when it is said."""

    def variants(self, name: str) -> tuple[Line, ...]:
        """Return the variants of a line; raise PackError where responses.toml lacks it."""
        try:
            return self.lines[name]
        except KeyError as problem:
            raise PackError(f"responses.toml: there is no line “{name}”: write it") from problem


def load_common(folder: Path) -> CommonIntents:
    """Read `intents/common/*.txt`; raise PackError at a file of an unknown name."""
    examples: dict[str, tuple[Example, ...]] = dict.fromkeys(COMMON_LABELS, ())
    for path in sorted(folder.glob("*.txt")):
        if path.stem not in examples:
            raise PackError(f"{path}: “{path.stem}” is no common intent{nearest(path.stem, COMMON_LABELS)}")
        examples[path.stem] = read_examples(path)
    return CommonIntents(examples, folder)


def load_responses(path: Path) -> Responses:
    """Read `intents/common/responses.toml`; raise PackError where it is not as it should be."""
    file = TomlFile(path, PackError)
    say = file.table.get("say", {})
    if not isinstance(say, dict) or not all(isinstance(form, str) for form in say.values()):
        raise file.complaint(["say"], 'spoken forms are texts: written = "spoken"')
    forms = SpokenForms(say)
    lines = {}
    for name, variants in file.table.items():
        if name == "say":
            continue
        if not isinstance(variants, list) or not variants or not all(isinstance(text, str) for text in variants):
            raise file.complaint([name], f"“{name}” must be a list of one or more variants, each a text")
        lines[name] = tuple(Line(text, forms.say(text)) for text in variants)
    return Responses(lines)
