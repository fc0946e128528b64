"""Back-off n-gram language models: estimated, mixed, pruned and measured.

Three estimates share one form, `BackoffModel`: Witten–Bell bigrams for closed vocabularies, interpolated Kneser–Ney
for running text, and published bigram counts as they are. All probabilities are natural logarithms.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

START: Final = "<s>"
END: Final = "</s>"

Ngram = tuple[str, ...]
NEVER: Final = -99.0
"""Log probability of what is never predicted: the start of a sentence."""


@dataclass(frozen=True)
class BackoffModel:
    """An n-gram model: P(w|h) is the stored one, or the back-off weight of h times P(w|shorter h)."""

    logprob: Mapping[Ngram, float]
    """Natural log probability of the last word of each stored n-gram after the others."""
    backoff: Mapping[Ngram, float]
    """Natural log back-off weight of each history; 0 where it is missing."""

    @cached_property
    def order(self) -> int:
        """Words in the longest n-gram."""
        return max(map(len, self.logprob))

    @property
    def words(self) -> list[str]:
        """All words that can be predicted, sorted, without the sentence end."""
        return sorted(gram[0] for gram in self.logprob if len(gram) == 1 and gram[0] not in (START, END))

    @cached_property
    def followers(self) -> dict[Ngram, list[str]]:
        """The words stored after each history."""
        after: defaultdict[Ngram, list[str]] = defaultdict(list)
        for gram in self.logprob:
            after[gram[:-1]].append(gram[-1])
        return dict(after)

    def score(self, history: Ngram, word: str) -> float:
        """Natural log of P(word | history); `NEVER` for a word that the model does not have."""
        history = history[max(0, len(history) - self.order + 1) :]
        penalty = 0.0
        while True:
            stored = self.logprob.get((*history, word))
            if stored is not None:
                return penalty + stored
            if not history:
                return NEVER
            penalty += self.backoff.get(history, 0.0)
            history = history[1:]

    def perplexity(self, sentences: Iterable[str]) -> float:
        """Perplexity a word, sentence ends counted, words that the model lacks left out."""
        total, count = 0.0, 0
        for sentence in sentences:
            history: Ngram = (START,)
            for word in (*sentence.split(), END):
                score = self.score(history, word)
                if score > NEVER:
                    total, count = total + score, count + 1
                history = (*history, word)[-self.order :]
        return math.exp(-total / max(1, count))


def witten_bell_bigram(sentences: Iterable[str]) -> BackoffModel:
    """Interpolated Witten–Bell bigram over a closed vocabulary: every word of the sentences, half a count more each."""
    followers: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        words = (START, *sentence.split(), END)
        for before, word in pairwise(words):
            followers[before][word] += 1
    counts = sum(followers.values(), Counter[str]())
    total = sum(counts.values()) + 0.5 * len(counts)
    unigram = {word: (count + 0.5) / total for word, count in counts.items()}
    stored: dict[Ngram, float] = {(word,): p for word, p in unigram.items()}
    for before, after in followers.items():
        seen, kinds = sum(after.values()), len(after)
        for word, count in after.items():
            stored[before, word] = (count + kinds * unigram[word]) / (seen + kinds)
    return _normalised(stored)


def kneser_ney(sentences: Mapping[str, float], vocabulary: Collection[str], order: int = 3) -> BackoffModel:
    """Interpolated Kneser–Ney with one absolute discount an order.

    `sentences` maps each sentence to its weight (how many times it counts). A sentence is cut where a word is not in
    the vocabulary. Words that no sentence holds get the unigram's left-over probability in equal parts.
    """
    counts = _weighted_counts(sentences, frozenset(vocabulary), order)
    stored: dict[Ngram, float] = {}
    lower: Mapping[Ngram, float] = {}
    floor = 1.0 / (len(vocabulary) + 1)
    for size in range(1, order + 1):
        level = counts[size - 1] if size == order else _continuations(counts[size], counts[size - 1])
        discount = _discount(level)
        totals: defaultdict[Ngram, float] = defaultdict(float)
        freed: defaultdict[Ngram, float] = defaultdict(float)
        for gram, count in level.items():
            totals[gram[:-1]] += count
            freed[gram[:-1]] += min(count, discount)
        current: dict[Ngram, float] = {}
        for gram, count in level.items():
            history = gram[:-1]
            below = lower[gram[1:]] if size > 1 else floor
            current[gram] = (max(count - discount, 0.0) + freed[history] * below) / totals[history]
        if size == 1:
            rest = freed[()] * floor / totals[()]
            current = {(word,): current.get((word,), rest) for word in (*vocabulary, END)}
        stored.update(current)
        lower = current
    return _normalised(stored)


def from_counts(unigrams: Mapping[str, float], bigrams: Mapping[tuple[str, str], float]) -> BackoffModel:
    """Bigrams of published counts: relative frequencies, the left-over going to the unigrams.

    `unigrams` holds every word of the vocabulary and the sentence end.
    """
    total = sum(unigrams.values())
    stored: dict[Ngram, float] = {(word,): count / total for word, count in unigrams.items()}
    after: defaultdict[str, float] = defaultdict(float)
    kinds: Counter[str] = Counter()
    for (before, _), count in bigrams.items():
        after[before] += count
        kinds[before] += 1
    for (before, word), count in bigrams.items():
        # What was counted before unknown words is left to the unigrams, and never less than a tenth.
        room = max(unigrams.get(before, 0.0), after[before] / 0.9)
        stored[before, word] = count / room
    return _normalised(stored)


def mixed(models: Sequence[tuple[BackoffModel, float]]) -> BackoffModel:
    """Linear interpolation of models with weights that sum to 1, as one back-off model of all their n-grams."""
    grams = dict.fromkeys(gram for model, _ in models for gram in model.logprob)
    stored = {
        gram: sum(weight * math.exp(model.score(gram[:-1], gram[-1])) for model, weight in models) for gram in grams
    }
    return _normalised({gram: p for gram, p in stored.items() if gram != (START,)})


def pruned(model: BackoffModel, ngrams: int) -> BackoffModel:
    """Keep about `ngrams` n-grams of two words and more, those whose loss would hurt most.

    Hurt is the relative entropy between the models with and without the n-gram (Stolcke 1998), with the weights of
    the histories held fixed. N-grams that a kept, longer one needs as its history are kept too.
    """
    hurt = {gram: _hurt(model, gram) for gram in model.logprob if len(gram) > 1}
    kept: set[Ngram] = {gram for gram in model.logprob if len(gram) == 1}
    most = len(kept) + ngrams
    for gram in sorted(hurt, key=lambda gram: (-hurt[gram], gram)):
        if len(kept) >= most:
            break
        kept.add(gram)
        kept.update(gram[:size] for size in range(2, len(gram)) if gram[:size] in model.logprob)
    return _normalised({gram: math.exp(model.logprob[gram]) for gram in kept if gram != (START,)})


def _hurt(model: BackoffModel, gram: Ngram) -> float:
    """How much the model's predictions worsen, in nats a word, when one n-gram gives way to its back-off."""
    history, word = gram[:-1], gram[-1]
    stored = model.logprob[gram]
    alternative = model.backoff.get(history, 0.0) + model.score(history[1:], word)
    return math.exp(_history_logprob(model, history) + stored) * (stored - alternative)


