"""New variants of a stored recording for every epoch, made from its mel energies.

Time and spectrum are warped, rooms' and microphones' colour, noise, babble, bangs and hum are
added as energies, levels change, and the running mean is subtracted exactly as Vosk does it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from models.hearing.corpus import RATE
from models.hearing.features import BINS, Example, Matrix, coarsen, fine_mels
from models.hearing.units import SILENCE, SPOKEN_NOISE, UNIT_INDEX

FRAME_SECONDS: Final = 0.01
OUTPUT_SECONDS: Final = 0.03
HALF_WINDOW: Final = 0.0125
SIL: Final = UNIT_INDEX[SILENCE]
SPN: Final = UNIT_INDEX[SPOKEN_NOISE]
WARPS: Final = np.linspace(0.78, 1.3, 27)
VOICES: Final = 300
"""Recordings that babble is mixed from in a round."""
FLOOR: Final = 60.0
"""Mel energy of Kaldi's dither in a narrow filter."""

CENTRES: Final = 700.0 * np.expm1(np.linspace(np.log1p(20 / 700), np.log1p(7600 / 700), BINS + 2)[1:-1])
"""Middle of each mel filter, hertz."""
EMPHASIS: Final = np.abs(1 - 0.97 * np.exp(-2j * np.pi * CENTRES / 16_000)) ** 2
"""Kaldi's lift of high sounds, as energy."""
WHITE: Final = np.log((700.0 + CENTRES) * EMPHASIS)
"""Log mel energies of white noise: filters widen upwards."""

GRAIN_SECONDS: Final = 60
WAVES: Final = np.linspace(1.2, 9.0, BINS)
"""Independent waves that pass each filter in a frame, measured on white noise."""

CMN_WINDOW: Final = 600
"""Frames in Vosk's running mean."""
CMN_GLOBAL: Final = 200
"""Frames for which the corpus mean stands in at the start."""

Random = np.random.Generator


@dataclass(frozen=True)
class Target:
    """What the network should say of one recording."""

    frames: npt.NDArray[np.int64]
    """Pdf of the `hmm` head for every output frame."""
    units: npt.NDArray[np.int64]
    """Sounds in order, silences too."""


