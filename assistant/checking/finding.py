"""What a proof found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a pack that a person should know."""

    severity: Literal["error", "warning"]
    """An error makes `lantern check` fail."""

    where: str
    """File, and line where there is one."""

    what: str
    """What is wrong, and how to mend it."""
