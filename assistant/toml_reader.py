"""Reading TOML files into checked shapes, with messages that name file, line, what is wrong and how to mend it."""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from assistant.errors import LanternError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


class Shape(BaseModel):
    """What a TOML table must look like: nothing unknown, nothing converted in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


ShapeT = TypeVar("ShapeT", bound=BaseModel)


class TomlFile:
    """The text of a TOML file and what it says, with the line of each key."""

    def __init__(self, path: Path, error: type[LanternError]) -> None:
        """Read `path`; raise `error` where that can't be done or it is no TOML."""
        self.path = path
        self._error = error
        self._text = read_text(path, error)
        try:
            self.table: dict[str, Any] = tomllib.loads(self._text)
        except tomllib.TOMLDecodeError as problem:
            raise error(_not_toml(path, str(problem))) from problem

    def parse(self, shape: type[ShapeT], *, within: tuple[str, ...] = ()) -> ShapeT:
        """Check the table (or the one at `within`) against `shape`; raise the file's error at the first flaw."""
        table: Any = self.table
        for key in within:
            table = table[key]
        try:
            return shape.model_validate(table)
        except ValidationError as problem:
            # A misspelt name is more use to hear of than the one that is missing for it.
            flaw = min(problem.errors(), key=lambda flaw: flaw["type"] != "extra_forbidden")
            raise self.complaint((*within, *flaw["loc"]), describe(flaw, shape)) from problem

    def complaint(self, location: Sequence[str | int], what: str) -> LanternError:
        """Return an error for the value at `location`, ready to be raised."""
        return self._error(f"{self.path}:{self.line(location)}: {what}")

    def line(self, location: Sequence[str | int]) -> int:
        """Return the line, from 1, at which the value at `location` stands, as nearly as the text shows."""
        lines = self._text.splitlines()
        here = 0
        for depth, key in enumerate(location):
            if isinstance(key, int):
                here = self._line_of_item(lines, here, _value_at(self.table, location[: depth + 1]))
                continue
            dotted = r"\s*\.\s*".join(rf"[\"']?{re.escape(str(part))}[\"']?" for part in location[: depth + 1])
            header = re.compile(rf"\s*\[+\s*{dotted}\s*[\].]")
            assignment = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]")
            found = next((i for i, text in enumerate(lines) if header.match(text)), None)
            if found is None:
                found = next((i for i in range(here, len(lines)) if assignment.match(lines[i])), None)
            if found is None:
                break
            here = found
        return here + 1

    @staticmethod
    def _line_of_item(lines: Sequence[str], start: int, value: object) -> int:
        if not isinstance(value, str) or not value:
            return start
        head = value.splitlines()[0]
        return next((i for i in range(start, len(lines)) if head in lines[i]), start)


def read_text(path: Path, error: type[LanternError]) -> str:
    """Return the text of a UTF-8 file to the letter, line endings included."""
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError as problem:
        raise error(f"{path}: there is no such file") from problem
    except IsADirectoryError as problem:
        raise error(f"{path}: this is a folder, a file is needed") from problem
    except UnicodeDecodeError as problem:
        line = problem.object[: problem.start].count(b"\n") + 1
        raise error(f"{path}:{line}: this is not UTF-8 text: save the file as UTF-8") from problem
    except OSError as problem:
        raise error(f"{path}: can't be read: {problem.strerror}") from problem


def nearest(word: str, known: Sequence[str]) -> str:
    """Return `: did you mean “…”?`, or what is known, to end a message about an unknown `word`."""
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if close:
        return f": did you mean “{close[0]}”?"
    return f": known are {', '.join(known)}" if known else ""


def _not_toml(path: Path, message: str) -> str:
    place = re.search(r"\s*\(at line (\d+), column (\d+)\)", message)
    if place is None:
        return f"{path}: this is no proper TOML: {message}"
    what = message.replace(place.group(), "")
    return f"{path}:{place[1]}: this is no proper TOML: {what[0].lower()}{what[1:]}, at column {place[2]}"


def describe(flaw: ErrorDetails, shape: type[BaseModel]) -> str:
    """Return in plain words what a check against `shape` found, and how to mend it."""
    name = ".".join(str(key) for key in flaw["loc"])
    if flaw["type"] == "extra_forbidden":
        return f"“{name}” is not a known name{nearest(str(flaw['loc'][-1]), sorted(shape.model_fields))}"
    if flaw["type"] == "missing":
        return f"“{name}” is missing: add it"
    message = flaw["msg"].removeprefix("Value error, ").removeprefix("Input ")
    return f"“{name}” {message}"


def _value_at(table: object, location: Sequence[str | int]) -> object:
    value = table
    for key in location:
        if (isinstance(value, Mapping) and key in value) or (
            isinstance(value, list) and isinstance(key, int) and key < len(value)
        ):
            value = value[key]  # type: ignore[index]
        else:
            return None
    return value
