"""Decoding graphs: weighted transducers from transition ids to words.

Two forms are built from one lexicon. A *closed* graph (`HCLG.fst`) holds a small language model and is searched as it
is. A *look-ahead pair* (`HCLr.fst`, `Gr.fst`) keeps sounds and language model apart, so that Vosk can put a run-time
grammar in the place of the language model.

OpenFst (pynini) and Vosk can't live in one process: build graphs through `building`, which runs this module as a
program of its own, with a pickled `GraphJob` on its standard input.
"""

from __future__ import annotations

import math
import os
import pickle
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import pywrapfst as fst

from assistant.errors import LanternError, ModelError
from models.hearing.building import UNKNOWN, GraphCosts, GraphJob
from models.hearing.language_model import END, START, BackoffModel, Ngram
from models.hearing.lexicon import Pronunciation
from models.hearing.units import EPSILON, SILENCE, SPOKEN_NOISE, Arc, Kind, phone_table, topology, word_phones

LOOK_AHEAD_LIBRARY: Final = "libfstlookahead.so.22"
LOOK_AHEAD_PLUGIN: Final = "olabel_lookahead-fst.so"


@dataclass(frozen=True)
class Symbols:
    """The numbers of a graph's labels: phones first, then symbols that only keep determinisation possible."""

    words: Mapping[str, int]
    most_homophones: int

    @cached_property
    def phones(self) -> dict[str, int]:
        """Kaldi's phone numbers."""
        return phone_table()

    @property
    def last_phone(self) -> int:
        """The highest phone number."""
        return len(self.phones)

    @property
    def backoff_phone(self) -> int:
        """Input symbol of a back-off in the language model."""
        return self.last_phone + 1

    @property
    def backoff_word(self) -> int:
        """Word symbol of a back-off in the language model."""
        return len(self.words) + 1

    def homophone(self, number: int) -> int:
        """Input symbol that tells the n-th word of the same sound from the others, n ≥ 1."""
        return self.backoff_phone + number

    @property
    def after_silence(self) -> int:
        """Input symbol that tells a pause from none."""
        return self.backoff_phone + self.most_homophones + 1


Lookup = Callable[[str], tuple[Pronunciation, ...]]


def main() -> int:
    """Build the graph of the job on standard input."""
    job: GraphJob = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by `building`, our own parent
    build = build_closed if job.form == "closed" else build_look_ahead
    try:
        build(job.folder, job.kind, job.model, job.lexicon, job.costs)
    except LanternError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def build_closed(folder: Path, kind: Kind, model: BackoffModel, lexicon: Lookup, costs: GraphCosts) -> None:
    """Write `graph/` with a static `HCLG.fst` over the model's words."""
    words = {word: number for number, word in enumerate(model.words, 1)}
    symbols, entries = _entries(words, lexicon)
    sounds = _lexicon_transducer(symbols, entries, costs)
    sounds.add_arc(1, fst.Arc(symbols.backoff_phone, symbols.backoff_word, _weight(0.0), 1))
    sounds.arcsort("olabel")
    grammar = _grammar(model, words, (symbols.backoff_word, EPSILON), costs.language_model_scale)
    together = fst.determinize(fst.compose(sounds, grammar))
    together.minimize(allow_nondet=True)
    graph = _expanded(together, kind, symbols)
    target = folder / "graph"
    _write_tables(target, words, kind)
    fst.convert(graph, "const").write(str(target / "HCLG.fst"))


def build_look_ahead(folder: Path, kind: Kind, model: BackoffModel, lexicon: Lookup, costs: GraphCosts) -> None:
    """Write `graph/` with `HCLr.fst` and `Gr.fst`, which Vosk composes while it listens.

    Needs OpenFst's tools (Debian: `apt-get install libfst-tools`).
    """
    target = folder / "graph"
    target.mkdir(parents=True, exist_ok=True)
    words = {word: number for number, word in enumerate(model.words, 1)}
    symbols, entries = _entries(words, lexicon)
    sounds = fst.determinize(_lexicon_transducer(symbols, entries, costs))
    sounds.minimize(allow_nondet=True)
    renumbered = _write_look_ahead(_expanded(sounds, kind, symbols), target / "HCLr.fst")
    words = {word: renumbered.get(number, number) for word, number in words.items()}
    grammar = _grammar(model, words, (EPSILON, EPSILON), costs.language_model_scale)
    fst.convert(grammar, "const").write(str(target / "Gr.fst"))
    _write_tables(target, words, kind)


