"""Log mel energies, stored once per recording, from which every epoch makes new variants.

Kaldi's 40 triangular filters between 20 and 7600 Hz are exact sums of 81 filters of half their
width, so the fine energies are stored: `coarsen` gives the very 40 that Vosk computes, and a
warped sum of them gives those of a longer or shorter vocal tract. The network is trained on log
mel energies; `cepstral_transform` is the linear map to Kaldi's cepstra, folded in on export.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import kaldi_native_fbank
import numpy as np
import numpy.typing as npt
import soxr
from scipy.signal import fftconvolve
from tqdm import tqdm

from models.hearing.alignment import Segment
from models.hearing.corpus import RATE, Samples, Utterance, read_audio
from models.hearing.units import UNIT_INDEX

BINS: Final = 40
FINE_BINS: Final = 2 * BINS + 1
LOW_HERTZ: Final = 20.0
HIGH_HERTZ: Final = 7600.0
LIFTER: Final = 22.0
LONGEST_SECONDS: Final = 17.5
SHORTEST_SECONDS: Final = 0.3
SHARD: Final = 800
"""Recordings in one file of features."""

Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Example:
    """One recording as the training sees it."""

    mels: npt.NDArray[np.float16]
    """Fine log mel energies, (frames of 10 ms, `FINE_BINS`)."""
    units: npt.NDArray[np.int16]
    """Index in `UNITS` of each sound in order, silences too."""
    ends: npt.NDArray[np.float32]
    """Second at which each sound ends; it starts where the one before ends."""
    words: npt.NDArray[np.int16]
    """Place of each sound's word in the text, -1 for silence."""
    source: str
    group: str
    speaker: str
    text: str


def fine_mels(samples: Samples, dither: float = 1.0) -> Matrix:
    """`FINE_BINS` log mel energies every 10 ms of samples on the scale of 16-bit integers."""
    options = kaldi_native_fbank.FbankOptions()
    options.frame_opts.samp_freq = RATE
    options.frame_opts.dither = dither
    options.mel_opts.num_bins = FINE_BINS
    options.mel_opts.low_freq = LOW_HERTZ
    options.mel_opts.high_freq = HIGH_HERTZ
    fbank = kaldi_native_fbank.OnlineFbank(options)
    fbank.accept_waveform(RATE, samples.tolist())
    fbank.input_finished()
    frames = [fbank.get_frame(index) for index in range(fbank.num_frames_ready)]
    return np.stack(frames).astype(np.float32) if frames else np.zeros((0, FINE_BINS), np.float32)


def coarsen(warp: float = 1.0) -> Matrix:
    """(40, 81) weights that sum fine into coarse mel energies; `warp` > 1 raises the formants."""
    low, high = _mel(LOW_HERTZ), _mel(HIGH_HERTZ)
    step = (high - low) / (FINE_BINS + 1)
    fine = low + step * np.arange(1, FINE_BINS + 1)
    hertz = 700.0 * (np.exp(fine / 1127.0) - 1.0)
    moved = _mel(hertz * warp)
    edges = low + 2 * step * np.arange(BINS + 2)
    rising = (moved - edges[:BINS, None]) / (2 * step)
    falling = (edges[2:, None] - moved) / (2 * step)
    weights = np.maximum(0.0, np.minimum(rising, falling))
    total = weights.sum(1, keepdims=True)
    nearest = np.abs(moved - edges[1:-1, None]).argmin(1)
    weights[total[:, 0] < 1e-3, nearest[total[:, 0] < 1e-3]] = 1.0  # beyond the recorded band
    # a stretched spectrum has fewer fine energies under each filter: keep the level
    return np.asarray(weights * 2.0 / weights.sum(1, keepdims=True), np.float32)


def cepstral_transform() -> npt.NDArray[np.float64]:
    """(40, 40) map from log mel energies to Kaldi's liftered cepstra."""
    k = np.arange(BINS)
    dct = np.sqrt(2.0 / BINS) * np.cos(np.pi / BINS * k[:, None] * (k[None] + 0.5))
    dct[0] = np.sqrt(1.0 / BINS)
    lifter = 1.0 + 0.5 * LIFTER * np.sin(np.pi * k / LIFTER)
    return np.asarray(lifter[:, None] * dct, np.float64)


