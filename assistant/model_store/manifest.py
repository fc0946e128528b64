"""`models/manifest.toml`: the speech models that Lantern knows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, field_validator

from assistant.errors import ModelError
from assistant.toml_reader import Shape, TomlFile

BUILT_IN = "english"
"""The name of the model that comes with Lantern."""

_SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class ModelEntry(Shape):
    """A model of the manifest: one that comes with Lantern, or one that can be fetched."""

    name: str
    language: str
    """Such as “en-GB”."""

    licence: str
    about: str = ""
    """One line for the list."""

    url: str | None = None
    """Where its zip can be fetched; None for a model that comes with Lantern."""

    size: Annotated[int, Field(gt=0)] | None = None
    """Bytes of the zip."""

    sha256: str | None = None
    """Digest of the zip."""

    digest: str | None = None
    """Digest of the folder, see `digest.folder_digest`."""

    @field_validator("name")
    @classmethod
    def _name_is_a_folder_name(cls, value: str) -> str:
        if not is_safe_name(value):
            raise ValueError("must be made of letters, digits, dots, hyphens and underscores")
        return value


class _Manifest(Shape):
    model: list[dict[str, Any]]


def is_safe_name(name: str) -> bool:
    """Return whether a model's name can be used as a folder's."""
    return bool(_SAFE_NAME.fullmatch(name))


def read_manifest(path: Path) -> tuple[ModelEntry, ...]:
    """Return the models of a manifest; raises ModelError naming file and line."""
    file = TomlFile(path, ModelError)
    models = file.parse(_Manifest).model
    return tuple(file.parse(ModelEntry, within=("model", number)) for number in range(len(models)))
