"""Texts as sentences, and pieces of speech as one with a mark at each."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.sound.resampling import resample
from assistant.turn import SAMPLE_WIDTH, Speech

PAUSE_SECONDS = 0.35
"""Between two sentences, so that a child can follow."""

_END = re.compile(r"(?<=[.!?])\s+(?=\S)")


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a text that is said aloud."""
    return tuple(_END.split(text.strip()))


def joined(parts: Sequence[Speech]) -> Speech:
    """Return several pieces of speech as one, with a pause between them and a mark at the start of each."""
    if not parts:
        return Speech(b"", 16_000, ())
    rate = parts[0].rate
    pause = bytes(int(PAUSE_SECONDS * rate) * SAMPLE_WIDTH)
    pcm = bytearray()
    marks = []
    for part in parts:
        if pcm:
            pcm += pause
        marks.append(len(pcm) / SAMPLE_WIDTH / rate)
        pcm += resample(part.pcm, part.rate, rate)
    return Speech(bytes(pcm), rate, tuple(marks))
