"""A trained network as Vosk reads it: `am/final.mdl` and `am/global_cmvn.stats`.

Batch normalisation is folded into the affine before it, and the inverse of the cepstral
transform into the first layer, so that the network, trained on log mel energies, takes cepstra.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from models.hearing.features import BINS, cepstral_transform
from models.hearing.kaldi import (
    Affine,
    Component,
    Identity,
    LogSoftmax,
    Nnet3,
    Rectifier,
    acoustic_model,
    mean_statistics,
)
from models.hearing.network import FIRST_CONTEXT, SUBSAMPLING, Block, Network, Normalised, Shape
from models.hearing.units import Kind, pdf_count, topology

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Checkpoint:
    """What `training` leaves behind."""

    network: Network
    """The running average of the weights."""
    mean: Array
    """Log mel energies of the corpus on average, (40,)."""
    priors: dict[str, Array]
    """Average probabilities of the outputs by head."""
    hours: float
    """Hours of audio that the network has heard."""


def load_checkpoint(path: Path) -> Checkpoint:
    """Read a checkpoint."""
    state: dict[str, Any] = torch.load(path, weights_only=True)
    shape = Shape(**state["shape"])
    network = Network(shape)
    network.load_state_dict(state["average"])
    network.eval()
    priors = {kind: prior.double().numpy() for kind, prior in state["priors"].items()}
    return Checkpoint(network, state["mean"].double().numpy(), priors, state["counters"][3])


def export(checkpoint: Checkpoint, kind: Kind, prior_power: float, folder: Path) -> None:
    """Write `final.mdl` and `global_cmvn.stats` of one head into `folder`.

    The decoder divides by the priors raised to `prior_power`; 0 leaves the outputs as they are.
    """
    folder.mkdir(parents=True, exist_ok=True)
    priors = checkpoint.priors[kind] ** prior_power if prior_power else np.zeros(0)
    model = acoustic_model(topology(kind), convert(checkpoint.network, kind), priors)
    (folder / "final.mdl").write_bytes(model)
    mean = cepstral_transform() @ checkpoint.mean
    (folder / "global_cmvn.stats").write_bytes(mean_statistics(mean))


def convert(network: Network, kind: Kind) -> Nnet3:
    """Return the network as nnet3 components and the lines that connect them."""
    shape = network.shape
    components: list[Component] = []
    lines = [f"input-node name=input dim={BINS}"]

    def connect(component: Component, source: str) -> str:
        components.append(component)
        name = component.name
        lines.append(f"component-node name={name} component={name} input={source}")
        return name

    def normalised(name: str, layer: Normalised, source: str) -> str:
        weights, bias = fold(layer)
        if name == "enter":
            weights = take_cepstra(weights)
        affine = connect(Affine(name, weights, bias), source)
        return connect(Rectifier(f"{name}-relu", len(bias)), affine)

    offsets = range(-FIRST_CONTEXT, FIRST_CONTEXT + 1)
    current = normalised("enter", network.enter, append("input", offsets))
    for number, block in enumerate(network.blocks):
        assert isinstance(block, Block)  # tells the type checker what ModuleList holds
        name = f"block{number}"
        weights = array(block.narrow.weight)
        looked_back = append(current, sorted({-SUBSAMPLING * block.back, 0}))
        narrow = Affine(f"{name}-narrow", weights, np.zeros(len(weights)))
        narrowed = connect(narrow, looked_back)
        looked_ahead = append(narrowed, sorted({0, SUBSAMPLING * block.ahead}))
        wide = normalised(f"{name}-widen", block.widen, looked_ahead)
        current = connect(Identity(name, shape.width), f"Sum({current}, {wide})")
    pre, head = (network.pre_hmm, network.hmm) if kind == "hmm" else (network.pre_ctc, network.ctc)
    scores = connect(Affine("scores", array(head.weight), array(head.bias)), normalised("pre", pre, current))
    last = connect(LogSoftmax("log-probabilities", pdf_count(kind)), scores)
    lines.append(f"output-node name=output input={last} objective=linear")
    return Nnet3(tuple(lines), tuple(components), shape.left_context, shape.right_context)


def append(node: str, offsets: Iterable[int]) -> str:
    """Return the node's frames at several offsets, one beside the other."""
    parts = [f"Offset({node}, {offset})" if offset else node for offset in offsets]
    return parts[0] if len(parts) == 1 else f"Append({', '.join(parts)})"


def fold(layer: Normalised) -> tuple[Array, Array]:
    """Weights and bias that give the affine and its normalisation in one."""
    norm = layer.norm
    if norm.running_var is None or norm.running_mean is None:
        msg = "the network was built without running statistics; build it with `Network`"
        raise ValueError(msg)
    gain = array(norm.weight) / np.sqrt(array(norm.running_var) + norm.eps)
    weights = array(layer.affine.weight) * gain[:, None]
    return weights, array(norm.bias) - array(norm.running_mean) * gain


def take_cepstra(weights: Array) -> Array:
    """Weights on windows of cepstra that do what `weights` do on windows of log mel energies."""
    frames = weights.reshape(len(weights), -1, BINS)
    return (frames @ np.linalg.inv(cepstral_transform())).reshape(len(weights), -1)


def array(tensor: torch.Tensor) -> Array:
    """Return a tensor's numbers in double precision."""
    return np.asarray(tensor.detach().double().numpy())
