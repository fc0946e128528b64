"""British English as the phonemes that Kokoro was taught: espeak-ng's, written in Kokoro's own letters.

espeak-ng keeps its state for a whole process and would trip over a voice that speaks with it just then, so it runs in a
process of its own: `python -m assistant.speaking.phonemes` reads a text and writes its phonemes.
"""

from __future__ import annotations

import ctypes
import re
import subprocess
import sys

from assistant.errors import VoiceError
from assistant.speaking.espeak import packaged_espeak

_PUNCTUATION = re.compile(r"\s*([.,;:!?…—]+)\s*")
"""Where a voice pauses or changes its tune; espeak-ng leaves it out."""

_LETTERS = (
    ("a͡ɪ", "I"),  # noqa: RUF001
    ("a͡ʊ", "W"),
    ("e͡ɪ", "A"),  # noqa: RUF001
    ("ɔ͡ɪ", "Y"),  # noqa: RUF001
    ("ə͡ʊ", "Q"),
    ("e͡ə", "ɛː"),
    ("d͡ʒ", "ʤ"),
    ("t͡ʃ", "ʧ"),
    ("ə͡l", "ᵊl"),
    ("͡", ""),
    ("iə", "ɪə"),
    ("r", "ɹ"),
    ("x", "k"),
    ("ɬ", "l"),
    ("ʲ", "j"),
    ("n̩", "ᵊn"),
    ("l̩", "ᵊl"),
    ("m̩", "ᵊm"),
    ("ɐ", "ə"),
    ("e", "ɛ"),
)
"""espeak-ng's signs, sounds of two signs tied together, and Kokoro's; in this order."""

_VOICE = b"English (Great Britain)"
_AUDIO_OUTPUT_SYNCHRONOUS = 2
_CHARACTERS_UTF8 = 1
_PHONEMES_TIED_IPA = 0x02 | 0x80 | (0x361 << 8)
_LONGEST_SECONDS = 60


def phonemes(text: str) -> str:
    """Return `text` in Kokoro's letters, punctuation kept; raises VoiceError where espeak-ng is missing."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "assistant.speaking.phonemes"],
            input=text,
            capture_output=True,
            encoding="utf-8",
            timeout=_LONGEST_SECONDS,
            check=True,
        )
    except subprocess.SubprocessError as problem:
        raise VoiceError(
            "espeak-ng, which tells the neural voice how words sound, does not work: "
            "`pip install --force-reinstall espeakng-loader`"
        ) from problem
    return done.stdout.strip()


def _main() -> None:
    sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    espeak = _espeak()
    pieces = _PUNCTUATION.split(sys.stdin.read().replace("’", "'"))
    print("".join(f"{mark} " if number % 2 else _said(espeak, mark) for number, mark in enumerate(pieces)))


def _espeak() -> ctypes.CDLL:
    espeak = packaged_espeak()
    library = ctypes.CDLL(str(espeak.library))
    library.espeak_Initialize(_AUDIO_OUTPUT_SYNCHRONOUS, 0, str(espeak.home).encode(), 0)
    if library.espeak_SetVoiceByName(_VOICE):
        sys.exit("this espeak-ng has no British voice")
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    return library


def _said(espeak: ctypes.CDLL, words: str) -> str:
    text = ctypes.c_char_p(words.encode())
    rest = ctypes.pointer(ctypes.cast(text, ctypes.c_void_p))
    signs = ""
    while rest.contents.value:
        clause = espeak.espeak_TextToPhonemes(rest, _CHARACTERS_UTF8, _PHONEMES_TIED_IPA)
        signs += f" {clause.decode()}"
    for theirs, kokoros in _LETTERS:
        signs = signs.replace(theirs, kokoros)
    return " ".join(signs.split())


if __name__ == "__main__":
    _main()
