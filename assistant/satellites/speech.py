"""Words on their way to a satellite's loudspeaker, a piece at a time so that the first is heard at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from assistant.heart import Assistant
from assistant.sound.resampling import resample, to_floats, to_pcm
from assistant.turn import SAMPLE_WIDTH, Line, Pace, Reply, Speech

PAUSE_SECONDS = 0.35
"""Between two pieces, so that a child can follow."""

_MARK_UP = re.compile(r"</?[a-zA-Z][^<>]*>")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_UNSPEAKABLE = re.compile(r"[^\w\s.,;:!?'’“”\"()–—&%£/+-]")


def said(text: str, pace: Pace) -> Reply:
    """Return any text as a reply of one part a sentence; nothing but words and their punctuation is left of it.

    SSML loses its mark-up: Lantern has one voice and one calm way to speak.
    """
    plain = " ".join(_UNSPEAKABLE.sub(" ", _MARK_UP.sub(" ", text)).split())
    lines = tuple(Line(sentence, sentence) for sentence in _SENTENCE_END.split(plain) if re.search(r"\w", sentence))
    return Reply("control", "repeat", lines, pace=pace)


def whole_sentences(text: str) -> tuple[str, str]:
    """Return the sentences that are complete, and the beginning of the next."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    cut = ends[-1] if ends else 0
    return text[:cut], text[cut:]


def pieces(assistant: Assistant, reply: Reply, rate: int | None = None) -> Iterator[Speech]:
    """Yield the reply as sound, part by part at the pace's volume, all at the first one's rate or at `rate`.

    Raises VoiceError.
    """
    for part in reply.parts:
        speech = assistant.speak(replace(reply, parts=(part,)))
        if rate is None:
            rate = speech.rate
        else:
            yield Speech(bytes(int(PAUSE_SECONDS * rate) * SAMPLE_WIDTH), rate)
        yield Speech(_quieter(resample(speech.pcm, speech.rate, rate), reply.pace.volume), rate)


def _quieter(pcm: bytes, volume: float) -> bytes:
    return pcm if volume >= 1 else to_pcm(to_floats(pcm) * np.float32(volume))
