"""Which variant of a fixed line is said: they take turns, so none is said twice in a row."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from assistant.conversation.state import State
from assistant.packs import Responses
from assistant.turn import Line


def say(responses: Responses, state: State, *names: str) -> tuple[State, tuple[Line, ...]]:
    """Return the next variant of each named line; raise PackError where responses.toml lacks one."""
    used = dict(state.used)
    lines = []
    for name in names:
        variants = responses.variants(name)
        lines.append(variants[used.get(name, 0) % len(variants)])
        used[name] = used.get(name, 0) + 1
    return replace(state, used=MappingProxyType(used)), tuple(lines)
