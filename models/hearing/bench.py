"""`make bench-hearing`: how well the built-in model hears, beside PocketSphinx and Whisper tiny.

Held-out real speakers by source and group, and questions of the yardstick by voices never trained on; the questions
again played faster, as a smaller vocal tract sounds; then some of everything in hiss, among other voices and in a room.
Each recogniser hears freely with its own general language model: Lantern's is made for questions about a baby, not for
the sentences of the recordings. Writes `build/bench/hearing.json` and `hearing.png`.
"""

from __future__ import annotations

import argparse
import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pyroomacoustics
import soxr
from rapidfuzz.distance import Levenshtein
from rich.progress import track

from assistant.resources import models_folder
from assistant.turn import Speech
from models.hearing.chart import draw
from models.hearing.corpus import Utterance, read_manifest, split
from models.hearing.decoding import RATE, Samples, open_ears, read_audio, transcribe
from models.hearing.text import words_of
from models.hearing.unseen import Joe, Slt, UnseenVoice
from models.understanding.bank import read_yardstick
from tests.bench.peers import PocketSphinx, WhisperTiny
from tests.bench.report import print_table, write_figures

NOISES: Final = (24, 12, 6)
"""Signal-to-noise ratios, dB."""
SPEEDS: Final = (1.1, 1.2, 1.25, 1.3)
TALKERS: Final = 5
"""Voices that babble at once."""
ROOM: Final = (4.0, 3.5, 2.5)
"""A bedroom, metres."""
ECHO_SECONDS: Final = 0.4
"""How long it takes the bedroom to fall silent by 60 dB."""
RESAMPLINGS: Final = 1000
SEED: Final = 5

Hear = Callable[[Samples], str]


@dataclass(frozen=True, slots=True)
class Figures:
    """How well one recogniser heard one kind of recording."""

    wer: float
    wer_interval: tuple[float, float]
    """95 % bootstrap interval over recordings."""
    sentences_wrong: float
    utterances: int
    real_time_factor: float


def main() -> None:
    """Measure, print and write everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--manifest", type=Path, default=Path("../shared/speech/manifest.tsv"))
    parser.add_argument("--yardstick", type=Path, default=Path("../shared/questions/dev.tsv"))
    parser.add_argument("--each", type=int, default=60, help="most recordings of a group")
    options = parser.parse_args()
    folder = models_folder() / "english"
    before, memory_before = time.perf_counter(), _resident()
    ears = open_ears(folder)
    load_seconds, load_bytes = time.perf_counter() - before, _resident() - memory_before
    engines: dict[str, Hear] = {
        "Lantern": lambda samples: transcribe(ears, samples).text,
        "PocketSphinx en-us": _peer(PocketSphinx()),
        "Whisper tiny": _peer(WhisperTiny()),
    }
    groups = _groups(options.manifest, options.yardstick, options.each)
    results = {name: {engine: _measure(part, hear) for engine, hear in engines.items()} for name, part in groups}
    title = "Words wrong (95 % interval), sentences wrong"
    print_table(title, ("", "recordings", *engines), [_row(name, by) for name, by in results.items()])
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    rates = {engine: _speed([by[engine] for by in results.values()]) for engine in engines}
    print(f"loaded in {load_seconds:.1f} s into {load_bytes / 1e6:.0f} MB, {size / 1e6:.1f} MB on disk")
    print("real-time factor, one core:", end=" ")
    print(", ".join(f"{engine} {rate:.3f}" for engine, rate in rates.items()))
    groups_json = {n: {e: _document(f) for e, f in by.items()} for n, by in results.items()}
    figures = {"load_seconds": load_seconds, "load_bytes": load_bytes, "model_bytes": size, "real_time_factors": rates}
    written = write_figures("hearing", {"groups": groups_json, **figures})
    draw({name: {e: f.wer for e, f in by.items()} for name, by in results.items()}, written.with_suffix(".png"))


def noisy(samples: Samples, noise: npt.NDArray[np.float64], decibels: float) -> Samples:
    """Add noise, as long as the samples, at a signal-to-noise ratio."""
    speech = samples.astype(np.float64)
    gain = np.sqrt(np.mean(speech**2) / np.mean(noise**2)) * 10 ** (-decibels / 20)
    return np.asarray(np.clip(speech + gain * noise, -32768, 32767), np.int16)


def babble(voices: Sequence[Samples], length: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Several voices at once, as `length` samples."""
    chosen = rng.choice(len(voices), TALKERS, replace=False)
    talk = [np.resize(voices[place], length).astype(np.float64) for place in chosen]
    return np.asarray(np.sum(talk, axis=0), np.float64)