def _entries(words: Mapping[str, int], lexicon: Lookup) -> tuple[Symbols, list[tuple[int, list[int], float]]]:
    """Symbols and one (word, input labels, cost) for each pronunciation, homophones told apart."""
    table = phone_table()
    spoken = [
        (number, tuple(table[name] for name in word_phones(form.phones)), form.cost)
        for word, number in words.items()
        for form in (_NOISE if word == UNKNOWN else lexicon(word))
    ]
    sharing = Counter(phones for _, phones, _ in spoken)
    symbols = Symbols(words, max(sharing.values()))
    used: Counter[tuple[int, ...]] = Counter()
    entries: list[tuple[int, list[int], float]] = []
    for number, phones, cost in spoken:
        labels = list(phones)
        if sharing[phones] > 1:
            used[phones] += 1
            labels.append(symbols.homophone(used[phones]))
        entries.append((number, labels, cost))
    return symbols, entries


_NOISE: Final = (Pronunciation((SPOKEN_NOISE,), 0.0),)


def _lexicon_transducer(
    symbols: Symbols, entries: Iterable[tuple[int, list[int], float]], costs: GraphCosts
) -> fst.VectorFst:
    """Phones to words, with optional silence at the start and after each word. State 1 is between words."""
    silence = symbols.phones[SILENCE]
    lexicon = fst.VectorFst()
    start, between, pause, paused = (lexicon.add_state() for _ in range(4))
    lexicon.set_start(start)
    lexicon.set_final(between)
    lexicon.add_arc(start, fst.Arc(EPSILON, EPSILON, _weight(costs.no_silence), between))
    lexicon.add_arc(start, fst.Arc(silence, EPSILON, _weight(costs.silence), paused))
    lexicon.add_arc(pause, fst.Arc(silence, EPSILON, _weight(0.0), paused))
    lexicon.add_arc(paused, fst.Arc(symbols.after_silence, EPSILON, _weight(0.0), between))
    for word, labels, cost in entries:
        state, output, weight = between, word, cost + costs.word
        for label in labels[:-1]:
            following = lexicon.add_state()
            lexicon.add_arc(state, fst.Arc(label, output, _weight(weight), following))
            state, output, weight = following, EPSILON, 0.0
        lexicon.add_arc(state, fst.Arc(labels[-1], output, _weight(weight + costs.no_silence), between))
        lexicon.add_arc(state, fst.Arc(labels[-1], output, _weight(weight + costs.silence), pause))
    return lexicon


def _grammar(model: BackoffModel, words: Mapping[str, int], backoff: tuple[int, int], scale: float) -> fst.VectorFst:
    """Write the language model as an acceptor with a state for each history; `backoff` labels its back-off arcs."""
    grammar = fst.VectorFst()
    states: dict[Ngram, int] = {(): grammar.add_state()}
    for history in model.backoff:
        states[history] = grammar.add_state()
    grammar.set_start(states.get((START,), states[()]))

    def after(gram: Ngram) -> int:
        while gram not in states:
            gram = gram[1:]
        return states[gram]

    for gram, logprob in model.logprob.items():
        source, word = states[gram[:-1]], gram[-1]
        if word == END:
            grammar.set_final(source, _weight(-logprob * scale))
        elif word != START:
            number = words[word]
            grammar.add_arc(source, fst.Arc(number, number, _weight(-logprob * scale), after(gram)))
    for history, weight in model.backoff.items():
        grammar.add_arc(states[history], fst.Arc(*backoff, _weight(-weight * scale), after(history[1:])))
    grammar.connect()
    grammar.arcsort("ilabel")
    return grammar


