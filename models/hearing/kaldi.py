"""Kaldi's binary format, as much of it as Vosk needs: transition model, nnet3 network, matrices."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from models.hearing.units import Topology

Array = npt.NDArray[np.floating[Any]]

HEADER = b"\0B"


@dataclass(frozen=True)
class Affine:
    """`weights` @ input + `bias`, kept as it is."""

    name: str
    weights: Array
    """(outputs, inputs)"""
    bias: Array


@dataclass(frozen=True)
class Rectifier:
    """max(0, input)."""

    name: str
    dim: int


@dataclass(frozen=True)
class LogSoftmax:
    """Scores as log probabilities."""

    name: str
    dim: int


@dataclass(frozen=True)
class Identity:
    """The input as it is; gives a sum a name."""

    name: str
    dim: int


Component = Affine | Rectifier | LogSoftmax | Identity


@dataclass(frozen=True)
class Nnet3:
    """A network: its components and the lines that connect them."""

    lines: tuple[str, ...]
    components: tuple[Component, ...]
    left_context: int
    """Input frames before the output's own."""
    right_context: int
    """Input frames after the output's own."""


class Writer:
    """Collects the bytes of one Kaldi object."""

    def __init__(self) -> None:
        self._data = bytearray(HEADER)

    def __bytes__(self) -> bytes:
        return bytes(self._data)

    def token(self, text: str) -> None:
        """Write a keyword and the space after it."""
        self._data += text.encode() + b" "

    def text(self, text: str) -> None:
        """Characters without more ado."""
        self._data += text.encode()

    def int32(self, value: int) -> None:
        """Write an integer with its size before it."""
        self._data += b"\x04" + struct.pack("<i", value)

    def float32(self, value: float) -> None:
        """Write a float with its size before it."""
        self._data += b"\x04" + struct.pack("<f", value)

    def float64(self, value: float) -> None:
        """Write a double with its size before it."""
        self._data += b"\x08" + struct.pack("<d", value)

    def integers(self, values: Sequence[int]) -> None:
        """Write a vector of integers."""
        self.int32(len(values))
        self._data += np.asarray(values, "<i4").tobytes()

    def vector(self, values: Array | Sequence[float]) -> None:
        """Write a vector of floats."""
        self.token("FV")
        self.int32(len(values))
        self._data += np.asarray(values, "<f4").tobytes()

    def double_matrix(self, matrix: Array) -> None:
        """Write a matrix of doubles."""
        self.token("DM")
        self.int32(matrix.shape[0])
        self.int32(matrix.shape[1])
        self._data += np.ascontiguousarray(matrix, "<f8").tobytes()

    def compressed_matrix(self, matrix: Array) -> None:
        """Write a matrix in 16 bits a number, evenly spaced between its least and its greatest."""
        codes, least, span = quantise(matrix)
        self.token("CM2")
        self._data += struct.pack("<ffii", least, span, *matrix.shape)
        self._data += codes.tobytes()

    def component(self, component: Component) -> None:
        """One part of a network."""
        self.token("<ComponentName>")
        self.token(component.name)
        match component:
            case Affine():
                self.token("<FixedAffineComponent>")
                self.token("<LinearParams>")
                self.compressed_matrix(component.weights)
                self.token("<BiasParams>")
                self.vector(component.bias)
                self.token("</FixedAffineComponent>")
            case Identity():
                self.token("<NoOpComponent>")
                self.token("<Dim>")
                self.int32(component.dim)
                self.token("<BackpropScale>")
                self.float32(1.0)
                self.token("</NoOpComponent>")
            case Rectifier():
                self._nonlinearity("RectifiedLinearComponent", component.dim)
            case LogSoftmax():
                self._nonlinearity("LogSoftmaxComponent", component.dim)

    def _nonlinearity(self, kind: str, dim: int) -> None:
        self.token(f"<{kind}>")
        self.token("<Dim>")
        self.int32(dim)
        for name in ("<ValueAvg>", "<DerivAvg>"):
            self.token(name)
            self.vector([])
        self.token("<Count>")
        self.float64(0.0)
        self.token("<OderivRms>")
        self.vector([])
        for name in ("<OderivCount>", "<NumDimsSelfRepaired>", "<NumDimsProcessed>"):
            self.token(name)
            self.float64(0.0)
        self.token(f"</{kind}>")

    def transition_model(self, topology: Topology) -> None:
        """Phones, their states, and the pdf of each state."""
        entry_of = {p: i for i, (phones, _) in enumerate(topology.entries) for p in phones}
        phones = sorted(entry_of)
        self.token("<TransitionModel>")
        self.token("<Topology>")
        self.integers(phones)
        self.integers([entry_of.get(phone, -1) for phone in range(phones[-1] + 1)])
        self.int32(len(topology.entries))
        for _, states in topology.entries:
            self.int32(len(states))
            for state in states:
                self.int32(state.pdf_class)
                self.int32(len(state.transitions))
                for destination, probability in state.transitions:
                    self.int32(destination)
                    self.float32(probability)
        self.token("</Topology>")
        self.token("<Triples>")
        triples = sorted({(t.phone, t.state, t.pdf) for t in topology.transitions})
        self.int32(len(triples))
        for triple in triples:
            for number in triple:
                self.int32(number)
        self.token("</Triples>")
        self.token("<LogProbs>")
        self.vector([0.0, *(float(np.log(t.probability)) for t in topology.transitions)])
        self.token("</LogProbs>")
        self.token("</TransitionModel>")

    def network(self, network: Nnet3, priors: Array) -> None:
        """Write the network, and the priors whose logarithms the decoder takes off its outputs."""
        self.token("<Nnet3>")
        self.text("\n" + "\n".join(network.lines) + "\n\n")
        self.token("<NumComponents>")
        self.int32(len(network.components))
        for component in network.components:
            self.component(component)
        self.token("</Nnet3>")
        self.token("<LeftContext>")
        self.int32(network.left_context)
        self.token("<RightContext>")
        self.int32(network.right_context)
        self.token("<Priors>")
        self.vector(priors)


def acoustic_model(topology: Topology, network: Nnet3, priors: Array) -> bytes:
    """Return a whole `final.mdl`; no priors (an empty array) leaves the outputs as they are."""
    writer = Writer()
    writer.transition_model(topology)
    writer.network(network, priors)
    return bytes(writer)


def mean_statistics(mean: Array, count: float = 100_000.0) -> bytes:
    """Return a whole `global_cmvn.stats` of a corpus mean, from which the running mean starts."""
    squares = np.append(count * (np.asarray(mean) ** 2 + 1.0), 0.0)
    writer = Writer()
    writer.double_matrix(np.stack([np.append(count * np.asarray(mean), count), squares]))
    return bytes(writer)


def quantise(matrix: Array) -> tuple[npt.NDArray[np.uint16], float, float]:
    """16-bit codes of a matrix, the number that code 0 means, and the span up to code 65535."""
    least = float(np.float32(matrix.min()))
    span = float(np.float32(matrix.max() - least)) or 1.0
    codes = np.rint((np.asarray(matrix, np.float64) - least) / span * 65535)
    return codes.clip(0, 65535).astype("<u2"), least, span
