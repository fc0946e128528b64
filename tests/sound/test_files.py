"""Recordings of every kind come in as the same sound; broken ones say how to mend them."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from assistant.errors import AudioFileError, StorageError
from assistant.sound.files import read_chunks, read_whole, write_wav
from assistant.turn import Speech

RATE = 16_000


def tone(rate: int, seconds: float = 1.0, channels: int = 1) -> np.ndarray:
    wave = 0.3 * np.sin(2 * np.pi * 440 * np.arange(int(rate * seconds)) / rate)
    return np.repeat(wave[:, None], channels, axis=1).astype(np.float32)


def loudest_frequency(speech: Speech) -> float:
    samples = np.frombuffer(speech.pcm, dtype="<i2").astype(float)
    return float(np.argmax(np.abs(np.fft.rfft(samples))) * speech.rate / len(samples))


@pytest.mark.parametrize(
    ("name", "rate", "channels", "subtype"),
    [
        ("a.wav", 8_000, 1, "PCM_16"),
        ("b.wav", 44_100, 2, "PCM_24"),
        ("c.wav", 48_000, 6, "FLOAT"),
        ("d.wav", 22_050, 1, "PCM_U8"),
        ("e.flac", 96_000, 2, "PCM_24"),
        ("f.ogg", 44_100, 2, "VORBIS"),
        ("g.opus", 48_000, 1, "OPUS"),
        ("h.mp3", 44_100, 2, "MPEG_LAYER_III"),
    ],
)
def test_any_format_rate_and_channel_count_is_heard(
    tmp_path: Path, name: str, rate: int, channels: int, subtype: str
) -> None:
    path = tmp_path / name
    container = {"opus": "OGG"}.get(path.suffix[1:], path.suffix[1:].upper())
    soundfile.write(path, tone(rate, channels=channels), rate, subtype=subtype, format=container)

    heard = read_whole(path, RATE)

    assert heard.rate == RATE
    assert heard.seconds == pytest.approx(1.0, abs=0.06)
    assert loudest_frequency(heard) == pytest.approx(440, abs=3)


def test_a_long_recording_comes_in_small_pieces(tmp_path: Path) -> None:
    path = tmp_path / "long.flac"
    soundfile.write(path, tone(RATE, 120.0), RATE)

    pieces = [chunk.seconds for chunk in read_chunks(path, RATE)]

    assert max(pieces) <= 0.5
    assert sum(pieces) == pytest.approx(120.0)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(AudioFileError, match=r"no recording .*nowhere\.wav: check its name"):
        read_whole(tmp_path / "nowhere.wav", RATE)


def test_a_folder_is_no_recording(tmp_path: Path) -> None:
    with pytest.raises(AudioFileError, match="check its name"):
        read_whole(tmp_path, RATE)


def test_an_empty_file_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "empty.wav").touch()
    with pytest.raises(AudioFileError, match="is empty"):
        read_whole(tmp_path / "empty.wav", RATE)


def test_a_recording_without_sound_is_told_apart(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "none.wav", np.zeros(0, dtype=np.float32), RATE)
    with pytest.raises(AudioFileError, match="holds no sound"):
        read_whole(tmp_path / "none.wav", RATE)


def test_a_text_called_wav_is_no_audio(tmp_path: Path) -> None:
    (tmp_path / "letter.wav").write_text("Dear grandma, " * 100, encoding="utf-8")
    with pytest.raises(AudioFileError, match="no audio that can be read: save it as WAV"):
        read_whole(tmp_path / "letter.wav", RATE)


@pytest.mark.parametrize("name", ["cut.wav", "cut.flac"])
def test_a_recording_that_is_cut_short_is_not_taken_for_whole(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    rng = np.random.default_rng(1)
    soundfile.write(path, 0.1 * rng.standard_normal(RATE).astype(np.float32), RATE)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    with pytest.raises(AudioFileError, match="cut short or damaged"):
        read_whole(path, RATE)


def test_speech_survives_being_written(tmp_path: Path) -> None:
    speech = Speech((np.arange(-400, 400) * 10).astype("<i2").tobytes(), RATE)
    write_wav(tmp_path / "out.wav", speech)
    assert read_whole(tmp_path / "out.wav", RATE).pcm == speech.pcm


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"can't write .*out\.wav"):
        write_wav(tmp_path / "no" / "such" / "out.wav", Speech(b"\0\0", RATE))


def test_a_full_disk_is_told() -> None:
    with pytest.raises(StorageError, match="room on the disk"):
        write_wav(Path("/dev/full"), Speech(bytes(200_000), RATE))
