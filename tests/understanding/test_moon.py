"""A second pack needs no code and no further training: its questions are learnt in seconds and understood."""

import csv
from pathlib import Path

import pytest

from assistant.packs import load_packs
from assistant.resources import intents_folder
from assistant.turn import IntentMatch, NoMatch
from assistant.understanding.index import bank_of, open_index
from assistant.understanding.opening import encoder_folder
from assistant.understanding.recognise import Recogniser

MOON = Path(__file__).parents[1] / "moon"


@pytest.fixture(scope="module")
def both(recogniser: Recogniser, tmp_path_factory: pytest.TempPathFactory) -> Recogniser:
    """Learn the Moon beside the built-in packs."""
    bank = bank_of(load_packs(intents_folder(), [MOON]))
    index = open_index(bank, recogniser.encoder, (encoder_folder(), tmp_path_factory.mktemp("cache")))
    return Recogniser(recogniser.encoder, index, recogniser.calibration)


def test_questions_kept_out_of_its_bank_are_answered(both: Recogniser) -> None:
    with (MOON / "unseen.tsv").open(encoding="utf-8", newline="") as rows:
        asked = [(row["gold"], both.recognise(row["question"])) for row in csv.DictReader(rows, delimiter="\t")]
    answered = [(gold, found.intent) for gold, found in asked if isinstance(found, IntentMatch)]
    assert sum(gold == intent for gold, intent in answered) >= 0.85 * len(asked)
    assert sum(gold != intent for gold, intent in answered) <= 0.05 * len(asked)


def test_the_first_pack_is_understood_as_before(both: Recogniser) -> None:
    for text, intent in (("can my brother give it to me", "catch"), ("do they cry", "cry")):
        found = both.recognise(text)
        assert isinstance(found, IntentMatch)
        assert found.intent == intent


def test_what_neither_answers_is_rejected(both: Recogniser) -> None:
    assert isinstance(both.recognise("what's for tea tonight"), NoMatch)
