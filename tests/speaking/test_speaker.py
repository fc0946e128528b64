"""Replies are synthesised once, ahead of time, and joined with a mark at each part."""

import threading

import pytest

from assistant.errors import VoiceError
from assistant.speaking.sentences import joined
from assistant.speaking.speaker import Speaker
from assistant.turn import Line, Pace, Reply, Speech

RATE = 16_000


class CountingVoice:
    """A voice that beeps a tenth of a second a word, and remembers what it was asked for."""

    name = "counting"

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.rehearsed = threading.Event()

    def synthesise(self, text: str, rate: float = 1.0) -> Speech:
        self.asked.append(text)
        if text == "broken":
            raise VoiceError("no voice today")
        if text == "last":
            self.rehearsed.set()
        return Speech(bytes(int(len(text.split()) * RATE * 0.1 / rate) * 2), RATE)


def reply(*texts: str, rate: float = 1.0) -> Reply:
    return Reply("unknown", "unclear", tuple(Line(text, text) for text in texts), pace=Pace(rate))


def test_each_part_has_a_mark_where_it_begins() -> None:
    speech = Speaker(CountingVoice()).speak(reply("one two", "three"))
    assert speech.marks[0] == 0.0
    assert speech.marks[1] == pytest.approx(0.2 + 0.35)
    assert speech.seconds == pytest.approx(0.2 + 0.35 + 0.1)


def test_what_was_said_before_is_not_synthesised_again() -> None:
    voice = CountingVoice()
    speaker = Speaker(voice)
    assert speaker.speak(reply("one", "two")) == speaker.speak(reply("one", "two"))
    assert voice.asked == ["one", "two"]


def test_another_pace_is_another_sound() -> None:
    speaker = Speaker(CountingVoice())
    assert speaker.speak(reply("one", rate=0.5)).seconds > speaker.speak(reply("one")).seconds


def test_rehearsed_texts_are_ready() -> None:
    voice = CountingVoice()
    speaker = Speaker(voice)
    speaker.rehearse(["one", "broken", "last"], Pace())
    assert voice.rehearsed.wait(5)
    speaker.close()
    speaker.speak(reply("one"))
    assert voice.asked == ["one", "broken", "last"]


def test_a_failing_voice_is_told_when_it_is_wanted() -> None:
    with pytest.raises(VoiceError):
        Speaker(CountingVoice()).speak(reply("broken"))


def test_pieces_of_another_rate_are_brought_together() -> None:
    together = joined([Speech(bytes(RATE * 2), RATE), Speech(bytes(2 * 8_000), 8_000)])
    assert together.rate == RATE
    assert together.seconds == pytest.approx(1 + 0.35 + 1)
