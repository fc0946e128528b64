"""How well each voice is understood: an independent recogniser's word error rate over all that Lantern can say.

python -m tests.bench.voices [VOICE]…       by default the voice that is rendered, and pyttsx3

Whisper tiny hears every sentence of the leaflets and every fixed line by itself, at the usual pace, with half a second
of silence round it as a recording has. It is small and errs on rare words whoever says them, so the rate stands there
with and without them; how both sides are written in one way is told in `wording.py`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np
from rich.progress import track

from assistant.packs import load_packs
from assistant.ports import Voice
from assistant.resources import intents_folder
from assistant.sound.resampling import resample
from assistant.speaking.loudness import loudness
from assistant.speaking.rendering import all_tasks
from assistant.speaking.speaker import Speaker
from assistant.speaking.voices import open_voice
from assistant.turn import SAMPLE_WIDTH, Pace, Speech
from tests.bench.peers import WhisperTiny
from tests.bench.report import FOLDER, print_table, write_figures
from tests.bench.wording import Errors, compare, sum_of, words

_RATE: Final = 16_000
_SILENCE: Final = bytes(_RATE // 2 * SAMPLE_WIDTH)
_WORST: Final = 5
"""How many of the sentences with most errors are shown."""

_TARGETS: Final = {"lantern": 0.02, "pyttsx3": 0.10}
"""The highest word error rate over the leaflets' sentences that a voice should have."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One sentence, and what the recogniser made of it."""

    said: str
    heard: str
    leaflet: bool
    """Whether it is a leaflet's own sentence; else it is a fixed line or a title."""

    seconds: float
    lufs: float

    @property
    def errors(self) -> Errors:
        """How the two differ."""
        return compare(self.said, self.heard)


@dataclass(frozen=True, slots=True)
class Understood:
    """How a voice did."""

    voice: str
    sentences: int
    leaflet: Errors
    fixed: Errors
    words_a_minute: int
    loudness_lufs: tuple[float, float]
    """Quietest and loudest sentence."""

    misheard: tuple[tuple[str, str], ...]
    """What was said and what was heard instead, most errors first."""


def everything_said() -> dict[str, bool]:
    """Return all that Lantern can say, as it is said aloud, and whether it is a leaflet's own sentence."""
    library = load_packs(intents_folder())
    said = {quote.spoken: True for pack in library.packs for quote in pack.quotes}
    return said | {task.text: False for task in all_tasks(library) if task.text not in said}


def hear(voice: Voice, said: dict[str, bool], ear: WhisperTiny) -> Iterator[Heard]:
    """Yield what the recogniser makes of each sentence."""
    speaker = Speaker(voice)
    for text, leaflet in track(said.items(), description=voice.name):
        speech = speaker.say(text, Pace())
        pcm = _SILENCE + resample(speech.pcm, speech.rate, _RATE) + _SILENCE
        yield Heard(text, ear.decode(Speech(pcm, _RATE)), leaflet, speech.seconds, loudness(speech))


def understood(voice: str, heard: Sequence[Heard]) -> Understood:
    """Return the sum of it all."""
    wrong = sorted((one for one in heard if one.errors.wrong), key=lambda one: -one.errors.wrong)
    minutes = sum(one.seconds for one in heard) / 60
    return Understood(
        voice=voice,
        sentences=len(heard),
        leaflet=sum_of([one.errors for one in heard if one.leaflet]),
        fixed=sum_of([one.errors for one in heard if not one.leaflet]),
        words_a_minute=round(sum(len(words(one.said)) for one in heard) / minutes),
        loudness_lufs=(round(min(one.lufs for one in heard), 1), round(max(one.lufs for one in heard), 1)),
        misheard=tuple((one.said, one.heard) for one in wrong),
    )


def main() -> None:
    """Measure the voices and report."""
    names = sys.argv[1:] or ["lantern", "pyttsx3"]
    # With the beam it was published with, and always the same. A phrase that it writes over and over is a loop of its
    # own, not the voice's fault.
    ear = WhisperTiny(beam_size=5, temperature=0.0, without_timestamps=True, no_repeat_ngram_size=5)
    said = everything_said()
    results = [understood(name, list(hear(open_voice(name), said, ear))) for name in names]
    _print(results)
    print(f"figures in {write_figures('voices', [_figures(result) for result in results])}")
    print(f"picture in {_draw(results, FOLDER / 'voices.png')}")


def _print(results: Sequence[Understood]) -> None:
    rows = [
        [
            result.voice,
            str(result.sentences),
            f"{result.leaflet.rate:.3f}",
            f"{result.leaflet.common_rate:.3f}",
            f"{result.fixed.rate:.3f}",
            f"{(result.leaflet + result.fixed).rate:.3f}",
            str(result.words_a_minute),
            f"{result.loudness_lufs[0]:.1f} to {result.loudness_lufs[1]:.1f}",
        ]
        for result in results
    ]
    headings = ["voice", "sentences", "leaflets", "without rare words", "fixed lines", "all", "words/min", "LUFS"]
    print_table("Word error rate of Whisper tiny", headings, rows)
    for result in results:
        print(f"\n{result.voice}, most errors:")
        for said, heard in result.misheard[:_WORST]:
            print(f"  said   {said}\n  heard  {heard}")


def _figures(result: Understood) -> dict[str, object]:
    return {
        **asdict(result),
        "word_error_rate": {
            "leaflets": round(result.leaflet.rate, 4),
            "leaflets_without_rare_words": round(result.leaflet.common_rate, 4),
            "fixed_lines": round(result.fixed.rate, 4),
            "all": round((result.leaflet + result.fixed).rate, 4),
        },
    }


def _draw(results: Sequence[Understood], path: Path) -> Path:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 3.2), layout="tight")
    axes = figure.subplots()
    places = np.arange(len(results))
    axes.bar(places - 0.2, [result.leaflet.rate for result in results], 0.36, label="leaflets", color="#d08700")
    axes.bar(places + 0.2, [result.fixed.rate for result in results], 0.36, label="fixed lines", color="#5b6b8c")
    for place, result in enumerate(results):
        if result.voice in _TARGETS:
            axes.hlines(_TARGETS[result.voice], place - 0.4, place, "#222222", "dotted")
    axes.set_xticks(places, [result.voice for result in results])
    axes.set_ylabel("word error rate, Whisper tiny")
    axes.legend(frameon=False, loc="upper left")
    figure.savefig(path, dpi=150)
    return path


if __name__ == "__main__":
    main()