@dataclass
class Augmenter:
    """Makes variants; `pool` gives the voices of the babble."""

    mean: npt.NDArray[np.float32]
    """Log mel energies of the corpus on average, (40,)."""
    pool: Sequence[Example] = ()
    strength: float = 1.0
    """0 leaves recordings as they are (for validation), 1 changes them in full."""
    rng: Random = field(default_factory=lambda: np.random.default_rng(0))

    def __post_init__(self) -> None:
        self._plain = np.ascontiguousarray(coarsen().T)
        self._grain = noise_grain(self.rng)
        self._sums = [np.ascontiguousarray(coarsen(warp).T) for warp in WARPS]
        chosen = self.rng.choice(len(self.pool), min(VOICES, len(self.pool)), replace=False)
        energies = [np.exp(self.pool[i].mels.astype(np.float32)) @ self._plain for i in chosen]
        self._voices = [voice / (voice.sum(1).mean() + 1e-6) for voice in energies]

    def vary(self, example: Example, rng: Random) -> tuple[Matrix, Target]:
        """One variant: mean-normalised log mel energies (frames, 40) and its targets."""
        if self.strength == 0:
            plain = np.log(np.exp(example.mels.astype(np.float32)) @ self._plain)
            return self.subtract_mean(plain), make_target(example.units, example.ends, len(plain))
        units, ends = example.units, example.ends
        mels = example.mels.astype(np.float32)
        if rng.random() < 0.02:
            mels, units, ends = reverse(mels, example)
        elif rng.random() < 0.08:
            units, ends = hide_word(example, rng)
        mels, ends = warp_time(mels, ends, float(np.exp(rng.uniform(-0.17, 0.17))))
        energies = np.exp(mels) @ self._sums[self._draw_warp(example.group, rng)]
        energies, units, ends = surround(energies, units, ends, example.group, rng)
        energies *= channel(rng)
        if rng.random() < 0.7:
            energies = self._add_noise(energies, rng)
        energies *= np.float32(np.exp(rng.uniform(-4.0, 2.5)))
        energies += FLOOR * rng.gamma(3.0, 1 / 3.0, energies.shape).astype(np.float32)
        normal = self.subtract_mean(np.log(energies))
        return mask(normal, rng), make_target(units, ends, len(normal))

    def subtract_mean(self, logs: Matrix) -> Matrix:
        """Kaldi's online cepstral mean normalisation, in the linear domain of log mels."""
        count = np.arange(1, len(logs) + 1)
        total = np.cumsum(logs, 0, dtype=np.float64)
        total[CMN_WINDOW:] -= total[:-CMN_WINDOW].copy()
        count = np.minimum(count, CMN_WINDOW)[:, None]
        borrowed = np.minimum(CMN_WINDOW - count, CMN_GLOBAL)
        return (logs - (total + borrowed * self.mean) / (count + borrowed)).astype(np.float32)

    def _draw_warp(self, group: str, rng: Random) -> int:
        spread = 0.06 if group in ("child", "teen") else 0.11
        wanted = np.clip(rng.normal(1.0, spread), WARPS[0], WARPS[-1])
        return int(np.abs(WARPS - wanted).argmin())

    def _add_noise(self, energies: Matrix, rng: Random) -> Matrix:
        ratio = 10 ** (-rng.uniform(0.0, 30.0) / 10)
        kind = rng.random()
        if kind < 0.35 and self._voices:
            voices = 1 if rng.random() < 0.3 else int(rng.integers(3, 8))
            noise = self._babble(len(energies), voices, rng)
            ratio = ratio if voices > 1 else min(ratio, 0.1)
        elif kind < 0.85:
            noise = coloured_noise(len(energies), self._grain, rng)
        else:
            noise = bangs(len(energies), self._grain, rng)
        loud = np.sort(energies @ (1 / EMPHASIS))[-max(5, len(energies) // 3) :].mean()
        level = (noise @ (1 / EMPHASIS)).mean() + 1e-9
        return mix(energies, noise * np.float32(ratio * loud / level), rng)

    def _babble(self, frames: int, voices: int, rng: Random) -> Matrix:
        total = np.zeros((frames, BINS), np.float32)
        for index in rng.integers(0, len(self._voices), voices):
            voice = self._voices[index]
            start = int(rng.integers(0, len(voice)))
            total += voice[(np.arange(frames) + start) % len(voice)]
        return total


def make_target(units: npt.NDArray[np.int16], ends: npt.NDArray[np.float32], frames: int) -> Target:
    """Pdfs of the `hmm` head by frame: a sound's first frame has its own pdf."""
    times = np.arange((frames + 2) // 3) * OUTPUT_SECONDS + HALF_WINDOW
    place = np.minimum(np.searchsorted(ends, times, "right"), len(units) - 1)
    first = np.diff(place, prepend=-1) != 0
    pdfs = 2 * units[place].astype(np.int64) + ~first
    past = times >= ends[-1]
    pdfs[past] = 2 * SIL + 1
    return Target(pdfs, units.astype(np.int64))


def hide_word(example: Example, rng: Random) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.float32]]:
    """Call one longer word spoken noise, so that the network knows a word it doesn't know."""
    longest = [w for w in range(int(example.words.max()) + 1) if (example.words == w).sum() >= 4]
    if not longest or example.words.max() < 2:
        return example.units, example.ends
    hidden = example.words == longest[int(rng.integers(len(longest)))]
    last = np.flatnonzero(hidden)[-1]
    units = example.units.copy()
    units[last] = SPN
    keep = ~hidden
    keep[last] = True
    return units[keep], example.ends[keep]


def reverse(mels: Matrix, example: Example) -> tuple[Matrix, npt.NDArray[np.int16], npt.NDArray[np.float32]]:
    """Speech backwards: every word is spoken noise."""
    length = len(mels) * FRAME_SECONDS
    starts = np.concatenate(([0.0], example.ends[:-1]))
    words = example.words[::-1]
    last = np.append(words[1:] != words[:-1], True)
    units = np.where(words[last] < 0, SIL, SPN).astype(np.int16)
    return mels[::-1], units, (length - starts[::-1])[last].astype(np.float32)


def warp_time(mels: Matrix, ends: npt.NDArray[np.float32], rate: float) -> tuple[Matrix, npt.NDArray[np.float32]]:
    """Speak `rate` times as fast."""
    places = np.minimum(np.arange(int(len(mels) / rate)) * rate, len(mels) - 1.001)
    before = places.astype(np.int64)
    share = (places - before).astype(np.float32)[:, None]
    after = np.minimum(before + 1, len(mels) - 1)
    return mels[before] * (1 - share) + mels[after] * share, ends / np.float32(rate)


def surround(
    energies: Matrix,
    units: npt.NDArray[np.int16],
    ends: npt.NDArray[np.float32],
    group: str,
    rng: Random,
) -> tuple[Matrix, npt.NDArray[np.int16], npt.NDArray[np.float32]]:
    """Put up to 0.7 s of quiet before and after."""
    if rng.random() > (0.8 if group == "synthetic" else 0.35):
        return energies, units, ends
    before, after = rng.integers(0, 70, 2)
    quiet = np.quantile(energies, 0.03, axis=0)
    lead, tail = (quiet * rng.gamma(3.0, 1 / 3.0, (frames, BINS)).astype(np.float32) for frames in (before, after))
    ends = ends + np.float32(before * FRAME_SECONDS)
    if units[0] != SIL:
        start = np.float32(before * FRAME_SECONDS + 0.01)
        units, ends = np.insert(units, 0, SIL), np.insert(ends, 0, start)
    if units[-1] != SIL:
        whole = np.float32((before + len(energies) + after) * FRAME_SECONDS)
        units, ends = np.append(units, np.int16(SIL)), np.append(ends, whole)
    return np.concatenate((lead, energies, tail)), units, ends


def channel(rng: Random) -> Matrix:
    """Energy gains of a microphone and a room, (40,): a smooth tilt, sometimes a narrow band."""
    place = np.arange(BINS) / BINS
    curves = np.stack([np.cos(np.pi * k * place) for k in range(1, 6)])
    gain = rng.normal(0, 0.6, 5) / np.arange(1, 6) ** 0.5 @ curves
    if rng.random() < 0.2:
        low, high = rng.uniform(0, 0.2), rng.uniform(0.62, 1.0)
        outside = np.maximum(0, low - place) + np.maximum(0, place - high)
        gain -= np.minimum(8.0, 60.0 * outside)
    return np.asarray(np.exp(gain), np.float32)


def noise_grain(rng: Random) -> Matrix:
    """How the mel energies of a real steady noise waver about their mean, (frames, 40).

    Narrow low filters waver far more than wide high ones, and neighbours waver together, as no
    formula for one filter alone shows.
    """
    energies = np.exp(fine_mels(rng.normal(0.0, 1000.0, GRAIN_SECONDS * RATE).astype(np.float32))) @ coarsen().T
    return np.asarray(energies / energies.mean(0), np.float32)


def mix(speech: Matrix, noise: Matrix, rng: Random) -> Matrix:
    """Energies of two sounds at once: their waves meet now in step, now against each other.

    In a filter that `n` independent waves pass, the cross term has the variance 2 * speech * noise / n.
    """
    cross = 2.0 * np.sqrt(speech * noise / WAVES) * np.cos(rng.uniform(0.0, 2.0 * np.pi, speech.shape))
    return np.asarray(speech + noise + cross, np.float32)


def coloured_noise(frames: int, grain: Matrix, rng: Random) -> Matrix:
    """Steady or swelling noise of a random colour, with hum in it now and then."""
    place = np.arange(BINS) / BINS
    curves = np.stack([np.cos(np.pi * k * place) for k in range(1, 8)])
    octaves = np.log2(CENTRES / CENTRES[0])
    fall = rng.uniform(-0.3, 0.6) if rng.random() < 0.45 else rng.uniform(0.6, 2.2)
    colour = WHITE - fall * np.log(2.0) * octaves + rng.normal(0, rng.uniform(0.0, 0.6), 7) @ curves
    swell = np.zeros(frames)
    if rng.random() < 0.5:
        knots = rng.normal(0, 1.0, 2 + frames // 40)
        swell = np.interp(np.arange(frames) / 40, np.arange(len(knots)), knots)
    start = int(rng.integers(0, len(grain)))
    noise = np.exp(colour + swell[:, None]) * grain[(np.arange(frames) + start) % len(grain)]
    if rng.random() < 0.15:
        noise[:, int(rng.integers(0, 12))] += noise.sum(1).mean() * rng.uniform(0.3, 3.0)
    return np.asarray(noise, np.float32)


def bangs(frames: int, grain: Matrix, rng: Random) -> Matrix:
    """Clicks, knocks and clatter over a faint hiss."""
    noise: Matrix = 0.03 * coloured_noise(frames, grain, rng)
    for _ in range(int(rng.integers(1, 2 + frames // 40))):
        at, length = int(rng.integers(0, frames)), int(rng.integers(2, 30))
        decay = np.exp(-np.arange(length) / (length / 4))[:, None]
        burst = coloured_noise(length, grain, rng) * decay
        noise[at : at + length] += burst[: frames - at].astype(np.float32)
    return noise


def mask(logs: Matrix, rng: Random) -> Matrix:
    """Blank a band and a moment, so that the network leans on no single cue."""
    for _ in range(int(rng.integers(0, 3))):
        width = int(rng.integers(1, 7))
        start = int(rng.integers(0, BINS - width))
        logs[:, start : start + width] = 0.0
    if len(logs) > 80 and rng.random() < 0.5:
        length = int(rng.integers(3, 16))
        start = int(rng.integers(0, len(logs) - length))
        logs[start : start + length] = 0.0
    return logs


def collapse(pdfs: npt.NDArray[np.int64]) -> list[int]:
    """Units that a sequence of `hmm` pdfs speaks, without silences."""
    units = pdfs // 2
    starts = (pdfs % 2 == 0) | (np.diff(units, prepend=-1) != 0)
    return [int(unit) for unit in units[starts] if unit != SIL]
