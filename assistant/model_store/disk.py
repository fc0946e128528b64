"""Faults of a disk, in words that a person can use."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import StorageError


@contextmanager
def disk_errors(folder: Path) -> Iterator[None]:
    """Turn any OSError of the block into a StorageError about `folder`."""
    try:
        yield
    except OSError as problem:
        if problem.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageError(
                f"the disk is full, {folder} can't hold more: free some space and try again"
            ) from problem
        raise StorageError(f"{problem.filename or folder} can't be used: {problem.strerror or problem}") from problem
