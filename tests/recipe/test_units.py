"""The contract between acoustic model and graph."""

from __future__ import annotations

from collections import defaultdict

import pytest

from models.hearing.units import EPSILON, KINDS, UNITS, Kind, phone_table, topology, unit_of, word_phones


def test_phone_numbers_lead_back_to_their_units() -> None:
    """Every position-dependent copy of a phone is the same unit."""
    for name, number in phone_table().items():
        assert UNITS[unit_of(number)] == name.split("_")[0]


def test_words_are_spelt_with_places() -> None:
    """A word's phones say where they stand; noise has no place."""
    assert word_phones(("K", "AE", "T")) == ("K_B", "AE_I", "T_E")
    assert word_phones(("AX",)) == ("AX_S",)
    assert word_phones(("SPN",)) == ("SPN",)


@pytest.mark.parametrize("kind", KINDS)
def test_transitions_of_every_state_sum_to_one(kind: Kind) -> None:
    """The phones' hidden Markov models are proper ones."""
    sums: dict[tuple[int, int], float] = defaultdict(float)
    for transition in topology(kind).transitions:
        sums[transition.phone, transition.state] += transition.probability
    assert set(sums.values()) == {1.0}


@pytest.mark.parametrize("kind", KINDS)
def test_pdfs_are_all_used_and_shared_by_the_copies_of_a_phone(kind: Kind) -> None:
    """Every output of the network is heard by some phone, and only by its unit."""
    pdfs: dict[int, set[int]] = defaultdict(set)
    for transition in topology(kind).transitions:
        if transition.pdf != 0 or kind == "hmm":
            pdfs[transition.pdf].add(unit_of(transition.phone))
    assert all(len(units) == 1 for units in pdfs.values())
    assert len(pdfs) == topology(kind).pdf_count - (kind == "ctc")


@pytest.mark.parametrize(
    ("kind", "phone", "pdfs"),
    [
        ("hmm", "SIL", [[0], [0, 1], [0, 1, 1]]),
        ("hmm", "AA_I", [[4], [4, 5], [4, 5, 5]]),
        ("ctc", "AA_E", [[2], [2, 2], [2, 2, 2]]),
        ("ctc", "AA_B", [[2], [2, 2], [2, 0], [2, 2, 2], [2, 2, 0], [2, 0, 0]]),
    ],
)
def test_a_phone_accepts_its_pdfs_in_order(kind: Kind, phone: str, pdfs: list[list[int]]) -> None:
    """Up to three frames of one phone, spelt in pdfs."""
    shape = topology(kind)
    arcs = shape.arcs(phone_table()[phone])
    found: set[tuple[int, ...]] = set()
    paths: list[tuple[int, tuple[int, ...]]] = [(0, ())]
    while paths:
        node, spelt = paths.pop()
        if node == 1:
            found.add(spelt)
            continue
        for arc in arcs:
            if arc.source != node:
                continue
            added = () if arc.transition_id == EPSILON else (shape.transitions[arc.transition_id - 1].pdf,)
            if len(spelt + added) <= 3:
                paths.append((arc.destination, spelt + added))
    assert found == {tuple(p) for p in pdfs}