def extract(
    utterances: Sequence[Utterance],
    alignments: dict[str, tuple[Segment, ...]],
    folder: Path,
    name: str,
    *,
    rooms: Sequence[Samples],
    seed: int | None,
) -> None:
    """Store the features of all aligned recordings in shards, `name`-000.npz and so on.

    With a seed every recording is changed as `perturb` does, else kept as it is.
    """
    folder.mkdir(parents=True, exist_ok=True)
    aligned = [u for u in utterances if alignments.get(str(u.path))]
    for number, start in enumerate(range(0, len(aligned), SHARD)):
        path = folder / f"{name}-{number:03d}.npz"
        if path.exists():
            continue
        rng = None if seed is None else random.Random(f"{seed}/{name}/{number}")
        part = aligned[start : start + SHARD]
        bar = tqdm(part, unit="clip", desc=path.stem)
        examples = [e for u in bar if (e := make_example(u, alignments[str(u.path)], rooms, rng))]
        save(examples, path)


def make_example(
    utterance: Utterance,
    segments: Sequence[Segment],
    rooms: Sequence[Samples],
    rng: random.Random | None,
) -> Example | None:
    """One recording's features, or None if it is too long or too short."""
    samples, rate = read_audio(utterance.path), 1.0
    if rng is not None:
        samples, rate = perturb(samples, utterance.group, rooms, rng)
    if not SHORTEST_SECONDS < len(samples) / RATE < LONGEST_SECONDS:
        return None
    return Example(
        fine_mels(samples).astype(np.float16),
        np.array([UNIT_INDEX[s.unit] for s in segments], np.int16),
        np.array([s.end / rate for s in segments], np.float32),
        np.array([s.word for s in segments], np.int16),
        utterance.source,
        utterance.group,
        utterance.speaker,
        utterance.text,
    )


def perturb(samples: Samples, group: str, rooms: Sequence[Samples], rng: random.Random) -> tuple[Samples, float]:
    """Play faster (higher) or slower (lower), and often in a room; also gives the rate.

    Adults become more child-like by up to a third or deeper by up to a tenth, children move by a
    tenth either way.
    """
    child = group in ("child", "teen")
    if child:
        rate = rng.uniform(0.88, 1.12)
    else:
        rate = rng.uniform(1.08, 1.35) if rng.random() < 0.6 else rng.uniform(0.86, 1.0)
    changed = soxr.resample(samples, RATE * rate, RATE)
    if rooms and rng.random() < 0.6:
        room = rng.choice(rooms)
        changed = fftconvolve(changed, room)[: len(changed)]
    peak = float(np.abs(changed).max()) + 1e-3
    return np.asarray(changed * min(1.0, 32000.0 / peak), np.float32), rate


def save(examples: Sequence[Example], path: Path) -> None:
    """Write a shard; it appears under its name only when complete."""
    partial = path.with_suffix(".partial.npz")
    np.savez(
        partial,
        mels=np.concatenate([e.mels for e in examples]),
        frames=np.array([len(e.mels) for e in examples]),
        units=np.concatenate([e.units for e in examples]),
        ends=np.concatenate([e.ends for e in examples]),
        words=np.concatenate([e.words for e in examples]),
        sounds=np.array([len(e.units) for e in examples]),
        labels=np.array([(e.source, e.group, e.speaker, e.text) for e in examples]),
    )
    partial.rename(path)


def load(path: Path) -> Iterator[Example]:
    """Return the examples of a shard."""
    with np.load(path) as stored:
        arrays = {key: stored[key] for key in stored.files}
    frame = sound = 0
    for frames, sounds, labels in zip(arrays["frames"], arrays["sounds"], arrays["labels"], strict=True):
        here = slice(sound, sound + sounds)
        yield Example(
            arrays["mels"][frame : frame + frames],
            arrays["units"][here],
            arrays["ends"][here],
            arrays["words"][here],
            *map(str, labels),
        )
        frame, sound = frame + frames, sound + sounds


def _mel(hertz: float | npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(1127.0 * np.log1p(np.asarray(hertz, np.float64) / 700.0))
