"""What `lantern check` finds in a pack."""

import datetime as dt
import hashlib
from pathlib import Path

import pytest

from assistant.checking.finding import Finding
from assistant.checking.proofs import prove
from assistant.packs import load_packs
from assistant.resources import intents_folder

LEAFLET = "Kites fly high. They need wind.\n"
HOW = ("high", "low", "fast", "far", "well", "alone", "today", "indoors", "backwards", "here")
QUESTIONS = [f"do kites fly {how}" for how in HOW]
OWN_PACKS = load_packs(intents_folder())
TAKEN = OWN_PACKS.facts["catch"].questions[0].text
"""A question of another pack."""

TODAY = dt.date(2021, 1, 1)


def check(folder: Path, vocabulary: set[str] | None = None) -> list[Finding]:
    """Return what is found in this pack alone."""
    findings = prove(load_packs(intents_folder(), (folder,)), TODAY, vocabulary)
    return [finding for finding in findings if finding.where.startswith(str(folder))]


def write_pack(
    tmp_path: Path, *, answers: str = "", questions: list[str] | None = None, due: str = "2022-01-31"
) -> Path:
    folder = tmp_path / "kites"
    (folder / "questions").mkdir(parents=True)
    (folder / "leaflet.txt").write_text(LEAFLET)
    (folder / "pack.toml").write_text(
        'id = "kites"\ntitle = "Kites"\nlanguage = "en-GB"\napproved_by = "the Kite Club"\n'
        f'approved_on = 2020-01-31\nreview_due = {due}\nsha256 = "{hashlib.sha256(LEAFLET.encode()).hexdigest()}"\n'
    )
    (folder / "answers.toml").write_text(answers or fact())
    (folder / "questions" / "kite.txt").write_text("\n".join(QUESTIONS if questions is None else questions))
    return folder


def test_a_good_pack_has_no_findings(tmp_path: Path) -> None:
    assert check(write_pack(tmp_path)) == []


def fact(
    title: str = "Do kites fly?", picture: str = "kite", sentences: str = '["Kites fly high. They need wind."]'
) -> str:
    return f'[kite]\ntitle = "{title}"\npicture = "{picture}"\nsentences = {sentences}\n'


@pytest.mark.parametrize(
    ("answers", "severity", "what"),
    [
        (fact(sentences='["Kites fly high."]'), "error", "no answer says all of “They need wind.”"),
        (fact(title="Kites fly"), "error", "the title “Kites fly” is no question: end it with “?”"),
        (fact(title="Do they " + "really " * 12 + "fly?"), "warning", "is long for a child"),
        (fact(picture="a kite"), "error", "the picture “a kite” must be one lower-case word"),
        (fact() + fact().replace("[kite]", "[other]"), "error", "2 facts have the title “Do kites fly?”"),
        (fact() + fact().replace("[kite]", "[other]"), "error", "2 facts have the picture “kite”"),
        (fact() + fact("Who?", "who").replace("[kite]", "[other]"), "error", "nobody can ask for this"),
    ],
)
def test_a_flaw_of_the_answers_is_found(tmp_path: Path, answers: str, severity: str, what: str) -> None:
    findings = check(write_pack(tmp_path, answers=answers))
    assert any(finding.severity == severity and what in finding.what for finding in findings), findings


@pytest.mark.parametrize(
    ("questions", "severity", "where", "what"),
    [
        (["Do kites fly?", *QUESTIONS], "error", "kite.txt:1", "is not as a recogniser prints it"),
        ([*QUESTIONS, QUESTIONS[0]], "warning", f"kite.txt:{len(QUESTIONS) + 1}", "kite.txt:1: keep one"),
        ([*QUESTIONS, TAKEN], "error", f"kite.txt:{len(QUESTIONS) + 1}", "catch.txt:"),
        (QUESTIONS[:3], "warning", "kite.txt", "these questions are few"),
        ([], "error", "kite.txt", "nobody can ask for this"),
    ],
)
def test_a_flaw_of_the_questions_is_found(
    tmp_path: Path, questions: list[str], severity: str, where: str, what: str
) -> None:
    findings = check(write_pack(tmp_path, questions=questions))
    assert any(
        finding.severity == severity and finding.where.endswith(where) and what in finding.what for finding in findings
    ), findings


def test_a_review_date_that_is_past_is_a_warning(tmp_path: Path) -> None:
    (finding,) = check(write_pack(tmp_path, due="2020-12-31"))
    assert finding.severity == "warning"
    assert finding.what == "the leaflet was due for review in December 2020: ask the Kite Club for the new edition"


def test_words_that_can_not_be_heard_are_named(tmp_path: Path) -> None:
    vocabulary = {word for question in QUESTIONS for word in question.split()}
    assert check(write_pack(tmp_path), vocabulary) == []
    (finding,) = check(tmp_path / "kites", vocabulary - {"kites"})
    assert "100% of the questions have words that the speech model does not know, such as kites" in finding.what


def test_an_answer_that_is_too_long_to_listen_to_is_a_warning(tmp_path: Path) -> None:
    long = "Kites " + "fly and " * 20 + "fly."
    folder = write_pack(tmp_path, answers=fact(sentences=f'["{LEAFLET.strip()}"]'))
    assert check(folder) == []
    (folder / "leaflet.txt").write_text(long)
    about = (folder / "pack.toml").read_text()
    old, new = (hashlib.sha256(text.encode()).hexdigest() for text in (LEAFLET, long))
    (folder / "pack.toml").write_text(about.replace(old, new))
    (folder / "answers.toml").write_text(fact(sentences=f'["{long}"]'))
    (finding,) = check(folder)
    assert finding.what.startswith("[kite] is answered with 42 words")


def test_lanterns_own_packs_have_no_errors() -> None:
    findings = prove(OWN_PACKS, TODAY, None)
    assert [finding for finding in findings if finding.severity == "error"] == []
