"""`lantern wyoming`: Lantern for Home Assistant and for satellites in many rooms."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.commands.options import Model, Packs, Rate, Voice


def wyoming(
    *,
    uri: Annotated[
        str,
        typer.Option(
            "--uri",
            metavar="ADDRESS",
            help="Where it is found; tcp://0.0.0.0:10700 lets the network in, which must be one to trust: "
            "Wyoming knows no passwords.",
        ),
    ] = "tcp://127.0.0.1:10700",
    announce: Annotated[
        str | None, typer.Option("--announce", metavar="NAME", help="Let Home Assistant find it under this name.")
    ] = None,
    peer: Annotated[
        list[str] | None,
        typer.Option(
            "--peer",
            metavar="ADDRESS",
            help="A server that shares the conversations; give all of them, this one too, to each of them.",
        ),
    ] = None,
    model: Model = None,
    voice: Voice = None,
    rate: Rate = None,
    pack: Packs = None,
) -> None:
    """Serve hearing, understanding, answering and speaking to Home Assistant and Wyoming satellites.

    For example:

        lantern wyoming

        lantern wyoming --uri tcp://0.0.0.0:10700 --announce Lantern
    """
    import asyncio
    import datetime as dt
    import logging

    from assistant.commands.terminal import err, out
    from assistant.composition import open_assistant
    from assistant.errors import SettingsError
    from assistant.settings import load_settings

    try:
        from assistant.satellites.heap import keep_few_heaps
        from assistant.satellites.house import House
        from assistant.satellites.wyoming_server import serve
    except ModuleNotFoundError as problem:
        raise SettingsError(f"{problem.name} is missing: pip install 'lantern-voice[wyoming]'") from problem

    keep_few_heaps()
    settings = load_settings({"model": model, "voice": voice, "rate": rate, "packs": pack})
    assistant = open_assistant(settings)
    # The clock on the family's wall is what bedtime goes by.
    house = House(assistant, bedtime=lambda: settings.is_bedtime(dt.datetime.now().time()), peers=peer or ())  # noqa: DTZ005

    house.make_ready()

    def tell() -> None:
        out.print(f"Lantern serves Wyoming at {uri}", markup=False)
        err.print("Ctrl+C ends it.", style="dim")

    logging.basicConfig(format="lantern: %(message)s", level=logging.INFO)
    asyncio.run(serve(house, uri, tell, announce))
