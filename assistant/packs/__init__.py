"""Packs: leaflets that can answer. `load_packs` reads them all into a `Library`."""

from assistant.packs.common import COMMON_LABELS, CONTROLS, OUT_OF_SCOPE, SAFETY, CommonIntents, Responses
from assistant.packs.files import Example
from assistant.packs.leaflet import Leaflet
from assistant.packs.library import Library, load_packs
from assistant.packs.pack import Fact, Pack, load_pack

__all__ = [
    "COMMON_LABELS",
    "CONTROLS",
    "OUT_OF_SCOPE",
    "SAFETY",
    "CommonIntents",
    "Example",
    "Fact",
    "Leaflet",
    "Library",
    "Pack",
    "Responses",
    "load_pack",
    "load_packs",
]
