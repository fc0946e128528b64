"""Fetching a file over HTTP: goes on where it was broken off, and keeps nothing that is not what it should be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import requests

from assistant.errors import ModelError
from assistant.model_store.digest import file_digest
from assistant.model_store.disk import disk_errors

Progress = Callable[[str, int, int], None]
"""Told what is being done, and how many bytes of how many are done."""

_BLOCK = 1 << 16
_ATTEMPTS = 3
_TIMEOUT = (10.0, 30.0)
"""Seconds to wait for a connection, and for the next bytes."""


def download(url: str, to: Path, *, size: int, sha256: str, progress: Progress) -> None:
    """Fetch `url` into the file `to`, which appears only when it is whole and right.

    What was fetched before a fault is kept beside it as `….partial`, and the next call goes on from there. Raises
    ModelError where the address can't be reached or gives something else, StorageError where the disk is full.
    """
    partial = to.with_name(f"{to.name}.partial")
    with disk_errors(to.parent):
        to.parent.mkdir(parents=True, exist_ok=True)
        _fetch(url, partial, size, progress)
        _check(url, partial, size, sha256)
        partial.replace(to)


def _fetch(url: str, partial: Path, size: int, progress: Progress) -> None:
    for attempt in range(1, _ATTEMPTS + 1):
        before = _bytes_of(partial)
        if before == size:
            return
        try:
            _fetch_rest(url, partial, size, progress)
        except requests.RequestException as problem:
            stuck = _bytes_of(partial) == before
            if attempt == _ATTEMPTS or stuck:
                raise ModelError(_broken_off(url, problem, _bytes_of(partial), size)) from problem


def _fetch_rest(url: str, partial: Path, size: int, progress: Progress) -> None:
    have = _bytes_of(partial)
    if have > size:
        have = 0
    headers = {"Accept-Encoding": "identity", "User-Agent": "lantern-voice"}
    if have:
        headers["Range"] = f"bytes={have}-"
    with requests.get(url, headers=headers, stream=True, timeout=_TIMEOUT) as response:
        if response.status_code == requests.codes.requested_range_not_satisfiable:
            partial.unlink()
            return
        response.raise_for_status()
        resumed = response.status_code == requests.codes.partial_content
        if not resumed:
            have = 0
        with partial.open("ab" if resumed else "wb") as file:
            for block in response.iter_content(_BLOCK):
                file.write(block)
                have += len(block)
                progress("fetching", have, size)
                if have > size:
                    return


def _check(url: str, partial: Path, size: int, sha256: str) -> None:
    have = _bytes_of(partial)
    if have < size:
        raise ModelError(
            f"{url} broke off after {have:,} of {size:,} bytes: run the command again, it goes on from there"
        )
    if have == size and file_digest(partial) == sha256:
        return
    partial.unlink(missing_ok=True)
    what = "is larger than it should be" if have > size else "has not the digest that it should have"
    raise ModelError(f"{url} {what}, and was thrown away: try again later; if it stays so, the file was changed")


def _bytes_of(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _broken_off(url: str, problem: requests.RequestException, have: int, size: int) -> str:
    if isinstance(problem, requests.HTTPError) and problem.response is not None:
        return f"{url} answered {problem.response.status_code}: is the address in manifest.toml still right?"
    if have:
        return f"{url} broke off after {have:,} of {size:,} bytes: run the command again, it goes on from there"
    return (
        f"{url} can't be reached: connect to the internet for this once, or download the zip elsewhere "
        "and give its path instead of the name"
    )
