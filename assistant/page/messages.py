"""What page and server say to each other over one WebSocket.

Up: JSON messages, one of the classes below, and sound as binary messages (16-bit little-endian mono at the rate that
`listen` announced). Down: JSON messages; a `turn` that has sound is followed by one binary message of such samples.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from assistant.turn import Control, Quote, Reply, Turn

LONGEST_TEXT = 4_000
"""Characters of a JSON message; none needs a tenth of it."""

LONGEST_SOUND = 65_536
"""Bytes of a sound message: a third of a second at the highest rate of a microphone."""

LONGEST_QUESTION = 300
"""Characters of a typed question."""


SLOWEST, FASTEST = 0.5, 1.5
"""How fast a grown-up may let Lantern speak; 1 is its own speed."""


class MalformedMessageError(ValueError):
    """A message that is none of the protocol's; the text says what is wrong with it."""


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Listen(_Message):
    """The moon was pressed: sound comes."""

    type: Literal["listen"]
    rate: Annotated[int, Field(ge=8_000, le=192_000)]
    """Of the microphone, hertz."""


class Hold(_Message):
    """The moon is held down: only letting it go ends the question."""

    type: Literal["hold"]


class Done(_Message):
    """The moon was let go, or pressed again: the question is over."""

    type: Literal["done"]


class Cancel(_Message):
    """What was being heard is not wanted."""

    type: Literal["cancel"]


class Pick(_Message):
    """A picture card was tapped."""

    type: Literal["pick"]
    fact: Annotated[str, Field(max_length=80)]


class Command(_Message):
    """A picture button was pressed, such as “again”."""

    type: Literal["command"]
    control: Control


class Ask(_Message):
    """A question was typed."""

    type: Literal["ask"]
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_QUESTION)]


class Silence(_Message):
    """Nobody has spoken or touched anything for a long while."""

    type: Literal["silence"]


class Settle(_Message):
    """A grown-up chose how Lantern speaks."""

    type: Literal["settle"]
    rate: Annotated[float, Field(ge=SLOWEST, le=FASTEST)] = 1.0
    voice: Annotated[str, Field(max_length=120)] | None = None
    """A name of the page's list; the voice that Lantern was started with where None."""

    bedtime: bool = False
    """Whether answers are shorter, slower and quieter."""


ClientMessage = Listen | Hold | Done | Cancel | Pick | Command | Ask | Silence | Settle

_CLIENT: TypeAdapter[ClientMessage] = TypeAdapter(Annotated[ClientMessage, Field(discriminator="type")])


def read_message(text: str) -> ClientMessage:
    """Return what the page says; raises MalformedMessageError."""
    if len(text) > LONGEST_TEXT:
        raise MalformedMessageError(f"a message of {len(text)} characters: the longest is {LONGEST_TEXT}")
    try:
        return _CLIENT.validate_json(text)
    except ValidationError as problem:
        flaw = problem.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in flaw["loc"]) or "message"
        raise MalformedMessageError(f"{place}: {flaw['msg']}") from problem


def turn_message(turn: Turn, number: int, *, aloud: bool) -> dict[str, Any]:
    """Return a turn for the page: `number` tells it from the conversation's others, `aloud` that it was asked aloud."""
    message = {
        "type": "turn",
        "number": number,
        "heard": turn.question,
        "aloud": aloud,
        **_reply_fields(turn.reply),
        "ms": {
            "transcribe": round(turn.ms.transcribe),
            "recognise": round(turn.ms.recognise),
            "synthesise": round(turn.ms.synthesise),
        },
        "speech": None,
    }
    if turn.speech is not None:
        message["speech"] = {
            "rate": turn.speech.rate,
            "seconds": round(turn.speech.seconds, 3),
            "marks": [round(mark, 3) for mark in turn.speech.marks],
        }
    return message


def _reply_fields(reply: Reply) -> dict[str, Any]:
    return {
        "kind": reply.kind,
        "intent": reply.intent,
        "parts": [
            {"text": part.text, "start": part.start, "end": part.end}
            if isinstance(part, Quote)
            else {"text": part.text}
            for part in reply.parts
        ],
        "suggestions": list(reply.suggestions),
        "rate": reply.pace.rate,
        "volume": reply.pace.volume,
        "ends": reply.ends,
    }
