"""The sound units of the built-in model: the contract between network, lexicon and graph.

A *unit* is one of 42 sounds: silence, spoken noise, the 39 ARPAbet phones and the schwa AX.
A *phone* is a unit as Kaldi knows it: silence and spoken noise as they are, every other unit in
four copies by its place in the word (begin, end, inside, single), which share their pdfs.
A *pdf* is one output of the network.

Two topologies turn phones into pdfs:

``hmm``  two pdfs a unit: one for its first frame, one for all further frames. A phone lasts at
         least one frame of 30 ms.
``ctc``  one pdf a unit. SIL doubles as the blank: a word-begin or word-inside phone may be
         followed by blanks; what follows a word-final phone is the optional silence's.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

SILENCE: Final = "SIL"
SPOKEN_NOISE: Final = "SPN"
SCHWA: Final = "AX"
ARPABET: Final = (
    *("AA", "AE", "AH", "AO", "AW", "AY", "B", "CH", "D", "DH", "EH", "ER", "EY", "F", "G", "HH", "IH", "IY", "JH"),
    *("K", "L", "M", "N", "NG", "OW", "OY", "P", "R", "S", "SH", "T", "TH", "UH", "UW", "V", "W", "Y", "Z", "ZH"),
)
PHONES: Final = tuple(sorted((*ARPABET, SCHWA)))
UNITS: Final = (SILENCE, SPOKEN_NOISE, *PHONES)
UNIT_INDEX: Final = {unit: index for index, unit in enumerate(UNITS)}
POSITIONS: Final = ("B", "E", "I", "S")

Kind = Literal["hmm", "ctc"]
KINDS: Final[tuple[Kind, ...]] = ("hmm", "ctc")

FINAL_STATE: Final = -1
EPSILON: Final = 0


@dataclass(frozen=True, slots=True)
class State:
    """One state of a phone's hidden Markov model; pdf class -1 marks the final state."""

    pdf_class: int
    transitions: tuple[tuple[int, float], ...] = ()
    """Destination state and probability of each transition."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One transition of one phone; its Kaldi id is its place in `Topology.transitions` plus 1."""

    phone: int
    state: int
    destination: int
    pdf: int
    probability: float


@dataclass(frozen=True, slots=True)
class Arc:
    """One arc of a phone's acceptor of transition ids; `EPSILON` emits nothing."""

    source: int
    destination: int
    transition_id: int


@dataclass(frozen=True)
class Topology:
    """The hidden Markov models of all phones, grouped as Kaldi stores them."""

    kind: Kind
    entries: tuple[tuple[tuple[int, ...], tuple[State, ...]], ...]
    """Phones and the states that they share."""
    transitions: tuple[Transition, ...]

    @property
    def pdf_count(self) -> int:
        """Number of the network's outputs."""
        return pdf_count(self.kind)

    def arcs(self, phone: int) -> tuple[Arc, ...]:
        """Acceptor of one phone, entered at node 0 and left at node 1.

        Kaldi's reordered form: a state's forward transition comes first, its self-loops after.
        """
        own = [(number, t) for number, t in enumerate(self.transitions, 1) if t.phone == phone]
        loops = {t.state: number for number, t in own if t.destination == t.state}
        steps = [(number, t) for number, t in own if t.destination != t.state]
        last = max(t.destination for _, t in own)
        nodes = {(t.state, t.destination): 2 + i for i, (_, t) in enumerate(steps)}
        direct = {
            key for key in nodes if key[1] == last and key[0] not in loops
        }  # nothing follows: the arc may end at the exit itself
        arcs: list[Arc] = []
        for number, step in steps:
            key = (step.state, step.destination)
            target = 1 if key in direct else nodes[key]
            before = [0] if step.state == 0 else [node for (_, reached), node in nodes.items() if reached == step.state]
            arcs += [Arc(source, target, number) for source in before]
            if key in direct:
                continue
            if step.state in loops:
                arcs.append(Arc(target, target, loops[step.state]))
            if step.destination == last:
                arcs.append(Arc(target, 1, EPSILON))
        return tuple(arcs)


def pdf_count(kind: Kind) -> int:
    """Return number of the network's outputs for a topology."""
    return 2 * len(UNITS) if kind == "hmm" else len(UNITS)


def phone_table() -> dict[str, int]:
    """Return Kaldi's phone numbers by name, from 1: SIL, SPN, then AA_B, AA_E, AA_I, AA_S and so on."""
    names = [SILENCE, SPOKEN_NOISE, *(f"{p}_{place}" for p in PHONES for place in POSITIONS)]
    return {name: number for number, name in enumerate(names, 1)}


def word_phones(units: tuple[str, ...]) -> tuple[str, ...]:
    """Return the position-dependent phone names of one word's units; SIL and SPN stay as they are."""
    if len(units) == 1:
        return units if units[0] in (SILENCE, SPOKEN_NOISE) else (f"{units[0]}_S",)
    inside = (f"{unit}_I" for unit in units[1:-1])
    return (f"{units[0]}_B", *inside, f"{units[-1]}_E")


def unit_of(phone: int) -> int:
    """Index in `UNITS` of a Kaldi phone number."""
    return phone - 1 if phone <= 2 else 2 + (phone - 3) // len(POSITIONS)


@cache
def topology(kind: Kind) -> Topology:
    """Return the hidden Markov models of all phones for one kind of network output."""
    entries = _hmm_entries() if kind == "hmm" else _ctc_entries()
    transitions = sorted(
        (
            Transition(phone, number, destination, _pdf(kind, phone, state.pdf_class), probability)
            for phones, states in entries
            for phone in phones
            for number, state in enumerate(states)
            for destination, probability in state.transitions
        ),
        key=lambda t: (t.phone, t.state),
    )
    return Topology(kind, entries, tuple(transitions))


def _hmm_entries() -> tuple[tuple[tuple[int, ...], tuple[State, ...]], ...]:
    first_then_rest = (
        State(0, ((1, 0.5), (2, 0.5))),
        State(1, ((1, 0.5), (2, 0.5))),
        State(FINAL_STATE),
    )
    return ((tuple(phone_table().values()), first_then_rest),)


def _ctc_entries() -> tuple[tuple[tuple[int, ...], tuple[State, ...]], ...]:
    alone = (State(0, ((0, 0.5), (1, 0.5))), State(FINAL_STATE))
    with_blank = (
        State(0, ((0, 0.5), (1, 0.25), (2, 0.25))),
        State(1, ((1, 0.5), (2, 0.5))),
        State(FINAL_STATE),
    )
    table = phone_table()
    blanked = tuple(number for name, number in table.items() if name.endswith(("_B", "_I")))
    plain = tuple(number for number in table.values() if number not in blanked)
    return ((plain, alone), (blanked, with_blank))


def _pdf(kind: Kind, phone: int, pdf_class: int) -> int:
    unit = unit_of(phone)
    if kind == "hmm":
        return 2 * unit + pdf_class
    return UNIT_INDEX[SILENCE] if pdf_class == 1 else unit
