"""The live conversation: one thread that hears, answers and looks after what is being said.

    microphone ─► asleep: wake phrase
               └► awake: listener ─► utterance ─► dialogue ─► mouth ─► loudspeaker
                                        │            ▲
                                        └ goes on ───┘  the answer to the first half is taken back

Keys and switches come from other threads through `Live.press` and `Live.close`. Time is counted in sound heard.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator

from assistant.conversation.choice import choice
from assistant.errors import LanternError, SoundCardError
from assistant.hearing.listener import Utterance
from assistant.hearing.wake import WakePhrase
from assistant.heart import Assistant, Dialogue
from assistant.live.halves import Answered, hear_whole
from assistant.live.level import level_of
from assistant.live.manner import Manner
from assistant.live.mouth import Mouth
from assistant.live.screen import Mood, NoScreen, Screen
from assistant.ports import Loudspeaker, Microphone
from assistant.speaking.earcons import EarconName, earcon
from assistant.turn import AudioChunk, IntentMatch, Recognition, Transcript, Turn

_ECHO_SECONDS = 0.2
"""How long a room goes on sounding after Lantern has spoken."""

_RETRY_SECONDS = 2.0
"""How long a device that went away is left before it is looked for again."""

_WELCOME_SECONDS = 0.5
"""Somebody who has woken Lantern and says nothing for so long is told by a sound that it listens."""

_SHOW_WORDS_SECONDS = 0.2
"""How often the words so far are looked at while somebody speaks."""


class Live:
    """One place where Lantern listens and speaks."""

    def __init__(
        self,
        assistant: Assistant,
        microphone: Callable[[], Microphone],
        loudspeaker: Loudspeaker,
        *,
        screen: Screen | None = None,
        manner: Manner | None = None,
        wake: WakePhrase | None = None,
        refresh: Callable[[], None] = lambda: None,
    ) -> None:
        """Converse through the devices; `wake` is waited for when asleep, `refresh` looks for devices again."""
        self._assistant = assistant
        self._microphone = microphone
        self._mouth = Mouth(loudspeaker)
        self._screen = screen or NoScreen()
        self._manner = manner or Manner()
        self._wake = wake
        self._refresh = refresh
        self._closed = threading.Event()
        self._pressed = threading.Event()
        self._listener = assistant.listener()
        self._dialogue: Dialogue | None = None
        self._answered: Answered | None = None
        self._said: Turn | None = None
        self._unsaid: Turn | None = None
        self._taken_back: Turn | None = None
        self._ending = False
        self._lost = False
        self._silent = 0.0
        self._spoke_until = -math.inf
        self._welcome = math.inf
        self._since_words = 0.0
        self._mood: Mood | None = None

    # From any thread

    def press(self) -> None:
        """Be silent at once; or else wake, or take the question as finished. For a key, a tap or a switch."""
        if not self._mouth.hush():
            self._pressed.set()

    def close(self) -> None:
        """Come to an end."""
        self._closed.set()
        self._mouth.hush()

    # The loop

    def run(self) -> None:
        """Converse until `close`; devices that go away are told and looked for again."""
        if not self._manner.asleep:
            self._begin()
        try:
            while not self._closed.is_set():
                self._converse()
        finally:
            self._mouth.close()

    def _converse(self) -> None:
        try:
            with self._microphone() as chunks:
                self._attend(chunks)
        except SoundCardError as error:
            self._lose_devices(error)

    def _attend(self, chunks: Iterator[AudioChunk]) -> None:
        for chunk in chunks:
            if self._closed.is_set():
                return
            if self._lost:
                self._find_devices()
            self._screen.level(level_of(chunk))
            self._mouth.attend(chunk)
            if not self._mouth.busy:
                self._unsaid = None
            if self._pressed.is_set():
                self._pressed.clear()
                self._take_press()
            if self._dialogue is None:
                self._doze(chunk)
            else:
                self._hear(self._dialogue, chunk)
            self._show_mood()

    def _lose_devices(self, error: SoundCardError) -> None:
        self._screen.trouble(error)
        self._show("troubled")
        self._mouth.close()
        self._listener.forget()
        self._taken_back = None
        if not self._lost:
            self._lost = True
            self._tell("microphone_lost")
            self._finish()
        if not self._closed.wait(_RETRY_SECONDS):
            try:
                self._refresh()
            except SoundCardError as still:
                self._screen.trouble(still)

    def _find_devices(self) -> None:
        self._lost = False
        if self._unsaid is not None:
            self._say(self._unsaid)
        else:
            self._tell("microphone_found")

    def _tell(self, name: str) -> None:
        """Begin to say how Lantern itself is, to somebody who may not see the screen."""
        state = (self._dialogue or self._assistant.begin(bedtime=self._manner.bedtime())).state
        reply = self._assistant.conversation.notice(state, name)
        try:
            self._mouth.say(self._assistant.speak(reply), reply.spoken, reply.pace.volume)
        except LanternError as error:
            self._screen.trouble(error)

    def _finish(self) -> None:
        """Wait until it was said: nobody can be heard meanwhile."""
        try:
            self._mouth.finish()
        except SoundCardError as error:
            self._screen.trouble(error)

    # Asleep and awake

    def _begin(self) -> Dialogue:
        dialogue = self._dialogue = self._assistant.begin(bedtime=self._manner.bedtime())
        self._listener.fit = dialogue.fit
        self._answered = None
        self._taken_back = None
        self._spoke_until = -math.inf
        self._ending = False
        self._silent = 0.0
        return dialogue

    def _doze(self, chunk: AudioChunk) -> None:
        after = self._wake.accept(chunk) if self._wake is not None else None
        if after is not None:
            self._hear(self._wake_up(), after)

    def _wake_up(self) -> Dialogue:
        self._welcome = _WELCOME_SECONDS
        return self._begin()

    def _sleep(self) -> None:
        self._dialogue = None
        self._answered = None
        self._listener.forget()
        if self._wake is not None:
            self._wake.forget()

    def _take_press(self) -> None:
        if self._mouth.hush():  # it began to speak after the key was pressed
            return
        if self._dialogue is None:
            self._wake_up()
            return
        utterance = self._listener.finish()
        if utterance is None:
            self._welcome = 0.0
        elif utterance.transcript.text:
            self._take(self._dialogue, utterance)
        else:
            self._ring("not_heard")

    # Hearing

    def _hear(self, dialogue: Dialogue, chunk: AudioChunk) -> None:
        utterance = self._listener.accept(chunk)
        if utterance is not None:
            self._take(dialogue, utterance)
        if self._mouth.talking:
            self._spoke_until = self._listener.now
        if utterance is not None:
            return
        if self._listener.speaking:
            self._silent = 0.0
            self._follow(chunk)
        elif self._mouth.busy:
            self._silent = 0.0
        elif self._ending:
            self._ring("goodnight")
            self._sleep()
        else:
            self._wait(dialogue, chunk.seconds)

    def _follow(self, chunk: AudioChunk) -> None:
        """Look at the words so far; fall silent for a “stop”, and for a question that goes on."""
        self._since_words += chunk.seconds
        if self._since_words < _SHOW_WORDS_SECONDS:
            return
        self._since_words = 0.0
        words = self._listener.partial()
        self._screen.words(words)
        if words and self._mouth.talking and not self._mouth.may_hear_itself(words):
            self._give_way(words)

    def _give_way(self, words: str) -> None:
        # A single word that goes on may be an echo's first, misheard; the utterance's end will tell.
        goes_on = " " in words and self._answered is not None and self._answered.goes_on(self._listener.began)
        if goes_on or _stands_alone(self._assistant.recogniser.recognise(words)):
            self._mouth.hush()
            self._taken_back = self._said

    def _take(self, dialogue: Dialogue, utterance: Utterance) -> None:
        self._screen.words("")
        transcript, sound = utterance.transcript, utterance.sound
        overlaps = utterance.began <= self._spoke_until + _ECHO_SECONDS
        if not transcript.text or (overlaps and self._mouth.may_hear_itself(transcript.text)):
            self._say_again()
            return
        seen = dialogue.understand(transcript)
        first = self._answered
        if first is not None and first.goes_on(utterance.began, sound) and not _stands_alone(seen):
            both = first.followed_by(sound)
            whole, new_words = hear_whole(self._assistant, first, both, dialogue.fit)
            if not new_words:
                self._say_again()
                return
            if _stands_alone(self._assistant.recogniser.recognise(new_words)):
                transcript = Transcript(new_words)
            else:
                dialogue.state = first.before
                transcript, sound = whole, both
        elif overlaps and not _is_meant(dialogue, seen, transcript.text):
            self._say_again()
            return
        self._reply(dialogue, transcript, sound)

    def _reply(self, dialogue: Dialogue, transcript: Transcript, sound: AudioChunk) -> None:
        self._welcome = math.inf
        self._taken_back = None
        before = dialogue.state
        turn = dialogue.hear(transcript)
        until = self._listener.now + self._manner.goes_on_seconds
        # What was said of danger is never taken back.
        urgent = turn.reply.kind == "emergency"
        self._answered = None if urgent else Answered(transcript.text, sound, before, until)
        self._say(turn)

    def _say_again(self) -> None:
        """Say what was taken back for words that came to nothing."""
        turn, self._taken_back = self._taken_back, None
        if turn is not None:
            self._say(turn)

    def _wait(self, dialogue: Dialogue, seconds: float) -> None:
        self._silent += seconds
        if self._silent >= self._welcome:
            self._welcome = math.inf
            self._ring("listening")
        patience = self._manner.choice_seconds if dialogue.state.pending else self._manner.rest_seconds
        if self._silent < patience:
            return
        self._silent = 0.0
        turn = dialogue.silence()
        if turn is not None:
            self._say(turn)
        elif self._wake is not None:
            self._sleep()
        else:
            self._begin()  # nothing was asked, so there is nothing to end; but meanwhile it may be bedtime

    # Speaking

    def _say(self, turn: Turn) -> None:
        self._said = self._unsaid = turn
        self._ending = turn.reply.ends
        self._screen.turn(turn)
        try:
            self._mouth.say(self._assistant.speak(turn.reply), turn.reply.spoken, turn.reply.pace.volume)
        except SoundCardError:
            raise
        except LanternError as error:
            # A voice that fails does not end the conversation: the answer is on the screen.
            self._screen.trouble(error)
        self._assistant.make_ready(turn.reply)

    def _ring(self, name: EarconName) -> None:
        if self._dialogue is not None:
            state = self._dialogue.state
            self._mouth.say(earcon(name, bedtime=state.bedtime), "", state.pace.volume)

    def _show_mood(self) -> None:
        if self._dialogue is None:
            self._show("asleep")
        elif self._mouth.busy:
            self._show("speaking")
        else:
            self._show("hearing" if self._listener.speaking else "listening")

    def _show(self, mood: Mood) -> None:
        if mood != self._mood:
            self._mood = mood
            self._screen.mood(mood)


def _stands_alone(seen: Recognition) -> bool:
    """Whether words that follow a question at once are never its other half."""
    return isinstance(seen, IntentMatch) and seen.intent in ("stop", "emergency", "danger_to_self")


def _is_meant(dialogue: Dialogue, seen: Recognition, text: str) -> bool:
    """Whether words that were heard beside Lantern's own are surely said to it."""
    return isinstance(seen, IntentMatch) or (bool(dialogue.state.pending) and choice(text) is not None)
