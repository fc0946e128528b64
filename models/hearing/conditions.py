"""What the benches let recognisers hear: recordings, unseen voices, and both in noise, among voices and in a room."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import soxr
from rich.progress import track
from scipy.signal import fftconvolve

from models.hearing.corpus import Utterance, read_manifest, split
from models.hearing.decoding import RATE, Samples, read_audio
from models.hearing.rooms import response
from models.hearing.text import words_of
from models.hearing.unseen import Joe, Slt, UnseenVoice
from models.understanding.bank import read_yardstick

NOISES: Final = (24, 12, 6)
"""Signal-to-noise ratios, dB."""
SPEEDS: Final = (1.1, 1.2, 1.25, 1.3)
TALKERS: Final = 5
"""Voices that babble at once."""
BEDROOM: Final = (4.0, 3.5, 2.5)
"""Metres."""
ECHO_SECONDS: Final = 0.4
"""How long it takes the bedroom to fall silent by 60 dB."""
SPEAKER, MICROPHONE = (1.0, 1.2, 0.9), (2.8, 2.1, 1.0)
"""Two metres from each other."""
SHARE: Final = 6
"""One in so many recordings of each group is heard in noise and in the bedroom as well."""
SEED: Final = 5


@dataclass(frozen=True, slots=True)
class Spoken:
    """One recording and its words."""

    samples: Samples
    text: str


Group = tuple[str, list[Spoken]]
"""A kind of recording, and the recordings."""


def groups(manifest: Path, yardstick: Path, each: int) -> Iterator[Group]:
    """Held-out recordings by source and group, unseen voices, then some of all changed in each way."""
    some: list[Spoken] = []
    for name, part in _recorded(manifest, each):
        some += part[: max(1, each // SHARE)]
        yield name, part
    questions = [text for _, _, text in read_yardstick(yardstick)]
    questions = questions[:: max(1, len(questions) // each)]
    voices: tuple[UnseenVoice, ...] = (Joe(), Slt())
    for voice in voices:
        part = [
            Spoken(voice.speak(text), words_of(text)) for text in track(questions[:each], voice.name, transient=True)
        ]
        some += part[: max(1, each // SHARE)]
        yield voice.name, part
        for factor in SPEEDS:
            yield f"{voice.name}, {factor} times as fast", [Spoken(faster(s.samples, factor), s.text) for s in part]
    yield "some of all", some
    yield from _changed(some)


def _recorded(manifest: Path, each: int) -> Iterator[Group]:
    parts: defaultdict[str, list[Utterance]] = defaultdict(list)
    for utterance in split(read_manifest(manifest))[1]:
        parts[f"{utterance.source} {utterance.group}".strip()].append(utterance)
    for name in sorted(parts):
        yield name, [Spoken(read_audio(utterance.path), utterance.text) for utterance in parts[name][:each]]


def _changed(some: Sequence[Spoken]) -> Iterator[Group]:
    rng = np.random.default_rng(SEED)
    voices = [spoken.samples for spoken in some]
    for decibels in NOISES:
        yield (
            f"the same, hiss at {decibels} dB",
            [Spoken(noisy(s.samples, rng.normal(size=len(s.samples)), decibels), s.text) for s in some],
        )
    for decibels in NOISES:
        yield (
            f"the same, five voices at {decibels} dB",
            [Spoken(noisy(s.samples, babble(voices, len(s.samples), rng), decibels), s.text) for s in some],
        )
    bedroom = response(BEDROOM, ECHO_SECONDS, SPEAKER, MICROPHONE)
    yield "the same, in a bedroom", [Spoken(in_room(s.samples, bedroom), s.text) for s in some]


def noisy(samples: Samples, noise: npt.NDArray[np.float64], decibels: float) -> Samples:
    """Add noise, as long as the samples, at a signal-to-noise ratio."""
    speech = samples.astype(np.float64)
    gain = np.sqrt(np.mean(speech**2) / np.mean(noise**2)) * 10 ** (-decibels / 20)
    return _to_samples(speech + gain * noise)


def babble(voices: Sequence[Samples], length: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Several voices at once, as `length` samples."""
    chosen = rng.choice(len(voices), TALKERS, replace=False)
    talk = [np.resize(voices[place], length).astype(np.float64) for place in chosen]
    return np.asarray(np.sum(talk, axis=0), np.float64)


def in_room(samples: Samples, room: npt.NDArray[np.float32]) -> Samples:
    """Move the sound across a room, at the same loudness."""
    speech = samples.astype(np.float64)
    heard = fftconvolve(speech, room)
    return _to_samples(heard * np.sqrt(np.mean(speech**2) / np.mean(heard**2)))


def faster(samples: Samples, factor: float) -> Samples:
    """Play faster, so that formants, pitch and rate rise together."""
    return np.asarray(soxr.resample(samples, RATE, round(RATE / factor)), np.int16)


def _to_samples(sound: npt.NDArray[np.float64]) -> Samples:
    return np.asarray(np.clip(sound, -32768, 32767), np.int16)
