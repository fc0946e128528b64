"""Synthetic speech for training: several engines speak the texts of `sentences`.

Two voices of other makers never appear here, they are for testing: flite's slt and Piper's joe.
"""

from __future__ import annotations

import json
import random
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
import soundfile
import soxr
from tqdm import tqdm

from models.hearing.kokoro import RATE as KOKORO_RATE
from models.hearing.kokoro import Kokoro

RATE = 16_000
"""Samples a second of all training speech."""
FLITE_VOICES = ("kal16", "awb", "rms")
FESTIVAL_VOICES = ("kal_diphone", "ked_diphone")
ESPEAK_LANGUAGES = (
    *("en-gb", "en-gb-x-rp") * 4,
    *("en-gb-scotland", "en-gb-x-gbclan", "en-gb-x-gbcwmd", "en-us", "en-us", "en-us"),
)
ESPEAK_VARIANTS = (
    *("f1", "f2", "f3", "f4", "f5", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "klatt2", "klatt4"),
    *("Annie", "Andy", "steph", "belinda", "aunty", "Alicia", "anika", "linda", "shelby", "adam", "Mike"),
    *("Diogo", "Gene", "Jacky"),
)

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Spoken:
    """One synthetic recording."""

    path: str
    """Relative to the folder of the manifest that lists it."""
    text: str
    speaker: str
    seconds: float


class Engine(Protocol):
    """A synthesiser that draws a new speaker for every text."""

    def speak(self, text: str) -> tuple[Samples, int, str]:
        """Return samples between -1 and 1, samples a second, and the speaker's name."""


class KokoroEngine:
    """Kokoro with its own and mixed voices."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._kokoro = Kokoro(folder, seed)

    def speak(self, text: str) -> tuple[Samples, int, str]:
        """See `Engine`."""
        speaker = self._kokoro.draw_speaker()
        return self._kokoro.say(text, speaker), KOKORO_RATE, "+".join(speaker.voices)


class CommandEngine:
    """An engine behind a command line that writes a WAV file."""

    def __init__(self, name: str, seed: int) -> None:
        self._name = name
        self._rng = random.Random(seed)
        self._folder = tempfile.TemporaryDirectory()

    def speak(self, text: str) -> tuple[Samples, int, str]:
        """See `Engine`."""
        path = Path(self._folder.name, "speech.wav")
        speaker, command, spoken_input = self._command(text, str(path))
        subprocess.run(command, input=spoken_input, check=True, capture_output=True, text=True)
        samples, rate = soundfile.read(path, dtype="float32")
        return samples, rate, speaker

    def _command(self, text: str, path: str) -> tuple[str, list[str], str | None]:
        rng = self._rng
        if self._name == "flite":
            voice = rng.choice(FLITE_VOICES)
            stretch = f"duration_stretch={rng.uniform(0.85, 1.3):.2f}"
            return voice, ["flite", "-voice", voice, "--setf", stretch, "-t", text, "-o", path], None
        if self._name == "festival":
            voice = rng.choice(FESTIVAL_VOICES)
            stretch = f"(Parameter.set 'Duration_Stretch {rng.uniform(0.85, 1.3):.2f})"
            command = ["text2wave", "-eval", f"(voice_{voice})", "-eval", stretch, "-o", path]
            return voice, command, text
        voice = f"{rng.choice(ESPEAK_LANGUAGES)}+{rng.choice(ESPEAK_VARIANTS)}"
        pitch, pace = str(rng.randint(30, 90)), str(rng.randint(115, 185))
        return voice, ["espeak-ng", "-v", voice, "-p", pitch, "-s", pace, "-w", path, text], None


def make_engine(name: str, kokoro_folder: Path, seed: int) -> Engine:
    """Return the engine of a name: kokoro, flite, festival or espeak."""
    return KokoroEngine(kokoro_folder, seed) if name == "kokoro" else CommandEngine(name, seed)


def synthesise(engine: Engine, texts: Sequence[str], folder: Path, hours: float, prefix: str) -> None:
    """Speak texts in order until `hours` of speech lie in `folder`; a second run goes on."""
    folder.mkdir(parents=True, exist_ok=True)
    listing = folder / f"{prefix}.jsonl"
    done = [json.loads(line) for line in listing.open()] if listing.exists() else []
    seconds = sum(entry["seconds"] for entry in done)
    with (
        listing.open("a") as lines,
        tqdm(total=round(hours * 3600), initial=round(seconds), unit="s", desc=prefix) as bar,
    ):
        for number, text in enumerate(texts[len(done) :], len(done)):
            if seconds >= hours * 3600:
                break
            samples, rate, speaker = engine.speak(text)
            if rate != RATE:
                samples = soxr.resample(samples, rate, RATE).astype(np.float32)
            name = f"{prefix}-{number:05d}.flac"
            soundfile.write(folder / name, np.clip(samples, -1, 1), RATE, "PCM_16")
            entry = Spoken(name, text, speaker, len(samples) / RATE)
            lines.write(json.dumps(asdict(entry)) + "\n")
            lines.flush()
            seconds += entry.seconds
            bar.update(entry.seconds)
