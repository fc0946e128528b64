"""Reading TOML files into checked shapes, with messages that name file, line, what is wrong and how to mend it."""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

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
        text = read_text(path, error)
        self._lines = text.splitlines()
        try:
            self.table: dict[str, Any] = tomllib.loads(text)
        except tomllib.TOMLDecodeError as problem:
            raise error(_not_toml(path, str(problem))) from problem

    def parse(self, shape: type[ShapeT], *, within: tuple[str | int, ...] = ()) -> ShapeT:
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
        here = 0
        for depth, key in enumerate(location, start=1):
            value = _value_at(self.table, location[:depth])
            if isinstance(key, int) and isinstance(value, Mapping):
                found = self._find(_header(location[: depth - 1]), times=key + 1)
            elif isinstance(key, int):
                found = self._find(re.escape(str(value).splitlines()[0]) if value else "", after=here)
            else:
                found = self._find(_header(location[:depth]))
                if found is None or found < here:
                    found = self._find(rf"^\s*[\"']?{re.escape(key)}[\"']?\s*[=.]", after=here)
            if found is None:
                break
            here = found
        return here + 1

    def _find(self, pattern: str, *, after: int = 0, times: int = 1) -> int | None:
        """Return the index of the `times`-th line from `after` on in which `pattern` is found."""
        sought = re.compile(pattern)
        found = [number for number, line in enumerate(self._lines) if number >= after and sought.search(line)]
        return found[times - 1] if len(found) >= times else None


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


def _header(location: Sequence[str | int]) -> str:
    """Return a pattern for the `[header]` or `[[header]]` of the table at `location`."""
    dotted = r"\s*\.\s*".join(rf"[\"']?{re.escape(key)}[\"']?" for key in location if isinstance(key, str))
    return rf"^\s*\[+\s*{dotted}\s*\]"


def _not_toml(path: Path, message: str) -> str:
    place = re.search(r"\s*\(at line (\d+), column (\d+)\)", message)
    if place is None:
        return f"{path}: this is no proper TOML: {message}"
    what = message.replace(place.group(), "")
    return f"{path}:{place[1]}: this is no proper TOML: {what[0].lower()}{what[1:]}, at column {place[2]}"


def describe(flaw: Mapping[str, Any], shape: type[BaseModel]) -> str:
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
