"""What the network is trained towards: frames, sequences, and sequences against their rivals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import torch
from torch import Tensor
from torch.nn import functional

from models.hearing.units import SILENCE, UNIT_INDEX, UNITS

IGNORED: Final = -100
BLANK: Final = UNIT_INDEX[SILENCE]


def frame_loss(scores: Tensor, targets: Tensor) -> Tensor:
    """Cross-entropy of the `hmm` head per frame; `IGNORED` targets don't count."""
    return functional.cross_entropy(scores.flatten(0, 1), targets.flatten(), ignore_index=IGNORED)


def sequence_loss(log_probs: Tensor, lengths: Tensor, units: Sequence[Tensor]) -> Tensor:
    """Connectionist temporal classification of the `ctc` head, per frame; silence is blank."""
    spoken = [u[u != BLANK] for u in units]
    loss = functional.ctc_loss(
        log_probs.transpose(0, 1),
        torch.cat(spoken),
        lengths,
        torch.tensor([len(u) for u in spoken]),
        blank=BLANK,
        reduction="sum",
        zero_infinity=True,
    )
    return loss / lengths.sum()


class PhoneGrammar:
    """A smoothed trigram of units: the rivals that the right sequence must beat."""

    def __init__(self, sequences: Iterable[Tensor]) -> None:
        size = len(UNITS)
        counts = torch.zeros(size, size, size)
        for units in sequences:
            padded = torch.cat((torch.tensor([BLANK, BLANK]), units, torch.tensor([BLANK])))
            index = (padded[:-2] * size + padded[1:-1]) * size + padded[2:]
            counts.view(-1).index_add_(0, index, torch.ones(len(index)))
        single = counts.sum((0, 1)) + 1.0
        single = single / single.sum()
        pair = counts.sum(0) + 5.0 * single
        pair = pair / pair.sum(1, keepdim=True)
        triple = counts + 5.0 * pair[None]
        self.triple = triple / triple.sum(2, keepdim=True)
        """Probability of the third unit after the first two, (42, 42, 42)."""
        self.middle_first = self.triple.transpose(0, 1).contiguous()


def rivals_score(log_probs: Tensor, lengths: Tensor, grammar: PhoneGrammar) -> Tensor:
    """Log of the summed probability of all unit sequences, one for each recording."""
    batch, frames, _ = log_probs.shape
    size = len(UNITS)
    probs = log_probs.exp().view(batch, frames, size, 2).permute(1, 2, 0, 3)
    first, further = probs[..., 0].contiguous(), probs[..., 1].contiguous()
    # state[q, b, p]: the mass of recording b that is in unit q after unit p
    state = torch.zeros(size, batch, size)
    state[:, :, BLANK] = grammar.triple[BLANK, BLANK][:, None] * first[0]
    total = torch.zeros(batch)
    for t in range(1, frames):
        live = t < lengths
        scale = torch.where(live, state.sum((0, 2)), 1.0)
        total = total + scale.log()
        state = state / scale[None, :, None]
        entered = torch.bmm(state, grammar.middle_first).permute(2, 1, 0)
        after = entered * first[t][..., None] + state * further[t][..., None]
        state = torch.where(live[None, :, None], after, state)
    return total + state.sum((0, 2)).log()


def truth_score(log_probs: Tensor, lengths: Tensor, units: Sequence[Tensor]) -> Tensor:
    """Log of the summed probability of all timings of the right units, one for each recording."""
    batch, frames, _ = log_probs.shape
    sizes = torch.tensor([len(u) for u in units])
    padded = torch.nn.utils.rnn.pad_sequence(list(units), batch_first=True)
    first = log_probs.gather(2, (2 * padded)[:, None].expand(-1, frames, -1))
    further = log_probs.gather(2, (2 * padded + 1)[:, None].expand(-1, frames, -1))
    nowhere = torch.full((batch, 1), -1e4)
    state = torch.cat((first[:, 0, :1], torch.full((batch, padded.shape[1] - 1), -1e4)), 1)
    for t in range(1, frames):
        entered = torch.cat((nowhere, state[:, :-1]), 1) + first[:, t]
        after = torch.logaddexp(entered, state + further[:, t])
        state = torch.where((t < lengths)[:, None], after, state)
    return state.gather(1, (sizes - 1)[:, None])[:, 0]


def contrast_loss(log_probs: Tensor, lengths: Tensor, units: Sequence[Tensor], grammar: PhoneGrammar) -> Tensor:
    """Lattice-free maximum mutual information of the `hmm` head, per frame."""
    fits = torch.tensor([len(u) for u in units]) <= lengths
    difference = rivals_score(log_probs, lengths, grammar) - truth_score(log_probs, lengths, units)
    return torch.where(fits, difference, 0.0).sum() / lengths.sum()
