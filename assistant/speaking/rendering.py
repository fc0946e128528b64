"""Rendering a voice ahead: every text that packs can say becomes a small Opus clip that plays without the engine."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

from assistant.errors import StorageError, VoiceError
from assistant.packs import Library, Pack
from assistant.ports import Voice
from assistant.sound.files import write_opus
from assistant.speaking.loudness import at_loudness
from assistant.speaking.rendered_voice import FOLDER, LIST_FILE, Clip, ClipList, read_clips

PACES: Final = (1.0, 0.8)
"""The usual pace and that of bedtime; further ones are stretched from the nearest."""

_NAME_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Task:
    """One clip to be made."""

    folder: Path
    """Where it goes."""

    text: str
    """What is said, as it is said aloud."""

    pace: float

    @property
    def file(self) -> str:
        """The clip's name: the same text keeps its own."""
        return f"{hashlib.sha256(self.text.encode()).hexdigest()[:_NAME_LENGTH]}-{round(self.pace * 100)}.opus"


def pack_tasks(packs: Iterable[Pack]) -> tuple[Task, ...]:
    """Return a task for everything that the packs themselves can say."""
    return _tasks(_said_by(packs))


def all_tasks(library: Library) -> tuple[Task, ...]:
    """Return a task for everything that can be said, fixed lines too."""
    folder = library.common.folder / FOLDER
    fixed = ((folder, line.spoken) for variants in library.responses.lines.values() for line in variants)
    return _tasks(chain(_said_by(library.packs), fixed))


def _tasks(texts: Iterable[tuple[Path, str]]) -> tuple[Task, ...]:
    distinct = dict.fromkeys(texts)
    return tuple(Task(folder, text, pace) for pace in PACES for folder, text in distinct)


def _said_by(packs: Iterable[Pack]) -> Iterator[tuple[Path, str]]:
    """Yield each pack's quotes, which are said most, and its facts' titles, with the folder of its clips."""
    for pack in packs:
        texts = [quote.spoken for quote in pack.quotes]
        texts += [pack.leaflet.spoken_forms.say(fact.title) for fact in pack.facts]
        yield from ((pack.folder / FOLDER, text) for text in texts)


def missing(wanted: Iterable[Task], voice: str) -> tuple[Task, ...]:
    """Return the tasks whose clips are not there, not as they were made, or not in the voice of that name."""
    wanted = tuple(wanted)
    good = {
        folder: {clip.file for clip in _good_clips(folder) if clip.voice == voice}
        for folder in {task.folder for task in wanted}
    }
    return tuple(task for task in wanted if task.file not in good[task.folder])


def render(task: Task, voice: Voice) -> None:
    """Make one clip and enter it in its folder's list; raise VoiceError or StorageError."""
    speech = at_loudness(voice.synthesise(task.text, task.pace))
    try:
        task.folder.mkdir(exist_ok=True)
    except OSError as problem:
        raise StorageError(f"{task.folder} can't be made: {problem.strerror}: may you write there?") from problem
    path = task.folder / task.file
    write_opus(path, speech)
    clip = Clip(
        text=task.text,
        voice=voice.name,
        pace=task.pace,
        file=task.file,
        sha256=_digest(path),
        seconds=round(speech.seconds, 3),
        sentences=tuple(round(mark, 3) for mark in speech.marks),
    )
    others = (other for other in _listed(task.folder) if other.file != task.file)
    _write_list(task.folder, (*others, clip))


def tidy(wanted: Iterable[Task]) -> int:
    """Remove clips that nothing says any more; return how many."""
    wanted = tuple(wanted)
    removed = 0
    for folder in {task.folder for task in wanted}:
        named = {task.file for task in wanted if task.folder == folder}
        for path in folder.glob("*.opus"):
            if path.name not in named:
                path.unlink()
                removed += 1
        clips = [clip for clip in _listed(folder) if clip.file in named]
        if folder.is_dir():
            _write_list(folder, clips)
    return removed


def _listed(folder: Path) -> tuple[Clip, ...]:
    try:
        return read_clips(folder).clips
    except VoiceError:
        # Rendering is what mends a broken list: all is made again.
        return ()


def _good_clips(folder: Path) -> Iterator[Clip]:
    for clip in _listed(folder):
        path = folder / clip.file
        if path.is_file() and _digest(path) == clip.sha256:
            yield clip


def _write_list(folder: Path, clips: Iterable[Clip]) -> None:
    ordered = tuple(sorted(clips, key=lambda clip: (clip.text, -clip.pace)))
    file = folder / LIST_FILE
    partial = file.with_suffix(".partial")
    try:
        partial.write_text(ClipList(clips=ordered).model_dump_json(indent=1) + "\n", "utf-8")
        partial.replace(file)
    except OSError as problem:
        raise StorageError(f"{file} can't be written: {problem.strerror}") from problem


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
