"""Settings come from the file, the environment and the options, the later winning."""

import datetime as dt
import os
from pathlib import Path

import pytest

from assistant.errors import SettingsError, StorageError
from assistant.settings import Settings, load_settings, remember


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "lantern" / "lantern.toml"


def test_everything_has_a_default(file: Path) -> None:
    assert load_settings({}, {}, file) == Settings()


def test_the_later_source_wins_field_by_field(file: Path) -> None:
    file.parent.mkdir()
    file.write_text('rate = 0.7\nvolume = 0.5\nvoice = "file"\n')
    settings = load_settings({"rate": 0.9, "model": None}, {"LANTERN_RATE": "0.8", "LANTERN_VOLUME": "0.6"}, file)
    assert (settings.rate, settings.volume, settings.voice, settings.model) == (0.9, 0.6, "file", None)


def test_several_packs_can_be_named_in_the_environment(file: Path) -> None:
    settings = load_settings({}, {"LANTERN_PACKS": os.pathsep.join(["one", "~/two"])}, file)
    assert settings.packs == (Path("one"), Path.home() / "two")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('# mine\nvioce = "x"\n', "lantern.toml:2: “vioce” is not a known name: did you mean “voice”?"),
        ("\nrate = 9\n", "lantern.toml:2: “rate” should be less than or equal to 1.5"),
        ('bedtime = "late"\n', "lantern.toml:1: “bedtime” must be on, off, or hours such as 18:30-06:30, not “late”"),
        ('bedtime = "18:30-26:00"\n', "must be on, off, or hours such as 18:30-06:30"),
        ("rate = \n", "lantern.toml:1: this is no proper TOML: invalid value, at column 8"),
    ],
)
def test_a_flaw_of_the_file_is_named_with_its_line(file: Path, text: str, message: str) -> None:
    file.parent.mkdir()
    file.write_text(text)
    with pytest.raises(SettingsError) as error:
        load_settings({}, {}, file)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("options", "environment", "message"),
    [
        ({}, {"LANTERN_RATE": "fast"}, "the environment variable LANTERN_RATE: “rate” should be a valid number"),
        ({}, {"LANTERN_MODLE": "x"}, "LANTERN_MODLE: “modle” is not a known name: did you mean “model”?"),
        ({"volume": 2.0}, {}, "the option --volume: “volume” should be less than or equal to 1"),
        ({"wake_phrase": 1}, {}, "the option --wake-phrase: “wake_phrase” should be a valid string"),
    ],
)
def test_a_flaw_elsewhere_is_named_with_its_source(
    file: Path, options: dict[str, object], environment: dict[str, str], message: str
) -> None:
    with pytest.raises(SettingsError) as error:
        load_settings(options, environment, file)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("bedtime", "hour", "expected"),
    [
        ("off", 23, False),
        ("on", 12, True),
        ("18:30-06:30", 23, True),
        ("18:30-06:30", 5, True),
        ("18:30-06:30", 12, False),
        ("13:00-15:00", 14, True),
        ("13:00-15:00", 15, False),
    ],
)
def test_bedtime_goes_by_the_clock_and_past_midnight(bedtime: str, hour: int, expected: bool) -> None:
    assert Settings(bedtime=bedtime).is_bedtime(dt.time(hour)) is expected


def test_a_choice_is_remembered_beside_what_was_written_by_hand(file: Path) -> None:
    file.parent.mkdir()
    file.write_text("# for Granny\nrate = 0.8 # slower\n")
    remember("model", "english", file)
    assert file.read_text() == '# for Granny\nrate = 0.8 # slower\nmodel = "english"\n'
    remember("model", None, file)
    assert load_settings({}, {}, file) == Settings(rate=0.8)


def test_nonsense_is_not_remembered(file: Path) -> None:
    with pytest.raises(SettingsError, match=r"“rate” should be greater than or equal to 0\.5"):
        remember("rate", 0.1, file)
    assert not file.exists()


def test_a_choice_that_can_not_be_kept_is_said(tmp_path: Path) -> None:
    (tmp_path / "lantern").write_text("a file where a folder is needed")
    with pytest.raises(StorageError, match="the choice can't be kept"):
        remember("rate", 0.9, tmp_path / "lantern" / "lantern.toml")
