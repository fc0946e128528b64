"""`lantern doctor`: look at everything that Lantern needs, and say how to mend what is amiss."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.commands.options import Model, Voice
from assistant.errors import LanternError


def doctor(
    *,
    no_sound: Annotated[bool, typer.Option("--no-sound", help="Leave microphone and loudspeaker alone.")] = False,
    model: Model = None,
    voice: Voice = None,
) -> None:
    """Look at everything that Lantern needs; each line says how to mend it.

    The microphone is tried for two seconds, the loudspeaker with a sentence.

    The exit status is 1 where Lantern can't answer at all; a missing microphone or loudspeaker is only said.

    For example:

        lantern doctor
        lantern doctor --no-sound
    """
    from rich.text import Text

    from assistant.checking.health import Health, examine
    from assistant.commands.terminal import out
    from assistant.settings import load_settings

    signs = {"well": ("✓", "green"), "poor": ("!", "yellow"), "ill": ("✗", "bold red")}
    worst: set[Health] = set()
    for finding in examine(load_settings({"model": model, "voice": voice}), sound=not no_sound):
        sign, style = signs[finding.health]
        out.print(Text.assemble((f"{sign} ", style), (f"{finding.part:<12}", "bold"), finding.what))
        worst.add(finding.health)
    if "ill" in worst:
        raise typer.Exit(LanternError.exit_status)
