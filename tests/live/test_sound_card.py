"""Whole spoken turns through a sound card: virtual, but as real to PortAudio as any."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pytest

from assistant.heart import Assistant
from assistant.live.loop import Live
from assistant.live.manner import Manner
from assistant.live.screen import Mood, NoScreen
from assistant.sound.card import CardLoudspeaker, CardMicrophone, refresh_devices
from assistant.sound.files import read_whole
from assistant.turn import Turn
from tests.live.room import RATE, RECORDINGS
from tests.soundcard import VirtualCard

QUESTION = read_whole(RECORDINGS / "questions/can i catch it (lily).opus", RATE)
_LONGEST_SECONDS = 20.0


class Watched(NoScreen):
    """A screen that can be waited for."""

    def __init__(self) -> None:
        self.turns: list[Turn] = []
        self.moods: list[Mood] = []
        self._changed = threading.Condition()

    def mood(self, mood: Mood) -> None:
        with self._changed:
            self.moods.append(mood)
            self._changed.notify_all()

    def turn(self, turn: Turn) -> None:
        with self._changed:
            self.turns.append(turn)
            self._changed.notify_all()

    def wait_for(self, condition: Callable[[], bool]) -> bool:
        with self._changed:
            return self._changed.wait_for(condition, _LONGEST_SECONDS)


@dataclass(frozen=True)
class Stage:
    """Lantern beside its sound card."""

    live: Live
    card: VirtualCard
    screen: Watched


@pytest.fixture
def stage(assistant: Assistant, sound_card: VirtualCard) -> Iterator[Stage]:
    screen = Watched()
    loop = Live(
        assistant,
        lambda: CardMicrophone(assistant.hearing_rate),
        CardLoudspeaker(),
        screen=screen,
        manner=Manner(),
        refresh=refresh_devices,
    )
    thread = threading.Thread(target=loop.run)
    thread.start()
    assert screen.wait_for(lambda: "listening" in screen.moods)
    yield Stage(loop, sound_card, screen)
    loop.close()
    thread.join(_LONGEST_SECONDS)
    assert not thread.is_alive()


def test_a_spoken_question_is_answered_aloud(stage: Stage) -> None:
    with stage.card.recording() as heard:
        stage.card.talk(QUESTION.pcm).wait()
        assert stage.screen.wait_for(lambda: stage.screen.moods[-1] == "speaking")
        assert stage.screen.wait_for(lambda: stage.screen.moods[-1] == "listening")
    assert [turn.reply.intent for turn in stage.screen.turns] == ["catch"]
    assert np.abs(heard.samples).max() > 1000


def test_a_key_silences_the_loudspeaker(stage: Stage) -> None:
    with stage.card.recording() as heard:
        stage.card.talk(QUESTION.pcm).wait()
        assert stage.screen.wait_for(lambda: stage.screen.moods[-1] == "speaking")
        stage.live.press()
        assert stage.screen.wait_for(lambda: stage.screen.moods[-1] == "listening")
        time.sleep(0.5)
    assert np.abs(heard.samples[-RATE // 4 :]).max() < 10


def test_a_card_that_is_pulled_out_is_found_again(stage: Stage) -> None:
    stage.card.unplug()
    assert stage.screen.wait_for(lambda: stage.screen.moods[-1] == "troubled")
    stage.card.plug_in()
    assert stage.screen.wait_for(lambda: stage.screen.moods[-1] == "listening")
    stage.card.talk(QUESTION.pcm).wait()
    assert stage.screen.wait_for(lambda: len(stage.screen.turns) == 1)
    assert stage.screen.turns[0].reply.intent == "catch"
