"""One digest for a whole folder: the same files with the same bytes under the same names, wherever it lies."""

from __future__ import annotations

import hashlib
from pathlib import Path

_BLOCK = 1 << 20


def folder_digest(folder: Path) -> str:
    """Return the SHA-256 of the sorted lines `<sha256 of a file>  <its path within the folder>`."""
    lines = sorted(
        f"{file_digest(path)}  {path.relative_to(folder).as_posix()}\n" for path in folder.rglob("*") if path.is_file()
    )
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
