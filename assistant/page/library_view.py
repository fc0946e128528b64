"""What the page shows of the packs: cards for children, the leaflet and where it comes from for grown-ups."""

from __future__ import annotations

import datetime as dt
from typing import Any

from assistant.packs import Library
from assistant.packs.pack import Fact, Pack


def library_view(library: Library, today: dt.date) -> dict[str, Any]:
    """Return the cards and the leaflets as plain values for JSON."""
    return {"packs": [_pack_view(pack, today) for pack in library.packs]}


def _pack_view(pack: Pack, today: dt.date) -> dict[str, Any]:
    return {
        "id": pack.id,
        "title": pack.title,
        "language": pack.language,
        "leaflet": pack.leaflet.text,
        "approvedBy": pack.approved_by,
        "approvedOn": _month(pack.approved_on),
        "reviewDue": _month(pack.review_due),
        "reviewIsDue": pack.review_is_due(today),
        "facts": [_fact_view(fact) for fact in pack.facts],
    }


def _fact_view(fact: Fact) -> dict[str, Any]:
    return {"id": fact.id, "title": fact.title, "picture": fact.picture}


def _month(date: dt.date) -> str:
    return f"{date:%B %Y}"
