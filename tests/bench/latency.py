"""`make bench-latency`: how soon Lantern answers, and whether it cuts children off.

Recorded questions are played in real time into the microphone of a virtual sound card, and what the loudspeaker plays
is recorded: end of speech → endpoint → recognised → first sound. The same questions go to the same Lantern with a
peer's endpoint, a fixed silence of 0.7 s, and synthesis on demand.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
from rich.progress import track

from assistant.composition import open_assistant
from assistant.live.manner import Manner
from assistant.settings import load_settings
from assistant.sound.files import read_whole
from assistant.speaking.pyttsx3_voice import Pyttsx3Voice
from tests.bench.report import FOLDER, print_table, spread, write_figures
from tests.bench.stage import PEER_SILENCE, Stage, as_peer, recordings, stage
from tests.soundcard import RATE, VirtualCard

PAUSES = (0.5, 0.7, 1.0)
LOUD = 600
"""Samples louder than this belong to speech: 35 dB under full scale."""

ROOM_NOISE = 8.0
STOPS = 20
FIRST_SOUND_WITHIN = 6.0
SETTLED_WITHIN = 3.0


@dataclass(frozen=True)
class Answered:
    """One question's times, milliseconds from the end of its speech."""

    endpoint: float
    recognised: float
    first_sound: float

    @property
    def after_endpoint(self) -> float:
        """From the endpoint to the first sound."""
        return self.first_sound - self.endpoint


@dataclass(frozen=True)
class Paused:
    """What became of questions with a pause inside, shares of them all."""

    cut_off: float
    """The rest was lost, or answered apart."""

    interrupted: float
    """An answer began in the pause; it may have been taken back."""


@dataclass(frozen=True)
class Run:
    """What one kind of endpoint did."""

    answers: list[Answered]
    unanswered: int
    paused: Paused


def main() -> None:
    """Measure, print, draw and write everything."""
    card = VirtualCard()
    os.environ.update(card.environment)
    try:
        assistant = open_assistant(load_settings({}, {}))
        assistant.rehearse()
        with stage(assistant, card, Manner()) as on:
            lantern = _run(on, "Lantern")
            stops = [_stop(on, 0.3 + number / STOPS) for number in track(range(STOPS), "stopping")]
        with stage(as_peer(assistant, Pyttsx3Voice()), card, Manner(goes_on_seconds=0)) as on:
            peer = _run(on, "peer")
        assistant.close()
    finally:
        card.close()
    silences = [stop for stop in stops if stop is not None]
    figures = {
        "questions": len(lantern.answers),
        "unanswered": lantern.unanswered,
        "paused_questions": len(recordings("paused")) // 2 * len(PAUSES),
        "end_to_first_sound_ms": spread([answered.first_sound for answered in lantern.answers]),
        "after_endpoint_ms": spread([answered.after_endpoint for answered in lantern.answers]),
        "stops": len(silences),
        "stop_to_silence_ms": spread(silences),
        "cut_off_share": lantern.paused.cut_off,
        "interrupted_share": lantern.paused.interrupted,
        "stages_ms": _stages(lantern.answers),
        "peer": {
            "silence_s": PEER_SILENCE,
            "unanswered": peer.unanswered,
            "stages_ms": _stages(peer.answers),
            "cut_off_share": peer.paused.cut_off,
            "interrupted_share": peer.paused.interrupted,
        },
    }
    _print(lantern, peer, silences)
    _draw(lantern.answers, peer.answers, FOLDER / "latency.png")
    print(f"figures: {write_figures('latency', figures)}")


def _run(on: Stage, title: str) -> Run:
    answers = [_ask(on, read_whole(path, RATE).pcm) for path in track(recordings("questions"), title)]
    complete = [answer for answer in answers if answer is not None]
    return Run(complete, len(answers) - len(complete), _paused(on, title))


def _ask(on: Stage, pcm: bytes) -> Answered | None:
    """Ask once, and hush the answer as soon as it has begun; None where there is none."""
    began = time.perf_counter()
    on.card.talk(pcm).wait()
    on.watch.wait_for_turn(began, FIRST_SOUND_WITHIN)
    on.watch.wait_for_mood("speaking", since=began)
    _wait_for_sound(on, began)
    end = on.spoken_to.loud(began, threshold=LOUD)[-1]
    sounds = on.heard.loud(began)
    _be_quiet(on)
    recognised = next((at for at, _ in reversed(on.watch.turns) if at > began), None)
    if recognised is None:
        return None
    endpoint = next((at for at in reversed(on.endpoints) if began < at < recognised), None)
    first_sound = next((at for at in sounds if at > recognised), None)
    if endpoint is None or first_sound is None:
        return None
    return Answered(*((at - end) * 1000 for at in (endpoint, recognised, first_sound)))


def _wait_for_sound(on: Stage, since: float) -> None:
    deadline = time.perf_counter() + FIRST_SOUND_WITHIN
    while not on.heard.loud(since) and time.perf_counter() < deadline:
        time.sleep(0.01)


def _be_quiet(on: Stage) -> None:
    on.live.press()
    on.watch.wait_for_mood("listening")
    time.sleep(2.0)  # what comes now is a new question


