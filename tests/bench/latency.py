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
from assistant.heart import Assistant
from assistant.live.loop import Manner
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


def main() -> None:
    """Measure, print, draw and write everything."""
    card = VirtualCard()
    os.environ.update(card.environment)
    try:
        assistant = open_assistant(load_settings({}, {}))
        assistant.rehearse()
        lantern, stops, cut = _lantern(assistant, card)
        peer_assistant = as_peer(assistant, Pyttsx3Voice())
        with stage(peer_assistant, card, Manner(goes_on_seconds=0)) as on:
            peer = _complete(on, "peer")
            peer_cut = _paused(on, "peer, pauses")
        assistant.close()
    finally:
        card.close()
    figures = {
        "questions": len(lantern),
        "paused_questions": len(recordings("paused")) // 2 * len(PAUSES),
        "end_to_first_sound_ms": spread([answered.first_sound for answered in lantern]),
        "after_endpoint_ms": spread([answered.after_endpoint for answered in lantern]),
        "stop_to_silence_ms": spread(stops),
        "cut_off_share": cut,
        "stages_ms": _stages(lantern),
        "peer": {"silence_s": PEER_SILENCE, "stages_ms": _stages(peer), "cut_off_share": peer_cut},
    }
    _print(figures, lantern, peer)
    _draw(lantern, peer, FOLDER / "latency.png")
    print(f"figures: {write_figures('latency', figures)}")


def _lantern(assistant: Assistant, card: VirtualCard) -> tuple[list[Answered], list[float], float]:
    with stage(assistant, card, Manner()) as on:
        complete = _complete(on, "Lantern")
        cut = _paused(on, "Lantern, pauses")
        stops = [_stop(on, 0.3 + number / STOPS) for number in track(range(STOPS), "stopping")]
    return complete, stops, cut


def _complete(on: Stage, title: str) -> list[Answered]:
    paths = recordings("questions")
    answers = [_ask(on, read_whole(path, RATE).pcm) for path in track(paths, title)]
    return [answer for answer in answers if answer is not None]


def _ask(on: Stage, pcm: bytes) -> Answered | None:
    """Ask once, and hush the answer as soon as it has begun."""
    began = time.perf_counter()
    on.card.talk(pcm).wait()
    on.watch.wait_for_turn(began, FIRST_SOUND_WITHIN)
    on.watch.wait_for_mood("speaking", since=began)
    _wait_for_sound(on, began)
    end = on.spoken_to.loud(began, threshold=LOUD)[-1]
    sounds = on.heard.loud(began)
    _be_quiet(on)
    endpoints = [at for at in on.endpoints if at > began]
    recognised = [at for at, _ in on.watch.turns if at > began]
    if not (sounds and endpoints and recognised):
        return None
    first = (endpoints[-1], recognised[-1], next((at for at in sounds if at > recognised[-1]), sounds[-1]))
    return Answered(*((at - end) * 1000 for at in first))


def _wait_for_sound(on: Stage, since: float) -> None:
    deadline = time.perf_counter() + FIRST_SOUND_WITHIN
    while not on.heard.loud(since) and time.perf_counter() < deadline:
        time.sleep(0.01)


def _be_quiet(on: Stage) -> None:
    on.live.press()
    on.watch.wait_for_mood("listening")
    time.sleep(2.0)  # what comes now is a new question


def _paused(on: Stage, title: str) -> float:
    """Return the share of questions with a pause inside of which the rest was lost, or answered apart."""
    halves = recordings("paused")
    cut = []
    for pause in PAUSES:
        pairs = zip(halves[::2], halves[1::2], strict=True)
        cut += [_is_cut(on, first, second, pause) for first, second in track(list(pairs), f"{title} of {pause} s")]
    return sum(cut) / len(cut)


def _is_cut(on: Stage, first: Path, second: Path, pause: float) -> bool:
    noise = np.random.default_rng(0).normal(0, ROOM_NOISE, int(pause * RATE)).astype("<i2").tobytes()
    pcm = read_whole(first, RATE).pcm + noise + read_whole(second, RATE).pcm
    began = time.perf_counter()
    on.card.talk(pcm).wait()
    time.sleep(SETTLED_WITHIN)  # an answer to the first half may still be taken back
    turns = [(at, turn.question) for at, turn in on.watch.turns if at > began]
    _be_quiet(on)
    if not turns or turns[-1][0] < on.spoken_to.loud(began, threshold=LOUD)[-1]:
        return True
    halves = words_of(first), words_of(second)
    return nearest(turns[-1][1], (" ".join(halves), *halves)) != 0


def words_of(half: Path) -> str:
    """Return what is said in one half of a question, whose recording is called “first … second (speaker) 1”."""
    words, number = half.stem.split(" (")[0], half.stem[-1]
    return words.split(" … ")[int(number) - 1]


def nearest(heard: str, texts: Sequence[str]) -> int:
    """Return the place of the text that shares most of its words with what was heard."""
    likeness = [SequenceMatcher(None, heard.split(), text.split()).ratio() for text in texts]
    return likeness.index(max(likeness))


def _stop(on: Stage, after: float) -> float:
    """Return the milliseconds from a key to silence, some seconds into an answer."""
    began = time.perf_counter()
    on.card.talk(read_whole(next(iter(recordings("questions"))), RATE).pcm).wait()
    on.watch.wait_for_mood("speaking", since=began)
    _wait_for_sound(on, began)
    time.sleep(after)
    pressed = time.perf_counter()
    on.live.press()
    time.sleep(0.7)
    last = max(on.heard.loud(pressed), default=pressed)
    _be_quiet(on)
    return (last - pressed) * 1000


def _stages(answers: Sequence[Answered]) -> dict[str, dict[str, float]]:
    return {
        "end_to_endpoint": spread([answered.endpoint for answered in answers]),
        "endpoint_to_recognised": spread([answered.recognised - answered.endpoint for answered in answers]),
        "recognised_to_first_sound": spread([answered.first_sound - answered.recognised for answered in answers]),
        "end_to_first_sound": spread([answered.first_sound for answered in answers]),
    }


def _print(figures: dict[str, object], lantern: Sequence[Answered], peer: Sequence[Answered]) -> None:
    own, other = _stages(lantern), _stages(peer)
    rows = [
        (name.replace("_", " "), *(f"{of[name][which]:.0f} ms" for of in (own, other) for which in ("median", "p95")))
        for name in own
    ]
    headings = ("", "Lantern, median", "p95", "fixed 0.7 s, on demand, median", "p95")
    print_table(f"{len(lantern)} questions, in real time", headings, rows)
    stops = figures["stop_to_silence_ms"]
    assert isinstance(stops, dict)
    print(f"stop → silence: median {stops['median']:.0f} ms, p95 {stops['p95']:.0f} ms")
    peer_figures = figures["peer"]
    assert isinstance(peer_figures, dict)
    print(f"cut off at a pause: {figures['cut_off_share']:.1%}, there {peer_figures['cut_off_share']:.1%}")


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
