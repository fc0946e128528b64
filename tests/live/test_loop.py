"""The live conversation in a room of memory, with real ears, understanding and voice."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest

from assistant.errors import LanternError
from assistant.hearing.wake import WakePhrase
from assistant.heart import Assistant
from assistant.live.level import level_of
from assistant.live.loop import Live
from assistant.live.manner import Manner
from assistant.live.screen import Mood
from assistant.turn import AudioChunk, Speech, Turn
from tests.live.room import Playing, Room

CATCH = "questions/can i catch it (lily).opus"
MEDICINE = "questions/does he have to take medicine every day (girl).opus"
HALVES = tuple(f"paused/does he have to … take medicine every day (lily) {half}.opus" for half in (1, 2))
STOP = "short/stop (lily).opus"
MORE = "short/tell me more (lily).opus"


@dataclass
class Seen:
    """A screen that remembers."""

    turns: list[Turn] = field(default_factory=list)
    moods: list[Mood] = field(default_factory=list)
    troubles: list[LanternError] = field(default_factory=list)

    def mood(self, mood: Mood) -> None:
        self.moods.append(mood)

    def level(self, level: float) -> None:
        assert 0 <= level <= 1

    def words(self, words: str) -> None:
        assert words == words.strip()

    def turn(self, turn: Turn) -> None:
        self.turns.append(turn)

    def trouble(self, error: LanternError) -> None:
        self.troubles.append(error)

    @property
    def intents(self) -> list[str]:
        return [turn.reply.intent for turn in self.turns]


def live(
    assistant: Assistant, room: Room, manner: Manner | None = None, wake: WakePhrase | None = None
) -> tuple[Live, Seen]:
    seen = Seen()
    loop = Live(assistant, room.microphone, room, screen=seen, manner=manner, wake=wake)
    room.silent_after = loop.close
    return loop, seen


def test_questions_are_answered_one_after_another(assistant: Assistant) -> None:
    room = Room(22)
    end = room.put(1, CATCH)
    room.put(10, MEDICINE)
    loop, seen = live(assistant, room)
    loop.run()
    assert seen.intents == ["catch", "medicine"]
    assert len(room.said) == 2
    assert room.said[0].began - end < 1.0
    assert seen.moods[:4] == ["listening", "hearing", "speaking", "listening"]


def test_noise_without_words_is_no_question(assistant: Assistant) -> None:
    room = Room(6)
    noise = np.random.default_rng(1).normal(0, 1500, 3 * 16_000).astype(np.float32)
    room.put_sound(1, noise)
    loop, seen = live(assistant, room)
    loop.run()
    assert seen.turns == []


def test_a_question_that_goes_on_after_a_pause_is_answered_as_one(assistant: Assistant) -> None:
    room = Room(20)
    room.put(room.put(1, HALVES[0]) + 1.0, HALVES[1])
    loop, seen = live(assistant, room)
    loop.run()
    assert seen.intents[-1] == "medicine"
    assert seen.turns[-1].question.startswith("does he have to")
    assert [playing.stopped is None for playing in room.said] == [False] * (len(room.said) - 1) + [True]


def test_an_answer_is_taken_back_when_the_question_goes_on(assistant: Assistant) -> None:
    room = Room(14)
    room.put(room.put(1, CATCH) + 0.9, HALVES[1])
    loop, seen = live(assistant, room)
    loop.run()
    assert seen.turns[-1].question.startswith(seen.turns[0].question)
    assert len(seen.turns) == 2
    assert room.said[0].stopped is not None


def test_stop_spoken_while_lantern_speaks_silences_it(assistant: Assistant) -> None:
    room = Room(14)
    room.put(1, MEDICINE)
    said = room.put(6.5, STOP)
    loop, seen = live(assistant, room)
    loop.run()
    assert seen.intents == ["medicine", "stop"]
    assert room.said[0].stopped is not None
    assert room.said[0].stopped < said + 0.8


def test_lantern_s_own_voice_never_triggers_it(assistant: Assistant) -> None:
    room = Room(34, echo=0.5)
    room.put(1, MEDICINE)
    room.put(20, MORE)
    loop, seen = live(assistant, room)
    loop.run()
    assert seen.intents == ["medicine", "medicine"]
    assert all(playing.stopped is None for playing in room.said)


def test_a_key_silences_at_once_and_the_conversation_goes_on(assistant: Assistant) -> None:
    room = Room(14)
    room.put(1, MEDICINE)
    room.put(8, MORE)
    loop, seen = live(assistant, room)
    room.at(6, loop.press)
    loop.run()
    assert room.said[0].stopped == pytest.approx(6, abs=0.04)
    assert seen.intents == ["medicine", "medicine"]


def test_a_key_ends_a_question_at_once(assistant: Assistant) -> None:
    room = Room(5)
    end = room.put(1, CATCH)
    loop, seen = live(assistant, room)
    room.at(end, loop.press)
    loop.run()
    assert seen.intents == ["catch"]
    assert room.said[0].began == pytest.approx(end, abs=0.1)


def test_a_key_when_nobody_speaks_says_that_lantern_listens(assistant: Assistant) -> None:
    room = Room(3)
    loop, seen = live(assistant, room)
    room.at(1, loop.press)
    loop.run()
    assert seen.turns == []
    assert [round(playing.began, 1) for playing in room.said] == [1.0]


def test_asleep_it_hears_nothing_until_a_key_is_pressed(assistant: Assistant) -> None:
    room = Room(12)
    room.put(1, CATCH)
    room.put(6, CATCH)
    loop, seen = live(assistant, room, Manner(asleep=True))
    room.at(5, loop.press)
    loop.run()
    assert seen.intents == ["catch"]
    assert seen.moods[:2] == ["asleep", "listening"]
    assert room.said[0].began == pytest.approx(5.5, abs=0.1), "a sound tells that it listens"


def test_what_is_asked_in_one_breath_with_the_wake_phrase_is_answered_every_time(assistant: Assistant) -> None:
    room = Room(40)
    room.put(2, "wake/hello lantern does the medicine help (girl).opus")
    room.put(27, "wake/hello lantern how long does it last (puck).opus")
    loop, seen = live(assistant, room, Manner(asleep=True, rest_seconds=5), wake=assistant.wake_phrase("hello lantern"))
    loop.run()
    assert seen.intents == ["medicine_helps", "goodnight", "how_long"]


def test_woken_for_nothing_it_goes_to_sleep_again_without_a_word(assistant: Assistant) -> None:
    room = Room(14)
    room.put(2, "wake/hello lantern (lily).opus")
    loop, seen = live(assistant, room, Manner(asleep=True, rest_seconds=4), wake=assistant.wake_phrase("hello lantern"))
    loop.run()
    assert seen.turns == []
    assert seen.moods[-1] == "asleep"


def test_a_long_silence_ends_gently_and_sleeps(assistant: Assistant) -> None:
    room = Room(20)
    room.put(1, CATCH)
    loop, seen = live(assistant, room, Manner(rest_seconds=6))
    loop.run()
    assert seen.intents == ["catch", "goodnight"]
    assert seen.moods[-1] == "asleep"
    assert len(room.said) == 3, "answer, goodbye and the sound of a lullaby"


def test_a_silent_room_is_left_alone(assistant: Assistant) -> None:
    room = Room(5)
    loop, _ = live(assistant, room, Manner(rest_seconds=1))
    loop.run()
    assert room.said == []


def test_bedtime_is_asked_when_a_conversation_begins(assistant: Assistant) -> None:
    room = Room(8)
    room.put(1, CATCH)
    loop, seen = live(assistant, room, Manner(bedtime=lambda: True))
    loop.run()
    assert seen.turns[0].reply.pace.rate < 1
    assert room.said[0].volume < assistant.conversation.begin().pace.volume


def test_a_microphone_that_goes_away_is_told_and_used_again(assistant: Assistant) -> None:
    room = Room(14)
    room.put(7, CATCH)
    loop, seen = live(assistant, room)
    room.at(3, room.unplug)
    loop.run()
    assert len(seen.troubles) == 1
    assert "troubled" in seen.moods
    assert seen.intents == ["catch"]
    assert len(room.said) == 3, "what was lost and what was found is said aloud"


def test_an_answer_that_a_lost_device_cut_off_is_said_again(assistant: Assistant) -> None:
    room = Room(16)
    room.put(1, MEDICINE)
    loop, seen = live(assistant, room)
    room.at(6, room.unplug)
    loop.run()
    assert seen.intents == ["medicine", "medicine"]
    assert [playing.stopped for playing in room.said] == [pytest.approx(6, abs=0.1), None, None]


def test_a_key_pressed_while_the_answer_is_made_silences_it(assistant: Assistant) -> None:
    room = Room(8)
    room.put(1, CATCH)
    loop, seen = live(assistant, room)
    play = room.play

    def pressed_just_before(speech: Speech, volume: float = 1.0) -> Playing:
        loop.press()
        return play(speech, volume)

    room.play = pressed_just_before  # type: ignore[method-assign]
    loop.run()
    assert seen.intents == ["catch"]
    assert [playing.ends - playing.began for playing in room.said] == [pytest.approx(0, abs=0.1)]


@pytest.mark.parametrize(("amplitude", "level"), [(0, 0.0), (33, 0.0), (32767, 1.0), (1036, 0.5)])
def test_the_level_is_a_share_of_sixty_decibels(amplitude: int, level: float) -> None:
    chunk = AudioChunk(np.full(512, amplitude, dtype="<i2").tobytes(), 16_000)
    assert level_of(chunk) == pytest.approx(level, abs=0.01)
