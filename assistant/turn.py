"""What passes between the stages of one turn: frozen values without behaviour of their own.

AudioChunk ─► Transcript ─► IntentMatch | Ambiguous | NoMatch ─► Reply ─► Speech        (all of them: Turn)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

SAMPLE_WIDTH = 2
"""Bytes a sample: all audio inside Lantern is 16-bit little-endian mono PCM."""

Kind = Literal["answer", "clarify", "unknown", "comfort", "emergency", "control"]
"""What sort of reply a turn gets; the words of the JSON contract."""

Control = Literal[
    "repeat", "more", "slower", "faster", "louder", "quieter", "stop", "help", "hello", "thanks", "goodnight"
]
"""What one can ask of Lantern itself."""


@dataclass(frozen=True, slots=True)
class AudioChunk:
    """A piece of sound on its way in."""

    pcm: bytes
    """16-bit little-endian mono samples."""

    rate: int
    """Samples a second, hertz."""

    @property
    def seconds(self) -> float:
        """How long the piece lasts."""
        return len(self.pcm) / SAMPLE_WIDTH / self.rate


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was heard."""

    text: str
    """Lower-case words; empty when nobody spoke."""

    narrowed: str = ""
    """What a second decoding, narrowed to the packs' own wording, heard; empty where none was made."""

    seconds: float = 0.0
    """How much audio was heard."""

    likelihood: float = 0.0
    """Log-likelihood of words and sound together, per second of sound; 0 where it is not known."""

    ends: tuple[float, ...] = ()
    """When each word of `text` ended, seconds from the beginning; empty unless it was narrowed to few phrases."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An intent with the probability that it is the one meant."""

    intent: str
    """A fact's id, or a common intent's name."""

    confidence: float
    """Calibrated, 0 to 1."""


@dataclass(frozen=True, slots=True)
class IntentMatch:
    """One intent was recognised."""

    intent: str
    """A fact's id; `comfort`, `danger_to_self` or `emergency`; or a control."""

    kind: Literal["answer", "comfort", "emergency", "control"]
    confidence: float
    """Calibrated, 0 to 1."""

    alternatives: tuple[Candidate, ...] = ()
    """The next likeliest intents, best first."""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Two facts are about as likely as each other: ask which one was meant."""

    candidates: tuple[Candidate, Candidate]
    """The two facts, likelier first."""


@dataclass(frozen=True, slots=True)
class NoMatch:
    """Not a question that the leaflet answers."""

    reason: Literal["out_of_scope", "advice", "unclear", "silence"]
    """Something else; advice that only a grown-up may give; too little to go on; nothing at all."""

    confidence: float = 0.0
    """How sure that nothing matches, 0 to 1."""

    alternatives: tuple[Candidate, ...] = ()
    """The likeliest intents all the same, best first."""


Recognition = IntentMatch | Ambiguous | NoMatch
"""What a text was understood as. Not understanding is a value, not an exception."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A contiguous piece of the leaflet."""

    text: str
    """The leaflet's own words, to the letter."""

    start: int
    """Where it begins in `leaflet.txt`, in characters."""

    end: int
    """Where it ends, exclusive: `leaflet[start:end] == text`."""

    spoken: str
    """The same as it is said aloud: only the pack's `[say]` forms differ."""


@dataclass(frozen=True, slots=True)
class Line:
    """A fixed line of `responses.toml`: never a statement about health."""

    text: str
    spoken: str


@dataclass(frozen=True, slots=True)
class Pace:
    """How speech sounds just now."""

    rate: float = 1.0
    """Speed; 1 is the voice's own, 0.8 slower."""

    volume: float = 1.0
    """Loudness, 0 to 1 of the limit."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What Lantern says, and why."""

    kind: Kind
    intent: str
    """The intent answered; for `clarify` the likelier fact; for `unknown` the reason of `NoMatch`."""

    parts: tuple[Quote | Line, ...]
    """Spoken in this order."""

    confidence: float = 0.0
    alternatives: tuple[Candidate, ...] = ()
    suggestions: tuple[str, ...] = ()
    """Facts one could ask about next (cards on the page), best first."""

    pace: Pace = field(default_factory=Pace)
    ends: bool = False
    """The conversation is over after this (goodnight, stop at bedtime)."""

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """The leaflet's words among the parts."""
        return tuple(part for part in self.parts if isinstance(part, Quote))

    @property
    def spoken(self) -> str:
        """All that is said aloud, as one text."""
        return " ".join(part.spoken for part in self.parts)


@dataclass(frozen=True, slots=True)
class Speech:
    """Synthesised sound, ready to be played."""

    pcm: bytes
    """16-bit little-endian mono samples."""

    rate: int
    """Samples a second, hertz."""

    marks: tuple[float, ...] = (0.0,)
    """When each part of the reply begins, seconds from the start."""

    @property
    def seconds(self) -> float:
        """How long the sound lasts."""
        return len(self.pcm) / SAMPLE_WIDTH / self.rate


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds that each stage of a turn took."""

    transcribe: float = 0.0
    recognise: float = 0.0
    synthesise: float = 0.0


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange: what was heard, understood, answered and spoken."""

    question: str
    """The words that were answered: typed, or heard."""

    recognition: Recognition
    reply: Reply
    speech: Speech | None = None
    """The reply as sound, where it was asked for."""

    transcript: Transcript | None = None
    """What the ears made of it, where it was spoken."""

    ms: Timings = field(default_factory=Timings)
