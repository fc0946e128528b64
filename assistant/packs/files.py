"""Question files: one question a line, as a speech recogniser prints it.

A line `# writer: poppy` says who wrote the lines that follow; any other line that begins with `#` is a comment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import PackError
from assistant.toml_reader import read_text

_WRITER = re.compile(r"#\s*writer:\s*(?P<name>\S.*?)\s*$")


@dataclass(frozen=True, slots=True)
class Example:
    """A way to ask for something."""

    text: str
    """Lower-case words without punctuation."""

    writer: str = ""
    """Who wrote it; empty where nobody is named."""

    line: int = 0
    """Where it stands in its file, from 1."""


def read_examples(path: Path) -> tuple[Example, ...]:
    """Return the questions of a file; raise PackError where it can't be read."""
    examples: list[Example] = []
    writer = ""
    for number, raw in enumerate(read_text(path, PackError).splitlines(), start=1):
        line = raw.strip()
        if line.startswith("#"):
            named = _WRITER.match(line)
            writer = named["name"] if named else writer
        elif line:
            examples.append(Example(line, writer, number))
    return tuple(examples)
