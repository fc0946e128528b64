"""Streams of Wyoming events, bent and broken in every way that a network, a bug or malice can break them."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable
from typing import Any

from assistant.satellites.house import House

SOUND = random.Random(1).randbytes(3200)  # noqa: S311 - seeded noise
"""A tenth of a second of noise at 16 kHz."""

_FORMAT = {"rate": 16_000, "width": 2, "channels": 1}
_ODD_VALUES: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    1e308,
    2**70,
    "",
    "\ud800",
    "x" * 5000,
    [],
    {},
    [[]],
    "can i catch it",
)
_READ_SECONDS = 60.0

Part = tuple[dict[str, Any], bytes]
"""An event's header, with its data, and its payload."""

STREAMS: tuple[tuple[Part, ...], ...] = (
    (({"type": "describe"}, b""),),
    (({"type": "ping", "data": {"text": "hello"}}, b""),),
    (
        ({"type": "transcribe", "data": {"language": "en"}}, b""),
        ({"type": "audio-start", "data": _FORMAT}, b""),
        ({"type": "audio-chunk", "data": _FORMAT}, SOUND),
        ({"type": "audio-chunk", "data": _FORMAT}, SOUND),
        ({"type": "audio-stop", "data": {"timestamp": 200}}, b""),
    ),
    (
        ({"type": "transcript", "data": {"text": "can i catch it", "context": {"conversation_id": "fuzz"}}}, b""),
        ({"type": "transcript", "data": {"text": "tell me more", "context": {"conversation_id": "fuzz"}}}, b""),
    ),
    (({"type": "recognize", "data": {"text": "what is it called"}}, b""),),
    (({"type": "synthesize", "data": {"text": "Hello.", "voice": {"name": "lantern"}}}, b""),),
    (
        ({"type": "synthesize-start", "data": {}}, b""),
        ({"type": "synthesize-chunk", "data": {"text": "Hello. The"}}, b""),
        ({"type": "synthesize-chunk", "data": {"text": "re you are."}}, b""),
        ({"type": "synthesize-stop"}, b""),
    ),
)


def mutated(chance: random.Random) -> bytes:
    """Return a stream of events with one to four things wrong with it."""
    parts = [part for _ in range(chance.randint(1, 2)) for part in chance.choice(STREAMS)]
    for _ in range(chance.randint(0, 2)):
        parts = chance.choice(_PART_MUTATIONS)(parts, chance)
    raw = b"".join(_written(header, payload, chance) for header, payload in parts)
    for _ in range(chance.randint(1 if chance.random() < 0.8 else 0, 2)):
        raw = chance.choice(_BYTE_MUTATIONS)(raw, chance)
    return raw


async def throw(port: int, raw: bytes, chance: random.Random) -> None:
    """Send a stream in pieces, then read on, hang up, or break the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    cut = chance.randrange(len(raw) + 1)
    try:
        for piece in (raw[:cut], raw[cut:]):
            writer.write(piece)
            await writer.drain()
        ending = chance.random()
        if ending < 0.7:  # most clients are polite
            writer.write_eof()
            await asyncio.wait_for(reader.read(), _READ_SECONDS)
        elif ending < 0.85:  # some are gone with a reset
            writer.transport.abort()
    except ConnectionError:
        pass  # the server hung up first, as it should on some streams
    finally:
        writer.close()


async def settled(house: House) -> None:
    """Wait until every client is gone."""
    while house.guests:  # noqa: ASYNC110 - the house tells nobody when it is empty
        await asyncio.sleep(0.01)


def _written(header: dict[str, Any], payload: bytes, chance: random.Random) -> bytes:
    header = dict(header)
    data = b""
    if "data" in header and chance.random() < 0.5:
        data = json.dumps(header.pop("data")).encode()
        header.setdefault("data_length", len(data))
    if payload:
        header.setdefault("payload_length", len(payload))
    return json.dumps(header).encode() + b"\n" + data + payload


def _odd_field(parts: list[Part], chance: random.Random) -> list[Part]:
    header, payload = chance.choice(parts)
    header = json.loads(json.dumps(header))
    target = header.get("data") or header
    target[chance.choice(sorted(target))] = chance.choice(_ODD_VALUES)
    return [*parts, (header, payload)]


def _odd_length(parts: list[Part], chance: random.Random) -> list[Part]:
    place = chance.randrange(len(parts))
    header, payload = parts[place]
    wrong = chance.choice([*_ODD_VALUES, len(payload) + chance.randint(-3, 3), 10**9])
    return [
        *parts[:place],
        (header | {chance.choice(["data_length", "payload_length"]): wrong}, payload),
        *parts[place:],
    ]


def _shuffled(parts: list[Part], chance: random.Random) -> list[Part]:
    return chance.sample(parts, len(parts))


def _left_out(parts: list[Part], chance: random.Random) -> list[Part]:
    return [part for part in parts if chance.random() < 0.7] or parts[:1]


def _flipped(raw: bytes, chance: random.Random) -> bytes:
    spoilt = bytearray(raw)
    for _ in range(chance.randint(1, 4)):
        if spoilt:
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    return bytes(spoilt)


def _cut(raw: bytes, chance: random.Random) -> bytes:
    return raw[: chance.randrange(len(raw) + 1)]


def _hole(raw: bytes, chance: random.Random) -> bytes:
    begin = chance.randrange(len(raw) + 1)
    return raw[:begin] + raw[begin + chance.randint(1, 40) :]


def _stutter(raw: bytes, chance: random.Random) -> bytes:
    begin = chance.randrange(len(raw) + 1)
    return raw[:begin] + raw[begin : begin + chance.randint(1, 200)] + raw[begin:]


def _noise(raw: bytes, chance: random.Random) -> bytes:
    begin = chance.randrange(len(raw) + 1)
    return raw[:begin] + chance.randbytes(chance.choice([1, 10, 100, 70_000])) + raw[begin:]


_PART_MUTATIONS: tuple[Callable[[list[Part], random.Random], list[Part]], ...] = (
    _odd_field,
    _odd_length,
    _shuffled,
    _left_out,
)
_BYTE_MUTATIONS: tuple[Callable[[bytes, random.Random], bytes], ...] = (_flipped, _cut, _hole, _stutter, _noise)
