"""Speech that was rendered ahead: a warm voice without its engine, as small Opus files found by what they say.

A folder `voice/` beside a pack's texts holds the clips and `clips.json`, which says what each of them is. A text that
was changed since is not among them and is spoken by another voice.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import AudioFileError, VoiceError
from assistant.ports import Voice
from assistant.sound.files import read_whole
from assistant.sound.stretching import stretched
from assistant.turn import Speech

NAME: Final = "lantern"
"""What the voice is called in settings and lists."""

FOLDER: Final = "voice"
LIST_FILE: Final = "clips.json"

RATE: Final = 24_000
"""Samples a second of what is read from clips."""

_SAME_PACE = 0.02
"""Speeds that are closer than this sound alike."""


class Clip(BaseModel):
    """One text at one pace."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    """What is said, as it is said aloud."""

    voice: str
    """The voice that it was rendered with."""

    pace: float
    """How fast: 1 is the voice's own speed."""

    file: str
    """The clip's name in its folder."""

    sha256: str
    """The file's digest."""

    seconds: float
    """How long it lasts."""

    sentences: tuple[float, ...]
    """When each sentence begins, seconds."""


class ClipList(BaseModel):
    """What `clips.json` holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    clips: tuple[Clip, ...] = ()


def read_clips(folder: Path) -> ClipList:
    """Return the list of a folder's clips, an empty one where there is none; raise VoiceError where it is broken."""
    file = folder / LIST_FILE
    if not file.is_file():
        return ClipList()
    try:
        return ClipList.model_validate_json(file.read_bytes())
    except (OSError, ValidationError) as problem:
        raise VoiceError(f"{file} can't be read: make it again with `lantern voices render`") from problem


class RenderedVoice:
    """Plays clips of some folders, and leaves what is not among them to another voice. Shared between threads."""

    def __init__(self, folders: Iterable[Path], otherwise: Voice) -> None:
        """Look for clips in `folders`; raise VoiceError where a list of them is broken."""
        self._otherwise = otherwise
        clips: defaultdict[str, list[tuple[Path, Clip]]] = defaultdict(list)
        for folder in folders:
            for clip in read_clips(folder).clips:
                clips[clip.text].append((folder / clip.file, clip))
        self._clips: Mapping[str, list[tuple[Path, Clip]]] = clips

    @property
    def name(self) -> str:
        """What the voice is called in settings and lists."""
        return NAME

    def synthesise(self, text: str, rate: float = 1.0) -> Speech:
        """Return the clip of `text`, stretched where its pace was not rendered; else what the other voice makes."""
        for path, clip in sorted(self._clips.get(text, ()), key=lambda found: abs(found[1].pace - rate)):
            speech = _read(path, clip)
            if speech is not None:
                return speech if abs(clip.pace - rate) < _SAME_PACE else stretched(speech, rate / clip.pace)
        return self._otherwise.synthesise(text, rate)


def _read(path: Path, clip: Clip) -> Speech | None:
    """Return a clip's sound; None where it is missing or damaged, since another voice can say it."""
    try:
        if hashlib.sha256(path.read_bytes()).hexdigest() != clip.sha256:
            return None
        return Speech(read_whole(path, RATE).pcm, RATE, clip.sentences)
    except (OSError, AudioFileError):
        return None
