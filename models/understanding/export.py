"""Turns a checkpoint into the sentence encoder that is shipped: `encoder.onnx` (8-bit weights) and `tokenizer.json`.

    python -m models.understanding.export CHECKPOINT… models/encoder

Several checkpoints are averaged: the training with all writers, and the one without the writer who calibrates.

The recogniser only ever sees the letters a to z and apostrophes, so every word piece with anything else in it is left
out: no text loses anything by that, and the file loses a fifth.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from models.understanding.network import MOST_TOKENS, Pooled
from models.understanding.start import pretrained_folder

_OPSET: Final = 17
_KEPT: Final = re.compile(r"\[(PAD|UNK|CLS|SEP)\]|(##)?[a-z]+|'")


def shrink_vocabulary(model: Pooled, tokenizer: Path) -> Any:  # noqa: ANN401 - as loose as JSON
    """Leave out word pieces that can't occur, in the model; return the tokenizer's description without them."""
    description = json.loads(tokenizer.read_text(encoding="utf-8"))
    pieces = description["model"]["vocab"]
    kept = sorted((number, piece) for piece, number in pieces.items() if _KEPT.fullmatch(piece))
    renumbered = {piece: index for index, (_, piece) in enumerate(kept)}
    description["model"]["vocab"] = renumbered
    description["added_tokens"] = [
        {**token, "id": renumbered[token["content"]]}
        for token in description["added_tokens"]
        if token["content"] in renumbered
    ]
    for token in description["post_processor"]["special_tokens"].values():
        token["ids"] = [renumbered[piece] for piece in token["tokens"]]
    description["truncation"] = {
        "direction": "Left", "max_length": MOST_TOKENS, "strategy": "LongestFirst", "stride": 0
    }  # fmt: skip
    description["padding"] = {
        "strategy": "BatchLongest", "direction": "Right", "pad_to_multiple_of": None,
        "pad_id": renumbered["[PAD]"], "pad_type_id": 0, "pad_token": "[PAD]",
    }  # fmt: skip
    embeddings = model.transformer.embeddings
    rows = embeddings.word_embeddings.weight.detach()[[number for number, _ in kept]]
    embeddings.word_embeddings = nn.Embedding.from_pretrained(rows, freeze=True)
    return description


def _average(checkpoints: Sequence[Mapping[str, Tensor]]) -> dict[str, Tensor]:
    return {
        name: sum(each[name] for each in checkpoints) / len(checkpoints) if weight.is_floating_point() else weight
        for name, weight in checkpoints[0].items()
    }


def export(checkpoints: Sequence[Path], out: Path) -> None:
    """Write the two files."""
    start = pretrained_folder()
    model = Pooled(start)
    model.transformer.load_state_dict(_average([torch.load(path, weights_only=True) for path in checkpoints]))
    model.eval()
    description = shrink_vocabulary(model, start / "tokenizer.json")
    out.mkdir(parents=True, exist_ok=True)
    (out / "tokenizer.json").write_text(json.dumps(description, ensure_ascii=False), encoding="utf-8")
    example = torch.tensor([[2, 9, 11, 3], [2, 8, 3, 0]]), torch.tensor([[1, 1, 1, 1], [1, 1, 1, 0]])
    with TemporaryDirectory() as folder:
        full = Path(folder) / "full.onnx"
        torch.onnx.export(
            model,
            example,
            str(full),
            input_names=["ids", "mask"],
            output_names=["vectors"],
            dynamic_axes={"ids": {0: "texts", 1: "tokens"}, "mask": {0: "texts", 1: "tokens"}, "vectors": {0: "texts"}},
            opset_version=_OPSET,
            dynamo=False,
        )
        quantize_dynamic(full, out / "encoder.onnx", per_channel=True, weight_type=QuantType.QInt8)
    size = (out / "encoder.onnx").stat().st_size
    print(f"{out / 'encoder.onnx'}: {size / 1e6:.1f} MB, {len(description['model']['vocab'])} word pieces")


def main() -> None:
    """Export the checkpoint that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoints", type=Path, nargs="+", help="encoder.pt of one training or more")
    parser.add_argument("out", type=Path, help="folder of the shipped encoder")
    options = parser.parse_args()
    export(options.checkpoints, options.out)


if __name__ == "__main__":
    main()