def _history_logprob(model: BackoffModel, history: Ngram) -> float:
    """Natural log of how often a history comes up, the sentence start as often as the sentence end."""
    first = model.logprob[(END,)] if history[0] == START else model.logprob[history[:1]]
    return first + sum(model.score(history[:place], history[place]) for place in range(1, len(history)))


def _weighted_counts(
    sentences: Mapping[str, float], vocabulary: frozenset[str], order: int
) -> list[dict[Ngram, float]]:
    counts: list[defaultdict[Ngram, float]] = [defaultdict(float) for _ in range(order)]
    for sentence, weight in sentences.items():
        words = (START, *sentence.split(), END)
        for end in range(1, len(words)):
            if words[end] not in vocabulary and words[end] != END:
                continue
            for size in range(1, order + 1):
                gram = words[max(0, end - size + 1) : end + 1]
                if len(gram) < size or any(word not in vocabulary and word != START for word in gram[:-1]):
                    break
                counts[size - 1][gram] += weight
    return [dict(level) for level in counts]


def _continuations(longer: Mapping[Ngram, float], raw: Mapping[Ngram, float]) -> dict[Ngram, float]:
    """In how many contexts an n-gram was seen; those at the start of a sentence have none, so their count stays."""
    kinds: defaultdict[Ngram, float] = defaultdict(float)
    for gram in longer:
        kinds[gram[1:]] += 1.0
    return {gram: count if gram[0] == START else kinds.get(gram, min(count, 1.0)) for gram, count in raw.items()}


def _discount(level: Mapping[Ngram, float]) -> float:
    once = sum(1 for count in level.values() if count <= 1.0)
    twice = sum(1 for count in level.values() if 1.0 < count <= 2.0)
    return min(0.9, max(0.3, once / (once + 2 * twice))) if once else 0.5


def _normalised(stored: Mapping[Ngram, float]) -> BackoffModel:
    """Choose the back-off weights that make every history's probabilities sum to 1."""
    grams: defaultdict[Ngram, list[Ngram]] = defaultdict(list)
    for gram in stored:
        grams[gram[:-1]].append(gram)
    unigrams = grams.pop(())
    total = sum(stored[gram] for gram in unigrams)
    logprob: dict[Ngram, float] = {gram: math.log(stored[gram] / total) for gram in unigrams}
    logprob[START,] = NEVER
    backoff: dict[Ngram, float] = {}
    model = BackoffModel(logprob, backoff)
    for history in sorted(grams, key=len):
        seen = sum(stored[gram] for gram in grams[history])
        below = sum(math.exp(_lower(model, gram)) for gram in grams[history])
        scale = 1.0 if seen < 1.0 - 1e-6 else (1.0 - 1e-6) / seen
        logprob.update({gram: math.log(stored[gram] * scale) for gram in grams[history]})
        backoff[history] = math.log((1.0 - seen * scale) / max(1e-9, 1.0 - below))
    return model


def _lower(model: BackoffModel, gram: Ngram) -> float:
    """Score an n-gram's last word after its history without the first word, while the model is still growing."""
    penalty, shorter = 0.0, gram[1:]
    while shorter not in model.logprob:
        penalty += model.backoff.get(shorter[:-1], 0.0)
        shorter = shorter[1:]
    return penalty + model.logprob[shorter]
