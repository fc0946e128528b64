"""Lantern as a skill of OpenVoiceOS: a guest that speaks up only when it is sure.

    nobody talks with Lantern        can_answer: a question of the leaflet, a fear, an emergency, and surely one
    somebody does (converse)         also “more”, “say it again”, and the answer to what Lantern asked
    anything else                    is for the other skills

Each OpenVoiceOS session is a conversation of its own, so each HiveMind satellite is one. Everything is spoken by
OpenVoiceOS's own voice, at its own pace and loudness: “slower” and “louder” are left to the system.
"""

from __future__ import annotations

import datetime as dt
import logging

from ovos_bus_client.message import Message, dig_for_message
from ovos_bus_client.session import Session, SessionManager
from ovos_utils.process_utils import RuntimeRequirements
from ovos_workshop.decorators import classproperty
from ovos_workshop.skills.converse import ConversationalSkill
from ovos_workshop.skills.fallback import FallbackSkill

from assistant.composition import open_assistant
from assistant.errors import StorageError
from assistant.packs import Library
from assistant.resources import cache_folder
from assistant.satellites.conversations import Conversations, Conversing
from assistant.satellites.ovos_skill.locale import write_locale
from assistant.satellites.ovos_skill.manners import is_follow_up, speaks_up
from assistant.settings import load_settings
from assistant.turn import Transcript, Turn

_LOG = logging.getLogger(__name__)

PRIORITY = 5
"""The last of OpenVoiceOS's early fallbacks: before intents that are guesses, since Lantern only speaks when sure."""

STOPPABLE_SECONDS = 60.0
"""How long after a turn “stop” may still be meant for it; the longest answer is over by then."""


class LanternSkill(FallbackSkill, ConversationalSkill):  # type: ignore[misc] # OpenVoiceOS has no types
    """Answers small children's questions in a health leaflet's words."""

    def __init__(self, **of_openvoiceos: object) -> None:
        """Open the heart, without ears and voice: those are OpenVoiceOS's."""
        settings = load_settings()
        self._assistant = open_assistant(settings, hearing=False, speaking=False)

        def is_bedtime() -> bool:
            # The clock on the family's wall is what bedtime goes by.
            return settings.is_bedtime(dt.datetime.now().time())  # noqa: DTZ005

        self._conversations = Conversations(lambda: self._assistant.begin(bedtime=is_bedtime()))
        super().__init__(resources_dir=_locale(self._assistant.conversation.library), **of_openvoiceos)

    def initialize(self) -> None:
        """Offer to answer what no other skill is sure of."""
        self.register_fallback(self.answer, PRIORITY)

    @classproperty  # type: ignore[untyped-decorator]
    def runtime_requirements(self) -> RuntimeRequirements:
        """Nothing but this machine."""
        return RuntimeRequirements(
            internet_before_load=False,
            network_before_load=False,
            requires_internet=False,
            requires_network=False,
            no_internet_fallback=True,
            no_network_fallback=True,
        )

    # Nobody talks with Lantern

    def can_answer(self, message: Message) -> bool:
        """Return whether this is surely for Lantern; other skills keep all other questions."""
        return speaks_up(self._assistant.begin().understand(_heard(message)))

    def answer(self, message: Message) -> bool:
        """Answer, and stay active for what follows."""
        self._answer(message)
        self.activate()
        return True

    # Somebody does

    def can_converse(self, message: Message) -> bool:
        """Return whether this goes on with the conversation of its session."""
        conversing = self._conversations.known(_session_id(message))
        if conversing is None:
            return False
        heard = _heard(message)
        with conversing.lock:
            seen, state = conversing.dialogue.understand(heard), conversing.dialogue.state
        titles = [self._assistant.conversation.title(fact) for fact in state.offered]
        return is_follow_up(seen, state, heard.text, titles)

    def converse(self, message: Message) -> bool:
        """Answer what goes on with the conversation."""
        if not self.can_converse(message):
            return False
        turn = self._answer(message)
        if turn.reply.ends:
            self.deactivate()
        return True

    # Stop

    def can_stop(self, message: Message) -> bool:
        """Return whether somebody in this session talks with Lantern just now."""
        return self._talking(_session_id(message)) is not None

    def stop_session(self, session: Session) -> bool:
        """Fall silent in this session; return whether Lantern was who spoke."""
        conversing = self._talking(session.session_id)
        if conversing is None:
            return False
        with conversing.lock:
            conversing.dialogue.command("stop")
        message = dig_for_message() or Message("")
        self.bus.emit(message.forward("mycroft.audio.speech.stop", {"skill_id": self.skill_id}))
        self.deactivate()
        return True

    def stop(self) -> bool:
        """Return False: there is nothing to stop beyond the sessions."""
        return False

    def _talking(self, session_id: str) -> Conversing | None:
        """Return the session's conversation while Lantern may still be speaking in it."""
        conversing = self._conversations.known(session_id, within=STOPPABLE_SECONDS)
        return None if conversing is None or conversing.dialogue.state.over else conversing

    def _answer(self, message: Message) -> Turn:
        conversing = self._conversations.find(_session_id(message))
        with conversing.lock:
            turn = conversing.dialogue.hear(_heard(message))
            waits = bool(conversing.dialogue.state.pending)
        meta = {"dialog": turn.reply.intent, "kind": turn.reply.kind}
        self.speak(turn.reply.spoken, expect_response=waits, meta=meta)
        return turn


def _locale(library: Library) -> str | None:
    """Return the folder of the skill's language data; None where it can't be written, which costs no answer."""
    try:
        return str(write_locale(library, cache_folder() / "ovos"))
    except StorageError as problem:
        _LOG.warning("Lantern's words are not shown among the skill's resources: %s", problem)
        return None


def _session_id(message: Message) -> str:
    return str(SessionManager.get(message).session_id)


def _heard(message: Message) -> Transcript:
    utterances = message.data.get("utterances") or [""]
    return Transcript(str(utterances[0]))
