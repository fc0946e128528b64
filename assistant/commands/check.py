"""`lantern check`: prove that a pack says only what its leaflet says, and that all of it can be asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.options import Model
from assistant.errors import PackError, StorageError

if TYPE_CHECKING:
    from assistant.checking.bank import Examination
    from assistant.checking.finding import Finding
    from assistant.packs import Library


def check(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PACK…", help="Pack folders to check beside Lantern's own."),
    ] = None,
    *,
    model: Model = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Leave out the trial of all questions, which takes a minute.")
    ] = False,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write what was found as an HTML page with pictures.")
    ] = None,
) -> None:
    """Prove the leaflet packs.

    Every quote must be in the leaflet to the letter and once only, every sentence of the leaflet in some answer, every
    question in one place only, and no question taken for another's. Errors make the exit status 3; warnings are for a
    grown-up to think about.

    For example:

        lantern check
        lantern check my-leaflet/
        lantern check --report report.html
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
    if report or not quick:
        examination = _try_questions(library, findings)
        if report:
            _write_report(report, examination, findings)
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


def _try_questions(library: Library, findings: list[Finding]) -> Examination:
    from assistant.checking.bank import examine, lost_questions, stolen_questions, weak_intents
    from assistant.commands.terminal import progress_bar, told
    from assistant.understanding.opening import open_recogniser

    with progress_bar() as bar:
        recogniser = open_recogniser(library, told(bar, "learning the questions"))
        examination = examine(library, recogniser, told(bar, "trying the questions"))
    findings.extend(lost_questions(library, recogniser))
    findings.extend(stolen_questions(library, recogniser))
    findings.extend(weak_intents(library, examination))
    _print_table(examination)
    return examination


def _write_report(path: Path, examination: Examination, findings: list[Finding]) -> None:
    from assistant.checking.report import report

    try:
        path.write_text(report(examination, findings), encoding="utf-8")
    except OSError as problem:
        raise StorageError(f"{path} can't be written: {problem.strerror}; name another place") from problem


def _print_table(examination: Examination) -> None:
    from rich.table import Table

    from assistant.commands.terminal import out

    table = Table("intent", "questions", "understood", "wrong", box=None, pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    for intent, group in examination.by_intent.items():
        right, wrong = sum(each.right for each in group), sum(each.wrong for each in group)
        table.add_row(intent, str(len(group)), f"{right / len(group):.0%}", f"{wrong / len(group):.0%}")
    out.print(table)
