"""What `lantern doctor` looks at: each part of Lantern, tried for real."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.errors import LanternError
from assistant.settings import Settings

Health = Literal["well", "poor", "ill"]
"""Works; works without this part; Lantern can't answer."""

_LISTEN_SECONDS = 2.0
_RATE = 16_000
_BARELY_HEARD = -50.0
"""Decibels below full scale that a quiet room stays under and a voice near the microphone does not."""


@dataclass(frozen=True, slots=True)
class Part:
    """How one part of Lantern is."""

    part: str
    health: Health
    what: str
    """What was found, and how to mend it."""


def examine(settings: Settings, *, sound: bool) -> Iterator[Part]:
    """Look at each part in turn; `sound` also tries the microphone for two seconds and plays a sentence."""
    yield _tried("leaflets", "ill", lambda: _packs(settings))
    yield _tried("model", "ill", lambda: _model(settings))
    yield _tried("voice", "poor", lambda: _voice(settings))
    if sound:
        yield _tried("microphone", "poor", lambda: _microphone(settings))
        yield _tried("loudspeaker", "poor", lambda: _loudspeaker(settings))
    yield _tried("settings", "poor", _settings_file)
    yield Part("network", "well", "not needed: nothing that is asked or answered leaves this machine")


def _tried(part: str, if_broken: Health, attempt: Callable[[], str]) -> Part:
    try:
        return Part(part, "well", attempt())
    except LanternError as problem:
        return Part(part, if_broken, str(problem))


def _packs(settings: Settings) -> str:
    from assistant.packs import load_packs
    from assistant.resources import intents_folder

    library = load_packs(intents_folder(), settings.packs)
    return f"{', '.join(pack.title for pack in library.packs)}: {len(library.facts)} facts"


def _model(settings: Settings) -> str:
    from assistant.hearing.vosk_transcriber import VoskTranscriber
    from assistant.model_store import open_store

    folder = open_store().find(settings.model)
    return f"{len(VoskTranscriber(folder).vocabulary):,} words, in {folder}"


def _voice(settings: Settings) -> str:
    from assistant.speaking.voices import SAMPLE, open_voice

    voice = open_voice(settings.voice, settings.packs)
    return f"{voice.name} speaks, {voice.synthesise(SAMPLE).seconds:.1f} seconds of sound"


def _microphone(settings: Settings) -> str:
    import numpy as np

    from assistant.sound.card import CardMicrophone

    loudest, heard = 0, 0.0
    with CardMicrophone(_RATE, settings.microphone) as chunks:
        for chunk in chunks:
            samples = np.frombuffer(chunk.pcm, dtype="<i2").astype(np.int32)
            loudest = max(loudest, int(np.abs(samples).max(initial=0)))
            heard += chunk.seconds
            if heard >= _LISTEN_SECONDS:
                break
    level = 20 * math.log10(loudest / 32_768) if loudest else -math.inf
    if level < _BARELY_HEARD:
        return (
            f"{_meter(level)} it works but hears nearly nothing: say something, or turn it up in the system's settings"
        )
    return f"{_meter(level)} it hears you"


def _meter(level: float) -> str:
    lit = max(0, min(10, round((level + 60) / 6)))
    return "▮" * lit + "▯" * (10 - lit)


def _loudspeaker(settings: Settings) -> str:
    from assistant.sound.card import CardLoudspeaker
    from assistant.speaking.loudness import at_loudness
    from assistant.speaking.voices import SAMPLE, open_voice

    speech = at_loudness(open_voice(settings.voice, settings.packs).synthesise(SAMPLE))
    CardLoudspeaker(settings.loudspeaker).play(speech, settings.volume).wait()
    return "a sentence was played: did you hear it?"


def _settings_file() -> str:
    from assistant.resources import settings_file

    file = settings_file()
    return str(file) if file.is_file() else f"{file} is not there, and need not be: everything has a good default"
