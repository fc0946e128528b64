"""Models are found by name or path, and proved unchanged."""

import shutil
from pathlib import Path

import pytest

from assistant.errors import ModelError
from assistant.model_store import ModelStore, open_store
from assistant.model_store.digest import folder_digest
from assistant.model_store.manifest import read_manifest
from assistant.resources import models_folder


def test_the_built_in_model_is_found_whole_and_loads() -> None:
    store = open_store()
    assert store.find("english") == models_folder() / "english"
    assert store.verify("english") == "every byte is as published, and it loads"


def test_a_changed_model_is_found_out(tmp_path: Path) -> None:
    store = ModelStore(open_store().manifest, tmp_path, tmp_path / "fetched")
    shutil.copytree(models_folder() / "english", tmp_path / "english")
    (tmp_path / "english" / "conf" / "model.conf").write_text("--min-active=1\n")
    with pytest.raises(ModelError, match="was changed since it was put there: install lantern-voice again"):
        store.verify("english")


def test_a_model_is_found_by_path_before_any_other(tmp_path: Path) -> None:
    store = ModelStore((), tmp_path, tmp_path / "fetched")
    (tmp_path / "elsewhere").mkdir()
    assert store.find(str(tmp_path / "elsewhere")) == tmp_path / "elsewhere"


def test_a_fetched_model_is_taken_before_the_built_in_one(tmp_path: Path) -> None:
    store = ModelStore((), tmp_path, tmp_path / "fetched")
    (tmp_path / "english").mkdir()
    assert store.find() == tmp_path / "english"
    (tmp_path / "fetched" / "other").mkdir(parents=True)
    assert store.find() == tmp_path / "fetched" / "other"
    assert store.find("english") == tmp_path / "english"


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        (None, "the built-in model is missing from .*: install lantern-voice again"),
        ("vosk-model-small-en-us-0.15", "is not on this machine yet: run `lantern models fetch vosk-model-small"),
        (
            "vosk-model-small-en-us",
            "there is no model “vosk-model-small-en-us”: did you mean “vosk-model-small-en-us-0.15”",
        ),
        ("../models", "there is no model “../models”"),
    ],
)
def test_a_model_that_is_not_there_is_said_with_the_way_to_have_it(
    tmp_path: Path, choice: str | None, message: str
) -> None:
    store = ModelStore(open_store().manifest, tmp_path / "nothing", tmp_path / "fetched")
    with pytest.raises(ModelError, match=message):
        store.find(choice)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[model]]\nname = 'a'\n", "manifest.toml:1: “language” is missing: add it"),
        ("[[model]]\nname = '../a'\nlanguage = 'en'\nlicence = 'MIT'\n", "must be made of letters, digits"),
        ("[[model]]\nname = 'a'\nlanguage = 'en'\nlicense = 'MIT'\n", "did you mean “licence”"),
    ],
)
def test_a_flaw_of_the_manifest_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "manifest.toml").write_text(text)
    with pytest.raises(ModelError) as error:
        read_manifest(tmp_path / "manifest.toml")
    assert message in str(error.value)


def test_a_folder_has_the_same_digest_wherever_it_lies(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name / "am").mkdir(parents=True)
        (tmp_path / name / "am" / "final.mdl").write_text("same")
    assert folder_digest(tmp_path / "one") == folder_digest(tmp_path / "two")
    (tmp_path / "two" / "am" / "final.mdl").rename(tmp_path / "two" / "final.mdl")
    assert folder_digest(tmp_path / "one") != folder_digest(tmp_path / "two")
