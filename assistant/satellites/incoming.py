"""What clients may say in Wyoming events: the fields that Lantern reads, with their limits."""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from wyoming.event import Event

from assistant.satellites.peers import FORWARDED, NARROWED
from assistant.satellites.wire import BadEventError

LONGEST_TEXT = 4000
"""Characters: more than anybody asks, or Lantern answers."""

Text = Annotated[str, Field(max_length=LONGEST_TEXT)]
Name = Annotated[str, Field(max_length=256)]


class Incoming(BaseModel):
    """Fields of an event; others are for other servers."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)


class Context(Incoming):
    """Who speaks: Home Assistant names conversation and satellite, a server that asks the owner says so."""

    conversation_id: Name | None = None
    satellite_id: Name | None = None

    forwarded: Annotated[bool, Field(alias=FORWARDED)] = False
    narrowed: Annotated[Text, Field(alias=NARROWED)] = ""
    """What the second decoding heard, of a question that was forwarded."""


class Words(Incoming):
    """`transcript`, `recognize`, `synthesize`, `synthesize-chunk`."""

    text: Text
    context: Context | None = None


class SoundFormat(Incoming):
    """`audio-start`, `audio-chunk`: how the samples are written."""

    rate: Annotated[int, Field(ge=8_000, le=192_000)]
    """Hertz."""

    width: Literal[1, 2, 3, 4]
    """Bytes a sample."""

    channels: Annotated[int, Field(ge=1, le=8)]


class Beat(Incoming):
    """`ping`."""

    text: Text | None = None


Shape = TypeVar("Shape", bound=Incoming)


def check(shape: type[Shape], event: Event) -> Shape:
    """Return the event's fields as a `shape`; raise BadEventError where they are not so."""
    try:
        return shape.model_validate(event.data)
    except ValidationError as problem:
        flaw = problem.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in flaw["loc"])
        raise BadEventError(f"{event.type}: {where}: {flaw['msg']}") from problem
