"""The built-in model's words and how likely they follow each other.

The packs' questions, the conversation's phrases and the leaflets come first: every word of theirs is in the
vocabulary, and their Kneser–Ney trigrams weigh most. General English fills up what is left: conversation, and counts
of web pages' word pairs, so that a question that no leaflet answers still comes out readable.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from importlib import resources
from itertools import chain
from pathlib import Path
from typing import Final

import wordsegment
import yaml
from better_profanity.utils import read_wordlist
from wordfreq import top_n_list, word_frequency, zipf_frequency

from models.hearing.building import UNKNOWN, GraphCosts, GraphJob, build
from models.hearing.decoding import kind_of
from models.hearing.language_model import END, START, BackoffModel, from_counts, kneser_ney, mixed, pruned
from models.hearing.lexicon import Lexicon, known_words
from models.hearing.text import sentences_of, words_of

WORDS: Final = 9_000
"""Size of the vocabulary."""
NGRAMS: Final = 150_000
"""Most n-grams of two words and more."""
LEAST_ZIPF: Final = 1.5
"""Zipf frequency (log10 of occurrences in a thousand million words) of a real word that no dictionary holds."""
PACKS_SHARE: Final = 0.7
CONVERSATION_SHARE: Final = 0.1
"""The rest is the web pages' word pairs."""
COMMAND_COUNT: Final = 25.0
"""Questions that one of the plainest commands weighs as much as: a child says “stop” and “again” every evening."""
WEB_PAIRS: Final = 80_000
"""Most word pairs taken from web pages."""
UNKNOWN_PROBABILITY: Final = 2e-4
"""How often speech outside the vocabulary is expected, a word."""
WEB_SENTENCE_WORDS: Final = 12
"""Words in a sentence of general English as children speak it; the web counts don't tell."""

COSTS: Final = GraphCosts()
LETTERS: Final = tuple("abcdefghijklmnopqrstuvwxyz")


@dataclass(frozen=True)
class Texts:
    """What the language model learns from."""

    questions: tuple[str, ...]
    """The packs' questions and the conversation's phrases."""
    leaflets: tuple[str, ...]
    """Sentences of the leaflets and of what is said about them."""
    conversation: tuple[str, ...]
    """Sentences of general conversation."""
    commands: tuple[str, ...] = ()
    """Commands of a word or two."""


def build_graph(model_folder: Path, intents: Path = Path("intents")) -> None:
    """Build `graph/` of a model folder that holds `am/`."""
    texts = read_texts(intents)
    words = choose_words(_words(texts.leaflets), _words(texts.questions))
    language_model = estimate(texts, words)
    kind = kind_of(model_folder / "am")
    build(GraphJob("look-ahead", model_folder, kind, language_model, Lexicon(), COSTS))


def read_texts(intents: Path) -> Texts:
    """Read all packs' questions, phrases and leaflets, and general conversation."""
    leaflets = sorted(intents.glob("*/leaflet.txt"))
    questions = [path for path in sorted(intents.glob("**/*.txt")) if path not in leaflets]
    said = chain.from_iterable(_split_leaflet(path) for path in leaflets)
    return Texts(
        tuple(dict.fromkeys(sentences_of(questions))),
        tuple(dict.fromkeys(said)),
        tuple(_conversation()),
        tuple(_lines("commands.txt")),
    )


def choose_words(leaflet: Iterable[str], questions: Iterable[str], size: int = WORDS) -> list[str]:
    """Take the leaflets' words, the questions' real ones, letters, children's words and the commonest English ones.

    Questions hold made-up spellings of what a recogniser mishears ("seezure"); they would only steal from real words.
    """
    real = {word for word in questions if word in known_words() or zipf_frequency(word, "en") >= LEAST_ZIPF}
    chosen = dict.fromkeys([*sorted({*leaflet, *real}), *LETTERS, *_childhood()])
    rude = {str(word) for word in read_wordlist(str(resources.files("better_profanity") / "profanity_wordlist.txt"))}
    common = (word for word in top_n_list("en", 4 * size) if word in known_words() and word not in rude)
    for word in common:
        if len(chosen) >= size:
            break
        chosen[word] = None
    return list(chosen)


def estimate(texts: Texts, words: Collection[str]) -> BackoffModel:
    """Mix the packs' trigrams, conversation and web pairs into one pruned model with a word for unknown speech."""
    web_share = 1.0 - PACKS_SHARE - CONVERSATION_SHARE
    said = dict.fromkeys([*texts.questions, *texts.leaflets], 1.0) | dict.fromkeys(texts.commands, COMMAND_COUNT)
    parts = [
        (kneser_ney(said, words, order=3), PACKS_SHARE),
        (kneser_ney(dict.fromkeys(texts.conversation, 1.0), words, order=2), CONVERSATION_SHARE),
        (web_pairs(words), web_share),
        (from_counts({UNKNOWN: 1.0}, {}), 0.0),
    ]
    scaled = [(model, share * (1.0 - UNKNOWN_PROBABILITY)) for model, share in parts[:-1]]
    return pruned(mixed([*scaled, (parts[-1][0], UNKNOWN_PROBABILITY)]), NGRAMS)


def web_pairs(words: Collection[str]) -> BackoffModel:
    """Estimate word pairs from counts of web pages, single words from word frequencies of many kinds of text."""
    wordsegment.load()
    scale = sum(wordsegment.UNIGRAMS.get(word, 0.0) for word in words)
    unigrams = {word: max(word_frequency(word, "en"), 1e-8) * scale for word in words}
    unigrams[END] = sum(unigrams.values()) / WEB_SENTENCE_WORDS
    unigrams[START] = unigrams[END]
    kept = frozenset(words) | {START}
    pairs = ((pair.partition(" "), count) for pair, count in wordsegment.BIGRAMS.items())
    bigrams = {(first, second): count for (first, _, second), count in pairs if first in kept and second in kept}
    commonest = sorted(bigrams, key=lambda pair: (-bigrams[pair], pair))[:WEB_PAIRS]
    return from_counts(unigrams, {pair: bigrams[pair] for pair in commonest})


def _words(sentences: Iterable[str]) -> Iterator[str]:
    return chain.from_iterable(sentence.split() for sentence in sentences)


def _split_leaflet(path: Path) -> list[str]:
    """Sentences of a leaflet."""
    pieces = path.read_text(encoding="utf-8").replace("?", ".").replace("!", ".").replace("\n", ".").split(".")
    return [sentence for piece in pieces if (sentence := words_of(piece))]


def _conversation() -> Iterable[str]:
    """Sentences of the ChatterBot corpus."""
    for part in (resources.files("chatterbot_corpus") / "data" / "english").iterdir():
        for exchange in yaml.safe_load(part.read_text(encoding="utf-8"))["conversations"]:
            yield from (sentence for line in exchange if (sentence := words_of(str(line))))


def _childhood() -> list[str]:
    """Words that small children use and word frequencies underrate."""
    return [word for line in _lines("childhood.txt") for word in line.split()]


def _lines(name: str) -> list[str]:
    """Lines of a text that comes with the recipe, without its remarks."""
    lines = (resources.files("models.hearing") / "data" / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]
