"""The heart: one question in, one `Turn` out. Command line, microphone, page and satellites are thin shells round it.

An `Assistant` holds what all conversations share and may be used by many threads. A `Dialogue` is one conversation: it
remembers what was said, and belongs to one person at a time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.conversation import Conversation, State
from assistant.conversation.paces import changed
from assistant.errors import VoiceError
from assistant.hearing.fit import VoiceFit
from assistant.hearing.listener import Listener
from assistant.hearing.patience import Patience
from assistant.hearing.wake import WakePhrase
from assistant.ports import SpeechDetector
from assistant.turn import (
    AudioChunk,
    Control,
    IntentMatch,
    NoMatch,
    Recognition,
    Reply,
    Speech,
    Timings,
    Transcript,
    Turn,
)
from assistant.understanding.agreement import agree
from assistant.understanding.words import plain_words

Stopwatch = Callable[[], float]

_PLAINEST_WEIGHT = 5
"""How many examples a fact's own title counts for, where it is learnt how questions end: it is asked most often."""

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.hearing.ears import Ears
    from assistant.speaking.speaker import Speaker
    from assistant.understanding.recognise import Recogniser


@dataclass(frozen=True)
class Assistant:
    """What every conversation shares. Made by `assistant.composition.open_assistant`."""

    recogniser: Recogniser
    conversation: Conversation
    ears: Ears | None = None
    """Where there is speech to be heard."""

    speaker: Speaker | None = None
    """Where replies are to be spoken."""

    detector: Callable[[], SpeechDetector] | None = None
    """Makes a speech detector for each stream of sound, where there is speech to be heard."""

    @cached_property
    def patience(self) -> Callable[[str], float]:
        """How long a silence means that a question is over."""
        library = self.conversation.library
        plainest = [(plain_words(fact.title), fact.id) for fact in library.facts.values()]
        return Patience([*library.examples(), *plainest * _PLAINEST_WEIGHT], self.recogniser.recognise)

    def listener(self, fit: VoiceFit | None = None) -> Listener:
        """Return what hears one utterance after another in a stream of sound; `fit` is the conversation's."""
        return Listener(self._listening_ears(), self._new_detector(), self.patience, fit=fit)

    def wake_phrase(self, phrase: str) -> WakePhrase:
        """Return what waits for `phrase` in a stream of sound; raises SettingsError where it can't be heard."""
        return WakePhrase(phrase, self._listening_ears().transcriber, self._new_detector())

    def begin(self, *, bedtime: bool = False) -> Dialogue:
        """Begin a conversation, at `bedtime` a slower and quieter one."""
        return Dialogue(self, bedtime=bedtime)

    def answer(self, text: str, *, aloud: bool = False) -> Turn:
        """Answer one question as a conversation of its own."""
        return self.begin().answer(text, aloud=aloud)

    @property
    def hearing_rate(self) -> int:
        """The rate at which recordings are to come, hertz."""
        return self._listening_ears().rate

    def transcribe(self, chunks: Iterable[AudioChunk], fit: VoiceFit | None = None) -> Transcript:
        """Return what one whole recording says; `fit` is the conversation's."""
        listening = self._listening_ears().listen(fit)
        for chunk in chunks:
            listening.accept(chunk)
        return listening.finish()

    def _listening_ears(self) -> Ears:
        if self.ears is None:
            raise RuntimeError("an assistant without ears was asked to listen")
        return self.ears

    def rehearse(self, *, bedtime: bool = False) -> None:
        """Make ready in the background all that can be said, at the pace of now, so that answers come at once."""
        if self.speaker is not None:
            self.speaker.rehearse(self.conversation.repertoire(), self.conversation.begin(bedtime=bedtime).pace)

    def make_ready(self, reply: Reply) -> None:
        """Make ready in the background a reply that may be asked for again, slower."""
        if self.speaker is not None:
            self.speaker.rehearse([part.spoken for part in reply.parts], changed(reply.pace, "slower"))

    def close(self) -> None:
        """Give up what is still being made ready."""
        if self.speaker is not None:
            self.speaker.close()

    def _new_detector(self) -> SpeechDetector:
        if self.detector is None:
            raise RuntimeError("an assistant without ears was asked to listen")
        return self.detector()

    def speak(self, reply: Reply) -> Speech:
        """Return a reply as sound; raises VoiceError."""
        if self.speaker is None:
            raise VoiceError("Lantern was started without a voice: `lantern voices list` shows those there are")
        return self.speaker.speak(reply)


