"""The C library's heap, kept small: what decoders and networks have let go of goes back to the system.

A speech decoder takes and frees tens of megabytes for each utterance, from several threads. glibc keeps a heap for each
thread, and keeps what is freed in them. Other C libraries are left alone.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

_MOST_HEAPS = 2
"""One for each of two processor cores that decode at once; more would keep more and hardly be quicker."""

_M_ARENA_MAX = -8
"""glibc's number for the setting."""


def keep_few_heaps() -> None:
    """Let all threads share a few heaps. For the start of a process, before it has threads."""
    set_option = _of_glibc("mallopt")
    if set_option is not None:
        set_option(_M_ARENA_MAX, _MOST_HEAPS)


def give_back() -> None:
    """Give back to the system what is free; takes some milliseconds, in which other threads may wait for memory."""
    trim = _of_glibc("malloc_trim")
    if trim is not None:
        trim(ctypes.c_size_t(0))


def _of_glibc(name: str) -> Callable[..., Any] | None:
    try:
        library = ctypes.CDLL("libc.so.6")
    except OSError:
        return None
    function: Callable[..., Any] = getattr(library, name)
    return function
