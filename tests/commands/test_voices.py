"""Voices are listed, heard, chosen and rendered."""

import shutil
from pathlib import Path

import pytest

from assistant.sound.files import read_whole
from assistant.speaking.rendered_voice import read_clips
from tests.commands.conftest import Lantern

MOON = Path(__file__).parents[1] / "moon"


def test_the_voice_that_speaks_is_marked(lantern: Lantern) -> None:
    assert "● lantern " in lantern("voices", "list").out
    assert lantern("voices", "use", "pyttsx3").status == 0
    listed = lantern("voices", "list").out
    assert "● pyttsx3 " in listed
    assert "  lantern " in listed


@pytest.mark.parametrize("name", ["lantern", "pyttsx3"])
def test_a_voice_shows_itself(lantern: Lantern, tmp_path: Path, name: str) -> None:
    assert lantern("voices", "preview", name, "--out", tmp_path / "voice.wav").status == 0
    assert 1 < read_whole(tmp_path / "voice.wav", 16_000).seconds < 6


def test_a_misspelt_voice_is_named(lantern: Lantern) -> None:
    done = lantern("voices", "preview", "lantren")
    assert done.status == 7
    assert "did you mean “lantern”?" in done.err


def test_only_voices_that_speak_english_are_listed(lantern: Lantern) -> None:
    listed = lantern("voices", "list").out
    assert "gmw/en-gb-x-rp " in listed
    assert "gmw/de " not in listed


def test_a_voice_that_nobody_knows_is_told_in_a_few_lines(lantern: Lantern) -> None:
    done = lantern("voices", "use", "martian")
    assert done.status == 7
    assert "known are lantern, " in done.err
    assert len(done.err) < 400


def test_what_is_rendered_is_not_rendered_again_from_itself(lantern: Lantern) -> None:
    done = lantern("voices", "render", MOON, "--voice", "lantern")
    assert done.status == 7
    assert "--voice kokoro" in done.err


def test_rendering_mends_a_broken_list(lantern: Lantern, tmp_path: Path) -> None:
    pack = tmp_path / "moon"
    shutil.copytree(MOON, pack)
    assert lantern("voices", "render", pack, "--voice", "pyttsx3").status == 0
    texts = [clip.text for clip in read_clips(pack / "voice").clips]
    (pack / "voice" / "clips.json").write_text("{")
    assert lantern("voices", "render", pack, "--voice", "pyttsx3").status == 0
    assert [clip.text for clip in read_clips(pack / "voice").clips] == texts


def test_a_pack_is_rendered_once(lantern: Lantern, tmp_path: Path) -> None:
    pack = tmp_path / "moon"
    shutil.copytree(MOON, pack)
    done = lantern("voices", "render", pack, "--voice", "pyttsx3")
    assert done.status == 0, done.err
    clips = read_clips(pack / "voice").clips
    assert {clip.pace for clip in clips} == {1.0, 0.8}
    assert all((pack / "voice" / clip.file).is_file() for clip in clips)
    assert f"{len(clips)} clips rendered, 0 were there, 0 removed" in done.err
    assert f"0 clips rendered, {len(clips)} were there" in lantern("voices", "render", pack, "--voice", "pyttsx3").err
