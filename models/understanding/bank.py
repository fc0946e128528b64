"""Merges what the writers wrote into the question files of `intents/`.

    python -m models.understanding.bank WRITERS_FOLDER [--forbid FILE.tsv]

`WRITERS_FOLDER` holds one folder a writer with one `<label>.txt` a label. Each line is brought into the form in
which a recogniser prints words, repeated lines are dropped, and so are lines that stand in the yardstick. A line
that two labels claim is dropped from both and printed: a person decides.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assistant.resources import intents_folder

COMMON_LABELS: Final = (
    *("repeat", "more", "slower", "faster", "louder", "quieter", "stop", "help", "hello", "thanks", "goodnight"),
    *("comfort", "danger_to_self", "emergency", "advice", "out_of_scope_near", "out_of_scope_far"),
)
_NOT_HEARD: Final = re.compile(r"[^a-z' ]+")
_WRITER: Final = "# writer: "


@dataclass(frozen=True, slots=True)
class Line:
    """One example question."""

    label: str
    """A fact's id or a common intent's name."""

    writer: str
    text: str
    """Lower-case words, apostrophes and single spaces."""


def as_heard(text: str) -> str:
    """Return `text` as a recogniser prints it: lower-case words and apostrophes."""
    plain = text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace("-", " ")
    return " ".join(_NOT_HEARD.sub(" ", plain).split())


def read_writers(folder: Path) -> list[Line]:
    """Return all that the writers wrote, writer by writer in the alphabet's order."""
    return [
        Line(file.stem, file.parent.name, text)
        for file in sorted(folder.glob("*/*.txt"))
        for raw in file.read_text(encoding="utf-8").splitlines()
        if not raw.startswith("#") and (text := as_heard(raw))
    ]


def read_bank(intents: Path, pack: str = "infantile-spasms") -> list[Line]:
    """Return the examples that stand in `intents/` for a pack and for all packs."""
    lines = []
    for file in sorted([*(intents / pack / "questions").glob("*.txt"), *(intents / "common").glob("*.txt")]):
        writer = ""
        for raw in file.read_text(encoding="utf-8").splitlines():
            if raw.startswith(_WRITER):
                writer = raw.removeprefix(_WRITER).strip()
            elif raw.strip() and not raw.startswith("#"):
                lines.append(Line(file.stem, writer, raw.strip()))
    return lines


def read_yardstick(file: Path) -> list[tuple[frozenset[str], str, str]]:
    """Return the gold intents, the kind and the text of each question of a yardstick file."""
    with file.open(encoding="utf-8", newline="") as rows:
        return [
            (frozenset(row["gold"].split("|")), row["kind"], row["question"])
            for row in csv.DictReader(rows, delimiter="\t")
        ]


def tidy(lines: Iterable[Line], forbidden: frozenset[str]) -> tuple[list[Line], dict[str, set[str]]]:
    """Return each wording once, and the wordings that several labels claim."""
    labels: dict[str, set[str]] = defaultdict(set)
    first: dict[str, Line] = {}
    for line in lines:
        if line.text not in forbidden:
            labels[line.text].add(line.label)
            first.setdefault(line.text, line)
    disputed = {text: claimed for text, claimed in labels.items() if len(claimed) > 1}
    return [line for text, line in first.items() if text not in disputed], disputed


def write_bank(lines: Iterable[Line], intents: Path, pack: str) -> Mapping[str, int]:
    """Write the question files, one a label, with a heading a writer; return how many lines each got."""
    by_label: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for line in lines:
        by_label[line.label][line.writer].append(line.text)
    counts = {}
    for label, writers in sorted(by_label.items()):
        folder = intents / "common" if label in COMMON_LABELS else intents / pack / "questions"
        folder.mkdir(parents=True, exist_ok=True)
        sections = ["\n".join([_WRITER + writer, *texts]) for writer, texts in sorted(writers.items())]
        (folder / f"{label}.txt").write_text("\n\n".join(sections) + "\n", encoding="utf-8")
        counts[label] = sum(map(len, writers.values()))
    return counts


def main() -> None:
    """Merge, tidy, write, and print what a second reader should look at."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("writers", type=Path, help="folder with one folder a writer")
    parser.add_argument("--forbid", type=Path, help="yardstick (TSV with a column `question`) that must stay unseen")
    parser.add_argument("--pack", default="infantile-spasms", help="the pack whose facts are asked about")
    options = parser.parse_args()
    forbidden = frozenset(as_heard(text) for _, _, text in read_yardstick(options.forbid)) if options.forbid else None
    lines, disputed = tidy(read_writers(options.writers), forbidden or frozenset())
    for text, claimed in sorted(disputed.items()):
        print(f"several labels: {text}  ({', '.join(sorted(claimed))})")
    counts = write_bank(lines, intents_folder(), options.pack)
    for label, count in counts.items():
        print(f"{count:6} {label}")
    print(f"{sum(counts.values()):6} in all")


if __name__ == "__main__":
    main()
