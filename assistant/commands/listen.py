"""`lantern listen`: talk to Lantern through the sound card."""

from __future__ import annotations

import datetime as dt
import sys
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.options import Model, Packs, Rate, Voice

if TYPE_CHECKING:
    from assistant.heart import Assistant
    from assistant.live.screen import Screen
    from assistant.settings import Settings


def listen(
    *,
    hands_free: Annotated[
        bool, typer.Option("--hands-free", help="Wait for the wake phrase before listening.")
    ] = False,
    wake_phrase: Annotated[
        str | None, typer.Option("--wake-phrase", metavar="WORDS", help="What wakes Lantern: “hello lantern”.")
    ] = None,
    bedtime: Annotated[
        bool | None, typer.Option("--bedtime/--no-bedtime", help="Quieter, slower and shorter, now.")
    ] = None,
    quiet: Annotated[bool | None, typer.Option("--quiet", help="Show nothing.")] = None,
    microphone: Annotated[
        str | None, typer.Option("--microphone", metavar="NAME", help="A part of the microphone's name.")
    ] = None,
    loudspeaker: Annotated[
        str | None, typer.Option("--loudspeaker", metavar="NAME", help="A part of the loudspeaker's name.")
    ] = None,
    model: Model = None,
    voice: Voice = None,
    rate: Rate = None,
    pack: Packs = None,
) -> None:
    """Talk to Lantern: ask aloud, and hear the leaflet's own words.

    Any key makes Lantern quiet while it speaks, ends a question at once, and begins anew after goodnight, as with
    --hands-free the wake phrase does. “Stop” works while it speaks, with headphones or a microphone that cancels the
    echo. Ctrl-C leaves.

    For example:

        lantern listen
        lantern listen --bedtime
        lantern listen --hands-free --wake-phrase "hello lantern"
    """
    from assistant.composition import open_assistant
    from assistant.settings import load_settings

    settings = load_settings(
        {
            "wake_phrase": wake_phrase,
            "bedtime": None if bedtime is None else "on" if bedtime else "off",
            "quiet": quiet,
            "microphone": microphone,
            "loudspeaker": loudspeaker,
            "model": model,
            "voice": voice,
            "rate": rate,
            "packs": pack,
        }
    )
    assistant = open_assistant(settings, hearing=True, speaking=True)
    _converse(assistant, settings, hands_free=hands_free)


def _converse(assistant: Assistant, settings: Settings, *, hands_free: bool) -> None:
    from assistant.live.keys import there_are_keys, watch_keys
    from assistant.live.loop import Live
    from assistant.live.manner import Manner
    from assistant.sound.card import CardLoudspeaker, CardMicrophone, refresh_devices

    keys = there_are_keys()
    wake = assistant.wake_phrase(settings.wake_phrase) if hands_free or not keys else None

    def is_bedtime() -> bool:
        return settings.is_bedtime(dt.datetime.now().astimezone().time())

    assistant.rehearse(bedtime=is_bedtime())
    rate = assistant.hearing_rate
    with _screen(assistant, settings, keys=keys, hands_free=hands_free) as screen:
        live = Live(
            assistant,
            lambda: CardMicrophone(rate, settings.microphone),
            CardLoudspeaker(settings.loudspeaker),
            screen=screen,
            manner=Manner(asleep=hands_free, bedtime=is_bedtime),
            wake=wake,
            refresh=refresh_devices,
        )
        if keys:
            watch_keys(live.press, live.close)
        try:
            live.run()
        except KeyboardInterrupt:
            live.close()
        finally:
            assistant.close()


def _screen(
    assistant: Assistant, settings: Settings, *, keys: bool, hands_free: bool
) -> AbstractContextManager[Screen]:
    from assistant.commands.terminal import err, out
    from assistant.live.screen import NoScreen
    from assistant.live.terminal import PlainScreen, TerminalScreen

    if settings.quiet:
        return nullcontext(NoScreen())
    if not sys.stdout.isatty():
        return nullcontext(PlainScreen(out, err))
    hint = f"say “{settings.wake_phrase}”" if hands_free else "ask a question"
    return TerminalScreen(
        assistant.conversation.library, f"{hint}  ·  any key: quiet  ·  Ctrl-C: leave" if keys else hint
    )
