"""What was learnt from the questions of all packs: examples as vectors, and a head for their meaning and their letters.

Learning takes seconds once the examples are vectors; making a vector takes the encoder a few milliseconds. Both are
kept in one file, named by digests of all that went in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from assistant.packs import Library
from assistant.ports import Encoder
from assistant.understanding.heads import Floats, Head, Numbers, learn_directions, learn_discriminant
from assistant.understanding.lexical import describe
from assistant.understanding.words import plain_words

Progress = Callable[[int, int], None]
"""Told how many of how many examples are done."""

_FORMAT: Final = "3"
_BATCH: Final = 32
_LETTERS_SHRINKAGE: Final = 0.3


@dataclass(frozen=True)
class Index:
    """Everything that recognition looks things up in."""

    labels: tuple[str, ...]
    """Facts of all packs and common intents, in alphabetical order."""

    keys: NDArray[np.uint64]
    """A digest of each example's words: shape (examples,)."""

    owners: Numbers
    """The number of the label that each example belongs to: shape (examples,)."""

    vectors: NDArray[np.float16]
    """The examples as the encoder sees them: shape (examples, dimensions)."""

    sentences: Head
    """Learnt from the vectors."""

    letters: Head
    """Learnt from letters and sounds."""

    @cached_property
    def examples(self) -> Floats:
        """The vectors in the precision in which they are compared."""
        return self.vectors.astype(np.float32)


@dataclass(frozen=True, slots=True)
class Bank:
    """The questions to learn from."""

    labels: tuple[str, ...]
    texts: tuple[str, ...]
    owners: tuple[int, ...]
    """The number of each text's label."""

    def only(self, places: Sequence[int]) -> Bank:
        """Return some of the texts, with all labels."""
        return Bank(
            self.labels, tuple(self.texts[place] for place in places), tuple(self.owners[place] for place in places)
        )

    @property
    def keys(self) -> NDArray[np.uint64]:
        """Return a digest of each text."""
        return _keys(self.texts)

    @property
    def digest(self) -> str:
        """Return what names an index of this bank."""
        lines = (f"{self.labels[owner]}\t{text}" for text, owner in zip(self.texts, self.owners, strict=True))
        return hashlib.sha256("\n".join([*self.labels, *lines]).encode()).hexdigest()[:16]


def bank_of(library: Library) -> Bank:
    """Return the examples of all packs and of the common intents, and each fact's title as one more example."""
    examples = {label: [example.text for example in group] for label, group in library.common.examples.items()}
    for fact in library.facts.values():
        examples[fact.id] = [fact.title, *(example.text for example in fact.questions)]
    return bank_from({label: texts for label, texts in examples.items() if texts})


def bank_from(examples: dict[str, list[str]]) -> Bank:
    """Return the bank of some texts a label."""
    labels = tuple(sorted(examples))
    pairs = [
        (words, number)
        for number, label in enumerate(labels)
        for words in dict.fromkeys(map(plain_words, examples[label]))
        if words
    ]
    return Bank(labels, tuple(words for words, _ in pairs), tuple(number for _, number in pairs))


def _keys(texts: Sequence[str]) -> NDArray[np.uint64]:
    digests = (hashlib.blake2b(text.encode(), digest_size=8).digest() for text in texts)
    return np.frombuffer(b"".join(digests), np.uint64)


def encode_all(texts: Sequence[str], encoder: Encoder, progress: Progress | None = None) -> Floats:
    """Return one row a text, the work done in batches of about one length."""
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    rows: list[Floats] = []
    for start in range(0, len(order), _BATCH):
        batch = [texts[place] for place in order[start : start + _BATCH]]
        rows.append(encoder.encode(batch))
        if progress:
            progress(start + len(batch), len(order))
    vectors = np.empty((len(texts), rows[0].shape[1]), np.float32)
    vectors[order] = np.concatenate(rows)
    return vectors


def learn(bank: Bank, vectors: NDArray[np.float16]) -> Index:
    """Learn from a bank and its texts' vectors."""
    owners = np.array(bank.owners, np.int64)
    return Index(
        labels=bank.labels,
        keys=bank.keys,
        owners=owners,
        vectors=vectors,
        sentences=learn_directions(vectors.astype(np.float32), owners, len(bank.labels)),
        letters=learn_discriminant(describe(bank.texts), owners, len(bank.labels), _LETTERS_SHRINKAGE),
    )


def open_index(bank: Bank, encoder: Encoder, folders: Sequence[Path], progress: Progress | None = None) -> Index:
    """Return the index of a bank: from the first of `folders` that has it, else learnt and kept in the last one.

    What other indices of the same encoder know of its texts is used again, so that little is to be done when a few
    questions changed. Where the folder can't be written the index is learnt each time.
    """
    family = f"index-{_FORMAT}-{encoder.identity[:12]}"
    name = f"{family}-{bank.digest}.npz"
    for folder in folders:
        index = _load(folder / name)
        if index:
            return index
    known: dict[int, NDArray[np.float16]] = {}
    for folder in folders:
        for path in sorted(folder.glob(f"{family}-*.npz")):
            other = _load(path)
            if other:
                known.update(zip(other.keys.tolist(), other.vectors, strict=True))
    index = learn(bank, _vectors(bank, encoder, known, progress))
    save_index(index, folders[-1] / name)
    return index


def _vectors(
    bank: Bank, encoder: Encoder, known: dict[int, NDArray[np.float16]], progress: Progress | None
) -> NDArray[np.float16]:
    keys = bank.keys.tolist()
    new = [text for text, key in zip(bank.texts, keys, strict=True) if key not in known]
    if new:
        made = encode_all(new, encoder, progress).astype(np.float16)
        known = known | dict(zip(_keys(new).tolist(), made, strict=True))
    return np.stack([known[key] for key in keys])


def save_index(index: Index, path: Path) -> None:
    """Keep an index, whole or not at all; a disk that can't be written is no reason to stop."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, delete=False) as file:
            np.savez(file, allow_pickle=False, **dict(_arrays(index)))
        Path(file.name).replace(path)
    except OSError:
        return


def _arrays(index: Index) -> Iterator[tuple[str, NDArray[np.generic]]]:
    for field in fields(index):
        value = getattr(index, field.name)
        if isinstance(value, Head):
            yield f"{field.name}.weights", value.weights
            yield f"{field.name}.offsets", value.offsets
        else:
            yield field.name, np.asarray(value)


def _load(path: Path) -> Index | None:
    try:
        with np.load(path, allow_pickle=False) as file:
            return Index(
                labels=tuple(str(label) for label in file["labels"]),
                keys=file["keys"],
                owners=file["owners"],
                vectors=file["vectors"],
                sentences=Head(file["sentences.weights"], file["sentences.offsets"]),
                letters=Head(file["letters.weights"], file["letters.offsets"]),
            )
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None
