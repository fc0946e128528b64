"""Vosk at work for the recipe: model folders put together, recordings turned into words."""

from __future__ import annotations

import shutil
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from assistant.errors import AudioFileError, ModelError
from assistant.hearing.ears import Ears
from assistant.hearing.fit import WARPS
from assistant.hearing.vosk_transcriber import VoskTranscriber
from assistant.turn import AudioChunk
from models.hearing.units import Kind

RATE: Final = 16_000
"""Samples a second that the model hears."""

Samples = npt.NDArray[np.int16]

MFCC_OPTIONS: Final = (
    "--use-energy=false",
    "--num-mel-bins=40",
    "--num-ceps=40",
    "--low-freq=20",
    "--high-freq=7600",
    "--allow-upsample=true",
    "--allow-downsample=true",
)

NEVER_SECONDS: Final = 10_000.0
_CHUNK_SAMPLES: Final = RATE // 5


@dataclass(frozen=True, slots=True)
class Search:
    """How hard the decoder looks, and what it weighs."""

    acoustic_scale: float = 1.0
    beam: float = 11.0
    lattice_beam: float = 3.0
    max_active: int = 3000
    endpoint_seconds: float = NEVER_SECONDS
    """Silence after speech that ends an utterance."""

    def options(self) -> str:
        """Text of `conf/model.conf`."""
        rules = {
            "rule1.min-trailing-silence": max(10.0, self.endpoint_seconds),
            "rule2.min-trailing-silence": self.endpoint_seconds,
            "rule3.min-trailing-silence": self.endpoint_seconds + 0.5,
            "rule4.min-trailing-silence": self.endpoint_seconds + 1.0,
            "rule5.min-utterance-length": max(30.0, self.endpoint_seconds),
        }
        lines = [
            "--min-active=200",
            f"--max-active={self.max_active}",
            f"--beam={self.beam:g}",
            f"--lattice-beam={self.lattice_beam:g}",
            f"--acoustic-scale={self.acoustic_scale:g}",
            "--frame-subsampling-factor=3",
            "--endpoint.silence-phones=1",
            *(f"--endpoint.{rule}={seconds:g}" for rule, seconds in rules.items()),
        ]
        return "".join(f"{line}\n" for line in lines)


@dataclass(frozen=True, slots=True)
class Heard:
    """What Vosk made of one recording."""

    text: str
    narrowed: str
    audio_seconds: float
    processor_seconds: float


def assemble(folder: Path, acoustic_model: Path, search: Search) -> None:
    """Put an acoustic model's folder and a configuration beside the graph in `folder`."""
    am = folder / "am"
    if acoustic_model.resolve() != am.resolve():
        shutil.rmtree(am, ignore_errors=True)
        shutil.copytree(acoustic_model, am)
    conf = folder / "conf"
    conf.mkdir(parents=True, exist_ok=True)
    (conf / "mfcc.conf").write_text("".join(f"{option}\n" for option in MFCC_OPTIONS))
    (conf / "model.conf").write_text(search.options())


def kind_of(acoustic_model: Path) -> Kind:
    """Which topology an exported acoustic model has: CTC's phones come in two groups, the others' in one."""
    path = acoustic_model / "final.mdl"
    try:
        with path.open("rb") as file:
            if file.read(2) != b"\0B" or file.read(29) != b"<TransitionModel> <Topology> ":
                raise ModelError(f"{path} is no Kaldi model: train and export one with `make model`.")
            for _ in range(2):  # the phones, and each phone's group
                _, length = struct.unpack("<bi", file.read(5))
                file.seek(4 * length, 1)
            _, groups = struct.unpack("<bi", file.read(5))
    except (OSError, struct.error) as error:
        raise ModelError(f"{path} can't be read ({error}): train and export a model with `make model`.") from error
    return "ctc" if groups == 2 else "hmm"


def read_audio(path: Path) -> Samples:
    """Read a recording as 16 kHz mono samples, whatever its format."""
    try:
        samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    except (OSError, soundfile.SoundFileError) as error:
        raise AudioFileError(
            f"{path} can't be read as audio ({error}): convert it to WAV, FLAC, OGG or Opus."
        ) from error
    mono = samples.mean(axis=1)
    if mono.size == 0:
        raise AudioFileError(f"{path} holds no sound: record it again.")
    if rate != RATE:
        mono = soxr.resample(mono, rate, RATE)
    return np.asarray(np.clip(mono, -1.0, 1.0) * 32767, np.int16)


def open_ears(folder: Path, phrases: Sequence[str] = ()) -> Ears:
    """Ears like those that Lantern hears with, with the model in a folder; `phrases` narrow a second decoding."""
    return Ears(VoskTranscriber(folder), phrases, WARPS)


def transcribe(ears: Ears, samples: Samples) -> Heard:
    """Hear the words of a whole recording, of somebody not heard before."""
    before = time.process_time()
    hearing = ears.listen()
    for start in range(0, len(samples), _CHUNK_SAMPLES):
        hearing.accept(AudioChunk(samples[start : start + _CHUNK_SAMPLES].tobytes(), RATE))
    transcript = hearing.finish()
    spent = time.process_time() - before
    return Heard(transcript.text, transcript.narrowed, len(samples) / RATE, spent)
