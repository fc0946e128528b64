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
    from assistant.commands.terminal import out, progress_bar, told
    from assistant.packs import load_packs
    from assistant.resources import intents_folder
    from assistant.settings import load_settings
    from assistant.understanding.opening import open_recogniser

    library = load_packs(intents_folder(), load_settings({"packs": pack}).packs)
    with progress_bar() as bar:
        open_recogniser(library, told(bar, "learning the questions"))
    packs = ", ".join(pack.title for pack in library.packs)
    out.print(f"{packs}: {len(library.facts)} facts are ready", markup=False)
