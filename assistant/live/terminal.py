"""The live conversation on a terminal: calm, in one place, without anything that flashes."""

from __future__ import annotations

from rich.console import Console, Group, RenderableType
from rich.live import Live as LiveDisplay
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from assistant.errors import LanternError
from assistant.live.screen import Mood
from assistant.packs import Library, Pack
from assistant.turn import IntentMatch, Quote, Turn

_MOODS: dict[Mood, tuple[str, str]] = {
    "asleep": ("☾", "asleep"),
    "listening": ("◯", "listening"),
    "hearing": ("◉", "hearing you"),
    "speaking": ("◈", "speaking"),
    "troubled": ("✕", "something is missing"),
}
"""Each has a shape of its own, so that colour is never needed."""

_REFRESHES_A_SECOND = 8
_METER_CELLS = 24
_FALL = 0.8
"""How much of the meter's height is left a piece of sound later: it sinks rather than jumps."""

_WIDEST = 92
_TITLES_SHOWN = 3


class TerminalScreen:
    """Shows a conversation in place. Use as a context manager; every method only notes what the next refresh shows."""

    def __init__(self, library: Library, hint: str, console: Console | None = None) -> None:
        """Show answers about `library`; `hint` tells how to talk."""
        self._library = library
        self._hint = hint
        self._mood: Mood = "listening"
        self._level = 0.0
        self._words = ""
        self._turn: Turn | None = None
        self._trouble = ""
        self._console = console or Console()
        self._display = LiveDisplay(
            console=self._console, get_renderable=self.__rich__, refresh_per_second=_REFRESHES_A_SECOND, transient=True
        )

    def __enter__(self) -> TerminalScreen:  # noqa: PYI034 - Self is newer than Python 3.10
        self._display.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._display.stop()

    def mood(self, mood: Mood) -> None:
        """Show what Lantern does."""
        if self._mood == "troubled":
            self._trouble = ""
        self._mood = mood

    def level(self, level: float) -> None:
        """Show how loud it is."""
        self._level = max(level, self._level * _FALL)

    def words(self, words: str) -> None:
        """Show what is heard, while it is heard."""
        self._words = words

    def turn(self, turn: Turn) -> None:
        """Show what was heard, understood and answered."""
        self._turn = turn
        self._trouble = ""

    def trouble(self, error: LanternError) -> None:
        """Show what is broken, and how to mend it."""
        self._trouble = str(error)

    def __rich__(self) -> RenderableType:
        """Return the picture of this moment."""
        shape, name = _MOODS[self._mood]
        head = Table.grid(expand=True)
        head.add_column()
        head.add_column(justify="right")
        head.add_row(Text(f"{shape}  {name}", style="bold"), Text(_meter(self._level), style="yellow"))
        parts: list[RenderableType] = [head, Text()]
        if self._words:
            parts.append(Text(f"{self._words} …", style="dim italic"))
        elif self._turn is not None:
            parts.extend(self._exchange(self._turn))
        if self._trouble:
            parts.append(Text(self._trouble, style="red"))
        body = Panel(
            Padding(Group(*parts), (1, 2)),
            title="Lantern",
            subtitle=Text(self._hint, style="dim"),
            border_style="yellow",
            width=min(_WIDEST, self._console.width),
        )
        return Padding(body, (1, 0))

    def _exchange(self, turn: Turn) -> list[RenderableType]:
        facts = Table.grid(padding=(0, 2))
        if turn.question:
            facts.add_row(Text("heard", style="dim"), Text(turn.question))
        facts.add_row(Text("understood", style="dim"), self._understood(turn))
        parts: list[RenderableType] = [facts, Text(), answer_text(turn)]
        if turn.reply.quotes:
            parts.append(place_in_leaflet(self._library, turn.reply.quotes))
        if turn.reply.suggestions:
            titles = [self._library.facts[fact].title for fact in turn.reply.suggestions[:_TITLES_SHOWN]]
            parts += [Text(), Text("  ·  ".join(titles), style="dim")]
        return parts

    def _understood(self, turn: Turn) -> Text:
        fact = self._library.facts.get(turn.reply.intent)
        name = fact.title if fact else f"{turn.reply.kind}: {turn.reply.intent.replace('_', ' ')}"
        sure = f"  {turn.recognition.confidence:.0%}" if isinstance(turn.recognition, IntentMatch) else ""
        return Text.assemble(name, (sure, "dim"))


class PlainScreen:
    """Prints what was asked and answered, line by line, where there is no terminal."""

    def __init__(self, out: Console, err: Console) -> None:
        """Print the conversation to `out` and what is broken to `err`."""
        self._out = out
        self._err = err

    def mood(self, mood: Mood) -> None:
        """Say nothing: a mood is no line."""

    def level(self, level: float) -> None:
        """Say nothing: a level is no line."""

    def words(self, words: str) -> None:
        """Say nothing: only whole questions are lines."""

    def turn(self, turn: Turn) -> None:
        """Print question and answer."""
        if turn.question:
            self._out.print(Text(f"> {turn.question}", style="dim"))
        self._out.print(answer_text(turn))

    def trouble(self, error: LanternError) -> None:
        """Print what is broken."""
        self._err.print(Text(f"lantern: {error}"))


def answer_text(turn: Turn) -> Text:
    """Return the answer, the leaflet's own words set apart from Lantern's."""
    pieces = [
        (f"“{part.text}”", "bold") if isinstance(part, Quote) else (part.text, "italic") for part in turn.reply.parts
    ]
    return Text(" ").join(Text(text, style=style) for text, style in pieces)


def place_in_leaflet(library: Library, quotes: tuple[Quote, ...]) -> RenderableType:
    """Return the leaflet's paragraph round the first quote, with all quotes lit, and where it stands."""
    first = quotes[0]
    pack = _pack_of(library, first)
    text = pack.leaflet.text
    begin = text.rfind("\n", 0, first.start) + 1
    end = text.find("\n", first.end)
    end = len(text) if end < 0 else end
    paragraph = Text(text[begin:end], style="dim")
    for quote in quotes:
        if begin <= quote.start and quote.end <= end:
            paragraph.stylize("not dim bold", quote.start - begin, quote.end - begin)
    share = first.start / max(len(text), 1)
    return Padding(Panel(paragraph, title=f"{pack.title}, {share:.0%} of the way", border_style="dim"), (1, 0, 0, 0))


def _pack_of(library: Library, quote: Quote) -> Pack:
    return next(pack for pack in library.packs if pack.leaflet.text[quote.start : quote.end] == quote.text)


def _meter(level: float) -> str:
    lit = round(level * _METER_CELLS)
    return "▮" * lit + "▯" * (_METER_CELLS - lit)
