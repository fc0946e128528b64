"""What the built-in model's words sound like, and how likely they follow each other."""

import math
from itertools import product

import pytest

from models.hearing.language_model import END, START, BackoffModel, kneser_ney, mixed, pruned, witten_bell_bigram
from models.hearing.lexicon import Lexicon, child_forms, non_rhotic
from models.hearing.text import words_of
from models.hearing.units import PHONES

QUESTIONS = ["can i catch it", "is it my fault", "can my brother get better", "is my brother poorly", "can i help"]


def forms(word: str) -> set[str]:
    return {" ".join(form.phones) for form in Lexicon()(word)}


@pytest.mark.parametrize(
    ("word", "american", "british"),
    [
        ("car", "K AA R", "K AA"),
        ("bath", "B AE TH", "B AA TH"),
        ("new", "N UW", "N Y UW"),
        ("better", "B EH T ER", "B EH T AX"),
    ],
)
def test_a_word_has_its_american_and_its_british_form(word: str, american: str, british: str) -> None:
    assert {american, british} <= forms(word)


def test_the_likeliest_form_costs_nothing_and_no_form_less() -> None:
    costs = [form.cost for word in ("new", "tomato", "the") for form in Lexicon()(word)]
    assert min(costs) == 0.0


@pytest.mark.parametrize("word", ["vigabatrin", "cappuccinos", "mummy's", "35", "zzyzx"])
def test_words_that_no_dictionary_holds_are_read_out(word: str) -> None:
    spoken = Lexicon()(word)
    assert spoken
    assert {unit for form in spoken for unit in form.phones} <= set(PHONES)


def test_r_stays_before_a_vowel_only() -> None:
    assert non_rhotic(("K", "AE", "R", "IY")) == ("K", "AE", "R", "IY")
    assert non_rhotic(("N", "IH", "R")) == ("N", "IH", "AX")


def test_small_children_say_fing_for_thing() -> None:
    assert ("F", "IH", "NG") in child_forms(("TH", "IH", "NG"))


def test_sentences_lose_case_accents_and_punctuation() -> None:
    assert words_of("Can't  Zoë “catch” IT?") == "can't zoe catch it"


@pytest.mark.parametrize(
    "model",
    [
        witten_bell_bigram(QUESTIONS),
        kneser_ney(dict.fromkeys(QUESTIONS, 1.0), {word for line in QUESTIONS for word in line.split()}),
        mixed([(witten_bell_bigram(QUESTIONS), 0.3), (witten_bell_bigram(QUESTIONS[:2]), 0.7)]),
        pruned(witten_bell_bigram(QUESTIONS), 5),
    ],
    ids=["witten-bell", "kneser-ney", "mixed", "pruned"],
)
def test_the_probabilities_after_every_history_sum_to_one(model: BackoffModel) -> None:
    histories = [(), (START,), *product([START, "can", "my", "unheard-of"], ["i", "my", "brother"])]
    for history in histories:
        total = sum(math.exp(model.score(history, word)) for word in [*model.words, END])
        assert total == pytest.approx(1.0, abs=1e-4)


def test_a_question_of_the_bank_is_likelier_than_its_words_shuffled() -> None:
    model = kneser_ney(dict.fromkeys(QUESTIONS, 1.0), {word for line in QUESTIONS for word in line.split()})
    assert model.perplexity(["can i catch it"]) < model.perplexity(["it catch i can"])


def test_pruning_keeps_the_size_asked_for() -> None:
    model = pruned(witten_bell_bigram(QUESTIONS), 5)
    assert sum(len(gram) > 1 for gram in model.logprob) == 5
