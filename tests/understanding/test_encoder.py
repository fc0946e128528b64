"""The sentence encoder that is shipped."""

from pathlib import Path

import numpy as np
import pytest

from assistant.errors import ModelError
from assistant.understanding.encoder import ENCODER_FILE, TOKENIZER_FILE, OnnxEncoder
from assistant.understanding.opening import encoder_folder

MOST_BYTES = 25_000_000


def test_it_is_small() -> None:
    assert (encoder_folder() / ENCODER_FILE).stat().st_size <= MOST_BYTES


def test_sentences_of_one_meaning_are_near_each_other() -> None:
    vectors = OnnxEncoder(encoder_folder()).encode(["can i catch it", "is it catching like a cold", "what's for tea"])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-3)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2


def test_a_missing_file_is_named_with_the_cure(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"encoder\.onnx is missing: install"):
        OnnxEncoder(tmp_path)


@pytest.mark.parametrize("broken", [ENCODER_FILE, TOKENIZER_FILE])
def test_a_broken_file_is_named_with_the_cure(tmp_path: Path, broken: str) -> None:
    for name in (ENCODER_FILE, TOKENIZER_FILE):
        (tmp_path / name).write_bytes(b"?" if name == broken else (encoder_folder() / name).read_bytes())
    with pytest.raises(ModelError, match="can't be read: install"):
        OnnxEncoder(tmp_path).encode(["can i catch it"])
