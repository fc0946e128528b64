"""The wheel holds everything: it answers from an empty folder, in an environment without the checkout."""

import json
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir"]
    subprocess.run([*build, str(folder), str(ROOT)], check=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a new virtual environment with the wheel; what the wheel depends on is lent by this environment."""
    folder = tmp_path_factory.mktemp("new") / "environment"
    venv.create(folder, with_pip=False)
    paths = {"base": str(folder), "platbase": str(folder)}
    site_packages = Path(sysconfig.get_path("purelib", "venv", vars=paths))
    (site_packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    python = Path(sysconfig.get_path("scripts", "venv", vars=paths)) / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps"]
    subprocess.run([*install, str(wheel)], check=True)
    return python.parent


def test_the_wheel_holds_packs_and_models(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for name in (
        "assistant/py.typed",
        "assistant/_data/intents/infantile-spasms/leaflet.txt",
        "assistant/_data/intents/common/responses.toml",
        "assistant/_data/models/manifest.toml",
        "assistant/_data/models/english/am/final.mdl",
        "assistant/_data/models/encoder/encoder.onnx",
    ):
        assert name in names


def test_the_wheel_is_free_of_recipes_and_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0].split("-")[0] for name in names} == {"assistant", "lantern_voice"}


def test_it_answers_from_an_empty_folder(environment: Path, tmp_path: Path) -> None:
    command = [str(environment / "lantern"), "ask", "--json", "can i catch it"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    answer = json.loads(done.stdout)
    assert answer["sentences"] == [
        {"text": "They cannot be caught like a cold.", "start": 1251, "end": 1285},
    ]
    where = [str(environment / "python"), "-c", "import assistant; print(assistant.__file__)"]
    module = subprocess.run(where, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert Path(module).is_relative_to(environment.parent)
