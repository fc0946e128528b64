"""Wyoming events off the wire, with a limit on everything that a sender says about its own length.

    {"type": …, "data": {…}, "data_length": …, "payload_length": …} and a newline, then <data>, then <payload>

The package's own reader believes every length and takes malformed input for the end of the stream.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
from wyoming.event import Event, Eventable, async_write_event

LONGEST_HEADER = 2**16
"""Bytes up to the end of the line."""

LONGEST_DATA = 2**17
"""Bytes of JSON after the header."""

LONGEST_PAYLOAD = 2**19
"""Bytes of sound: five seconds of studio stereo, sixteen of a satellite's microphone."""

BODY_SECONDS = 30.0
"""How long what a header announced may take to come."""

WRITE_SECONDS = 30.0
"""How long a client may take to read what it asked for."""

_LENGTHS = {"data_length": LONGEST_DATA, "payload_length": LONGEST_PAYLOAD}


Send = Callable[[Eventable], Awaitable[None]]
"""Sends a message to one client."""


class BadEventError(Exception):
    """An event is not as it should be; the next one may be."""


class LostTrackError(BadEventError):
    """Where the next event begins can't be told any more: the connection has to end."""


async def read_event(reader: asyncio.StreamReader, header_seconds: float | None = None) -> Event | None:
    """Return the next event, or None at the end of the stream.

    Raises BadEventError, LostTrackError, and TimeoutError where no event begins within `header_seconds`.
    """
    with anyio.fail_after(header_seconds):
        line = await _read_line(reader)
    if not line:
        return None
    header = _object(line, "header")
    kind = header.get("type")
    lengths = {name: _length(header.get(name), name, most) for name, most in _LENGTHS.items()}
    data_bytes, payload = await _read_body(reader, lengths["data_length"], lengths["payload_length"])
    if not isinstance(kind, str):
        raise BadEventError("an event without a type")
    data = header.get("data") or {}
    if not isinstance(data, dict):
        raise BadEventError("the data of an event must be a JSON object")
    if data_bytes:
        data = data | _object(data_bytes, "data")
    return Event(kind, data, payload or None)


async def write_event(writer: asyncio.StreamWriter, event: Event) -> None:
    """Send an event; raises TimeoutError where the client does not read it, ConnectionError where it is gone."""
    with anyio.fail_after(WRITE_SECONDS):
        await async_write_event(event, writer)


async def hang_up(writer: asyncio.StreamWriter) -> None:
    """Close the connection once the client has read what was written, or has had time to.

    One that has stopped and reads no more would keep its socket for ever.
    """
    writer.close()
    try:
        with anyio.fail_after(WRITE_SECONDS):
            await writer.wait_closed()
    except OSError:
        writer.transport.abort()


async def _read_line(reader: asyncio.StreamReader) -> bytes:
    try:
        line = await reader.readline()
    except ValueError as problem:
        raise LostTrackError(f"a header of more than {LONGEST_HEADER} bytes") from problem
    if line and not line.endswith(b"\n"):
        raise LostTrackError("the connection broke off within a header")
    return line


async def _read_body(reader: asyncio.StreamReader, data_length: int, payload_length: int) -> tuple[bytes, bytes]:
    try:
        with anyio.fail_after(BODY_SECONDS):
            return await reader.readexactly(data_length), await reader.readexactly(payload_length)
    except asyncio.IncompleteReadError as problem:
        raise LostTrackError("the connection broke off within an event") from problem
    except TimeoutError as problem:
        raise LostTrackError(f"the rest of an event did not come within {BODY_SECONDS:.0f} s") from problem


def _length(value: object, name: str, most: int) -> int:
    if value is None:
        return 0
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise LostTrackError(f"{name} must be a whole number from 0 to {most}")
    return value


def _object(text: bytes, what: str) -> dict[str, Any]:
    try:
        parsed = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise BadEventError(f"the {what} of an event is not JSON") from problem
    if not isinstance(parsed, dict):
        raise BadEventError(f"the {what} of an event must be a JSON object")
    return parsed
