"""The skill's language data, written from the packs: OpenVoiceOS wants it as files, and packs can be added."""

from __future__ import annotations

import json
from pathlib import Path

from assistant import __version__
from assistant.errors import StorageError
from assistant.packs import Library

LANGUAGE = "en-US"
"""The folder that OpenVoiceOS reads for every kind of English."""

_EXAMPLES = 5


def write_locale(library: Library, folder: Path) -> Path:
    """Write `locale/` below `folder` and return the latter; raises StorageError.

    `FACT.dialog` and `FACT.more.dialog` are a fact's words, `LINE.dialog` the variants of a fixed line; `skill.json`
    shows on a home screen what can be asked.
    """
    language = folder / "locale" / LANGUAGE.lower()
    try:
        language.mkdir(parents=True, exist_ok=True)
        for stale in language.glob("*.dialog"):
            stale.unlink()
        for name, lines in _dialogs(library).items():
            (language / f"{name}.dialog").write_text("\n".join(lines) + "\n", "utf-8")
        (language / "skill.json").write_text(json.dumps(_about(library), indent=2, ensure_ascii=False), "utf-8")
    except OSError as problem:
        raise StorageError(f"{folder} can't be written: {problem.strerror}; make room there") from problem
    return folder


def _dialogs(library: Library) -> dict[str, list[str]]:
    dialogs = {name: [line.spoken for line in variants] for name, variants in library.responses.lines.items()}
    for fact in library.facts.values():
        dialogs[fact.id] = [" ".join(quote.spoken for quote in fact.quotes)]
        if fact.more:
            dialogs[f"{fact.id}.more"] = [" ".join(quote.spoken for quote in fact.more)]
    return dialogs


def _about(library: Library) -> dict[str, object]:
    facts = list(library.facts.values())
    return {
        "skill_id": "skill-lantern.lantern-voice",
        "name": "Lantern",
        "version": __version__,
        "license": "Apache-2.0",
        "description": "Answers small children's questions in the words of a health leaflet: "
        + ", ".join(pack.title for pack in library.packs),
        "examples": [fact.title for fact in facts[:_EXAMPLES]],
        "tags": ["health", "children"],
    }
