"""The network of the sentence encoder, as it is trained."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertModel

MOST_TOKENS: Final = 32
"""Word pieces that are looked at: the last ones of a longer ramble."""


class Pooled(nn.Module):
    """A transformer whose sentence vector is the mean of its token vectors, of unit length."""

    def __init__(self, folder: Path) -> None:
        """Begin with the weights that lie in `folder`."""
        super().__init__()
        self.transformer = BertModel.from_pretrained(folder, add_pooling_layer=False)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Return one row a sentence."""
        hidden = self.transformer(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        return functional.normalize((hidden * mask).sum(1) / mask.sum(1), dim=-1)


class Directions(nn.Module):
    """One direction a label; a sentence belongs to the label whose direction it points to."""

    _SHARPNESS: Final = 16.0

    def __init__(self, labels: int, size: int) -> None:
        """Begin with directions by chance."""
        super().__init__()
        self.weight = nn.Parameter(torch.randn(labels, size) / size**0.5)

    def forward(self, vectors: Tensor) -> Tensor:
        """Return one score a sentence and label."""
        return self._SHARPNESS * vectors @ functional.normalize(self.weight, dim=-1).T


def tokenizer_of(folder: Path) -> Tokenizer:
    """Return the tokenizer that lies beside a model."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(MOST_TOKENS, direction="left")
    tokenizer.enable_padding()
    return tokenizer


def tokens_of(tokenizer: Tokenizer, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
    """Return the token ids and the attention mask of a batch."""
    encoded = tokenizer.encode_batch(list(texts))
    return torch.tensor([each.ids for each in encoded]), torch.tensor([each.attention_mask for each in encoded])
