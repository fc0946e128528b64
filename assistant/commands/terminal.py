"""How commands write: stdout is the product, stderr the commentary."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

_WIDEST = 88
"""Columns that the eye follows with ease."""

out = Console(highlight=False, soft_wrap=True)
"""The product."""

err = Console(stderr=True, highlight=False, soft_wrap=True)
"""The commentary."""


def complain(problem: Exception | str) -> None:
    """Say on stderr what is wrong and how to mend it."""
    err.print(Text.assemble(("lantern: ", "bold red"), str(problem)))


def write(console: Console, text: str, indent: str, style: str) -> None:
    """Print a paragraph; on a terminal it is wrapped and keeps its indent, elsewhere it stays one line."""
    if console.is_terminal:
        text = textwrap.fill(text, min(console.width, _WIDEST), initial_indent=indent, subsequent_indent=indent)
    else:
        text = indent + text
    console.print(Text(text, style=style))


def told(bar: Progress, description: str) -> Callable[[int, int], None]:
    """Return what shows a new task on `bar` when it is told how much of how much is done."""
    task = bar.add_task(description, total=None, visible=False)
    return lambda done, total: bar.update(task, completed=done, total=total, visible=done < total)


@contextmanager
def progress_bar(*, shown: bool = True) -> Iterator[Progress]:
    """Give a progress bar on stderr, with the time left; it is seen only on a terminal and gone at the end."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, transient=True, disable=not (shown and sys.stderr.isatty())) as progress:
        yield progress
