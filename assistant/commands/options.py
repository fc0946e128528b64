"""Options that several commands share. Each stands for a setting of the same name and wins over it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Model = Annotated[
    str | None,
    typer.Option("--model", metavar="PATH_OR_NAME", help="The speech model: a folder, or a name of `lantern models`."),
]
Voice = Annotated[str | None, typer.Option("--voice", metavar="NAME", help="The voice, a name of `lantern voices`.")]
Rate = Annotated[
    float | None, typer.Option("--rate", help="How fast Lantern speaks: 1 is the voice's own speed, 0.8 slower.")
]
Packs = Annotated[
    list[Path] | None,
    typer.Option("--pack", metavar="FOLDER", help="A further leaflet pack; may be given several times."),
]
