"""Which voices there are, and one of them by its name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assistant.errors import VoiceError
from assistant.ports import Voice
from assistant.resources import intents_folder
from assistant.speaking import kokoro_voice
from assistant.speaking.pyttsx3_voice import Pyttsx3Voice
from assistant.speaking.rendered_voice import FOLDER, NAME, RenderedVoice
from assistant.toml_reader import nearest

USUAL: Final = NAME
"""The voice of those who chose none."""

SAMPLE: Final = "Hello. What would you like to know?"
"""What a voice says to show itself."""

_PYTTSX3: Final = "pyttsx3"
_KOKORO: Final = "kokoro"


@dataclass(frozen=True, slots=True)
class Entry:
    """A voice that can be chosen."""

    name: str
    """What it is called in settings."""

    about: str
    """What a family needs to know about it, in a few words."""


def own_voices() -> Iterator[Entry]:
    """Yield the voices that Lantern knows itself, the nicest first."""
    yield Entry(NAME, "a warm British voice, rendered ahead; pyttsx3 says what is not")
    if kokoro_voice.is_installed():
        yield Entry(_KOKORO, "much the same voice, for any text, but slow")
    yield Entry(_PYTTSX3, "the computer's own British voice, for any text at once")


def voices() -> Iterator[Entry]:
    """Yield every voice that speaks English here, Lantern's own first; raise VoiceError where there is no engine."""
    yield from own_voices()
    for name in Pyttsx3Voice().voices():
        yield Entry(name, "another voice of the computer")


def check_voice(name: str) -> None:
    """Raise VoiceError where there is no voice of that name; the engine is asked only for a voice of its own."""
    own = [voice.name for voice in own_voices()]
    if name in own:
        return
    if name == _KOKORO:
        raise VoiceError(kokoro_voice.MISSING)
    known = [voice.name for voice in voices()]
    if name not in known:
        raise VoiceError(f"there is no voice “{name}”{nearest(name, known)}")


def open_voice(name: str | None = None, packs: Sequence[Path] = ()) -> Voice:
    """Return the voice of that name, by default the usual one; it plays what the further `packs` have rendered too.

    Raises VoiceError where the neural voice is not installed or clips are broken; an unknown name is told when the
    voice first speaks, since asking the engine for its voices takes time.
    """
    if name in (None, NAME):
        folders = (*(folder for folder in sorted(intents_folder().iterdir()) if folder.is_dir()), *packs)
        return RenderedVoice([folder / FOLDER for folder in folders], Pyttsx3Voice())
    if name == _KOKORO:
        return kokoro_voice.KokoroVoice()
    return Pyttsx3Voice(None if name == _PYTTSX3 else name)
