"""Other engines, taught the same bank: what a promise is worth shows beside them."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Protocol

from models.understanding.bank import Line
from models.understanding.frozen import FrozenEncoder
from models.understanding.measure import UNKNOWN, Answer

_REJECTED: Final = ("out_of_scope_near", "out_of_scope_far", "advice")
_NEBULENTO_SURE: Final = 0.6
_LOGISTIC_SURE: Final = 0.4


class Peer(Protocol):
    """An engine that learns from examples."""

    @property
    def name(self) -> str:
        """What it is called in the table."""

    def answers(self, lines: Sequence[Line], texts: Sequence[str]) -> list[Answer]:
        """Learn `lines`, then return what is made of `texts`."""


def _answer(label: str, confidence: float, enough: float = 0.0) -> Answer:
    known = confidence >= enough and label not in _REJECTED
    return Answer(label if known else UNKNOWN, confidence)


@dataclass(frozen=True)
class Logistic:
    """Logistic regression on features of the text; what is not sure enough is rejected."""

    name: str
    features: Callable[[Sequence[str], Sequence[str]], tuple[object, object]]
    """From texts to learn and texts to try, the features of both."""

    def answers(self, lines: Sequence[Line], texts: Sequence[str]) -> list[Answer]:
        """Learn `lines`, then return what is made of `texts`."""
        from sklearn.linear_model import LogisticRegression

        learnt, tried = self.features([line.text for line in lines], texts)
        model = LogisticRegression(max_iter=300, C=10.0, class_weight="balanced")
        model.fit(learnt, [line.label for line in lines])
        chances = model.predict_proba(tried)
        best = chances.argmax(axis=1)
        return [
            _answer(str(model.classes_[label]), float(row[label]), _LOGISTIC_SURE)
            for label, row in zip(best, chances, strict=True)
        ]


def tfidf(learnt: Sequence[str], tried: Sequence[str]) -> tuple[object, object]:
    """Return TF-IDF weights of words and pairs of words."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectoriser = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"[a-z']+")  # noqa: S106
    return vectoriser.fit_transform(learnt), vectoriser.transform(tried)


def frozen(learnt: Sequence[str], tried: Sequence[str]) -> tuple[object, object]:
    """Return all-MiniLM-L6-v2's vectors, as it is."""
    encoder = FrozenEncoder()
    return encoder.encode(learnt), encoder.encode(tried)


class Nebulento:
    """Fuzzy matching of whole examples, as Open Voice OS does it; what rejects is a threshold."""

    name = "nebulento (fuzzy)"

    def answers(self, lines: Sequence[Line], texts: Sequence[str]) -> list[Answer]:
        """Learn `lines`, then return what is made of `texts`."""
        from nebulento import IntentContainer

        container = IntentContainer()
        for label, examples in _by_label(lines).items():
            container.add_intent(label, examples)
        found = (container.calc_intent(text) for text in texts)
        return [_answer(each["name"] or UNKNOWN, each.get("conf", 0.0), _NEBULENTO_SURE) for each in found]


class Hassil:
    """Home Assistant's sentence templates: here each example is a template."""

    name = "hassil (templates)"

    def answers(self, lines: Sequence[Line], texts: Sequence[str]) -> list[Answer]:
        """Learn `lines`, then return what is made of `texts`."""
        from hassil import Intents, recognize

        intents = Intents.from_dict(
            {
                "language": "en",
                "intents": {label: {"data": [{"sentences": examples}]} for label, examples in _by_label(lines).items()},
            }
        )
        found = (recognize(text, intents) for text in texts)
        return [_answer(each.intent.name, 1.0) if each else Answer(UNKNOWN, 0.0) for each in found]


class HassilFuzzy:
    """Home Assistant's fuzzy matching: one n-gram model an intent, and words that speak for it."""

    name = "hassil (fuzzy)"

    def answers(self, lines: Sequence[Line], texts: Sequence[str]) -> list[Answer]:
        """Learn `lines`, then return what is made of `texts`."""
        from hassil import Intents
        from hassil.fuzzy import FuzzyNgramMatcher, SlotCombinationInfo

        # The matcher takes what follows the last underscore of a model's name for the intent.
        examples = {label.replace("_", "-"): texts_ for label, texts_ in _by_label(lines).items()}
        matcher = FuzzyNgramMatcher(
            intents=Intents.from_dict({"language": "en", "intents": {}}),
            intent_models={f"any_{intent}": Ngrams(sentences) for intent, sentences in examples.items()},
            intent_slot_list_names={},
            slot_combinations={intent: {(): SlotCombinationInfo(context_area=False)} for intent in examples},
            domain_keywords={},
        )
        found = (matcher.match(text) for text in texts)
        return [
            _answer(each.intent_name.replace("-", "_"), math.exp(min(each.score or 0.0, 0.0)))
            if each
            else Answer(UNKNOWN, 0.0)
            for each in found
        ]


class Ngrams:
    """A bigram model with backing off, as hassil's matcher asks it."""

    def __init__(self, sentences: Iterable[str]) -> None:
        """Count the words and pairs of words of some sentences."""
        pairs: Counter[tuple[str, str]] = Counter()
        for sentence in sentences:
            words = ["<s>", *sentence.split(), "</s>"]
            pairs.update(pairwise(words))
        self.words = Counter(second for _, second in pairs.elements())
        self._pairs = pairs
        self._before = Counter(first for first, _ in pairs.elements())
        self._all = sum(self.words.values())

    def get_log_prob(
        self,
        tokens: Iterable[str],
        unk_log_prob: Callable[[str], float] | None = None,
        cache: dict[tuple[str, ...], float] | None = None,  # noqa: ARG002 - part of hassil's interface
    ) -> float:
        """Return the logarithm of a sentence's probability."""
        total, before = 0.0, ""
        for word in tokens:
            if word != "<s>":
                total += self._log(before, word, unk_log_prob)
            before = word
        return total

    def _log(self, before: str, word: str, unknown: Callable[[str], float] | None) -> float:
        if self._pairs[before, word]:
            return math.log(self._pairs[before, word] / self._before[before])
        if self.words[word]:
            return math.log(0.4 * self.words[word] / self._all)
        return unknown(word) if unknown else -20.0


def _by_label(lines: Sequence[Line]) -> dict[str, list[str]]:
    examples: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        examples[line.label].append(line.text)
    return dict(examples)


PEERS: Final[tuple[Peer, ...]] = (
    Hassil(),
    HassilFuzzy(),
    Nebulento(),
    Logistic("TF-IDF + logistic regression", tfidf),
    Logistic("frozen MiniLM + logistic regression", frozen),
)
