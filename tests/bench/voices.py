"""How well each voice is understood: other recognisers' word error rate over all that the leaflets say.

python -m tests.bench.voices [VOICE]…       by default the voice that is rendered, and pyttsx3
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from assistant.packs import load_packs
from assistant.ports import Voice
from assistant.resources import intents_folder
from assistant.sound.resampling import resample
from assistant.speaking.loudness import loudness
from assistant.speaking.speaker import Speaker
from assistant.speaking.voices import open_voice
from assistant.turn import Pace, Speech
from tests.bench.peers import Peer, PocketSphinx, WhisperTiny
from tests.bench.report import print_table, write_figures

_RATE = 16_000

_SAME = {
    "3": "three", "8": "eight", "2": "two", "2022": "twenty twenty two", "u k": "uk", "okay": "ok", "mom": "mum",
    "behavior": "behaviour", "center": "centre", "color": "colour",
}  # fmt: skip
"""What is written differently and said alike."""


@dataclass(frozen=True, slots=True)
class Understood:
    """How a voice did."""

    voice: str
    sentences: int
    words: int
    words_a_minute: float
    loudness_lufs: tuple[float, float]
    """Quietest and loudest sentence."""

    word_error_rate: dict[str, float]
    """By recogniser."""

    misheard: list[tuple[str, str]]
    """What was said, and what the first recogniser heard instead."""


def words(text: str) -> list[str]:
    """Return the words of a text, written in one way."""
    plain = " ".join(re.findall(r"[a-z0-9']+", text.lower().replace("’", "'").replace("-", " ")))
    for written, said in _SAME.items():
        plain = re.sub(rf"\b{written}\b", said, plain)
    return plain.split()


def distance(reference: Sequence[str], heard: Sequence[str]) -> int:
    """Return how many words were left out, put in or changed."""
    row = list(range(len(heard) + 1))
    for number, word in enumerate(reference, 1):
        diagonal, row[0] = row[0], number
        for place, other in enumerate(heard, 1):
            diagonal, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, diagonal + (word != other))
    return row[-1]


def leaflet_sentences() -> list[str]:
    """Return everything that the leaflets say, as it is said aloud."""
    library = load_packs(intents_folder())
    return list(dict.fromkeys(quote.spoken for pack in library.packs for quote in pack.quotes))


def measure(voice: Voice, sentences: Sequence[str], peers: Sequence[Peer]) -> Understood:
    """Let the recognisers hear every sentence."""
    speaker = Speaker(voice)
    spoken = [speaker.say(sentence, Pace()) for sentence in sentences]
    count = sum(len(words(sentence)) for sentence in sentences)
    errors = dict.fromkeys((peer.name for peer in peers), 0)
    misheard: list[tuple[str, str]] = []
    for peer, sentence, heard in _heard(peers, sentences, spoken):
        wrong = distance(words(sentence), words(heard))
        errors[peer.name] += wrong
        if wrong and peer is peers[0]:
            misheard.append((sentence, heard))
    levels = [loudness(speech) for speech in spoken]
    return Understood(
        voice=voice.name,
        sentences=len(sentences),
        words=count,
        words_a_minute=round(60 * count / sum(speech.seconds for speech in spoken)),
        loudness_lufs=(round(min(levels), 1), round(max(levels), 1)),
        word_error_rate={name: round(wrong / count, 4) for name, wrong in errors.items()},
        misheard=misheard,
    )


def _heard(
    peers: Sequence[Peer], sentences: Sequence[str], spoken: Sequence[Speech]
) -> Iterator[tuple[Peer, str, str]]:
    for peer in peers:
        for sentence, speech in zip(sentences, spoken, strict=True):
            yield peer, sentence, peer.decode(Speech(resample(speech.pcm, speech.rate, _RATE), _RATE))


def main() -> None:
    """Measure the voices and report."""
    names = sys.argv[1:] or ["lantern", "pyttsx3"]
    peers: list[Peer] = [WhisperTiny(), PocketSphinx()]
    sentences = leaflet_sentences()
    results = [measure(open_voice(name), sentences, peers) for name in names]
    rows = [
        [
            result.voice,
            *(f"{result.word_error_rate[peer.name]:.3f}" for peer in peers),
            f"{result.words_a_minute:.0f}",
            f"{result.loudness_lufs[0]:.1f} to {result.loudness_lufs[1]:.1f}",
        ]
        for result in results
    ]
    title = f"Word error rate over {len(sentences)} sentences of the leaflets"
    print_table(title, ["voice", *(peer.name for peer in peers), "words a minute", "LUFS"], rows)
    print(f"figures in {write_figures('voices', [asdict(result) for result in results])}")


if __name__ == "__main__":
    main()