class Dialogue:
    """One conversation with one person. Not shared between threads."""

    def __init__(self, assistant: Assistant, *, bedtime: bool = False) -> None:
        """Begin with nothing said."""
        self.assistant = assistant
        self.state: State = assistant.conversation.begin(bedtime=bedtime)
        self.fit = VoiceFit()
        """What the conversation has shown of the voice that speaks."""

    def answer(self, text: str, *, aloud: bool = False) -> Turn:
        """Answer typed words; `aloud` also makes the reply's sound."""
        return self.hear(Transcript(text), aloud=aloud)

    def hear(self, transcript: Transcript, *, aloud: bool = False, transcribe_ms: float = 0.0) -> Turn:
        """Answer what was heard."""
        with _stopwatch() as recognise_ms:
            recognition = self.understand(transcript)
            self.state, reply = self.assistant.conversation.respond(self.state, recognition, transcript.text)
        return self._turn(
            transcript, recognition, reply, Timings(transcribe=transcribe_ms, recognise=recognise_ms()), aloud=aloud
        )

    def listen(self, chunks: Iterable[AudioChunk], *, aloud: bool = False) -> Turn:
        """Answer one whole recording."""
        with _stopwatch() as transcribe_ms:
            transcript = self.assistant.transcribe(chunks, self.fit)
        return self.hear(transcript, aloud=aloud, transcribe_ms=transcribe_ms())

    def pick(self, fact: str, *, aloud: bool = False) -> Turn:
        """Answer a picture card that was tapped; `fact` is its id."""
        recognition = IntentMatch(fact, "answer", 1.0)
        title = self.assistant.conversation.title(fact)
        self.state, reply = self.assistant.conversation.respond(self.state, recognition, title)
        return self._turn(Transcript(title), recognition, reply, Timings(), aloud=aloud)

    def command(self, control: Control, *, aloud: bool = False) -> Turn:
        """Answer a picture button that was pressed, such as “again”."""
        recognition = IntentMatch(control, "control", 1.0)
        self.state, reply = self.assistant.conversation.respond(self.state, recognition, control)
        return self._turn(Transcript(control), recognition, reply, Timings(), aloud=aloud)

    def silence(self, *, aloud: bool = False) -> Turn | None:
        """Say what is to be said when nobody has spoken for long: a gentle word, a gentle end, or nothing."""
        self.state, reply = self.assistant.conversation.silence(self.state)
        if reply is None:
            return None
        return self._turn(Transcript(""), NoMatch("silence"), reply, Timings(), aloud=aloud)

    def understand(self, transcript: Transcript) -> Recognition:
        """Return what was meant, without answering: the conversation stays as it is."""
        recognise = self.assistant.recogniser.recognise
        recognition = recognise(transcript.text)
        if transcript.narrowed and transcript.narrowed != transcript.text:
            return agree(recognition, recognise(transcript.narrowed))
        return recognition

    def _turn(
        self, transcript: Transcript, recognition: Recognition, reply: Reply, ms: Timings, *, aloud: bool
    ) -> Turn:
        speech = None
        if aloud:
            with _stopwatch() as synthesise_ms:
                speech = self.assistant.speak(reply)
            ms = replace(ms, synthesise=synthesise_ms())
        return Turn(transcript.text, recognition, reply, speech, transcript, ms)


@contextmanager
def _stopwatch() -> Iterator[Stopwatch]:
    """Give a function that says how many milliseconds the block took."""
    begun = time.perf_counter()
    ended: list[float] = []
    yield lambda: ((ended[0] if ended else time.perf_counter()) - begun) * 1000
    ended.append(time.perf_counter())
