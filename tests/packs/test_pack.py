"""Packs are read whole, or refused with file, line, what is wrong and how to mend it."""

import datetime as dt
import shutil
from pathlib import Path

import pytest

from assistant.errors import PackError
from assistant.packs import load_pack, load_packs
from assistant.resources import intents_folder
from tests.packs.conftest import ABOUT, ANSWERS, PackWriter


def test_a_pack_is_read(write_pack: PackWriter) -> None:
    pack = load_pack(write_pack())
    fly, tail = pack.facts
    assert (fly.id, fly.title, fly.picture, fly.see_also) == ("fly", "Do kites fly?", "kite", ("tail",))
    assert (fly.quotes[0].text, fly.quotes[0].spoken) == ("Kites fly high.", "Paper kites fly high.")
    assert fly.more[0].start == len("Kites fly high. ")
    assert [(question.text, question.writer, question.line) for question in fly.questions] == [
        ("do kites fly", "ann", 2),
        ("kites fly don't they", "ann", 5),
    ]
    assert tail.questions == ()
    assert pack.review_is_due(dt.date(2022, 2, 1))
    assert not pack.review_is_due(dt.date(2022, 1, 31))


@pytest.mark.parametrize(
    ("texts", "where", "what"),
    [
        ({"pack_toml": None}, "kites:", "this folder is no pack, pack.toml is missing"),
        ({"pack_toml": "id = \n"}, "pack.toml:1:", "this is no proper TOML: invalid value, at column 6"),
        ({"pack_toml": ABOUT + "[sya]\n"}, "pack.toml:11:", "“sya” is not a known name: did you mean “say”?"),
        ({"pack_toml": ABOUT.replace('title = "Kites"\n', "")}, "pack.toml:1:", "“title” is missing: add it"),
        ({"pack_toml": ABOUT.replace('"kites"', '"kite"')}, "pack.toml:1:", "make them one"),
        ({"pack_toml": ABOUT.replace("2020-01-31", '"soon"')}, "pack.toml:5:", "should be a valid date"),
        ({"pack_toml": ABOUT + '"" = "nothing"\n'}, "pack.toml:9:", "an empty text has no spoken form"),
        ({"leaflet_txt": None}, "leaflet.txt:", "there is no such file"),
        ({"leaflet_txt": b"caf\xe9"}, "leaflet.txt:1:", "save the file as UTF-8"),
        ({"leaflet_txt": "Kites fly low."}, "pack.toml:7:", 'write sha256 = "'),
        ({"answers_toml": ""}, "answers.toml:1:", "write a table for each fact"),
        ({"answers_toml": ANSWERS.replace("fly high", "fly low")}, "answers.toml:5:", "does not say “Kites fly low.”"),
        ({"answers_toml": ANSWERS.replace("steady", "still")}, "answers.toml:13:", "“A tail keeps a kite steady.”"),
        ({"answers_toml": ANSWERS.replace('["tail"]', '["tale"]')}, "answers.toml:7:", "did you mean “tail”?"),
        ({"answers_toml": ANSWERS.replace("picture", "pictur")}, "answers.toml:4:", "did you mean “picture”?"),
        ({"answers_toml": ANSWERS.replace('["Kites fly high."]', "[]")}, "answers.toml:5:", "at least one sentence"),
        ({"questions__flight_txt": "who flies"}, "flight.txt:", "answers.toml has no fact “flight”"),
    ],
)
def test_a_flaw_is_named_with_its_place_and_how_to_mend_it(
    write_pack: PackWriter, texts: dict[str, str | bytes | None], where: str, what: str
) -> None:
    with pytest.raises(PackError) as error:
        load_pack(write_pack(**texts))
    assert where in str(error.value)
    assert what in str(error.value)


def test_two_packs_may_not_share_a_fact(write_pack: PackWriter, tmp_path: Path) -> None:
    first = write_pack()
    second = Path(shutil.copytree(first, tmp_path / "more-kites"))
    about = (second / "pack.toml").read_text().replace('id = "kites"', 'id = "more-kites"')
    (second / "pack.toml").write_text(about)
    with pytest.raises(PackError, match="ids are unique over all packs"):
        load_packs(intents_folder(), (first, second))


def test_a_fact_may_not_be_called_like_a_common_intent(write_pack: PackWriter) -> None:
    folder = write_pack(answers_toml=ANSWERS.replace("[tail]", "[stop]").replace('["tail"]', '["stop"]'))
    with pytest.raises(PackError, match="“stop” is a common intent: rename the fact"):
        load_packs(intents_folder(), (folder,))


def test_an_intents_folder_without_packs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="there is no pack here"):
        load_packs(tmp_path)
