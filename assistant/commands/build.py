"""`lantern build`: learn the questions of all packs, so that the next start is quick."""

from __future__ import annotations

from assistant.commands.options import Packs


def build(*, pack: Packs = None) -> None:
    """Learn the questions of all packs; it takes seconds, and nothing where no question changed.

    Lantern does the same by itself when it finds a changed pack; run it after editing one to have that behind you.

    For example:

        lantern build
        lantern build --pack my-leaflet/
    """
