"""Texts for the synthetic voices to speak: questions, stories, commands and word lists.

Every text is lower case words of letters and apostrophes, short enough for one breath. Questions
of the yardstick (`dev.tsv`) are never among them.
"""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

COMMON_WORDS = 9_000
LONGEST = 12
"""Words in the longest text."""


def _listed(text: str) -> list[str]:
    return [" ".join(entry.split()) for entry in text.split(",")]


SIZES = _listed("small, medium, large, extra large, big, tiny, double, single, triple")
DRINKS = _listed("""coffee, tea, espresso, latte, cappuccino, americano, mocha, hot chocolate, milk, orange juice,
    water""")
EXTRAS = _listed("""two sugars, one sugar, three spoons of sugar, no sugar, milk, cream, whipped cream, brown sugar,
    cinnamon, vanilla, caramel, almond milk, soy milk, a bit of honey, extra foam, dark roast, light roast,
    medium roast, steamed milk, a lot of cream, some chocolate""")
PLEAS = _listed("""can i have, could i get, i want, i would like, please make me, give me, make, get me, may i have,
    i'd like, can you make me, can you get me, prepare, brew, let me have, i need, could you make""")
ORDERS = _listed("""turn on the, turn off the, switch on the, switch off the, open the, close the, dim the, find my,
    play the, stop the, pause the, start the, show me the, where is the, tell me about the""")
THINGS = _listed("""light, lights in the bedroom, kitchen light, bathroom fan, television, music, radio, window,
    curtains, timer, heating, next song, front door, volume, alarm, living room lamp, washing machine,
    weather today, news, story, clock, blanket, cat video, dinosaur book""")
SHORT = _listed("""yes, no, stop, go, help, again, more, louder, quieter, slower, faster, up, down, left, right, on,
    off, say it again, say that again, go on, tell me more, start over, one more time, i don't understand,
    thank you, hello, good night, goodbye, be quiet, speak up, slow down, what, why, who, when, where, how,
    okay, please, wait, never mind, the first one, the second one, carry on, rubout, enter, repeat, erase""")
LETTERS = list("abcdefghijklmnopqrstuvwxyz")
DIGITS = _listed("""oh, zero, one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, thirteen,
    fourteen, fifteen, sixteen, seventeen, eighteen, nineteen, twenty, thirty, forty, fifty, sixty, seventy,
    eighty, ninety, hundred""")
MONTHS = _listed("""january, february, march, april, may, june, july, august, september, october, november,
    december""")
FIRST = _listed("what, who, when, where, why, how, can, does, is, will, are, do, did, should, could, would, has")
LINKS = _listed("the, a, my, your, his, her, our, their, some, this, that, these")


def normalise(text: str) -> str:
    """Lower case words of letters and apostrophes, or nothing if the text holds figures."""
    if re.search(r"\d", text):
        return ""
    return " ".join(re.findall(r"[a-z]+(?:'[a-z]+)*", text.lower().replace("’", "'")))


def gather(banks: Iterable[Path], leaflet: Path, transcripts: Iterable[str], yardstick: Path, seed: int) -> list[str]:
    """All texts, shuffled: questions thrice, everything else once."""
    rng = random.Random(seed)
    questions = [q for path in sorted(banks) for q in map(normalise, path.open()) if q]
    texts = [
        *questions * 3,
        *pieces(map(normalise, re.split(r"[.?!\n]", leaflet.read_text())), rng),
        *pieces(map(normalise, transcripts), rng),
        *commands(rng, 1_500),
        *word_lists(rng, 2_500),
        *SHORT * 4,
        *spellings(rng, 500),
    ]
    with yardstick.open(newline="") as lines:
        kept_out = {normalise(row["question"]) for row in csv.DictReader(lines, delimiter="\t")}
    texts = [text for text in texts if text and text not in kept_out]
    rng.shuffle(texts)
    return texts


def pieces(sentences: Iterable[str], rng: random.Random) -> Iterator[str]:
    """Sentences cut into runs of three to nine words."""
    for sentence in sentences:
        words = sentence.split()
        while words:
            length = len(words) if len(words) <= LONGEST else rng.randint(3, 9)
            if length >= 2:
                yield " ".join(words[:length])
            words = words[length:]


def commands(rng: random.Random, count: int) -> Iterator[str]:
    """Made-up orders at a counter and to a house."""
    for _ in range(count):
        if rng.random() < 0.4:
            yield f"{rng.choice(ORDERS)} {rng.choice(THINGS)}"
            continue
        drink = f"{rng.choice(['a', 'a', 'one', 'two', 'some'])} {rng.choice(SIZES)}"
        text = f"{rng.choice(PLEAS)} {drink} {rng.choice(DRINKS)}"
        if rng.random() < 0.6:
            text += f" with {rng.choice(EXTRAS)}"
        if rng.random() < 0.3:
            text += f" and {rng.choice(EXTRAS)}"
        yield text + (" please" if rng.random() < 0.2 else "")


def word_lists(rng: random.Random, count: int) -> Iterator[str]:
    """Return common words without a sentence, so that every sound meets every other."""
    from wordfreq import top_n_list

    common = [w for w in top_n_list("en", COMMON_WORDS) if w.isascii() and w.isalpha()]
    common = [w for w in common if len(w) > 2]
    for _ in range(count):
        words = rng.sample(common, rng.randint(1, 4))
        if rng.random() < 0.4:
            words = [rng.choice(FIRST), rng.choice(LINKS), *words]
        yield " ".join(words)


def spellings(rng: random.Random, count: int) -> Iterator[str]:
    """Letters, numbers and dates."""
    for _ in range(count):
        match rng.randrange(3):
            case 0:
                yield " ".join(rng.choices(LETTERS, k=rng.randint(2, 6)))
            case 1:
                yield " ".join(rng.choices(DIGITS, k=rng.randint(2, 6)))
            case _:
                yield f"{rng.choice(MONTHS)} {' '.join(rng.choices(DIGITS, k=rng.randint(1, 3)))}"
