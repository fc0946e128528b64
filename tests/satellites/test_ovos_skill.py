"""The skill inside a real OpenVoiceOS core: loaded from its entry point, asked over the message bus."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from ovos_bus_client.message import Message
from ovos_bus_client.session import Session
from ovoscope import CaptureSession, MiniCroft, get_minicroft

from assistant.packs import load_packs
from assistant.resources import intents_folder
from assistant.satellites.ovos_skill import STOPPABLE_SECONDS, LanternSkill
from assistant.satellites.ovos_skill.locale import write_locale

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:ovos_*", "ignore::DeprecationWarning:padacioso.*")

SKILL = "skill-lantern.lantern-voice"

PIPELINE = [
    "ovos-stop-pipeline-plugin-high",
    "ovos-converse-pipeline-plugin",
    "ovos-fallback-pipeline-plugin-high",
    "ovos-stop-pipeline-plugin-medium",
    "ovos-fallback-pipeline-plugin-medium",
    "ovos-fallback-pipeline-plugin-low",
]
"""OpenVoiceOS's own stages, in its own order."""


class Room:
    """Somebody who talks with OpenVoiceOS: one session, as each HiveMind satellite has one."""

    def __init__(self, core: MiniCroft, name: str) -> None:
        self._core = core
        self._session = Session(name, pipeline=PIPELINE, lang="en-US")

    def say(self, text: str) -> list[Message]:
        """Say something and return all that went over the bus."""
        heard = Message(
            "recognizer_loop:utterance",
            {"utterances": [text], "lang": "en-US"},
            {"session": self._session.serialize(), "source": "room", "destination": "skills"},
        )
        capture = CaptureSession(self._core, eof_msgs=["ovos.utterance.handled", f"{SKILL}.stop.response"])
        capture.capture(heard, timeout=20)
        messages: list[Message] = capture.finish()
        assert messages, "nothing went over the bus"
        latest = next(m for m in reversed(messages) if "session" in m.context)
        self._session = Session.deserialize(latest.context["session"])
        return messages

    def ask(self, text: str) -> str:
        """Say something and return what is spoken."""
        return " ".join(spoken(self.say(text)))


def spoken(messages: list[Message]) -> list[str]:
    return [message.data["utterance"] for message in messages if message.msg_type == "speak"]


def kinds(messages: list[Message]) -> set[str]:
    return {message.msg_type for message in messages}


@pytest.fixture(scope="module")
def core(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MiniCroft]:
    with pytest.MonkeyPatch.context() as patch:
        for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
            patch.setenv(variable, str(tmp_path_factory.mktemp("ovos")))
        core = get_minicroft(SKILL, default_pipeline=PIPELINE, max_wait=120)
        yield core
        core.stop()


@pytest.fixture
def room(core: MiniCroft, request: pytest.FixtureRequest) -> Room:
    return Room(core, request.node.name)


def test_a_question_of_the_leaflet_is_answered_in_its_words_by_the_systems_voice(room: Room) -> None:
    messages = room.say("can i catch it")
    speech = next(message for message in messages if message.msg_type == "speak")
    assert "They cannot be caught like a cold." in speech.data["utterance"]
    assert speech.data["meta"] == {"skill": SKILL, "dialog": "catch", "kind": "answer"}
    assert speech.context["skill_id"] == SKILL


@pytest.mark.parametrize(
    "other",
    [
        "what time is it",
        "play some music",
        "what is the weather tomorrow",
        "set a timer for ten minutes",
        "turn on the kitchen lights",
        "tell me a joke",
        "who is the king",
        "tell me more",
        "louder",
        "hello",
    ],
)
def test_other_skills_keep_their_questions(room: Room, other: str) -> None:
    messages = room.say(other)
    assert not spoken(messages)
    assert "complete_intent_failure" in kinds(messages)


def test_an_emergency_wins_even_where_it_holds_the_word_stop(room: Room) -> None:
    assert "grown-up" in room.ask("the baby has stopped breathing")


def test_follow_ups_go_on_with_the_conversation_of_their_session(core: MiniCroft, room: Room) -> None:
    first = room.ask("can i catch it")
    assert room.ask("say that again") == first
    more = room.ask("tell me more")
    assert more
    assert more != first
    assert room.ask("who wrote this leaflet")
    assert not Room(core, "another room").ask("say that again")


def test_a_conversation_leaves_other_skills_their_questions(room: Room) -> None:
    room.ask("can i catch it")
    messages = room.say("what time is it")
    assert not spoken(messages)
    assert "complete_intent_failure" in kinds(messages)


def test_an_offer_opens_the_microphone_and_its_answer_is_understood(room: Room) -> None:
    room.ask("can i catch it")
    offer = next(message for message in room.say("help") if message.msg_type == "speak")
    assert offer.data["expect_response"] is True
    assert room.ask("the first one")


def test_stop_is_silence_and_the_end_of_follow_ups(room: Room) -> None:
    room.ask("can i catch it")
    messages = room.say("stop")
    assert not spoken(messages)
    assert f"{SKILL}.stop" in kinds(messages)
    assert "mycroft.audio.speech.stop" in kinds(messages)
    assert not room.ask("tell me more")


def test_stop_is_lanterns_for_a_minute_after_its_last_words(
    core: MiniCroft, room: Room, request: pytest.FixtureRequest
) -> None:
    skill = core.plugin_skills[SKILL].instance
    session = Session(request.node.name)
    asked = Message("", {}, {"session": session.serialize()})
    assert not skill.can_stop(asked)
    room.ask("can i catch it")
    assert skill.can_stop(asked)
    conversing = skill._conversations.known(request.node.name)
    conversing.spoke_at -= STOPPABLE_SECONDS
    assert not skill.can_stop(asked)
    assert not skill.stop_session(session)
    room.ask("say that again")
    assert skill.can_stop(asked)
    room.ask("goodnight")
    assert not skill.can_stop(asked)
    assert not skill.stop_session(session)


def test_a_cache_that_can_not_be_written_costs_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    full = tmp_path / "a file rather than a folder"
    full.touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(full))
    skill = LanternSkill()
    assert skill.can_answer(Message("", {"utterances": ["can i catch it"]}))
    assert "can't be written" in caplog.text


def test_goodnight_ends_the_conversation(room: Room) -> None:
    room.ask("can i catch it")
    assert room.ask("goodnight")
    assert not room.ask("tell me more")


def test_two_satellites_hold_two_conversations_at_once(core: MiniCroft) -> None:
    kitchen, bedroom = Room(core, "kitchen"), Room(core, "bedroom")
    one, other = kitchen.ask("can i catch it"), bedroom.ask("who wrote this leaflet")
    assert one != other
    assert kitchen.ask("say that again") == one
    assert bedroom.ask("say that again") == other


def test_language_data_are_written_from_the_packs(tmp_path: Path) -> None:
    library = load_packs(intents_folder())
    language = write_locale(library, tmp_path) / "locale" / "en-us"
    assert {path.name for path in language.glob("*.dialog")} >= {f"{fact}.dialog" for fact in library.facts}
    assert "They cannot be caught like a cold." in (language / "catch.dialog").read_text("utf-8")
    assert json.loads((language / "skill.json").read_text("utf-8"))["examples"]
