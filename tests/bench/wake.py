"""`make bench-wake`: how often the wake phrase is missed, and how often anything else is taken for it.

Hours of recorded speech that does not contain the phrase, from the shared recordings beside this checkout, go through
the very listening that waits for it, as quickly as they can be heard; so do spoken wake phrases. And how much of a
processor core waiting in a quiet room costs, waiting beside speech, and hearing a question.
"""

from __future__ import annotations

import csv
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from rich.progress import track

from assistant.composition import open_assistant
from assistant.errors import LanternError
from assistant.hearing.detector import SileroDetector
from assistant.hearing.thrift import ThriftyDetector
from assistant.hearing.vosk_transcriber import VoskTranscriber
from assistant.hearing.wake import WakePhrase
from assistant.resources import models_folder
from assistant.settings import Settings
from assistant.sound.files import read_whole
from assistant.turn import AudioChunk
from tests.bench.report import print_table, write_figures
from tests.bench.stage import recordings

PHRASE = "hello lantern"
SPEECH = Path(__file__).parents[3] / "shared" / "speech"
RATE = 16_000
CHUNK_BYTES = 1024
GAP_SECONDS = 0.8
ROOM_NOISE = 8.0
QUIET_SECONDS = 120


def main() -> None:
    """Measure, print and write everything."""
    transcriber = VoskTranscriber(models_folder() / "english")
    phrases = recordings("wake")
    missed = [path.stem for path in phrases if not wakes(new_wake(transcriber), [path])]
    wake = new_wake(transcriber)
    seconds: defaultdict[str, float] = defaultdict(float)
    false: Counter[str] = Counter()
    began = time.process_time()
    for path, group in track(list(others()), "hours of other speech"):
        seconds[group] += read_whole(path, RATE).seconds + GAP_SECONDS
        false[group] += wakes(wake, [path])
    spent = time.process_time() - began
    hours = sum(seconds.values()) / 3600
    figures = {
        "phrase": PHRASE,
        "phrases": len(phrases),
        "missed": missed,
        "hours": hours,
        "false_accepts": sum(false.values()),
        "false_accepts_an_hour": sum(false.values()) / hours,
        "processor_share_in_quiet": quiet_share(new_wake(transcriber)),
        "processor_share_beside_speech": spent / sum(seconds.values()),
        "processor_share_hearing": hearing_share(),
    }
    rows = [(group, f"{seconds[group] / 3600:.2f}", str(false[group])) for group in sorted(seconds)]
    print_table(f"“{PHRASE}” in speech that does not contain it", ("source", "hours", "false accepts"), rows)
    print(f"{figures['false_accepts_an_hour']:.2f} an hour in {hours:.1f} hours")
    shares = [f"{figures[f'processor_share_{what}']:.1%}" for what in ("in_quiet", "beside_speech", "hearing")]
    print("of a core: waiting in quiet {}, waiting beside speech {}, hearing a question {}".format(*shares))
    print(f"missed: {len(missed)} of {len(phrases)} {missed or ''}")
    print(f"figures: {write_figures('wake', figures)}")


def new_wake(transcriber: VoskTranscriber) -> WakePhrase:
    """Return what waits for the phrase."""
    return WakePhrase(PHRASE, transcriber, ThriftyDetector(SileroDetector()))


def wakes(wake: WakePhrase, paths: list[Path]) -> int:
    """Return how often recordings wake it."""
    gap = np.random.default_rng(0).normal(0, ROOM_NOISE, int(GAP_SECONDS * RATE)).astype("<i2").tobytes()
    woken = 0
    for path in paths:
        pcm = gap + read_whole(path, RATE).pcm + gap
        for start in range(0, len(pcm), CHUNK_BYTES):
            woken += wake.accept(AudioChunk(pcm[start : start + CHUNK_BYTES], RATE)) is not None
    return woken


def quiet_share(wake: WakePhrase) -> float:
    """Return the share of a core that waiting in a quiet room takes."""
    noise = np.random.default_rng(1).normal(0, ROOM_NOISE, QUIET_SECONDS * RATE).astype("<i2").tobytes()
    began = time.process_time()
    for start in range(0, len(noise), CHUNK_BYTES):
        wake.accept(AudioChunk(noise[start : start + CHUNK_BYTES], RATE))
    return (time.process_time() - began) / QUIET_SECONDS


def hearing_share() -> float:
    """Return the share of a core that hearing questions takes, in every way that Lantern hears them at once."""
    assistant = open_assistant(Settings(), speaking=False)
    sounds = [read_whole(path, RATE) for path in recordings("questions")]
    assistant.transcribe([AudioChunk(sounds[0].pcm, RATE)])
    began = time.process_time()
    for sound in sounds:
        listener = assistant.listener()
        for start in range(0, len(sound.pcm), CHUNK_BYTES):
            listener.accept(AudioChunk(sound.pcm[start : start + CHUNK_BYTES], RATE))
        listener.finish()
    return (time.process_time() - began) / sum(sound.seconds for sound in sounds)


def others() -> Iterator[tuple[Path, str]]:
    """Yield every shared recording, and where it is from."""
    manifest = SPEECH / "manifest.tsv"
    if not manifest.is_file():
        raise LanternError(f"{manifest} is missing: the shared recordings are needed for hours of speech")
    step = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    with manifest.open(encoding="utf-8", newline="") as rows:
        for number, row in enumerate(csv.DictReader(rows, delimiter="\t")):
            if number % step == 0:
                yield SPEECH / row["path"], row["path"].split("/")[0]


if __name__ == "__main__":
    main()
