"""Any key, or a switch that acts as one, from the terminal (readchar, the only file that knows it)."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable

import readchar


def there_are_keys() -> bool:
    """Return whether somebody can press a key: stdin is a terminal."""
    return sys.stdin is not None and sys.stdin.isatty()


def watch_keys(press: Callable[[], None], leave: Callable[[], None]) -> threading.Thread:
    """Call `press` at every key, and `leave` at Ctrl-C or when the terminal is gone, from a thread of its own."""
    thread = threading.Thread(target=_watch, args=(press, leave), name="keys", daemon=True)
    thread.start()
    return thread


def _terminal_errors() -> tuple[type[Exception], ...]:
    """Return what a terminal that is gone raises beside OSError; Windows has nothing of the kind."""
    try:
        import termios
    except ImportError:
        return ()
    return (termios.error,)


_LEAVING: tuple[type[BaseException], ...] = (KeyboardInterrupt, EOFError, OSError, *_terminal_errors())


def _watch(press: Callable[[], None], leave: Callable[[], None]) -> None:
    try:
        while readchar.readkey():
            press()
    except _LEAVING:
        pass
    leave()
