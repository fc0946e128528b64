"""How written words are said aloud: a pack's `[say]` forms, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_END = re.compile(r"[.!?:,;…]['\"’”)]*$")
_BEFORE_PAUSE = re.compile(r"\s+(?=[.,;:!?])")


@dataclass(frozen=True)
class SpokenForms:
    """Written forms and how they are said, such as “IS” → “Infantile Spasms”.

    A form that begins or ends with a letter or digit is replaced only as a whole word, capitals as given: “IS” changes
    neither “is” nor “THIS”. Longer forms win, and what was replaced is not looked at again.
    """

    forms: Mapping[str, str] = field(default_factory=dict)

    def say(self, text: str) -> str:
        """Return `text` as it is said aloud, on one line and with a pause at its end."""
        if self.forms:
            text = self._pattern().sub(lambda match: self.forms[match.group()], text)
        text = _BEFORE_PAUSE.sub("", " ".join(text.split()))
        return text if not text or _END.search(text) else f"{text}."

    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted(self.forms, key=len, reverse=True)
        return re.compile("|".join(_whole_words(form) for form in longest_first))


def _whole_words(form: str) -> str:
    before = r"(?<!\w)" if form[0].isalnum() else ""
    after = r"(?!\w)" if form[-1].isalnum() else ""
    return f"{before}{re.escape(form)}{after}"
