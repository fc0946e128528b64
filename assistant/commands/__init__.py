"""The command `lantern`: one file a command, each a thin shell round the heart.

A command file imports only what its signature needs; engines are imported when the command runs, so that `lantern
--help` answers at once.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from assistant import __version__
from assistant.commands import about, ask, build, check, doctor, listen, models, serve, voices, wyoming
from assistant.errors import LanternError

app = typer.Typer(
    name="lantern",
    help="A voice in the dark that answers a small child's questions, offline, in a health leaflet's own words.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(ask.ask)
app.command()(listen.listen)
app.command()(check.check)
app.command()(build.build)
app.command()(serve.serve)
app.command()(wyoming.wyoming)
app.command()(doctor.doctor)
app.command()(about.about)
app.add_typer(models.app)
app.add_typer(voices.app)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"lantern {__version__}")
        raise typer.Exit


@app.callback()
def _lantern(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run `lantern` and leave with its exit status; what a person can mend is said in words, without a traceback."""
    try:
        app()
    except LanternError as problem:
        from assistant.commands.terminal import complain

        complain(problem)
        sys.exit(problem.exit_status)
