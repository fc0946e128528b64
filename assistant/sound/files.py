"""Recordings: any file as a microphone, and sound into a WAV (soundfile, the only file that knows it)."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile

from assistant.errors import AudioFileError, StorageError
from assistant.sound.resampling import Resampler, resample, to_pcm
from assistant.turn import AudioChunk, Speech

_BLOCK_SECONDS = 0.25

_OPUS_RATE = 24_000
"""One of the few rates that Opus knows; a voice has nothing above its half."""

_SMALL = 0.96
"""libsndfile's scale from 256 to 6 kbit/s, 0 to 1: here 16 kbit/s, at which Opus still sounds like a voice nearby."""


def read_chunks(path: Path, rate: int) -> Iterator[AudioChunk]:
    """Yield the sound of a WAV, FLAC, OGG, Opus or MP3 file as mono chunks of `rate` hertz.

    Only one block at a time is held in memory, however long the file. Raises AudioFileError where the file is missing,
    empty, cut short or no audio.
    """
    with _opened(path) as recording:
        resampler = Resampler(recording.samplerate, rate)
        frames = 0
        try:
            for block in recording.blocks(
                int(recording.samplerate * _BLOCK_SECONDS) or 1, dtype="float32", always_2d=True
            ):
                frames += len(block)
                yield AudioChunk(to_pcm(resampler.push(block.mean(axis=1))), rate)
        except soundfile.LibsndfileError as error:
            raise _cut_short(path) from error
        if not frames:
            raise AudioFileError(f"{path} holds no sound: record it again")
        if _is_cut_short(recording, frames):
            raise _cut_short(path)
        rest = resampler.push(np.zeros(0, dtype=np.float32), last=True)
        if len(rest):
            yield AudioChunk(to_pcm(rest), rate)


def read_whole(path: Path, rate: int) -> Speech:
    """Return a short recording as one piece of `rate` hertz; raises AudioFileError like `read_chunks`."""
    return Speech(b"".join(chunk.pcm for chunk in read_chunks(path, rate)), rate)


def write_wav(path: Path, speech: Speech) -> None:
    """Write `speech` as a 16-bit mono WAV; raises StorageError where that fails."""
    try:
        soundfile.write(
            path, np.frombuffer(speech.pcm, dtype="<i2"), speech.rate, subtype="PCM_16", format="WAV", endian="LITTLE"
        )
    except (soundfile.LibsndfileError, OSError) as error:
        raise _not_written(path) from error


def write_opus(path: Path, speech: Speech) -> None:
    """Write `speech` as a small Opus file, about 2 kB a second; raises StorageError where that fails."""
    samples = np.frombuffer(resample(speech.pcm, speech.rate, _OPUS_RATE), dtype="<i2")
    try:
        soundfile.write(path, samples, _OPUS_RATE, format="OGG", subtype="OPUS", compression_level=_SMALL)
    except (soundfile.LibsndfileError, OSError) as error:
        raise _not_written(path) from error


def _opened(path: Path) -> soundfile.SoundFile:
    if not path.is_file():
        raise AudioFileError(f"there is no recording {path}: check its name")
    if not path.stat().st_size:
        raise AudioFileError(f"{path} is empty: record it again")
    try:
        return soundfile.SoundFile(path)
    except (soundfile.LibsndfileError, OSError) as error:
        raise AudioFileError(
            f"{path} is no audio that can be read: save it as WAV, FLAC, OGG, Opus or MP3 and try again"
        ) from error


def _is_cut_short(recording: soundfile.SoundFile, frames: int) -> bool:
    # libsndfile takes a RIFF chunk longer than the file in its stride, and only notes it in its log.
    return frames < recording.frames or "(should be" in recording.extra_info


def _not_written(path: Path) -> StorageError:
    return StorageError(f"can't write {path}: is the folder there, may you write in it, and is there room on the disk?")


def _cut_short(path: Path) -> AudioFileError:
    return AudioFileError(f"{path} is cut short or damaged: copy it again from where it was recorded")
