"""The report of `lantern check` as one HTML file: a table of the intents and a picture of what is mixed up.

The file stands alone: no script, no picture or font from elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from string import Template
from typing import Final

from assistant.checking.bank import Examination, Tried
from assistant.checking.finding import Finding
from assistant.turn import Ambiguous

_CELL: Final = 14
_MARGIN: Final = 130
_MISTAKES_SHOWN: Final = 60

_PAGE: Final = Template("""<!doctype html>
<html lang="en-GB">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Lantern: how well the packs are understood</title>
<style>
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem;
         color: #1b1b2f; background: #fffdf7; }
  table { border-collapse: collapse; }
  th, td { padding: .2rem .8rem; text-align: right; border-bottom: 1px solid #ddd5c0; }
  th:first-child, td:first-child, td.words { text-align: left; }
  figure { margin: 1rem 0; overflow-x: auto; } svg text { font: 10px system-ui, sans-serif; }
  .error { color: #9b1c1c; }
</style>
<h1>How well the packs are understood</h1>
<p>$summary</p>
<h2>Findings</h2>
$findings
<h2>What is mixed up</h2>
<p>A row is what was asked, a column what it was taken for; the darker, the oftener. Hover over a square to read it.</p>
<figure>$matrix</figure>
<h2>Intent by intent</h2>
<table><thead><tr><th>intent<th>questions<th>understood<th>asked back<th>admitted<th>wrong</tr></thead>
<tbody>$rows</tbody></table>
<h2>Wrong answers</h2>
<table><thead><tr><th>question<th>asked<th>taken for</tr></thead><tbody>$mistakes</tbody></table>
</html>
""")


def report(examination: Examination, findings: Sequence[Finding]) -> str:
    """Return the report as HTML."""
    tried = examination.tried
    right, wrong = sum(each.right for each in tried), sum(each.wrong for each in tried)
    return _PAGE.substitute(
        summary=(
            f"{len(tried):,} questions, each tried as if it were new: {right / len(tried):.1%} understood, "
            f"{wrong / len(tried):.1%} taken for something else, the rest asked back or admitted."
        ),
        findings="".join(_finding(finding) for finding in findings) or "<p>None.</p>",
        matrix=confusion_matrix(examination),
        rows="".join(_row(intent, group) for intent, group in examination.by_intent.items()),
        mistakes="".join(_mistake(each) for each in [each for each in tried if each.wrong][:_MISTAKES_SHOWN]),
    )


def confusion_matrix(examination: Examination) -> str:
    """Return the confusion matrix as an SVG picture."""
    intents = list(examination.by_intent)
    size = _MARGIN + _CELL * len(intents)
    body = "".join(_cells(examination, intents))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" role="img" '
        f'aria-label="Confusion matrix of {len(intents)} intents">{body}</svg>'
    )


def _cells(examination: Examination, intents: list[str]) -> Iterator[str]:
    for row, intent in enumerate(intents):
        y = _MARGIN + row * _CELL
        name = escape(intent)
        yield f'<text x="{_MARGIN - 4}" y="{y + 11}" text-anchor="end">{name}</text>'
        yield f'<text transform="translate({y + 11} {_MARGIN - 4}) rotate(-90)">{name}</text>'
        group = examination.by_intent[intent]
        for other, count in Counter(each.understood for each in group).items():
            if other in examination.by_intent:
                x = _MARGIN + intents.index(other) * _CELL
                shade = 0.15 + 0.85 * (count / len(group)) ** 0.5
                colour = "#1d4f91" if other == intent else "#b3361f"
                yield (
                    f'<rect x="{x}" y="{y}" width="{_CELL - 1}" height="{_CELL - 1}" fill="{colour}" '
                    f'fill-opacity="{shade:.2f}"><title>{name} taken for {escape(other)}: '
                    f"{count} of {len(group)}</title></rect>"
                )


def _row(intent: str, group: Sequence[Tried]) -> str:
    right, wrong = sum(each.right for each in group), sum(each.wrong for each in group)
    asked = sum(isinstance(each.outcome, Ambiguous) for each in group)
    admitted = len(group) - right - wrong - asked
    shares = "".join(f"<td>{count / len(group):.0%}" for count in (right, asked, admitted, wrong))
    return f"<tr><td>{escape(intent)}<td>{len(group)}{shares}</tr>\n"


def _mistake(tried: Tried) -> str:
    cells = "".join(f'<td class="words">{escape(cell)}' for cell in (tried.text, tried.intent, tried.understood))
    return f"<tr>{cells}</tr>\n"


def _finding(finding: Finding) -> str:
    return f'<p class="{finding.severity}">{finding.severity} {escape(finding.where)}: {escape(finding.what)}</p>\n'
