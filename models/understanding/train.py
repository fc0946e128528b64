"""Fine-tunes the sentence encoder on the question bank.

    python -m models.understanding.train CHECKPOINT_FOLDER [--without WRITER …]

Starts from all-MiniLM-L6-v2. Two views of each question, as it is and as misheard, are classified by their direction
alone and are pulled towards other questions of the same label. Word embeddings stay as they are: words that no writer
used keep their meaning.

The training ends with the running mean of the weights, and that is brought half way back to where it began (Wortsman
and others, "Robust fine-tuning of zero-shot models", 2022). On a writer who was kept out this beats either end by far,
and questions of other packs, which the training never saw, are told apart as well as before.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from assistant.resources import intents_folder
from models.understanding.bank import Line, read_bank
from models.understanding.network import Directions, Pooled, tokenizer_of, tokens_of
from models.understanding.noise import Confusions
from models.understanding.start import pretrained_folder

_TEMPERATURE: Final = 0.1
_SPOKEN_EVERY: Final = 20
_LENGTH_JITTER: Final = 12


@dataclass(frozen=True, slots=True)
class Course:
    """How the training runs."""

    epochs: int = 3
    batch: int = 64
    rate: float = 1.2e-4
    """The highest learning rate of the transformer."""

    head_rate: float = 1.2e-3
    """The highest learning rate of the labels' directions."""

    smoothing: float = 0.1
    """The share of each example's label that is spread over all labels."""

    contrast: float = 0.3
    """Weight of the supervised contrast beside the classification."""

    noise: float = 0.2
    """Share of words that the second view mishears, on average."""

    average_from: float = 0.5
    """The part of the training that the running mean of the weights leaves out."""

    kept: float = 0.5
    """The share of the pretrained weights in the result."""

    seed: int = 5


def contrast(vectors: Tensor, labels: Tensor) -> Tensor:
    """Return the supervised contrastive loss (Khosla and others, 2020) of a batch."""
    itself = torch.eye(len(labels), dtype=torch.bool)
    alike = (vectors @ vectors.T / _TEMPERATURE).masked_fill(itself, -1e4)
    same = (labels[:, None] == labels[None, :]) & ~itself
    likelihood = alike - alike.logsumexp(dim=1, keepdim=True)
    return -((likelihood * same).sum(1) / same.sum(1)).mean()


def batches(lines: Sequence[Line], size: int, chance: random.Random) -> Iterator[list[Line]]:
    """Yield shuffled batches of questions of about one length, so that little is padding."""
    order = sorted(lines, key=lambda line: len(line.text) + chance.uniform(-_LENGTH_JITTER, _LENGTH_JITTER))
    pieces = [order[start : start + size] for start in range(0, len(order), size)]
    chance.shuffle(pieces)
    yield from pieces


class Trainer:
    """A training under way."""

    def __init__(self, lines: Sequence[Line], confusions: Confusions, course: Course) -> None:
        """Begin at the pretrained weights."""
        torch.manual_seed(course.seed)
        self._lines, self._confusions, self._course = lines, confusions, course
        self._chance = random.Random(course.seed)
        self._number = {name: index for index, name in enumerate(sorted({line.label for line in lines}))}
        self._tokenizer: Tokenizer = tokenizer_of(pretrained_folder())
        self._model = Pooled(pretrained_folder())
        self._began = {name: weight.clone() for name, weight in self._model.transformer.state_dict().items()}
        self._model.transformer.embeddings.word_embeddings.weight.requires_grad_(requires_grad=False)
        self._head = Directions(len(self._number), self._model.transformer.config.hidden_size)
        self._mean = AveragedModel(self._model, multi_avg_fn=get_ema_multi_avg_fn(0.99))

    def run(self) -> Mapping[str, Tensor]:
        """Train to the end; return the weights of the transformer."""
        course = self._course
        body = [weight for weight in self._model.parameters() if weight.requires_grad]
        groups = [{"params": body, "lr": course.rate}, {"params": self._head.parameters(), "lr": course.head_rate}]
        optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
        steps = course.epochs * -(-len(self._lines) // course.batch)
        schedule = torch.optim.lr_scheduler.OneCycleLR(
            optimiser, [course.rate, course.head_rate], total_steps=steps, pct_start=0.1
        )
        self._model.train()
        step, begun = 0, time.monotonic()
        for _ in range(course.epochs):
            for batch in batches(self._lines, course.batch, self._chance):
                loss = self._loss(batch)
                optimiser.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(body, 1.0)
                optimiser.step()
                schedule.step()
                step += 1
                if step >= course.average_from * steps:
                    self._mean.update_parameters(self._model)
                if step % _SPOKEN_EVERY == 0:
                    print(f"step {step}/{steps} loss {loss.item():.3f} {time.monotonic() - begun:.0f} s", flush=True)
        return self._result()

    def _loss(self, batch: Sequence[Line]) -> Tensor:
        course = self._course
        texts = [line.text for line in batch]
        misheard = [
            self._confusions.mishear(text, self._chance.uniform(0, 2 * course.noise), self._chance) for text in texts
        ]
        labels = torch.tensor([self._number[line.label] for line in batch] * 2)
        with torch.autocast("cpu", torch.bfloat16):
            vectors = self._model(*tokens_of(self._tokenizer, [*texts, *misheard])).float()
        classified = functional.cross_entropy(self._head(vectors), labels, label_smoothing=course.smoothing)
        return classified + course.contrast * contrast(vectors, labels)

    def _result(self) -> Mapping[str, Tensor]:
        kept = self._course.kept
        ended = self._mean.module.transformer.state_dict()
        return {
            name: kept * weight + (1 - kept) * ended[name] if weight.is_floating_point() else weight
            for name, weight in self._began.items()
        }


def main() -> None:
    """Train on the bank as it stands in `intents/`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="folder of the checkpoint")
    parser.add_argument("--without", nargs="*", default=[], help="writers whose questions are kept out")
    parser.add_argument("--lexicon", type=Path, default=Path("../shared/lexicon/britfone.csv"), help="Britfone")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    lines = [line for line in read_bank(intents_folder()) if line.writer not in options.without]
    words = frozenset(word for line in lines for word in line.text.split())
    weights = Trainer(lines, Confusions.from_lexicon(options.lexicon, words), Course()).run()
    options.out.mkdir(parents=True, exist_ok=True)
    torch.save(weights, options.out / "encoder.pt")


if __name__ == "__main__":
    main()
