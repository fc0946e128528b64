"""Pronunciations of unknown words, from eSpeak NG's rules.

eSpeak NG keeps its state for a whole process, and crashes where a voice speaks with it just then: so it runs in a
process of its own.
"""

from __future__ import annotations

import ctypes
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Literal

import espeakng_loader

from assistant.errors import ModelError

Accent = Literal["en-gb", "en-us"]

_VOICES: dict[Accent, bytes] = {"en-gb": b"gmw/en", "en-us": b"gmw/en-US"}

_SYNCHRONOUS = 2  # AUDIO_OUTPUT_SYNCHRONOUS: no sound card is opened
_UTF8 = 1  # espeakCHARS_UTF8
_IPA_SEPARATED = 0x02 | ord("_") << 8  # IPA, sounds divided by an underscore
_STRESS_MARKS = str.maketrans("", "", "ˈˌ\u200d")


def sounds(word: str, accent: Accent) -> tuple[str, ...]:
    """Sounds of a word in IPA without stress; none if eSpeak has nothing to say."""
    return _process().submit(_sounds, word, accent).result()


@cache
def _process() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"))


def _sounds(word: str, accent: Accent) -> tuple[str, ...]:
    library = _library()
    if library.espeak_SetVoiceByName(_VOICES[accent]) != 0:
        raise ModelError(
            f"eSpeak NG has no voice {accent}: reinstall it with `pip install --force-reinstall espeakng-loader`."
        )
    text = ctypes.c_char_p(word.encode())
    pieces: list[str] = []
    while text.value:
        spoken = library.espeak_TextToPhonemes(ctypes.byref(text), _UTF8, _IPA_SEPARATED)
        pieces += (spoken or b"").decode().translate(_STRESS_MARKS).replace(" ", "_").split("_")
    return tuple(piece for piece in pieces if piece)


@cache
def _library() -> ctypes.CDLL:
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    library.espeak_TextToPhonemes.argtypes = [ctypes.POINTER(ctypes.c_char_p), ctypes.c_int, ctypes.c_int]
    data = str(Path(espeakng_loader.get_data_path()).parent).encode()
    if library.espeak_Initialize(_SYNCHRONOUS, 0, data, 0) < 0:
        raise ModelError("eSpeak NG did not start: reinstall it with `pip install --force-reinstall espeakng-loader`.")
    return library
