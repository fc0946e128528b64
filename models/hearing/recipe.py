"""The acoustic model from recordings to `final.mdl`: each stage goes on where it was left."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch

from models.hearing import alignment, corpus, features, kokoro
from models.hearing.corpus import Samples, Utterance
from models.hearing.export import export, load_checkpoint
from models.hearing.network import Shape
from models.hearing.rooms import make_rooms
from models.hearing.sentences import gather
from models.hearing.synthesis import make_engine, synthesise
from models.hearing.training import Settings, Trainer
from models.hearing.units import Kind

ENGINE_HOURS: Final = {"kokoro": 1.5, "flite": 0.7, "festival": 0.4, "espeak": 0.8}
"""Hours that each engine speaks."""
VERSIONS: Final = {"real": 3, "kokoro": 2, "flite": 2, "festival": 2, "espeak": 1}
"""Times that each source is stored: as it is, and resampled in rooms."""
ROOMS: Final = 80
SPOKEN_SOURCES: Final = frozenset({"librispeech_subset", "librispeech_machine_text", "vctk"})
"""Sources whose transcripts the synthetic voices speak too."""
SEED: Final = 3


@dataclass(frozen=True)
class Workshop:
    """Where the recipe finds things and leaves things."""

    shared: Path
    """Recordings, leaflet and yardstick."""
    packs: Path
    """The packs, whose questions the synthetic voices speak."""
    work: Path
    """Everything in between; nothing of it is kept in the repository."""

    @property
    def manifest(self) -> Path:
        """The recordings."""
        return self.shared / "speech" / "manifest.tsv"

    @property
    def checkpoint(self) -> Path:
        """The network in training."""
        return self.work / "checkpoint.pt"


def show_split(shop: Workshop) -> None:
    """Print who trains and who is held out."""
    print(corpus.describe(*corpus.split(corpus.read_manifest(shop.manifest))))


def speak(shop: Workshop) -> None:
    """Make the synthetic speech."""
    voices = shop.work / "kokoro"
    kokoro.fetch(voices)
    recorded = corpus.read_manifest(shop.manifest)
    for seed, (name, hours) in enumerate(ENGINE_HOURS.items(), SEED):
        texts = gather(
            shop.packs.glob("**/questions/*.txt"),
            shop.shared / "leaflet" / "infantile-spasms.txt",
            (u.text for u in recorded if u.source in SPOKEN_SOURCES),
            shop.shared / "questions" / "dev.tsv",
            seed,
        )
        synthesise(make_engine(name, voices, seed), texts, shop.work / "synthetic", hours, name)


def align(shop: Workshop) -> None:
    """Find out when each sound is spoken."""
    for name, utterances in _sources(shop).items():
        alignment.align_all(utterances, _alignments(shop, name))


def store_features(shop: Workshop) -> None:
    """Compute mel energies, of training recordings in several versions."""
    rooms = _rooms(shop.work / "rooms.npz")
    _, held_out = corpus.split(corpus.read_manifest(shop.manifest))
    apart = {utterance.path for utterance in held_out}
    for name, utterances in _sources(shop).items():
        aligned = alignment.read_alignments(_alignments(shop, name))
        train = [u for u in utterances if u.path not in apart]
        random.Random(SEED).shuffle(train)
        folder = shop.work / "features"
        for version in range(VERSIONS[name]):
            label = f"{name}-v{version}"
            features.extract(train, aligned, folder, label, rooms=rooms, seed=SEED if version else None)
        if name == "real":
            features.extract(held_out, aligned, folder, "heldout", rooms=rooms, seed=None)


def train(shop: Workshop, minutes: float, threads: int) -> None:
    """Train until `minutes` are spent, those of earlier sittings counted."""
    torch.set_num_threads(threads)
    Trainer(Settings(minutes), Shape(), shop.work / "features", shop.checkpoint).run()


def write_model(shop: Workshop, kind: Kind, prior_power: float, folder: Path) -> None:
    """Write the network for Vosk."""
    export(load_checkpoint(shop.checkpoint), kind, prior_power, folder)


def _sources(shop: Workshop) -> dict[str, list[Utterance]]:
    recorded: Iterable[Utterance] = corpus.cap_phrases(corpus.read_manifest(shop.manifest))
    spoken = corpus.read_synthetic(shop.work / "synthetic")
    synthetic = {n: [u for u in spoken if u.source.endswith(n)] for n in ENGINE_HOURS}
    return {"real": list(recorded), **synthetic}


def _alignments(shop: Workshop, name: str) -> Path:
    return shop.work / f"align-{name}.jsonl"


def _rooms(path: Path) -> list[Samples]:
    if not path.exists():
        np.savez(path, *make_rooms(ROOMS, SEED))
    with np.load(path) as stored:
        return [stored[name] for name in stored.files]