def _expanded(phones: fst.Fst, kind: Kind, symbols: Symbols) -> fst.VectorFst:
    """Each phone's arc replaced by its hidden Markov model; symbols that are no phones become epsilon.

    The inner nodes of a phone depend on where it leads only, so all arcs of one phone to one state share them.
    """
    acceptors = {phone: topology(kind).arcs(phone) for phone in symbols.phones.values()}
    graph = fst.VectorFst()
    for _ in phones.states():
        graph.add_state()
    graph.set_start(phones.start())
    inner: dict[tuple[int, int], dict[int, int]] = {}
    for state in phones.states():
        final = phones.final(state)
        if final != _NEVER:
            graph.set_final(state, final)
        for arc in phones.arcs(state):
            if not 0 < arc.ilabel <= symbols.last_phone:
                graph.add_arc(state, fst.Arc(EPSILON, arc.olabel, arc.weight, arc.nextstate))
                continue
            place = (arc.ilabel, arc.nextstate)
            if place not in inner:
                inner[place] = _add_inner(graph, acceptors[arc.ilabel], arc.nextstate)
            for step in acceptors[arc.ilabel]:
                if step.source == 0:
                    entry = fst.Arc(step.transition_id, arc.olabel, arc.weight, inner[place][step.destination])
                    graph.add_arc(state, entry)
    graph.connect()
    return graph


def _add_inner(graph: fst.VectorFst, acceptor: Collection[Arc], exit_state: int) -> dict[int, int]:
    """Add a phone's nodes and the arcs between them; returns the graph's state of each node but the entry."""
    states = {1: exit_state}
    for step in acceptor:
        if step.destination not in states:
            states[step.destination] = graph.add_state()
    for step in acceptor:
        if step.source != 0:
            inside = fst.Arc(step.transition_id, EPSILON, _weight(0.0), states[step.destination])
            graph.add_arc(states[step.source], inside)
    return states


def _write_look_ahead(graph: fst.VectorFst, path: Path) -> dict[int, int]:
    """Write a graph in the form whose outputs can be looked ahead; returns the new number of each word."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / LOOK_AHEAD_PLUGIN).symlink_to(_look_ahead_library())
        graph.write(str(folder / "HCL.fst"))
        subprocess.run(
            [
                "fstconvert",
                "--fst_type=olabel_lookahead",
                f"--save_relabel_opairs={folder / 'pairs'}",
                str(folder / "HCL.fst"),
                str(path),
            ],
            check=True,
            env={**os.environ, "LD_LIBRARY_PATH": str(folder)},
        )
        pairs = (line.split() for line in (folder / "pairs").read_text().splitlines())
        return {int(old): int(new) for old, new in pairs}


def _look_ahead_library() -> Path:
    """OpenFst's look-ahead plugin."""
    found = next(Path("/usr/lib").glob(f"*/{LOOK_AHEAD_LIBRARY}"), None)
    if found is None:
        raise ModelError("OpenFst's tools are missing: run `apt-get install libfst-tools`.")
    return found


def _write_tables(target: Path, words: Mapping[str, int], kind: Kind) -> None:
    """Write the word, phone and word-boundary tables that Vosk reads beside a graph."""
    boundaries = target / "phones" / "word_boundary.int"
    boundaries.parent.mkdir(parents=True, exist_ok=True)
    phones = phone_table()
    ordered = sorted(words.items(), key=lambda item: item[1])
    (target / "words.txt").write_text("".join(f"{word} {number}\n" for word, number in [("<eps>", 0), *ordered]))
    (target / "phones.txt").write_text("".join(f"{p} {number}\n" for p, number in [("<eps>", 0), *phones.items()]))
    boundaries.write_text("".join(f"{number} {_boundary(phone)}\n" for phone, number in phones.items()))
    (target / "disambig_tid.int").write_text(f"{len(topology(kind).transitions) + 1}\n")


def _boundary(phone: str) -> str:
    """Kaldi's name for a phone's place in its word; spoken noise is a word of its own."""
    if phone == SPOKEN_NOISE:
        return "singleton"
    return {"B": "begin", "E": "end", "I": "internal", "S": "singleton"}.get(phone.partition("_")[2], "nonword")


def _weight(cost: float) -> fst.Weight:
    return fst.Weight("tropical", cost)


_NEVER: Final = _weight(math.inf)


if __name__ == "__main__":
    sys.exit(main())
