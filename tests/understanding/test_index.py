"""The index is learnt once, kept, and learnt again only as far as questions changed."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.understanding.index import Bank, bank_from, open_index

EXAMPLES = {
    "catch": ["can i catch it", "is it catching"],
    "cry": ["does he cry", "why is she crying"],
    "stop": ["stop", "be quiet"],
}


class LetterEncoder:
    """Counts letters, and the texts that it was given."""

    identity = "letters-of-the-alphabet"

    def __init__(self) -> None:
        self.texts: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.texts += texts
        counts = np.array(
            [[text.count(letter) for letter in "abcdefghijklmnopqrstuvwxyz"] for text in texts], np.float32
        )
        unit: NDArray[np.float32] = counts / np.linalg.norm(counts, axis=1, keepdims=True)
        return unit


@pytest.fixture
def encoder() -> LetterEncoder:
    return LetterEncoder()


def bank(**more: list[str]) -> Bank:
    return bank_from({**EXAMPLES, **more})


def test_a_kept_index_is_used_again(encoder: LetterEncoder, tmp_path: Path) -> None:
    first = open_index(bank(), encoder, [tmp_path])
    again = open_index(bank(), encoder, [tmp_path])
    assert len(encoder.texts) == 6
    assert again.labels == first.labels == ("catch", "cry", "stop")
    assert np.array_equal(again.examples, first.examples)
    assert np.array_equal(again.sentences.weights, first.sentences.weights)


def test_only_new_questions_are_encoded(encoder: LetterEncoder, tmp_path: Path) -> None:
    open_index(bank(), encoder, [tmp_path])
    grown = open_index(bank(when=["when is it"]), encoder, [tmp_path])
    assert encoder.texts[6:] == ["when is it"]
    assert len(grown.owners) == 7


def test_an_index_that_is_shipped_is_found_and_left_alone(encoder: LetterEncoder, tmp_path: Path) -> None:
    shipped, cache = tmp_path / "shipped", tmp_path / "cache"
    open_index(bank(), encoder, [shipped])
    open_index(bank(), encoder, [shipped, cache])
    assert not cache.exists()
    assert len(encoder.texts) == 6


def test_a_broken_file_is_learnt_anew(encoder: LetterEncoder, tmp_path: Path) -> None:
    open_index(bank(), encoder, [tmp_path])
    (kept,) = tmp_path.glob("index-*.npz")
    kept.write_bytes(kept.read_bytes()[:200])
    open_index(bank(), encoder, [tmp_path])
    assert len(encoder.texts) == 12


def test_a_folder_that_cannot_be_written_is_no_reason_to_stop(encoder: LetterEncoder, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    assert open_index(bank(), encoder, [blocked / "cache"]).labels == ("catch", "cry", "stop")


def test_progress_is_told(encoder: LetterEncoder, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    open_index(bank(), encoder, [tmp_path], lambda done, total: told.append((done, total)))
    assert told[-1] == (6, 6)
