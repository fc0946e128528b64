"""Lantern's first start is quick: what the built-in packs' questions teach is shipped with it."""

from assistant.packs import load_packs
from assistant.resources import intents_folder
from assistant.understanding.encoder import OnnxEncoder
from assistant.understanding.index import Bank, bank_of, open_index
from assistant.understanding.opening import encoder_folder


def test_the_shipped_index_is_of_the_built_in_packs_as_they_are() -> None:
    """`make index` after a change of questions or encoder."""
    learnt: list[int] = []
    bank: Bank = bank_of(load_packs(intents_folder()))
    index = open_index(bank, OnnxEncoder(encoder_folder()), (encoder_folder(),), lambda done, _: learnt.append(done))
    assert not learnt
    assert len(index.owners) == len(bank.texts)
