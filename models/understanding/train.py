"""Fine-tunes the sentence encoder on the question bank.

    python -m models.understanding.train CHECKPOINT_FOLDER [--without WRITER …] [--minutes M]

Starts from all-MiniLM-L6-v2. Two views of each question (clean, and as misheard) are classified by their direction
alone, are pulled towards other questions of the same label (supervised contrast), and agree with each other. Word embeddings
stay as they are: words that no writer used keep their meaning, and other packs work without further training.
The weights that are kept are a running mean over the last part of the training.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional
from tokenizers import Tokenizer
from transformers import BertModel

from assistant.resources import intents_folder
from models.understanding.bank import Line, read_bank
from models.understanding.noise import Confusions
from models.understanding.start import pretrained_folder

MOST_TOKENS: Final = 32
_SCALE: Final = 16.0
_TEMPERATURE: Final = 0.1


@dataclass(frozen=True, slots=True)
class Course:
    """How the training runs."""

    epochs: int = 3
    batch: int = 64
    rate: float = 1.2e-4
    """The highest learning rate of the transformer; the label directions learn ten times as fast."""

    smoothing: float = 0.1
    contrast: float = 0.3
    """Weight of the supervised contrast beside the classification."""

    noise: float = 0.2
    """Share of words that the second view mishears."""

    average_from: float = 0.5
    """Which part of the training is left out of the running mean of the weights."""

    seed: int = 5


class Pooled(nn.Module):
    """A transformer whose sentence vector is the mean of its token vectors, of unit length."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.transformer = BertModel.from_pretrained(folder, add_pooling_layer=False)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Return one row a sentence."""
        hidden = self.transformer(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        return functional.normalize((hidden * mask).sum(1) / mask.sum(1), dim=-1)


class Directions(nn.Module):
    """One direction a label; a sentence belongs to the label whose direction it points to."""

    def __init__(self, labels: int, size: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(labels, size) / size**0.5)

    def forward(self, vectors: Tensor) -> Tensor:
        """Return one score a sentence and label."""
        return _SCALE * vectors @ functional.normalize(self.weight, dim=-1).T


def tokenizer_of(folder: Path) -> Tokenizer:
    """Return the tokenizer that lies beside a model."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(MOST_TOKENS)
    tokenizer.enable_padding()
    return tokenizer


def tokens_of(tokenizer: Tokenizer, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
    """Return the token ids and the attention mask of a batch."""
    encoded = tokenizer.encode_batch(list(texts))
    return torch.tensor([each.ids for each in encoded]), torch.tensor([each.attention_mask for each in encoded])


def contrast(vectors: Tensor, labels: Tensor) -> Tensor:
    """Return the supervised contrastive loss (Khosla and others, 2020) of a batch."""
    alike = vectors @ vectors.T / _TEMPERATURE
    itself = torch.eye(len(labels), dtype=torch.bool)
    alike = alike.masked_fill(itself, -1e4)
    same = (labels[:, None] == labels[None, :]) & ~itself
    likelihood = alike - alike.logsumexp(dim=1, keepdim=True)
    counts = same.sum(1)
    return -((likelihood * same).sum(1)[counts > 0] / counts[counts > 0]).mean()


def batches(lines: Sequence[Line], size: int, chance: random.Random) -> Iterator[list[Line]]:
    """Yield shuffled batches of questions of about one length, so that little is padding."""
    order = sorted(lines, key=lambda line: len(line.text) + chance.uniform(-12, 12))
    pieces = [order[start : start + size] for start in range(0, len(order), size)]
    chance.shuffle(pieces)
    yield from pieces


def train(lines: Sequence[Line], confusions: Confusions, course: Course, out: Path) -> None:
    """Train on `lines` and leave a checkpoint in `out`."""
    torch.manual_seed(course.seed)
    chance = random.Random(course.seed)
    start = pretrained_folder()
    tokenizer = tokenizer_of(start)
    model = Pooled(start)
    model.transformer.embeddings.word_embeddings.weight.requires_grad_(False)
    names = sorted({line.label for line in lines})
    number = {name: index for index, name in enumerate(names)}
    head = Directions(len(names), model.transformer.config.hidden_size)
    body = [weight for weight in model.parameters() if weight.requires_grad]
    optimiser = torch.optim.AdamW(
        [{"params": body, "lr": course.rate}, {"params": head.parameters(), "lr": course.rate * 10}], weight_decay=0.01
    )
    steps = course.epochs * -(-len(lines) // course.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, [course.rate, course.rate * 10], total_steps=steps, pct_start=0.1, anneal_strategy="cos"
    )
    mean = torch.optim.swa_utils.AveragedModel(model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.99))
    model.train()
    step, began, total = 0, time.monotonic(), 0.0
    for epoch in range(course.epochs):
        for batch in batches(lines, course.batch, chance):
            texts = [line.text for line in batch]
            texts += [confusions.mishear(text, chance.uniform(0, 2 * course.noise), chance) for text in texts]
            labels = torch.tensor([number[line.label] for line in batch])
            with torch.autocast("cpu", torch.bfloat16):
                vectors = model(*tokens_of(tokenizer, texts)).float()
            scores = head(vectors)
            twice = torch.cat([labels, labels])
            loss = functional.cross_entropy(scores, twice, label_smoothing=course.smoothing)
            loss = loss + course.contrast * contrast(vectors, twice)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(body, 1.0)
            optimiser.step()
            schedule.step()
            step += 1
            if step >= course.average_from * steps:
                mean.update_parameters(model)
            total += loss.item()
            if step % 20 == 0:
                print(f"epoch {epoch} step {step}/{steps} loss {total / 20:.3f} {time.monotonic() - began:.0f} s", flush=True)
                total = 0.0
    out.mkdir(parents=True, exist_ok=True)
    torch.save(mean.module.transformer.state_dict(), out / "encoder.pt")
    torch.save({"names": names, "weight": head.weight.detach()}, out / "head.pt")
    torch.save(model.transformer.state_dict(), out / "last.pt")


def main() -> None:
    """Train on the bank as it stands in `intents/`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="folder of the checkpoint")
    parser.add_argument("--without", nargs="*", default=[], help="writers whose questions are kept out")
    parser.add_argument("--lexicon", type=Path, default=Path("../shared/lexicon/britfone.csv"), help="Britfone")
    parser.add_argument("--epochs", type=int, default=Course().epochs)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    lines = [line for line in read_bank(intents_folder()) if line.writer not in options.without]
    words = frozenset(word for line in lines for word in line.text.split())
    confusions = Confusions.from_lexicon(options.lexicon, words)
    train(lines, confusions, Course(epochs=options.epochs), options.out)


if __name__ == "__main__":
    main()
