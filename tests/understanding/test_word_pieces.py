"""Words are cut as the package `tokenizers`, with which the encoder was trained, cuts them."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from assistant.packs import load_packs
from assistant.resources import intents_folder
from assistant.understanding.encoder import TOKENIZER_FILE
from assistant.understanding.opening import encoder_folder
from assistant.understanding.word_pieces import WordPieces
from assistant.understanding.words import plain_words

PATH = encoder_folder() / TOKENIZER_FILE
PIECES = WordPieces(PATH)
TOKENIZER = Tokenizer.from_file(str(PATH))


def test_every_example_is_cut_alike() -> None:
    texts = [text for text, _ in load_packs(intents_folder()).examples()]
    numbers, mask = PIECES.batch(texts)
    expected = TOKENIZER.encode_batch(texts)
    assert numbers.tolist() == [each.ids for each in expected]
    assert mask.tolist() == [each.attention_mask for each in expected]


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz' ", max_size=300))
@example("a" * 101)
@example("why " * 40)
@example("x'y''z")
def test_any_words_are_cut_alike(text: str) -> None:
    assert PIECES.numbers(plain_words(text)) == TOKENIZER.encode(plain_words(text)).ids


@pytest.mark.parametrize("text", ["", "  "])
def test_of_nothing_there_are_only_begin_and_end(text: str) -> None:
    assert PIECES.numbers(text) == TOKENIZER.encode(text).ids