def _paused(on: Stage, title: str) -> Paused:
    halves = recordings("paused")
    pairs = list(zip(halves[::2], halves[1::2], strict=True))
    fates = [
        _interrupt(on, first, second, pause)
        for pause in PAUSES
        for first, second in track(pairs, f"{title}, pauses of {pause} s")
    ]
    cut_off, interrupted = (sum(fate) / len(fates) for fate in zip(*fates, strict=True))
    return Paused(cut_off, interrupted)


def _interrupt(on: Stage, first: Path, second: Path, pause: float) -> tuple[bool, bool]:
    """Ask with a pause inside; return whether the question was cut off, and whether an answer began in the pause."""
    noise = np.random.default_rng(0).normal(0, ROOM_NOISE, int(pause * RATE)).astype("<i2").tobytes()
    pcm = read_whole(first, RATE).pcm + noise + read_whole(second, RATE).pcm
    began = time.perf_counter()
    on.card.talk(pcm).wait()
    time.sleep(SETTLED_WITHIN)  # an answer to the first half may still be taken back
    turns = [(at, turn.question) for at, turn in on.watch.turns if at > began]
    end = on.spoken_to.loud(began, threshold=LOUD)[-1]
    _be_quiet(on)
    interrupted = any(at < end for at, _ in turns)
    if not turns or turns[-1][0] < end:
        return True, interrupted
    halves = words_of(first), words_of(second)
    return nearest(turns[-1][1], (" ".join(halves), *halves)) != 0, interrupted


def words_of(half: Path) -> str:
    """Return what is said in one half of a question, whose recording is called “first … second (speaker) 1”."""
    words, number = half.stem.split(" (")[0], half.stem[-1]
    return words.split(" … ")[int(number) - 1]


def nearest(heard: str, texts: Sequence[str]) -> int:
    """Return the place of the text that shares most of its words with what was heard."""
    likeness = [SequenceMatcher(None, heard.split(), text.split()).ratio() for text in texts]
    return likeness.index(max(likeness))


def _stop(on: Stage, after: float) -> float | None:
    """Return the milliseconds from a key to silence, some seconds into an answer; None where nothing was said."""
    began = time.perf_counter()
    on.card.talk(read_whole(next(iter(recordings("questions"))), RATE).pcm).wait()
    on.watch.wait_for_mood("speaking", since=began)
    _wait_for_sound(on, began)
    time.sleep(after)
    speaking = bool(on.heard.loud(began))
    pressed = time.perf_counter()
    on.live.press()
    time.sleep(0.7)
    last = max(on.heard.loud(pressed), default=pressed)
    _be_quiet(on)
    return (last - pressed) * 1000 if speaking else None


def _stages(answers: Sequence[Answered]) -> dict[str, dict[str, float]]:
    return {
        "end_to_endpoint": spread([answered.endpoint for answered in answers]),
        "endpoint_to_recognised": spread([answered.recognised - answered.endpoint for answered in answers]),
        "recognised_to_first_sound": spread([answered.first_sound - answered.recognised for answered in answers]),
        "end_to_first_sound": spread([answered.first_sound for answered in answers]),
    }


def _print(lantern: Run, peer: Run, silences: Sequence[float]) -> None:
    own, other = _stages(lantern.answers), _stages(peer.answers)
    rows = [
        (name.replace("_", " "), *(f"{of[name][which]:.0f} ms" for of in (own, other) for which in ("median", "p95")))
        for name in own
    ]
    headings = ("", "Lantern, median", "p95", "fixed 0.7 s, on demand, median", "p95")
    print_table(f"{len(lantern.answers)} questions, in real time", headings, rows)
    after = spread([answered.after_endpoint for answered in lantern.answers])
    stops = spread(silences)
    print(f"after the endpoint: median {after['median']:.0f} ms, p95 {after['p95']:.0f} ms")
    print(f"{len(silences)} stops → silence: median {stops['median']:.0f} ms, p95 {stops['p95']:.0f} ms")
    print(f"without an answer: {lantern.unanswered}, there {peer.unanswered}")
    print(f"cut off at a pause: {lantern.paused.cut_off:.1%}, there {peer.paused.cut_off:.1%}")
    print(f"an answer began in the pause: {lantern.paused.interrupted:.1%}, there {peer.paused.interrupted:.1%}")


def _draw(lantern: Sequence[Answered], peer: Sequence[Answered], path: Path) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(8, 3.6))
    for answers, label, colour in ((lantern, "Lantern", "#d08700"), (peer, "fixed 0.7 s, on demand", "#5b6b8c")):
        times = sorted(answered.first_sound for answered in answers)
        axes.step(
            times, np.arange(1, len(times) + 1) / len(times), where="post", label=label, color=colour, linewidth=2
        )
    axes.axvline(650, color="#999999", linestyle=":", linewidth=1)
    axes.set(xlabel="end of speech → first sound, ms", ylabel="share of questions", xlim=(0, None), ylim=(0, 1.02))
    axes.legend(frameon=False, loc="lower right")
    figure.tight_layout()
    figure.savefig(path, dpi=150)


if __name__ == "__main__":
    main()
