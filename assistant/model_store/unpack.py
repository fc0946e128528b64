"""Unpacking a model's zip without trusting it: no path outside, no links, no bombs, all or nothing."""

from __future__ import annotations

import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from assistant.errors import ModelError
from assistant.model_store.disk import disk_errors
from assistant.model_store.download import Progress

MOST_BYTES = 8 << 30
"""What a model may grow to: the largest published Vosk models hold about half of this."""

MOST_FILES = 10_000
MOST_RATIO = 200
"""Unpacked to packed bytes of one file; speech models shrink to about a half."""

_BLOCK = 1 << 20
_WORTH_A_LOOK = 1 << 20
"""Bytes below which a file is no bomb, however well it was packed."""


def unpack(archive: Path, into: Path, accept: Callable[[Path], None], progress: Progress) -> None:
    """Unpack the model in `archive` as the folder `into`, which appears only when it is whole and `accept` takes it.

    A single folder round everything is taken off. Raises ModelError where the zip is broken, unsafe or no model.
    """
    with _new_folder(into) as fresh:
        try:
            with zipfile.ZipFile(archive) as opened:
                _extract(opened, archive, fresh, progress)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
        ) as problem:
            raise ModelError(f"{archive} is broken or no zip: fetch it again") from problem
        accept(_without_wrapping(fresh))
        _take_place(_without_wrapping(fresh), into)


def copy(folder: Path, into: Path, accept: Callable[[Path], None]) -> None:
    """Copy the model in `folder` as the folder `into`, which appears only when it is whole and `accept` takes it."""
    accept(folder)
    with _new_folder(into) as fresh:
        shutil.copytree(folder, fresh / "model")
        _take_place(fresh / "model", into)


def _extract(opened: zipfile.ZipFile, archive: Path, fresh: Path, progress: Progress) -> None:
    members = opened.infolist()
    total = sum(member.file_size for member in members)
    if len(members) > MOST_FILES or total > MOST_BYTES:
        raise ModelError(
            f"{archive} would unpack to {len(members):,} files and {total:,} bytes: no speech model is so large"
        )
    done = 0
    for member in members:
        target = fresh / _safe_path(member, archive)
        if member.is_dir():
            target.mkdir(parents=True, exist_ok=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        with opened.open(member) as source, target.open("xb") as file:
            while block := source.read(_BLOCK):
                file.write(block)
                done += len(block)
                progress("unpacking", done, total)


def _safe_path(member: zipfile.ZipInfo, archive: Path) -> PurePosixPath:
    path = PurePosixPath(member.filename)
    outside = path.is_absolute() or ".." in path.parts or "\\" in member.filename or ":" in member.filename
    link = stat.S_ISLNK(member.external_attr >> 16)
    bomb = member.file_size > max(_WORTH_A_LOOK, MOST_RATIO * member.compress_size)
    locked = bool(member.flag_bits & 0x1)
    for flaw, what in (
        (outside, "leads outside the model's folder"),
        (link, "is a link"),
        (
            bomb,
            f"would grow to {member.file_size:,} bytes from {member.compress_size:,}",
        ),
        (locked, "is locked by a password"),
    ):
        if flaw:
            raise ModelError(f"{archive} is not safe and was not unpacked: its entry “{member.filename}” {what}")
    return path


def _without_wrapping(fresh: Path) -> Path:
    inside = list(fresh.iterdir())
    return inside[0] if len(inside) == 1 and inside[0].is_dir() else fresh


@contextmanager
def _new_folder(into: Path) -> Iterator[Path]:
    """Give a folder beside `into`, so that taking its place is one rename; it is gone at the end."""
    with disk_errors(into.parent):
        into.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".unpacking-", dir=into.parent, ignore_cleanup_errors=True) as fresh:
            yield Path(fresh)


def _take_place(fresh: Path, into: Path) -> None:
    with tempfile.TemporaryDirectory(prefix=".replaced-", dir=into.parent, ignore_cleanup_errors=True) as aside:
        if into.exists():
            into.rename(Path(aside) / into.name)
        fresh.rename(into)
