"""Opens the recogniser for a library of packs: the built-in encoder, its calibration, and an index of the questions."""

from __future__ import annotations

from pathlib import Path

from assistant.errors import PackError
from assistant.packs import Library
from assistant.resources import cache_folder, models_folder
from assistant.understanding.calibration import load_calibration
from assistant.understanding.encoder import OnnxEncoder
from assistant.understanding.index import Progress, bank_of, open_index
from assistant.understanding.recognise import Recogniser


def encoder_folder() -> Path:
    """Return where the built-in encoder lies."""
    return models_folder() / "encoder"


def open_recogniser(library: Library, progress: Progress | None = None) -> Recogniser:
    """Return the recogniser of a library; where questions changed they are learnt first, which takes seconds."""
    folder = encoder_folder()
    encoder = OnnxEncoder(folder)
    bank = bank_of(library)
    if not bank.texts:
        raise PackError("no pack has a question to learn from: write some into its questions/ folder")
    index = open_index(bank, encoder, (folder, cache_folder() / "understanding"), progress)
    return Recogniser(encoder, index, load_calibration(folder))
