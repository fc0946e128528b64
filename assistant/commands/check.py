"""`lantern check`: prove that a pack says only what its leaflet says, and that all of it can be asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.commands.options import Model
from assistant.errors import PackError


def check(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PACK…", help="Pack folders to check beside Lantern's own."),
    ] = None,
    *,
    model: Model = None,
) -> None:
    """Prove the leaflet packs.

    Every quote must be in the leaflet to the letter and once only, every sentence of the leaflet in some answer, every
    question in one place only. Errors make the exit status 3; warnings are for a grown-up to think about.

    For example:

        lantern check
        lantern check my-leaflet/
    """
    import datetime as dt

    from assistant.checking.proofs import prove
    from assistant.commands.terminal import err, out
    from assistant.hearing.vosk_transcriber import VoskTranscriber
    from assistant.model_store import open_store
    from assistant.packs import load_packs
    from assistant.resources import intents_folder
    from assistant.settings import load_settings

    settings = load_settings({"model": model})
    library = load_packs(intents_folder(), (*settings.packs, *(folders or ())))
    vocabulary = VoskTranscriber(open_store().find(settings.model)).vocabulary
    findings = list(prove(library, dt.datetime.now(tz=dt.timezone.utc).date(), vocabulary))
    for finding in sorted(findings, key=lambda finding: finding.severity):
        style = "bold red" if finding.severity == "error" else "yellow"
        out.print(f"[{style}]{finding.severity}[/] {finding.where}: ", end="")
        out.print(finding.what, markup=False)
    errors = sum(finding.severity == "error" for finding in findings)
    facts, questions = len(library.facts), sum(len(fact.questions) for fact in library.facts.values())
    packs = ", ".join(pack.title for pack in library.packs)
    err.print(
        f"{packs}: {facts} facts, {questions:,} questions, {errors} errors, {len(findings) - errors} warnings",
        style="dim",
    )
    if errors:
        raise typer.Exit(PackError.exit_status)
