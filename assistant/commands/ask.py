"""`lantern ask`: answer questions given as text, as lines or as recordings."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.options import Model, Packs, Rate, Voice
from assistant.errors import AudioFileError, LanternError, SettingsError

if TYPE_CHECKING:
    from assistant.commands.answers import AnswerPrinter
    from assistant.heart import Assistant
    from assistant.turn import Turn


def ask(
    questions: Annotated[
        list[str] | None, typer.Argument(metavar="QUESTION…", help="What is asked; recordings with `--audio`.")
    ] = None,
    *,
    audio: Annotated[
        bool, typer.Option("--audio", help="The questions are recordings: WAV, FLAC, OGG, Opus, MP3.")
    ] = False,
    file: Annotated[
        Path | None,
        typer.Option("--file", metavar="PATH", help="A file with one question a line; `-` is stdin.", allow_dash=True),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object a question.")] = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="WAV", help="Write the spoken answer of one question.")
    ] = None,
    model: Model = None,
    voice: Voice = None,
    rate: Rate = None,
    pack: Packs = None,
) -> None:
    """Answer questions in the leaflet's own words.

    Each question is a conversation of its own. A recording that can't be read is named, the others are answered, and
    the exit status is 1.

    For example:

        lantern ask "can i catch it"
        lantern ask --out answer.wav "can i catch it"
        lantern ask --json --audio question.wav another.flac
        lantern ask --json --file - < questions.txt
    """
    if not questions and file is None:
        raise SettingsError('ask something: lantern ask "can i catch it"')
    single = file is None and len(questions or []) == 1
    if out is not None and not single:
        raise SettingsError("the option --out takes one question: ask them one by one")

    from assistant.commands.answers import JsonPrinter, PlainPrinter
    from assistant.commands.terminal import progress_bar, told
    from assistant.composition import open_assistant
    from assistant.settings import load_settings

    settings = load_settings({"model": model, "voice": voice, "rate": rate, "packs": pack})
    with progress_bar() as bar:
        learnt = told(bar, "learning the questions")
        assistant = open_assistant(settings, hearing=audio, speaking=out is not None, progress=learnt)
    printer: AnswerPrinter = JsonPrinter() if json else PlainPrinter(headings=audio or not single)
    failed = 0
    with progress_bar(shown=not single and not sys.stdout.isatty()) as progress:
        for question in progress.track(_asked(questions or [], file), description="answering", total=None):
            failed += not _answer(assistant, question, printer, audio=audio, out=out)
    if failed:
        raise typer.Exit(LanternError.exit_status)


def _asked(questions: Sequence[str], file: Path | None) -> Iterator[str]:
    """Yield the questions and then the lines of `file`, each as soon as it is there."""
    yield from questions
    if file is None:
        return
    try:
        with sys.stdin.buffer if str(file) == "-" else file.open("rb") as lines:
            for line in lines:
                yield line.decode("utf-8", errors="replace").rstrip("\r\n")
    except OSError as problem:
        raise SettingsError(f"the option --file: {file} can't be read: {problem.strerror}") from problem


def _answer(assistant: Assistant, question: str, printer: AnswerPrinter, *, audio: bool, out: Path | None) -> bool:
    """Answer and print one question; return whether it could be read."""
    dialogue, aloud = assistant.begin(), out is not None
    if audio:
        from assistant.sound.files import read_chunks

        try:
            turn = dialogue.listen(read_chunks(Path(question), assistant.hearing_rate), aloud=aloud)
        except AudioFileError as problem:
            printer.unreadable(question, problem)
            return False
    else:
        turn = dialogue.answer(question, aloud=aloud)
    _write(turn, out)
    printer.answer(turn, audio=question if audio else None)
    return True


def _write(turn: Turn, out: Path | None) -> None:
    if out is not None and turn.speech is not None:
        from assistant.sound.files import write_wav

        write_wav(out, turn.speech)
