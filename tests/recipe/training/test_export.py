"""The exported network computes what the trained one does."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pytest
import torch

from models.hearing.export import convert
from models.hearing.features import BINS, cepstral_transform
from models.hearing.kaldi import Affine, LogSoftmax, Nnet3, Rectifier
from models.hearing.network import SUBSAMPLING, Network, Shape
from models.hearing.units import KINDS, Kind

Frames = Mapping[int, npt.NDArray[np.float64]]
SMALL = Shape(width=12, bottleneck=5, head=7, offsets=((1, 1), (2, 0), (0, 1)))


def _value(nodes: Mapping[str, Frames], expression: str, time: int) -> npt.NDArray[np.float64] | None:
    """Evaluate nnet3's `Append`, `Sum` and `Offset` at one frame; None where input is missing."""
    call = re.fullmatch(r"(\w+)\((.*)\)", expression)
    if call is None:
        return nodes[expression].get(time)
    name, inside = call.groups()
    parts = re.findall(r"[\w.-]+\([^()]*\)|[\w.-]+", inside)
    if name == "Offset":
        return _value(nodes, parts[0], time + int(parts[1]))
    values = [_value(nodes, part, time) for part in parts]
    present = [value for value in values if value is not None]
    if len(present) < len(values):
        return None
    return np.concatenate(present) if name == "Append" else np.sum(present, axis=0)


def _run(network: Nnet3, cepstra: npt.NDArray[np.float64]) -> Frames:
    """Compute an nnet3 network frame by frame."""
    components = {component.name: component for component in network.components}
    times = range(-network.left_context, len(cepstra) - network.left_context)
    nodes: dict[str, Frames] = {"input": dict(zip(times, cepstra, strict=True))}
    for line in network.lines[1:-1]:
        found = re.fullmatch(r"component-node name=(\S+) component=\S+ input=(.*)", line)
        assert found is not None
        name, source = found.groups()
        frames: dict[int, npt.NDArray[np.float64]] = {}
        for time in (t for t in times if t % SUBSAMPLING == 0):
            value = _value(nodes, source, time)
            if value is not None:
                match components[name]:
                    case Affine(_, weights, bias):
                        value = weights @ value + bias
                    case Rectifier():
                        value = np.maximum(value, 0.0)
                    case LogSoftmax():
                        value = value - np.logaddexp.reduce(value)
                frames[time] = value
        nodes[name] = frames
    return nodes["log-probabilities"]


@pytest.mark.parametrize("kind", KINDS)
def test_components_compute_the_networks_own_output(kind: Kind) -> None:
    """Folded, fed with cepstra and run by nnet3's rules, the network gives the same probabilities."""
    torch.manual_seed(3)
    network = Network(SMALL)
    for _ in range(3):
        network(torch.randn(4, 80, BINS) + 1.0)
    network.eval()
    outputs = 5
    frames = SUBSAMPLING * (outputs - 1) + 1 + SMALL.left_context + SMALL.right_context
    mels = torch.randn(1, frames, BINS)
    with torch.no_grad():
        heads = dict(zip(KINDS, network(mels), strict=True))
    wanted = heads[kind].log_softmax(-1)[0].numpy()
    given = _run(convert(network, kind), mels[0].double().numpy() @ cepstral_transform().T)
    for output in range(outputs):
        np.testing.assert_allclose(given[SUBSAMPLING * output], wanted[output], atol=1e-4)


def test_looks_ahead_less_than_a_third_of_a_second() -> None:
    """Streaming waits for no more than 0.3 s."""
    assert Shape().right_context * 0.01 <= 0.3
