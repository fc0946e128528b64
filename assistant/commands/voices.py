"""`lantern voices`: the voices that Lantern can speak with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(name="voices", help="List, hear, choose and render voices.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="A name of the list.")]


@app.command("list")
def list_voices() -> None:
    """Show the voices there are; a dot marks the one that speaks.

    For example:

        lantern voices list
    """
    from assistant.commands.terminal import out
    from assistant.settings import load_settings
    from assistant.speaking.voices import USUAL, voices

    chosen = load_settings().voice or USUAL
    for voice in voices():
        out.print(f"{'●' if voice.name == chosen else ' '} {voice.name:<24} {voice.about}", markup=False)


@app.command()
def use(name: Name) -> None:
    """Choose the voice that Lantern speaks with from now on.

    For example:

        lantern voices use gmw/en-gb-x-rp
    """
    from assistant.commands.terminal import out
    from assistant.settings import remember
    from assistant.speaking.voices import check_voice

    check_voice(name)
    file = remember("voice", name)
    out.print(f"Lantern now speaks with {name}; the choice is kept in {file}", markup=False)


@app.command()
def preview(
    name: Name,
    out_file: Annotated[
        Path | None, typer.Option("--out", metavar="WAV", help="Write the sound there instead of playing it.")
    ] = None,
) -> None:
    """Hear a voice before it is chosen.

    For example:

        lantern voices preview lantern
    """
    from assistant.settings import load_settings
    from assistant.sound.card import CardLoudspeaker
    from assistant.sound.files import write_wav
    from assistant.speaking.loudness import at_loudness
    from assistant.speaking.voices import SAMPLE, check_voice, open_voice

    settings = load_settings()
    check_voice(name)
    speech = at_loudness(open_voice(name, settings.packs).synthesise(SAMPLE, settings.rate))
    if out_file:
        write_wav(out_file, speech)
    else:
        CardLoudspeaker(settings.loudspeaker).play(speech, settings.volume).wait()


@app.command()
def render(
    packs: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PACK]...", help="Pack folders; Lantern's own packs and fixed lines where not given."),
    ] = None,
    voice: Annotated[str, typer.Option("--voice", metavar="NAME", help="The voice to render.")] = "kokoro",
) -> None:
    """Render all that packs can say as small Opus clips, so that they sound well without the voice's engine.

    What is rendered already is left as it is: stop at any time, and go on later.

    For example:

        lantern voices render my-pack
    """
    from assistant.commands.terminal import err, progress_bar
    from assistant.errors import VoiceError
    from assistant.packs import load_pack, load_packs
    from assistant.resources import intents_folder
    from assistant.settings import load_settings
    from assistant.speaking import rendering
    from assistant.speaking.voices import USUAL, check_voice, open_voice

    check_voice(voice)
    if voice == USUAL:
        raise VoiceError(f"“{voice}” is what is rendered: name the voice that renders it, such as `--voice kokoro`")
    if packs:
        wanted = rendering.pack_tasks([load_pack(folder) for folder in packs])
    else:
        wanted = rendering.all_tasks(load_packs(intents_folder(), load_settings().packs))
    speaks = open_voice(voice)
    tasks = rendering.missing(wanted, speaks.name)
    with progress_bar() as progress:
        for task in progress.track(tasks, description="rendering"):
            rendering.render(task, speaks)
    removed = rendering.tidy(wanted)
    err.print(f"{len(tasks)} clips rendered, {len(wanted) - len(tasks)} were there, {removed} removed")
