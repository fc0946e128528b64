"""The voice that ships with Lantern says all of the leaflet, and is small."""

from pathlib import Path

import pytest

from assistant.packs import load_pack, load_packs
from assistant.resources import intents_folder
from assistant.speaking.loudness import VOICE_LUFS, loudness
from assistant.speaking.rendered_voice import FOLDER, Clip, read_clips
from assistant.speaking.rendering import PACES, all_tasks, missing, pack_tasks
from assistant.speaking.voices import open_voice

PACK = intents_folder() / "infantile-spasms"
FOLDERS = (PACK / FOLDER, intents_folder() / "common" / FOLDER)
MOST_BYTES = 4 * 2**20


def test_everything_is_rendered_as_it_is_said_now() -> None:
    usual = [task for task in all_tasks(load_packs(intents_folder())) if task.pace == PACES[0]]
    assert not missing(usual, "kokoro")


def test_every_word_of_the_leaflet_is_rendered_slowly_too() -> None:
    pack = load_pack(PACK)
    quotes = {quote.spoken for quote in pack.quotes}
    assert not missing([task for task in pack_tasks([pack]) if task.text in quotes], "kokoro")


def test_all_clips_together_are_small() -> None:
    assert sum(path.stat().st_size for folder in FOLDERS for path in folder.glob("*.opus")) < MOST_BYTES


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_no_clip_is_cut_short_or_too_long(folder: Path) -> None:
    """A voice says between one and five syllables a second; a letter is about a third of one."""
    for clip in read_clips(folder).clips:
        assert 0.02 < clip.seconds * clip.pace / len(clip.text) < 0.3, clip.text


@pytest.mark.parametrize("text", ["They cannot be caught like a cold.", "Go and get a grown-up now."])
def test_it_is_as_loud_as_everything_else(text: str) -> None:
    assert loudness(open_voice().synthesise(text)) == pytest.approx(VOICE_LUFS, abs=1.5)


def test_its_list_names_every_clip_once() -> None:
    clips: list[Clip] = [clip for folder in FOLDERS for clip in read_clips(folder).clips]
    assert len({clip.file for clip in clips}) == len(clips)
