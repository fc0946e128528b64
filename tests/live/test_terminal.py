"""What `lantern listen` shows."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from assistant.errors import SoundCardError, VoiceError
from assistant.heart import Assistant
from assistant.live.terminal import PlainScreen, TerminalScreen


@pytest.fixture
def console() -> Console:
    return Console(file=io.StringIO(), width=100, height=40, force_terminal=True, color_system=None)


def shown(screen: TerminalScreen, console: Console) -> str:
    with console.capture() as capture:
        console.print(screen.__rich__())
    return capture.get()


def test_the_screen_shows_heard_understood_answer_and_its_place(assistant: Assistant, console: Console) -> None:
    screen = TerminalScreen(assistant.conversation.library, "ask a question", console)
    screen.turn(assistant.answer("can i catch it"))
    screen.mood("speaking")
    screen.level(0.5)
    picture = shown(screen, console)
    for words in (
        "speaking", "can i catch it", "Can I catch it?", "“They cannot be caught like a cold.”", "▮" * 12 + "▯" * 12,
        "IS usually start when a baby is between 3 and 8 months old.", "% of the way",
        "ask a question",
    ):  # fmt: skip
        assert words in picture


def test_the_screen_shows_words_while_they_are_heard(assistant: Assistant, console: Console) -> None:
    screen = TerminalScreen(assistant.conversation.library, "", console)
    screen.words("why does")
    assert "why does …" in shown(screen, console)


def test_the_screen_shows_every_mood_by_a_shape_of_its_own(assistant: Assistant, console: Console) -> None:
    screen = TerminalScreen(assistant.conversation.library, "", console)
    shapes = set()
    for mood in ("asleep", "listening", "hearing", "speaking", "troubled"):
        screen.mood(mood)
        shapes.add(shown(screen, console).split("│")[3].split()[0])
    assert len(shapes) == 5


def test_the_screen_shows_what_is_broken_until_it_is_mended(assistant: Assistant, console: Console) -> None:
    screen = TerminalScreen(assistant.conversation.library, "", console)
    screen.trouble(VoiceError("the speech engine hangs: start Lantern again"))
    screen.mood("hearing")
    screen.mood("listening")
    assert "start Lantern again" in shown(screen, console)
    screen.turn(assistant.answer("hello"))
    assert "start Lantern again" not in shown(screen, console)
    screen.trouble(SoundCardError("the microphone went away: plug it in again"))
    screen.mood("troubled")
    assert "plug it in again" in shown(screen, console)
    screen.mood("listening")
    assert "plug it in again" not in shown(screen, console)


def test_the_screen_can_be_entered_and_left(assistant: Assistant, console: Console) -> None:
    with TerminalScreen(assistant.conversation.library, "", console) as screen:
        screen.turn(assistant.answer("hello"))
    assert isinstance(console.file, io.StringIO)
    assert "Lantern" in console.file.getvalue()


def test_without_a_terminal_questions_and_answers_are_lines(assistant: Assistant) -> None:
    out, err = Console(file=io.StringIO()), Console(file=io.StringIO())
    screen = PlainScreen(out, err)
    screen.mood("listening")
    screen.level(0.3)
    screen.words("can i")
    screen.turn(assistant.answer("can i catch it"))
    screen.trouble(VoiceError("no voice"))
    assert isinstance(out.file, io.StringIO)
    assert isinstance(err.file, io.StringIO)
    assert out.file.getvalue().splitlines() == ["> can i catch it", "“They cannot be caught like a cold.”"]
    assert err.file.getvalue() == "lantern: no voice\n"
