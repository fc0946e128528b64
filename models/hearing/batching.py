"""Recordings of different lengths side by side, and what the network says of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from rapidfuzz.distance import Levenshtein
from torch import Tensor

from models.hearing.augmentation import Augmenter, Target, collapse
from models.hearing.features import Example, Matrix
from models.hearing.network import SUBSAMPLING, Network, Shape, output_frames
from models.hearing.objectives import BLANK, IGNORED
from models.hearing.units import KINDS, Kind

TOGETHER = 8
"""Recordings in a batch that is only listened to."""


@dataclass(frozen=True)
class Batch:
    """Variants of several recordings, padded to the same length."""

    mels: Tensor
    """(recordings, frames, 40)"""
    pdfs: Tensor
    """(recordings, outputs), `IGNORED` in the padding"""
    lengths: Tensor
    """Outputs of each recording."""
    units: list[Tensor]


def collate(variants: Sequence[tuple[Matrix, Target]], shape: Shape) -> Batch:
    """Pad by repeating the first and last frames, as nnet3 does."""
    lengths = [output_frames(len(mels)) for mels, _ in variants]
    longest = max(lengths)
    needed = SUBSAMPLING * (longest - 1) + 1 + shape.right_context
    padded = np.stack(
        [np.pad(mels, ((shape.left_context, needed - len(mels)), (0, 0)), "edge") for mels, _ in variants]
    )
    pdfs = np.full((len(variants), longest), IGNORED)
    for row, (length, (_, target)) in enumerate(zip(lengths, variants, strict=True)):
        pdfs[row, :length] = target.frames[:length]
    return Batch(
        torch.from_numpy(padded),
        torch.from_numpy(pdfs),
        torch.tensor(lengths),
        [torch.from_numpy(target.units) for _, target in variants],
    )


def plain_batches(examples: Sequence[Example], mean: Matrix, shape: Shape) -> Iterator[tuple[Sequence[Example], Batch]]:
    """Yield recordings as they are, with their batches."""
    augmenter = Augmenter(mean, strength=0.0)
    rng = np.random.default_rng(0)
    for start in range(0, len(examples), TOGETHER):
        part = examples[start : start + TOGETHER]
        yield part, collate([augmenter.vary(example, rng) for example in part], shape)


def unit_errors(network: Network, examples: Sequence[Example], mean: Matrix) -> dict[str, dict[Kind, float]]:
    """Return unit error rates of the heads' best outputs frame by frame, by age group or source."""
    network.eval()
    errors: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for part, batch in plain_batches(examples, mean, network.shape):
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
            hmm, ctc = (head.argmax(-1).numpy() for head in network(batch.mels))
        for row, example in enumerate(part):
            length = int(batch.lengths[row])
            truth = [int(unit) for unit in example.units if unit != BLANK]
            runs = ctc[row, :length]
            said = [int(unit) for unit in runs[np.diff(runs, prepend=-1) != 0] if unit != BLANK]
            by_frames = collapse(hmm[row, :length])
            distances = (Levenshtein.distance(by_frames, truth), Levenshtein.distance(said, truth))
            errors[example.group or example.source].append((*distances, len(truth)))
    totals = {key: np.array(rows).sum(0) for key, rows in errors.items()}
    return {key: dict(zip(KINDS, (float(h / n), float(c / n)), strict=True)) for key, (h, c, n) in totals.items()}


def priors(network: Network, examples: Sequence[Example], mean: Matrix) -> dict[str, Tensor]:
    """Return the average probability of every output of both heads."""
    network.eval()
    sums: list[list[Tensor]] = []
    for _, batch in plain_batches(examples, mean, network.shape):
        with torch.inference_mode():
            heads = network(batch.mels)
        real = batch.pdfs != IGNORED
        sums.append([head.float().softmax(-1)[real].sum(0) for head in heads])
    totals = [torch.stack(head).sum(0) for head in zip(*sums, strict=True)]
    return {kind: total / total.sum() for kind, total in zip(KINDS, totals, strict=True)}
