"""Training within a budget of wall-clock minutes, over as many sittings as it takes.

The learning rate and the choice of objectives follow the share of the budget spent, so that a
run always ends annealed. A checkpoint every few minutes carries everything that a later sitting
needs; shards of features that appear meanwhile are taken up at the next round.
"""

from __future__ import annotations

import copy
import itertools
import math
import multiprocessing
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from tqdm import tqdm

from models.hearing import features
from models.hearing.augmentation import Augmenter
from models.hearing.batching import Batch, collate, priors, unit_errors
from models.hearing.features import Example, Matrix
from models.hearing.network import Network, Shape
from models.hearing.objectives import PhoneGrammar, contrast_loss, frame_loss, sequence_loss

SOURCE_WEIGHT: Final = {
    "picovoice_wakeword": 0.7,
    "mycroft_precise": 0.7,
    "synthetic_flite": 0.5,
    "synthetic_espeak": 0.35,
    "synthetic_festival": 0.5,
    "synthetic_kokoro": 1.3,
}
CHILD_WEIGHT: Final = 2.0
"""Times that a child's recording is heard in a round, in each of its versions."""
PERTURBED_WEIGHT: Final = 0.6
"""Share of adults' and voices' resampled versions heard in a round."""
PAUSE_MINUTES: Final = 0.5
"""More than this between two steps is a machine asleep or a process put on hold, and costs no budget."""

Arrays = tuple[Any, Any, Any, list[Any], int]
"""A batch's arrays and its round, as they pass between processes."""


@dataclass(frozen=True)
class Settings:
    """One training run."""

    minutes: float
    """Wall-clock budget of all sittings together."""
    seed: int = 1
    learning_rate: float = 1.5e-3
    weight_decay: float = 0.01
    batch_frames: int = 4_000
    """Input frames of 10 ms in a batch, padding too."""
    contrast_from: float = 0.56
    """Share of the budget after which rivals count."""
    average: float = 0.998
    """Share of the old average kept at each step."""
    checkpoint_minutes: float = 4.0
    validate_minutes: float = 8.0


@dataclass
class Pool:
    """The stored recordings, by shard."""

    folder: Path
    shards: dict[Path, list[Example]] = field(default_factory=dict)

    def refresh(self) -> None:
        """Load the shards that have appeared."""
        for path in sorted(self.folder.glob("*-v*-*.npz")):
            if path not in self.shards and "partial" not in path.name:
                self.shards[path] = list(features.load(path))

    def draw(self, rng: np.random.Generator) -> list[Example]:
        """One round: every recording as often as its weight says."""
        return [
            example
            for path, examples in self.shards.items()
            for example in examples
            for _ in range(int(weight(example, "-v0" not in path.name) + rng.random()))
        ]

    @property
    def examples(self) -> list[Example]:
        """All recordings once."""
        return [example for shard in self.shards.values() for example in shard]


def weight(example: Example, perturbed: bool) -> float:
    """How often a recording is heard in a round."""
    if example.group in ("child", "teen"):
        return CHILD_WEIGHT
    return SOURCE_WEIGHT.get(example.source, 1.0) * (PERTURBED_WEIGHT if perturbed else 1.0)


def batches(examples: Sequence[Example], augmenter: Augmenter, shape: Shape, frames: int, seed: int) -> Iterator[Batch]:
    """Batches of recordings of like length, in random order."""
    rng = np.random.default_rng(seed)
    order = sorted(examples, key=lambda e: len(e.mels) * rng.uniform(0.9, 1.1))
    groups: list[list[Example]] = [[]]
    for example in order:
        if len(example.mels) * 1.2 * (len(groups[-1]) + 1) > frames and groups[-1]:
            groups.append([])
        groups[-1].append(example)
    for index in rng.permutation(len(groups)):
        variants = [augmenter.vary(example, rng) for example in groups[index]]
        fitting = [v for v in variants if len(v[1].frames) > len(v[1].units)]
        if fitting:
            yield collate(fitting, shape)


def corpus_mean(pool: Pool, seed: int, count: int = 600) -> Matrix:
    """Average log mel energies of augmented speech, (40,)."""
    rng = np.random.default_rng(seed)
    examples = pool.examples
    drawn = rng.choice(len(examples), count)
    logs = []
    for index in drawn:
        mels = np.exp(examples[index].mels.astype(np.float32)) @ features.coarsen().T
        gain = np.exp(rng.uniform(-4.0, 2.5))
        logs.append(np.log(mels * gain + 60.0))
    return np.asarray(np.concatenate(logs).mean(0), np.float32)


