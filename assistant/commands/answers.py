"""How `lantern ask` prints a turn: for people, or as one JSON object a line."""

from __future__ import annotations

import json
from typing import Protocol

from rich.text import Text

from assistant.commands.terminal import complain, err, out, write
from assistant.errors import AudioFileError
from assistant.turn import Turn


class AnswerPrinter(Protocol):
    """Prints turns as they come."""

    def answer(self, turn: Turn, audio: str | None = None) -> None:
        """Print a turn; `audio` names the recording in which it was asked."""

    def unreadable(self, audio: str, problem: AudioFileError) -> None:
        """Print that a recording can't be read."""


class JsonPrinter:
    """Prints one JSON object a line, each at once."""

    def answer(self, turn: Turn, audio: str | None = None) -> None:
        """Print a turn."""
        heard = {} if audio is None else {"audio": audio, "heard": turn.question}
        print(json.dumps(heard | as_json(turn), ensure_ascii=False), flush=True)

    def unreadable(self, audio: str, problem: AudioFileError) -> None:
        """Print what is wrong with a recording."""
        print(json.dumps({"audio": audio, "error": str(problem)}, ensure_ascii=False), flush=True)


class PlainPrinter:
    """Prints answers for people: the words on stdout, where they stand on stderr."""

    def __init__(self, *, headings: bool) -> None:
        """With `headings` each answer stands below its question."""
        self._headings = headings

    def answer(self, turn: Turn, audio: str | None = None) -> None:
        """Print a turn."""
        indent = ""
        if self._headings:
            indent = "  "
            out.print(Text.assemble((f"{audio}: ", "dim") if audio else "", (turn.question or "…", "italic")))
        for part in turn.reply.parts:
            write(out, part.text, indent, "bold")
        write(err, _understood(turn), indent, "dim")
        if self._headings:
            out.print()

    def unreadable(self, audio: str, problem: AudioFileError) -> None:
        """Say what is wrong with a recording; `audio` is named in the message."""
        del audio
        complain(problem)


def as_json(turn: Turn) -> dict[str, object]:
    """Return a turn as the JSON contract has it."""
    reply, ms = turn.reply, turn.ms
    return {
        "question": turn.question,
        "kind": reply.kind,
        "intent": reply.intent,
        "confidence": round(reply.confidence, 3),
        "alternatives": [[other.intent, round(other.confidence, 3)] for other in reply.alternatives],
        "sentences": [{"text": quote.text, "start": quote.start, "end": quote.end} for quote in reply.quotes],
        "spoken": reply.spoken,
        "ms": {
            "transcribe": round(ms.transcribe, 1),
            "recognise": round(ms.recognise, 1),
            "synthesise": round(ms.synthesise, 1),
        },
    }


def _understood(turn: Turn) -> str:
    reply = turn.reply
    places = ", ".join(f"{quote.start}–{quote.end}" for quote in reply.quotes)
    where = f", characters {places} of the leaflet" if places else ""
    return f"understood: {reply.intent} ({reply.confidence:.0%} sure){where}"
