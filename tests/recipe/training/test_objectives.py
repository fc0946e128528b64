"""Losses against sums over all paths, spelt out."""

from __future__ import annotations

import itertools

import pytest
import torch

from models.hearing.objectives import PhoneGrammar, contrast_loss, rivals_score, truth_score
from models.hearing.units import UNITS


@pytest.fixture
def grammar() -> PhoneGrammar:
    """Trigrams of two short sequences."""
    return PhoneGrammar([torch.tensor([0, 3, 5, 0]), torch.tensor([0, 5, 3, 3, 0])])


def _log_probs(batch: int, frames: int) -> torch.Tensor:
    return torch.randn(batch, frames, 2 * len(UNITS), generator=torch.Generator().manual_seed(2)).log_softmax(-1)


def test_the_grammar_is_a_proper_one(grammar: PhoneGrammar) -> None:
    """After any two units the probabilities of the next sum to one."""
    assert torch.allclose(grammar.triple.sum(2), torch.ones(len(UNITS), len(UNITS)), atol=1e-5)


def test_truth_sums_all_timings() -> None:
    """Two units in three frames: the first or the second one lasts two."""
    log_probs = _log_probs(1, 3)
    p = log_probs[0].exp()
    wanted = p[0, 6] * (p[1, 7] * p[2, 10] + p[1, 10] * p[2, 11])
    score = truth_score(log_probs, torch.tensor([3]), [torch.tensor([3, 5])])
    assert score.exp().item() == pytest.approx(wanted.item(), rel=1e-4)


def test_rivals_sum_all_sequences(grammar: PhoneGrammar) -> None:
    """Two frames: every unit held, and every unit after every other."""
    log_probs = _log_probs(1, 2)
    p = log_probs[0].exp()
    start = grammar.triple[0, 0]
    wanted = sum(
        (start[a] * p[0, 2 * a] * grammar.triple[0, a, b] * p[1, 2 * b]).item()
        for a, b in itertools.product(range(len(UNITS)), repeat=2)
    ) + sum((start[a] * p[0, 2 * a] * p[1, 2 * a + 1]).item() for a in range(len(UNITS)))
    score = rivals_score(log_probs, torch.tensor([2]), grammar)
    assert score.exp().item() == pytest.approx(wanted, rel=1e-4)


def test_padding_changes_nothing(grammar: PhoneGrammar) -> None:
    """A recording scores the same alone and beside a longer one."""
    log_probs = _log_probs(2, 6)
    units = [torch.tensor([3, 5]), torch.tensor([5])]
    together = (
        rivals_score(log_probs, torch.tensor([4, 6]), grammar),
        truth_score(log_probs, torch.tensor([4, 6]), units),
    )
    alone = (
        rivals_score(log_probs[:1, :4], torch.tensor([4]), grammar),
        truth_score(log_probs[:1, :4], torch.tensor([4]), units[:1]),
    )
    for whole, part in zip(together, alone, strict=True):
        assert whole[0].item() == pytest.approx(part[0].item(), abs=1e-4)


def test_descending_makes_the_truth_likelier(grammar: PhoneGrammar) -> None:
    """A few steps on the contrast lift the right units above their rivals."""
    scores = torch.zeros(1, 8, 2 * len(UNITS), requires_grad=True)
    units = [torch.tensor([3, 5])]
    losses = []
    for _ in range(20):
        loss = contrast_loss(scores.log_softmax(-1), torch.tensor([8]), units, grammar)
        losses.append(loss.item())
        (gradient,) = torch.autograd.grad(loss, scores)
        scores = (scores - 5.0 * gradient).detach().requires_grad_()
    assert losses[-1] < losses[0] - 0.1