class Trainer:
    """A network in training, its running average and all that a checkpoint holds."""

    def __init__(self, settings: Settings, shape: Shape, features_folder: Path, out: Path) -> None:
        self.settings, self.shape, self.out = settings, shape, out
        self.pool = Pool(features_folder)
        self.pool.refresh()
        torch.manual_seed(settings.seed)
        self.network = Network(shape)
        self.average = copy.deepcopy(self.network).requires_grad_(False)
        self.optimiser = torch.optim.AdamW(
            self.network.parameters(),
            lr=settings.learning_rate,
            betas=(0.9, 0.98),
            weight_decay=settings.weight_decay,
            fused=True,
        )
        self.step, self.round, self.spent, self.hours = 0, 0, 0.0, 0.0
        self.mean = corpus_mean(self.pool, settings.seed)
        if out.exists():
            self._resume()
        self.grammar = PhoneGrammar(torch.from_numpy(e.units.astype(np.int64)) for e in self.pool.examples)
        self.held_out = [e for path in sorted(features_folder.glob("heldout-*.npz")) for e in features.load(path)]

    def run(self) -> None:
        """Train until the budget is spent, then validate and save."""
        checked = validated = before = time.monotonic()
        self.network.train()
        with tqdm(total=round(self.settings.minutes, 1), initial=self.spent, unit="min", mininterval=15) as bar:
            for batch in self._stream():
                losses = self._learn(batch)
                now = time.monotonic()
                passed = min((now - before) / 60, PAUSE_MINUTES)
                bar.update(passed)
                self.spent, before = self.spent + passed, now
                if self.step % 20 == 0:
                    bar.set_postfix({"h": f"{self.hours:.1f}"} | losses)
                if now - checked > 60 * self.settings.checkpoint_minutes:
                    self.save()
                    checked = now
                if now - validated > 60 * self.settings.validate_minutes:
                    bar.write(self.report())
                    validated = before = time.monotonic()
                if self.spent >= self.settings.minutes:
                    break
        print(self.report())
        self.save()

    def report(self) -> str:
        """Return unit error rates of the averaged network on speakers held out."""
        rates = unit_errors(self.average, self.held_out, self.mean)
        text = "  ".join(f"{group} {rate['hmm']:.3f}/{rate['ctc']:.3f}" for group, rate in sorted(rates.items()))
        return f"step {self.step} {self.hours:.1f} h, unit errors hmm/ctc: {text}"

    def save(self) -> None:
        """Write the checkpoint; an interrupted write leaves the old one."""
        state = {
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "counters": (self.step, self.round, self.spent, self.hours),
            "mean": torch.from_numpy(self.mean),
            "shape": asdict(self.shape),
            "priors": priors(self.average, self.held_out[::4], self.mean),
        }
        partial = self.out.with_suffix(".partial")
        torch.save(state, partial)
        partial.replace(self.out)

    def _resume(self) -> None:
        state: dict[str, Any] = torch.load(self.out, weights_only=True)
        self.network.load_state_dict(state["network"])
        self.average.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.step, self.round, self.spent, self.hours = state["counters"]
        self.mean = state["mean"].numpy()

    def _stream(self) -> Iterator[Batch]:
        """Batches without end, made in a second process some steps ahead of their use."""
        context = multiprocessing.get_context("fork")
        made: multiprocessing.Queue[Arrays] = context.Queue(4)
        context.Process(target=self._produce, args=(made,), daemon=True).start()
        while True:
            mels, pdfs, lengths, units, self.round = made.get()
            tensors = [torch.from_numpy(unit) for unit in units]
            yield Batch(torch.from_numpy(mels), torch.from_numpy(pdfs), torch.from_numpy(lengths), tensors)

    def _produce(self, made: multiprocessing.Queue[Arrays]) -> None:
        for number in itertools.count(self.round):
            self.pool.refresh()
            seed = self.settings.seed * 1000 + number
            rng = np.random.default_rng(seed)
            augmenter = Augmenter(self.mean, self.pool.examples, rng=rng)
            drawn = self.pool.draw(rng)
            for batch in batches(drawn, augmenter, self.shape, self.settings.batch_frames, seed):
                arrays = [part.numpy() for part in (batch.mels, batch.pdfs, batch.lengths)]
                made.put((*arrays, [unit.numpy() for unit in batch.units], number))

    def _learn(self, batch: Batch) -> dict[str, str]:
        share = self.spent / self.settings.minutes
        for group in self.optimiser.param_groups:
            group["lr"] = self.settings.learning_rate * self._pace(share)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            hmm, ctc = self.network(batch.mels)
        hmm, ctc = hmm.float(), ctc.float().log_softmax(-1)
        frame = frame_loss(hmm, batch.pdfs)
        sequence = sequence_loss(ctc, batch.lengths, batch.units)
        losses = {"frame": frame, "sequence": sequence}
        if share >= self.settings.contrast_from:
            contrast = contrast_loss(hmm.log_softmax(-1), batch.lengths, batch.units, self.grammar)
            losses["contrast"] = contrast
            loss = contrast + 0.1 * frame + 0.5 * sequence
        else:
            loss = 0.5 * frame + sequence
        self.optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 3.0)
        self.optimiser.step()
        self.step += 1
        self.hours += float(batch.lengths.sum()) * 0.03 / 3600
        self._follow()
        return {name: f"{float(value.detach()):.3f}" for name, value in losses.items()}

    def _pace(self, share: float) -> float:
        warm = min(1.0, (self.step + 1) / 150)
        if share < 0.25:
            return warm
        return warm * max(0.0, 0.5 * (1 + math.cos(math.pi * min(1.0, (share - 0.25) / 0.74))))

    def _follow(self) -> None:
        keep = min(self.settings.average, (1 + self.step) / (10 + self.step))
        mine, theirs = self.average.state_dict(), self.network.state_dict()
        floating = [name for name, value in mine.items() if value.is_floating_point()]
        torch._foreach_lerp_([mine[name] for name in floating], [theirs[name] for name in floating], 1 - keep)
