"""What all packs share."""

from pathlib import Path

import pytest

from assistant.errors import PackError
from assistant.packs.common import load_common, load_responses


def test_a_file_of_an_unknown_intent_is_refused(tmp_path: Path) -> None:
    (tmp_path / "slow.txt").write_text("slow down\n")
    with pytest.raises(PackError, match=r"slow\.txt: “slow” is no common intent: did you mean “slower”\?"):
        load_common(tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('hello = "hi"\n', "responses.toml:1: “hello” must be a list"),
        ("# none\nhello = []\n", "responses.toml:2: “hello” must be a list"),
        ('hello = ["hi"]\n[say]\nIS = 1\n', "responses.toml:2: spoken forms are texts"),
    ],
)
def test_broken_responses_are_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "responses.toml"
    path.write_text(text)
    with pytest.raises(PackError) as error:
        load_responses(path)
    assert message in str(error.value)


def test_lines_have_variants_and_spoken_forms(tmp_path: Path) -> None:
    path = tmp_path / "responses.toml"
    path.write_text('call = ["Ring 999.", "Please ring 999."]\n[say]\n"999" = "nine nine nine"\n')
    responses = load_responses(path)
    assert [line.spoken for line in responses.variants("call")] == [
        "Ring nine nine nine.",
        "Please ring nine nine nine.",
    ]
    with pytest.raises(PackError, match="there is no line “cal”: write it"):
        responses.variants("cal")
