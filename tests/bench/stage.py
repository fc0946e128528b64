"""Lantern on a virtual sound card, with a stopwatch at every stage: what the live benches measure with."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from pathlib import Path

from assistant.errors import LanternError
from assistant.hearing.ears import Ears, Hearing
from assistant.hearing.fit import VoiceFit
from assistant.heart import Assistant
from assistant.live.loop import Live
from assistant.live.manner import Manner
from assistant.live.screen import Mood, NoScreen
from assistant.ports import Voice
from assistant.sound.card import CardLoudspeaker, CardMicrophone, refresh_devices
from assistant.speaking.speaker import Speaker
from assistant.turn import AudioChunk, Pace, Speech, Transcript, Turn
from tests.soundcard import Recording, VirtualCard

LONGEST_SECONDS = 30.0


PEER_SILENCE = 0.7
"""Seconds of silence that end everything at a peer."""


class OnDemandSpeaker(Speaker):
    """A speaker that begins to synthesise when the answer is known, and keeps nothing."""

    def say(self, text: str, pace: Pace) -> Speech:
        """Synthesise one text."""
        return self.voice.synthesise(text, pace.rate)

    def rehearse(self, texts: Iterable[str], pace: Pace) -> None:
        """Prepare nothing."""


class Peer(Assistant):
    """The same assistant with a peer's endpoint."""

    @cached_property
    def patience(self) -> Callable[[str], float]:
        """The same silence after everything."""
        return lambda _words: PEER_SILENCE


class TimedEars(Ears):
    """Ears that note when the endpoint had been found: when an utterance is to be settled."""

    def __init__(self, ears: Ears, endpoints: list[float]) -> None:
        super().__init__(ears.transcriber, ears.phrases, ears.warps, ears.is_clear)
        self._endpoints = endpoints

    def listen(self, fit: VoiceFit | None = None) -> Hearing:
        """Listen like the real ones."""
        return _TimedHearing(super().listen(fit), self._endpoints)


class _TimedHearing(Hearing):
    def __init__(self, hearing: Hearing, endpoints: list[float]) -> None:
        self._hearing = hearing
        self._endpoints = endpoints

    def accept(self, chunk: AudioChunk) -> None:
        self._hearing.accept(chunk)

    def partial(self) -> str:
        return self._hearing.partial()

    def partials(self) -> list[str]:
        return self._hearing.partials()

    def finish(self) -> Transcript:
        self._endpoints.append(time.perf_counter())
        return self._hearing.finish()


@dataclass
class Watch(NoScreen):
    """A screen that notes when things happened."""

    turns: list[tuple[float, Turn]] = field(default_factory=list)
    moods: list[tuple[float, Mood]] = field(default_factory=list)
    troubles: list[LanternError] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def mood(self, mood: Mood) -> None:
        """Note a mood."""
        with self._changed:
            self.moods.append((time.perf_counter(), mood))
            self._changed.notify_all()

    def turn(self, turn: Turn) -> None:
        """Note a turn."""
        with self._changed:
            self.turns.append((time.perf_counter(), turn))
            self._changed.notify_all()

    def trouble(self, error: LanternError) -> None:
        """Note what is broken."""
        self.troubles.append(error)

    def wait_for_mood(self, *moods: Mood, since: float = 0.0) -> bool:
        """Wait until Lantern is in one of the moods; return whether it came to it in time."""
        with self._changed:
            return self._changed.wait_for(
                lambda: bool(self.moods) and self.moods[-1][1] in moods and self.moods[-1][0] >= since, LONGEST_SECONDS
            )

    def wait_for_turn(self, since: float, seconds: float) -> bool:
        """Wait for a turn after a time, for some seconds at most."""
        with self._changed:
            return self._changed.wait_for(lambda: any(at > since for at, _ in self.turns), seconds)


@dataclass(frozen=True)
class Stage:
    """Lantern, its card, and what both microphone and loudspeaker carried."""

    live: Live
    card: VirtualCard
    watch: Watch
    endpoints: list[float]
    spoken_to: Recording
    heard: Recording


def as_peer(assistant: Assistant, voice: Voice) -> Peer:
    """Return the same assistant with a fixed endpoint and synthesis on demand."""
    peer = replace(assistant, speaker=OnDemandSpeaker(voice))
    return Peer(**{field.name: getattr(peer, field.name) for field in fields(peer)})


@contextmanager
def stage(assistant: Assistant, card: VirtualCard, manner: Manner) -> Iterator[Stage]:
    """Give Lantern, listening at the card."""
    assert assistant.ears is not None
    endpoints: list[float] = []
    assistant = replace(assistant, ears=TimedEars(assistant.ears, endpoints))
    watch = Watch()
    live = Live(
        assistant,
        lambda: CardMicrophone(assistant.hearing_rate),
        CardLoudspeaker(),
        screen=watch,
        manner=manner,
        refresh=refresh_devices,
    )
    thread = threading.Thread(target=live.run, name="live")
    with ExitStack() as stack:
        spoken_to = stack.enter_context(card.recording("mic"))
        heard = stack.enter_context(card.recording("speaker"))
        thread.start()
        try:
            if not watch.wait_for_mood("listening", "asleep"):
                raise RuntimeError(f"Lantern does not listen: {watch.troubles}")
            yield Stage(live, card, watch, endpoints, spoken_to, heard)
        finally:
            live.close()
            thread.join()


def recordings(folder: str) -> list[Path]:
    """Return the recordings of one kind."""
    return sorted((Path(__file__).parents[1] / "recordings" / folder).glob("*.opus"))
