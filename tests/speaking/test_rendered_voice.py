"""A pack's voice is rendered once, resumes where it stopped, and leaves to pyttsx3 what it does not know."""

from pathlib import Path

import numpy as np
import pytest

from assistant.errors import StorageError, VoiceError
from assistant.packs import Pack, load_pack, load_packs
from assistant.resources import intents_folder
from assistant.speaking.loudness import VOICE_LUFS, loudness
from assistant.speaking.pyttsx3_voice import Pyttsx3Voice
from assistant.speaking.rendered_voice import LIST_FILE, RenderedVoice, read_clips
from assistant.speaking.rendering import PACES, Task, all_tasks, missing, pack_tasks, render, tidy
from assistant.turn import Speech

TEXT = "They cannot be caught like a cold. Each baby is different."


class Stranger:
    """A voice that says everything as a tenth of a second of silence."""

    name = "stranger"

    def synthesise(self, text: str, rate: float = 1.0) -> Speech:  # noqa: ARG002 - the port's own
        return Speech(bytes(4_800), 24_000)


@pytest.fixture(scope="module")
def engine() -> Pyttsx3Voice:
    return Pyttsx3Voice()


@pytest.fixture
def folder(tmp_path: Path, engine: Pyttsx3Voice) -> Path:
    """Return a folder in which one text is rendered at both paces."""
    for pace in PACES:
        render(Task(tmp_path / "voice", TEXT, pace), engine)
    return tmp_path / "voice"


def test_a_rendered_text_sounds_as_it_was_spoken(folder: Path, engine: Pyttsx3Voice) -> None:
    clip = RenderedVoice([folder], Stranger()).synthesise(TEXT)
    spoken = engine.synthesise(TEXT)
    assert clip.seconds == pytest.approx(spoken.seconds, abs=0.01)
    assert loudness(clip) == pytest.approx(VOICE_LUFS, abs=1.5)
    assert np.corrcoef(envelope(clip), envelope(spoken))[0, 1] > 0.98


def envelope(speech: Speech) -> np.ndarray:
    samples = np.abs(np.frombuffer(speech.pcm, "<i2").astype(float))
    return np.array([part.mean() for part in np.array_split(samples, 60)])


def test_a_clip_is_small(folder: Path) -> None:
    for clip in read_clips(folder).clips:
        assert (folder / clip.file).stat().st_size < 3_500 * clip.seconds + 1_000


@pytest.mark.parametrize("rate", [0.65, 0.8, 1.0, 1.2])
def test_every_pace_is_spoken_in_the_same_voice(folder: Path, rate: float) -> None:
    usual, slow = read_clips(folder).clips
    speech = RenderedVoice([folder], Stranger()).synthesise(TEXT, rate)
    nearest = slow if rate < 0.9 else usual
    assert speech.seconds == pytest.approx(nearest.seconds * nearest.pace / rate, abs=0.02)


def test_what_was_not_rendered_is_said_by_the_other_voice(folder: Path) -> None:
    voice = RenderedVoice([folder], Stranger())
    assert voice.synthesise("A text that was changed.") == Stranger().synthesise("")


@pytest.mark.parametrize("damage", [b"", b"no sound at all"])
def test_a_damaged_clip_is_said_by_the_other_voice(folder: Path, damage: bytes) -> None:
    for clip in folder.glob("*.opus"):
        clip.write_bytes(damage)
    assert RenderedVoice([folder], Stranger()).synthesise(TEXT) == Stranger().synthesise("")


def test_a_missing_clip_is_said_by_the_other_voice(folder: Path) -> None:
    for clip in folder.glob("*.opus"):
        clip.unlink()
    assert RenderedVoice([folder], Stranger()).synthesise(TEXT) == Stranger().synthesise("")


def test_a_broken_list_is_told_with_its_mending(folder: Path) -> None:
    (folder / LIST_FILE).write_text('{"clips": [{}]}')
    with pytest.raises(VoiceError, match=r"clips\.json can't be read: make it again with `lantern voices render`"):
        RenderedVoice([folder], Stranger())


def test_rendering_goes_on_where_it_stopped(folder: Path, engine: Pyttsx3Voice) -> None:
    wanted = [Task(folder, text, 1.0) for text in (TEXT, "Another one.")]
    assert [task.text for task in missing(wanted, engine.name)] == ["Another one."]
    assert len(missing(wanted, "another voice")) == len(wanted)
    (folder / wanted[0].file).write_bytes(b"")
    assert len(missing(wanted, engine.name)) == len(wanted)


def test_clips_that_nothing_says_are_removed(folder: Path) -> None:
    assert tidy([Task(folder, TEXT, 1.0)]) == 1
    assert [clip.pace for clip in read_clips(folder).clips] == [1.0]
    assert len(list(folder.glob("*.opus"))) == 1


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, engine: Pyttsx3Voice) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="may you write there"):
        render(Task(tmp_path / "file" / "voice", "Hello.", 1.0), engine)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(intents_folder() / "infantile-spasms")


def test_everything_is_rendered_at_both_paces() -> None:
    paces: dict[str, set[float]] = {}
    for task in all_tasks(load_packs(intents_folder())):
        paces.setdefault(task.text, set()).add(task.pace)
    assert "Go and get a grown-up now." in paces
    assert all(found == set(PACES) for found in paces.values())


def test_everything_that_a_pack_says_is_to_be_rendered(pack: Pack) -> None:
    texts = {task.text for task in pack_tasks([pack])}
    assert {quote.spoken for quote in pack.quotes} < texts
    assert "Can I catch it?" in texts
