"""Mel energies and their variants."""

from __future__ import annotations

import random
from pathlib import Path

import kaldi_native_fbank
import numpy as np
import numpy.typing as npt
import pytest

from models.hearing.augmentation import SIL, SPN, Augmenter, collapse, hide_word, make_target, reverse, warp_time
from models.hearing.features import (
    BINS,
    FINE_BINS,
    HIGH_HERTZ,
    LOW_HERTZ,
    Example,
    cepstral_transform,
    coarsen,
    fine_mels,
    load,
    perturb,
    save,
)

RATE = 16_000


@pytest.fixture
def samples() -> npt.NDArray[np.float32]:
    """Return a second of a chord in noise, on the scale of 16-bit integers."""
    rng = np.random.default_rng(4)
    time = np.arange(RATE) / RATE
    chord = 3000 * np.sin(900 * time) + 900 * np.sin(9000 * time) + rng.normal(0, 200, RATE)
    return np.asarray(chord, np.float32)


@pytest.fixture
def example() -> Example:
    """Three words between silences: 'a bc defg'."""
    rng = np.random.default_rng(5)
    return Example(
        rng.normal(10, 2, (120, FINE_BINS)).astype(np.float16),
        np.array([SIL, 5, 6, 7, 8, 9, 10, 11, SIL], np.int16),
        np.array([0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.2], np.float32),
        np.array([-1, 0, 1, 1, 2, 2, 2, 2, -1], np.int16),
        "school",
        "child",
        "school-1",
        "a bc defg",
    )


def test_cepstra_are_kaldis(samples: npt.NDArray[np.float32]) -> None:
    """From stored fine energies come the very cepstra that Vosk computes."""
    options = kaldi_native_fbank.MfccOptions()
    options.frame_opts.dither = 0.0
    options.use_energy = False
    options.num_ceps = options.mel_opts.num_bins = BINS
    options.mel_opts.low_freq, options.mel_opts.high_freq = LOW_HERTZ, HIGH_HERTZ
    mfcc = kaldi_native_fbank.OnlineMfcc(options)
    mfcc.accept_waveform(RATE, samples.tolist())
    mfcc.input_finished()
    kaldis = np.stack([mfcc.get_frame(index) for index in range(mfcc.num_frames_ready)])
    mels = np.log(np.exp(fine_mels(samples, dither=0.0)) @ coarsen().T)
    np.testing.assert_allclose(mels @ cepstral_transform().T, kaldis, atol=1e-3)


def test_a_warp_moves_a_tone_up_or_down() -> None:
    """Formants rise with a warp above 1 and fall with one below."""
    tone = np.zeros(FINE_BINS)
    tone[40] = 1.0
    places = [int((coarsen(warp) @ tone).argmax()) for warp in (0.8, 1.0, 1.25)]
    assert places[0] < places[1] < places[2]


def test_the_running_mean_starts_from_the_corpus_and_ends_with_the_window() -> None:
    """As Kaldi: 200 frames of the corpus at the start, none once 600 frames have been heard."""
    augmenter = Augmenter(np.full(BINS, 5.0, np.float32))
    normal = augmenter.subtract_mean(np.ones((900, BINS), np.float32))
    assert normal[0, 0] == pytest.approx(1 - (1 + 200 * 5) / 201)
    assert normal[500, 0] == pytest.approx(1 - (501 + 99 * 5) / 600)
    assert normal[899, 0] == pytest.approx(0.0, abs=1e-5)


def test_targets_tell_a_sounds_first_frame_from_the_rest(example: Example) -> None:
    """The units of a target, read back frame by frame, are those that were spoken."""
    target = make_target(example.units, example.ends, len(example.mels))
    assert collapse(target.frames) == [int(u) for u in example.units if u != SIL]


def test_a_hidden_word_becomes_noise(example: Example) -> None:
    """Only a word of four sounds or more is hidden, whole."""
    units, ends = hide_word(example, np.random.default_rng(1))
    assert units.tolist() == [SIL, 5, 6, 7, SPN, SIL]
    assert ends[-2] == pytest.approx(0.9)


def test_speech_backwards_is_noise(example: Example) -> None:
    """Words become noise, in the opposite order."""
    mels, units, ends = reverse(example.mels.astype(np.float32), example)
    assert units.tolist() == [SIL, SPN, SPN, SPN, SIL]
    np.testing.assert_allclose(ends, [0.3, 0.7, 0.9, 1.0, 1.2], atol=1e-6)
    np.testing.assert_array_equal(mels[0], example.mels[-1])


def test_faster_speech_is_shorter(example: Example) -> None:
    """Energies and times shrink alike."""
    mels, ends = warp_time(example.mels.astype(np.float32), example.ends, 1.2)
    assert len(mels) == 100
    assert ends[-1] == pytest.approx(1.0)


def test_variants_differ_and_repeat_with_the_seed(example: Example) -> None:
    """Every draw is another variant, the same seed gives the same one."""
    augmenter = Augmenter(np.full(BINS, 10.0, np.float32), [example])
    one, again, other = (augmenter.vary(example, np.random.default_rng(seed))[0] for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    assert one.shape != other.shape or not np.allclose(one, other)
    assert np.isfinite(one).all()


def test_adults_are_moved_both_ways(samples: npt.NDArray[np.float32]) -> None:
    """Resampling makes voices higher and lower, never only higher."""
    rng = random.Random(1)  # noqa: S311 - nothing secret
    rates = [perturb(samples, "adult", [], rng)[1] for _ in range(40)]
    assert min(rates) < 0.95
    assert max(rates) > 1.2


def test_shards_come_back_as_they_were(example: Example, tmp_path: Path) -> None:
    """What is stored is what is loaded."""
    save([example, example], tmp_path / "shard.npz")
    first, second = load(tmp_path / "shard.npz")
    np.testing.assert_array_equal(first.mels, example.mels)
    np.testing.assert_array_equal(second.units, example.units)
    assert (second.group, second.text) == (example.group, example.text)