def echo() -> npt.NDArray[np.float64]:
    """Return what walls and furniture of a bedroom make of a click two metres away."""
    absorption, order = pyroomacoustics.inverse_sabine(ECHO_SECONDS, ROOM)
    room = pyroomacoustics.ShoeBox(ROOM, fs=RATE, materials=pyroomacoustics.Material(absorption), max_order=order)
    room.add_source([1.0, 1.2, 0.9])
    room.add_microphone([2.8, 2.1, 1.0])
    room.compute_rir()
    return np.asarray(room.rir[0][0], np.float64)


def in_room(samples: Samples, response: npt.NDArray[np.float64]) -> Samples:
    """Move the sound across a room, at the same loudness."""
    heard = np.convolve(samples.astype(np.float64), response)
    loudness = np.sqrt(np.mean(samples.astype(np.float64) ** 2) / np.mean(heard**2))
    return np.asarray(np.clip(heard * loudness, -32768, 32767), np.int16)


def faster(samples: Samples, factor: float) -> Samples:
    """Play faster, so that formants, pitch and rate rise together."""
    return np.asarray(soxr.resample(samples, RATE, round(RATE / factor)), np.int16)


def interval(errors: Sequence[int], words: Sequence[int]) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of the word error rate."""
    rng = np.random.default_rng(SEED)
    picks = rng.integers(0, len(errors), (RESAMPLINGS, len(errors)))
    rates = np.asarray(errors)[picks].sum(1) / np.asarray(words)[picks].sum(1)
    low, high = np.percentile(rates, [2.5, 97.5])
    return float(low), float(high)


def _groups(manifest: Path, yardstick: Path, each: int) -> Iterator[tuple[str, list[tuple[Samples, str]]]]:
    """Held-out recordings by source and group, unseen voices, then some of all changed in each way."""
    parts: defaultdict[str, list[Utterance]] = defaultdict(list)
    for utterance in split(read_manifest(manifest))[1]:
        parts[f"{utterance.source} {utterance.group}".strip()].append(utterance)
    some: list[tuple[Samples, str]] = []
    for name in sorted(parts):
        part = [(read_audio(utterance.path), utterance.text) for utterance in parts[name][:each]]
        some += part[: each // 6]
        yield name, part
    questions = [text for _, _, text in read_yardstick(yardstick)]
    questions = questions[:: max(1, len(questions) // each)]
    voices: tuple[UnseenVoice, ...] = (Joe(), Slt())
    for voice in voices:
        spoken = [(voice.speak(text), words_of(text)) for text in track(questions, voice.name, transient=True)]
        some += spoken[: each // 6]
        yield voice.name, spoken
        for factor in SPEEDS:
            yield f"{voice.name}, {factor} times as fast", [(faster(samples, factor), text) for samples, text in spoken]
    rng = np.random.default_rng(SEED)
    sounds = [samples for samples, _ in some]
    yield "some of all", some
    for decibels in NOISES:
        hiss = [(noisy(samples, rng.normal(size=len(samples)), decibels), text) for samples, text in some]
        yield f"the same, hiss at {decibels} dB", hiss
    for decibels in NOISES:
        talk = [(noisy(samples, babble(sounds, len(samples), rng), decibels), text) for samples, text in some]
        yield f"the same, five voices at {decibels} dB", talk
    response = echo()
    yield "the same, in a bedroom", [(in_room(samples, response), text) for samples, text in some]


def _measure(part: Sequence[tuple[Samples, str]], hear: Hear) -> Figures:
    before = time.process_time()
    heard = [words_of(hear(samples)) for samples, _ in track(part, transient=True)]
    spent = time.process_time() - before
    said = [text.split() for _, text in part]
    errors = [Levenshtein.distance(words, text.split()) for words, text in zip(said, heard, strict=True)]
    counts = [len(words) for words in said]
    audio = sum(len(samples) for samples, _ in part) / RATE
    wrong = sum(error > 0 for error in errors) / len(errors)
    return Figures(sum(errors) / sum(counts), interval(errors, counts), wrong, len(part), spent / audio)


def _speed(figures: Sequence[Figures]) -> float:
    return float(np.mean([part.real_time_factor for part in figures]))


def _resident() -> int:
    """Return this process's resident memory, bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _peer(engine: PocketSphinx | WhisperTiny) -> Hear:
    return lambda samples: engine.decode(Speech(samples.tobytes(), RATE))


def _row(name: str, results: dict[str, Figures]) -> tuple[str, ...]:
    cells = [
        f"{f.wer:.2f} ({f.wer_interval[0]:.2f}-{f.wer_interval[1]:.2f}) {f.sentences_wrong:.2f}"
        for f in results.values()
    ]
    return (name, str(next(iter(results.values())).utterances), *cells)


def _document(figures: Figures) -> dict[str, object]:
    return {field: getattr(figures, field) for field in Figures.__slots__}


if __name__ == "__main__":
    main()
