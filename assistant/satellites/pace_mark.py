"""The pace of a reply, written into its text where nobody sees or hears it.

Home Assistant keeps rendered speech by its text alone, and the server that speaks may not be the one that answered. So
a reply that is not at the usual pace begins with a mark of characters without width. It stands in front because a text
that comes in pieces is spoken before its end is known.
"""

from __future__ import annotations

import re

from assistant.turn import Pace

SLOWEST, FASTEST = 0.5, 1.5
"""Rates that a mark may ask for; others make no sense."""

_BEGIN = "\u2060"
_DIGITS = "\u2061\u2062\u2063\u2064"
_MARK = re.compile(f"{_BEGIN}([{_DIGITS}]{{8}})")
_INVISIBLE = re.compile(f"[{_BEGIN}{_DIGITS}]")
_BASE = len(_DIGITS)
_BYTE = 256


def marked(text: str, pace: Pace, usual: Pace) -> str:
    """Return `text` with `pace` written in front of it, in whole percents; as it is at the `usual` pace."""
    if not text or pace == usual:
        return text
    rate = round(100 * min(max(pace.rate, SLOWEST), FASTEST))
    number = rate * _BYTE + round(100 * min(max(pace.volume, 0.0), 1.0))
    return _BEGIN + "".join(_DIGITS[number // _BASE**place % _BASE] for place in reversed(range(8))) + text


def unmarked(text: str) -> tuple[str, Pace | None]:
    """Return `text` without any mark, and the pace that its first one asks for; None where there is no sensible one."""
    mark = _MARK.search(text)
    return _INVISIBLE.sub("", text), _pace(mark[1]) if mark else None


def _pace(digits: str) -> Pace | None:
    number = 0
    for digit in digits:
        number = number * _BASE + _DIGITS.index(digit)
    rate, volume = (percent / 100 for percent in divmod(number, _BYTE))
    return Pace(rate, volume) if SLOWEST <= rate <= FASTEST and volume <= 1 else None
