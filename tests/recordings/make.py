"""Makes the recordings of the live tests and of `make bench-latency`.

Children's questions, some with a pause to think, and wake phrases, spoken by voices of Kokoro that the speech model was
never trained on.

    python tests/recordings/make.py FOLDER      (a folder for Kokoro, about 350 MB)
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from models.hearing.kokoro import HELD_OUT, RATE, STYLE_SHAPE, Kokoro, Speaker, fetch

HERE = Path(__file__).parent
WAKE = "hello lantern"
SPEAKERS = (
    # name, voice, speed, how much higher and quicker it is played: a smaller throat
    ("lily", "bf_lily", 0.9, 1.0),
    ("puck", "am_puck", 0.9, 1.0),
    ("girl", "bf_lily", 0.7, 1.22),
    ("boy", "am_puck", 0.65, 1.45),
)
QUESTIONS = {
    "can i catch it": "catch",
    "can you catch it like a cold": "catch",
    "what is a spasm": "what_is_spasm",
    "how long does it last": "how_long",
    "why does the baby cry": "cry",
    "does the medicine help": "medicine_helps",
    "will she need an operation": "operation",
    "why do babies get it": "why",
    "do the doctors know why": "no_reason",
    "can special food help": "diet",
    "does he have to take medicine every day": "medicine",
    "can we still play together": "sibling_fun",
    "when do spasms happen": "when",
    "how old are babies when it starts": "start_age",
    "what are genes": "genes",
    "will my brother be able to walk": "moving",
    "will she be able to ride a bike": "moving",
    "why doesn't she want to play": "not_interested",
    "is it the same for every baby": "each_different",
    "what is a seizure": "seizure_word",
    "has it got another name": "other_names",
    "do they come in a row": "in_a_row",
    "what does it look like": "what_looks_like",
    "do other children feel left out": "left_out",
    "what helps him to talk": "slt",
    "can the doctors make it better": "treatment",
}
PAUSED = {
    ("can i", "catch it"): "catch",
    ("how long", "does it last"): "how_long",
    ("why does", "the baby cry"): "cry",
    ("does the", "medicine help"): "medicine_helps",
    ("will my brother", "be able to walk"): "moving",
    ("why do babies", "get it"): "why",
    ("can we still", "play together"): "sibling_fun",
    ("how old are babies", "when it starts"): "start_age",
    ("will she need", "an operation"): "operation",
    ("can special food", "help"): "diet",
    ("what does a spasm", "look like"): "what_looks_like",
    ("do the doctors", "know why"): "no_reason",
    ("does he have to", "take medicine every day"): "medicine",
}
SHORT = ("stop", "tell me more", "say it again")


def main() -> None:
    """Make all recordings, and the table that says what is in them."""
    folder = Path(sys.argv[1])
    fetch(folder)
    kokoro = Kokoro(folder, seed=0)
    for voice in sorted(HELD_OUT):
        kokoro._styles[voice] = np.fromfile(folder / "package" / "voices" / f"{voice}.bin", "<f4").reshape(STYLE_SHAPE)
    rows = ["file\twords\tintent"]

    def make(kind: str, index: int, words: str, intent: str, *parts: str) -> None:
        name, voice, speed, smaller = SPEAKERS[index % len(SPEAKERS)]
        speaker = Speaker((voice,), (1.0,), "en-gb" if voice.startswith("b") else "en-us", speed)
        for number, part in enumerate(parts):
            suffix = f" {number + 1}" if len(parts) > 1 else ""
            path = HERE / kind / f"{words} ({name}){suffix}.opus"
            path.parent.mkdir(exist_ok=True)
            soundfile.write(path, played_by(kokoro.say(part, speaker), smaller), RATE, format="OGG", subtype="OPUS")
        rows.append(f"{kind}/{words} ({name})\t{words}\t{intent}")
        print(rows[-1], flush=True)

    for index, (words, intent) in enumerate(QUESTIONS.items()):
        make("questions", index, words, intent, f"{words}?")
    for index, (halves, intent) in enumerate(PAUSED.items()):
        make("paused", index, " … ".join(halves), intent, *halves)
    for index, words in enumerate(SHORT * 2):
        make("short", index, words, "", words)
    for index in range(16):
        question = list(QUESTIONS)[index]
        words = f"{WAKE} {question}" if index % 2 else WAKE
        make("wake", index // 2, words, QUESTIONS[question] if index % 2 else "", words)
    (HERE / "recordings.tsv").write_text("\n".join(dict.fromkeys(rows)) + "\n", encoding="utf-8")


def played_by(samples: NDArray[np.float32], smaller: float) -> NDArray[np.float32]:
    """Return the sound as a smaller throat would make it, without silence at its ends, at half of full scale."""
    shifted = soxr.resample(samples, RATE * smaller, RATE) if smaller != 1 else samples
    audible = np.flatnonzero(np.abs(shifted) > 0.01)
    cut = shifted[audible[0] : audible[-1] + 1]
    return np.asarray(cut / np.abs(cut).max() * 0.5, np.float32)


if __name__ == "__main__":
    main()
