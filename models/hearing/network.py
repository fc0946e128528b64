"""The acoustic model: a factorised time-delay network that sees 0.3 s ahead at most.

It takes 40 log mel energies every 10 ms, their running mean subtracted, and gives the two heads'
scores every 30 ms. Every layer is a 'valid' convolution over padded input, exactly as nnet3
computes it, and every offset after the first layer is a multiple of three frames, so that nnet3
need not compute the frames between.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.hearing.units import pdf_count

MEL_BINS: Final = 40
SUBSAMPLING: Final = 3
FIRST_CONTEXT: Final = 4
"""Frames of 10 ms that the first layer sees on either side."""


@dataclass(frozen=True)
class Shape:
    """Sizes of the network."""

    width: int = 640
    bottleneck: int = 160
    head: int = 256
    offsets: tuple[tuple[int, int], ...] = (
        *((1, 1),) * 4,
        *((2, 1),) * 3,
        *((3, 1),) * 1,
        *((3, 0),) * 2,
    )
    """Steps of 30 ms that each block looks back and ahead."""

    @property
    def left_context(self) -> int:
        """Frames of 10 ms before the first output's own."""
        return FIRST_CONTEXT + SUBSAMPLING * sum(back for back, _ in self.offsets)

    @property
    def right_context(self) -> int:
        """Frames of 10 ms after the last output's own."""
        return FIRST_CONTEXT + SUBSAMPLING * sum(ahead for _, ahead in self.offsets)


class Normalised(nn.Module):
    """An affine map whose outputs are normalised over the batch, then rectified."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.affine = nn.Linear(inputs, outputs, bias=False)
        self.norm = nn.BatchNorm1d(outputs, momentum=0.05)

    def forward(self, x: Tensor) -> Tensor:
        """Map (batch, time, inputs) to (batch, time, outputs)."""
        y = self.affine(x)
        flat: Tensor = self.norm(y.flatten(0, 1))
        return functional.relu(flat).view(y.shape)


class Block(nn.Module):
    """A factorised layer beside a shortcut: narrow it looking back, widen it looking ahead."""

    def __init__(self, width: int, bottleneck: int, back: int, ahead: int) -> None:
        super().__init__()
        self.back, self.ahead = back, ahead
        self.narrow = nn.Linear(width * (1 + (back > 0)), bottleneck, bias=False)
        self.widen = Normalised(bottleneck * (1 + (ahead > 0)), width)

    def forward(self, x: Tensor) -> Tensor:
        """Map (batch, time, width) to (batch, time - back - ahead, width)."""
        narrow = self.narrow(splice(x, self.back))
        wide: Tensor = self.widen(splice(narrow, self.ahead))
        return x[:, self.back : x.shape[1] - self.ahead] + wide


class Network(nn.Module):
    """The acoustic model with its two heads, `hmm` and `ctc` (see `units`)."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.enter = Normalised(MEL_BINS * (2 * FIRST_CONTEXT + 1), shape.width)
        self.blocks = nn.ModuleList(Block(shape.width, shape.bottleneck, back, ahead) for back, ahead in shape.offsets)
        self.pre_hmm = Normalised(shape.width, shape.head)
        self.pre_ctc = Normalised(shape.width, shape.head)
        self.hmm = nn.Linear(shape.head, pdf_count("hmm"))
        self.ctc = nn.Linear(shape.head, pdf_count("ctc"))

    def forward(self, mels: Tensor) -> tuple[Tensor, Tensor]:
        """Scores of both heads for padded input of (batch, frames, 40); see `pad`."""
        batch = mels.shape[0]
        windows = mels.unfold(1, 2 * FIRST_CONTEXT + 1, SUBSAMPLING).transpose(2, 3)
        x = self.enter(windows.reshape(batch, windows.shape[1], -1))
        for block in self.blocks:
            x = block(x)
        return self.hmm(self.pre_hmm(x)), self.ctc(self.pre_ctc(x))


def splice(x: Tensor, step: int) -> Tensor:
    """Each frame beside the one `step` later."""
    return x if step == 0 else torch.cat((x[:, :-step], x[:, step:]), -1)


def output_frames(frames: int) -> int:
    """Return number of outputs for a number of input frames."""
    return (frames + SUBSAMPLING - 1) // SUBSAMPLING
