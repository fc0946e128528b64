"""`lantern voices`: the voices that Lantern can speak with."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(name="voices", help="List and choose voices.", no_args_is_help=True)


@app.command("list")
def list_voices() -> None:
    """Show the voices there are.

    For example:

        lantern voices list
    """
    from assistant.commands.terminal import out
    from assistant.settings import load_settings
    from assistant.speaking.pyttsx3_voice import Pyttsx3Voice

    chosen = load_settings().voice
    for name in Pyttsx3Voice().voices():
        out.print(f"{'●' if name == chosen else ' '} {name}", markup=False)


@app.command()
def use(name: Annotated[str, typer.Argument(help="A name of the list.")]) -> None:
    """Choose the voice that Lantern speaks with from now on.

    For example:

        lantern voices use gmw/en-gb-x-rp
    """
    from assistant.commands.terminal import out
    from assistant.errors import VoiceError
    from assistant.settings import remember
    from assistant.speaking.pyttsx3_voice import Pyttsx3Voice
    from assistant.toml_reader import nearest

    known = Pyttsx3Voice().voices()
    if name not in known:
        raise VoiceError(f"there is no voice “{name}”{nearest(name, known)}")
    file = remember("voice", name)
    out.print(f"Lantern now speaks with {name}; the choice is kept in {file}")
