"""The espeak-ng that comes as a Python package: where it lies (the only file that knows the package)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Espeak:
    """An espeak-ng that is not the system's."""

    library: Path
    """Its shared library."""

    home: Path
    """The folder that holds `espeak-ng-data`."""


def packaged_espeak() -> Espeak:
    """Return it; raise ImportError where it is not installed."""
    import espeakng_loader

    return Espeak(Path(espeakng_loader.get_library_path()), Path(espeakng_loader.get_data_path()).parent)
