"""The evaluation hears any recordings with a closed vocabulary, and goes on past broken ones."""

import json
from pathlib import Path

import pytest

from assistant.errors import LanternError, SettingsError
from assistant.resources import models_folder
from models.hearing.decoding import Samples, kind_of, open_ears, read_audio, transcribe
from models.hearing.evaluation import evaluate

RECORDING = Path(__file__).parents[1] / "recordings" / "can i catch it.flac"


@pytest.fixture(scope="module")
def english() -> Path:
    return models_folder() / "english"


@pytest.fixture(scope="module")
def question() -> Samples:
    return read_audio(RECORDING)


@pytest.fixture
def sentences(tmp_path: Path) -> Path:
    path = tmp_path / "sentences.txt"
    path.write_text("Can I catch it?\nCan I watch it?\nIs vigabatrin a medicine?\n")
    return path


def test_a_manifest_gives_a_row_and_figures_for_each_group(
    tmp_path: Path, sentences: Path, english: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"RIFF")
    manifest = tmp_path / "manifest.tsv"
    manifest.write_text(
        f"path\ttranscript\tgroup\n{RECORDING}\tCan I catch it?\tchild\n"
        f"{broken}\tcan i catch it\tchild\nmissing.wav\tno such file\t\n\t\t\n"
    )
    out = tmp_path / "bench" / "evaluate.json"
    evaluate(manifest, sentences, english / "am", out)
    figures = json.loads(out.read_text())
    assert figures["groups"] == {"child": {"wer": 0.0, "utterances": 1, "sentences_right": 1.0}}
    assert figures["real_time_factor"] > 0.0
    printed = capsys.readouterr()
    assert "child" in printed.out
    for named in (str(broken), "missing.wav", f"{manifest}:5"):
        assert named in printed.err


def test_rows_without_a_group_are_grouped_by_their_first_folder(tmp_path: Path, sentences: Path, english: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "a.flac").write_bytes(RECORDING.read_bytes())
    manifest = tmp_path / "manifest.tsv"
    manifest.write_text("path\ttranscript\nhome/a.flac\tcan i catch it\n")
    report = evaluate(manifest, sentences, english / "am", tmp_path / "figures.json")
    assert list(report.groups) == ["home"]


@pytest.mark.parametrize("text", ["", "a\tb\n1\t2\n"])
def test_a_manifest_that_is_none_is_said_to_be_none(tmp_path: Path, sentences: Path, english: Path, text: str) -> None:
    manifest = tmp_path / "manifest.tsv"
    manifest.write_text(text)
    with pytest.raises(LanternError):
        evaluate(manifest, sentences, english / "am", tmp_path / "figures.json")


def test_no_sentences_are_said_to_be_missing(tmp_path: Path, english: Path) -> None:
    manifest = tmp_path / "manifest.tsv"
    manifest.write_text(f"path\ttranscript\n{RECORDING}\tcan i catch it\n")
    with pytest.raises(SettingsError, match="can't be read"):
        evaluate(manifest, tmp_path / "nowhere.txt", english / "am", tmp_path / "figures.json")


def test_the_built_in_model_hears_a_question_open_and_narrowed(english: Path, question: Samples) -> None:
    heard = transcribe(open_ears(english, ["can i catch it"]), question)
    assert heard.text == heard.narrowed == "can i catch it"


def test_a_grammar_that_lacks_the_question_is_not_forced_upon_it(english: Path, question: Samples) -> None:
    heard = transcribe(open_ears(english, ["the moon is made of rock"]), question)
    assert "moon is made" not in heard.narrowed


def test_the_topology_is_read_from_the_model(english: Path) -> None:
    assert kind_of(english / "am") == "hmm"
