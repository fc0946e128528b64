"""What `lantern check` finds by trying the questions of a pack."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.checking.bank import Examination, examine, stolen_questions
from assistant.checking.report import report
from assistant.packs import CommonIntents, Example, Library, Responses, load_pack
from assistant.understanding.calibration import Calibration
from assistant.understanding.encoder import OnnxEncoder
from assistant.understanding.index import bank_of, open_index
from assistant.understanding.opening import encoder_folder
from assistant.understanding.recognise import Recogniser

MOON = load_pack(Path(__file__).parents[1] / "moon")
NOBODY = CommonIntents({}, Path("common"))


def understood(library: Library, cache: Path) -> Recogniser:
    encoder = OnnxEncoder(encoder_folder())
    return Recogniser(encoder, open_index(bank_of(library), encoder, [cache]), Calibration())


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def moon() -> Library:
    return Library((MOON,), NOBODY, Responses({}))


@pytest.fixture(scope="module")
def examination(moon: Library, cache: Path) -> Examination:
    return examine(moon, understood(moon, cache))


def test_every_question_is_tried_once(moon: Library, examination: Examination) -> None:
    assert len({each.text for each in examination.tried}) == len(examination.tried) == len(bank_of(moon).texts)


def test_most_are_understood_as_if_they_were_new(examination: Examination) -> None:
    assert sum(each.wrong for each in examination.tried) < 0.2 * len(examination.tried)
    assert 0.0 <= examination.share_right("moon_tides") <= 1.0


def test_a_question_in_the_wrong_file_is_stolen(cache: Path) -> None:
    lost = Example("what makes the moon pull the sea up the beach")
    facts = tuple(
        replace(fact, questions=(*fact.questions, lost)) if fact.id == "moon_jump" else fact for fact in MOON.facts
    )
    library = Library((replace(MOON, facts=facts),), NOBODY, Responses({}))
    findings = stolen_questions(library, understood(library, cache))
    finding = next(finding for finding in findings if lost.text in finding.what)
    assert finding.severity == "warning"
    assert finding.where.endswith("moon_jump.txt")
    assert "moon_tides" in finding.what


def test_the_report_stands_alone_and_shows_every_intent(moon: Library, examination: Examination) -> None:
    page = report(examination, [])
    assert "<svg" in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert all(fact_id in page for fact_id in moon.facts)
