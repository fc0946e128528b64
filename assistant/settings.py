"""What a family can choose: `lantern.toml` in the platform's configuration folder, then `LANTERN_*`, then options.

The later source wins, field by field.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator

from assistant.errors import SettingsError, StorageError
from assistant.resources import settings_file
from assistant.toml_reader import TomlFile, describe

_PREFIX = "LANTERN_"


def _split_paths(value: object) -> object:
    return [part for part in value.split(os.pathsep) if part] if isinstance(value, str) else value


class Settings(BaseModel):
    """Every choice there is, with what holds where nothing was chosen."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str | None = None
    """The speech model: a folder, or a name that `lantern models list` shows; the best at hand where unset."""

    voice: str | None = None
    """The voice, a name that `lantern voices` shows; the best at hand where unset."""

    rate: Annotated[float, Field(ge=0.5, le=1.5)] = 1.0
    """How fast Lantern speaks: 1 is the voice's own speed, 0.8 slower."""

    volume: Annotated[float, Field(gt=0, le=1)] = 1.0
    """How loud Lantern speaks, up to 1, a limit that is kind to small ears."""

    bedtime: str = "off"
    """When Lantern is quieter, slower and shorter: `off`, `on`, or hours such as `18:30-06:30`."""

    wake_phrase: str = "hello lantern"
    """What wakes Lantern when it listens hands free."""

    packs: Annotated[tuple[Path, ...], BeforeValidator(_split_paths)] = ()
    """Folders of further leaflet packs."""

    microphone: str | None = None
    """A part of the microphone's name; the system's own where unset."""

    loudspeaker: str | None = None
    """A part of the loudspeaker's name; the system's own where unset."""

    quiet: bool = False
    """Whether Lantern shows nothing beside its answers."""

    @field_validator("bedtime")
    @classmethod
    def _bedtime_makes_sense(cls, value: str) -> str:
        if value not in ("on", "off"):
            _hours(value)
        return value

    @field_validator("packs")
    @classmethod
    def _packs_from_home(cls, value: tuple[Path, ...]) -> tuple[Path, ...]:
        return tuple(path.expanduser() for path in value)

    def is_bedtime(self, now: dt.time) -> bool:
        """Return whether it is bedtime at the clock time `now`."""
        if self.bedtime in ("on", "off"):
            return self.bedtime == "on"
        begins, ends = _hours(self.bedtime)
        return begins <= now < ends if begins <= ends else now >= begins or now < ends


def load_settings(
    options: Mapping[str, object] | None = None, environment: Mapping[str, str] | None = None, file: Path | None = None
) -> Settings:
    """Return the settings of `file` (the platform's where not given), the environment and `options`, in that order.

    Options that are None were not given. Raises SettingsError.
    """
    file = file or settings_file()
    environment = os.environ if environment is None else environment
    chosen: dict[str, Any] = {}
    if file.is_file():
        chosen |= _given(TomlFile(file, SettingsError).parse(Settings))
    variables = {key[len(_PREFIX) :].lower(): value for key, value in environment.items() if key.startswith(_PREFIX)}
    chosen |= _given(_checked(variables, lambda name: f"the environment variable {_PREFIX}{name.upper()}"))
    given = {name: value for name, value in (options or {}).items() if value is not None}
    chosen |= _given(_checked(given, lambda name: f"the option --{name.replace('_', '-')}"))
    return Settings.model_validate(chosen)


def remember(name: str, value: str | float | bool | None, file: Path | None = None) -> Path:
    """Write one choice into the settings file, leaving its comments alone; None forgets it. Return the file.

    Raises SettingsError where the value makes no sense or the file is no TOML, StorageError where it can't be written.
    """
    import tomlkit
    from tomlkit.exceptions import ParseError

    file = file or settings_file()
    _checked({} if value is None else {name: value}, lambda key: f"“{key}”")
    try:
        document = tomlkit.parse(file.read_text("utf-8")) if file.is_file() else tomlkit.document()
        if value is None:
            document.pop(name, None)
        else:
            document[name] = value
        file.parent.mkdir(parents=True, exist_ok=True)
        partial = file.with_suffix(".toml.partial")
        partial.write_text(tomlkit.dumps(document), "utf-8")
        partial.replace(file)
    except ParseError as problem:
        raise SettingsError(f"{file}: this is not proper TOML: {problem}") from problem
    except OSError as problem:
        raise StorageError(f"{file}: the choice can't be kept: {problem.strerror}") from problem
    return file


def _given(settings: Settings) -> dict[str, Any]:
    return {name: getattr(settings, name) for name in settings.model_fields_set}


def _checked(values: Mapping[str, Any], name_of: Callable[[str], str]) -> Settings:
    try:
        return Settings.model_validate(values)
    except ValidationError as problem:
        flaw = problem.errors()[0]
        source = name_of(str(flaw["loc"][0]))
        raise SettingsError(f"{source}: {describe(flaw, Settings)}") from problem


def _hours(text: str) -> tuple[dt.time, dt.time]:
    begins, dash, ends = text.partition("-")
    try:
        if dash:
            return dt.time.fromisoformat(begins.strip()), dt.time.fromisoformat(ends.strip())
    except ValueError:
        pass
    raise ValueError(f"must be on, off, or hours such as 18:30-06:30, not “{text}”")
