"""The sound card: microphone and loudspeaker (sounddevice, the only file that knows it)."""

from __future__ import annotations

import importlib
import queue
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from types import ModuleType, TracebackType
from typing import Any

import numpy as np

from assistant.errors import SoundCardError
from assistant.sound.resampling import resample
from assistant.turn import SAMPLE_WIDTH, AudioChunk, Speech

_CHUNK_SECONDS = 0.032
"""Long enough to be cheap, short enough for an endpoint to be found at once."""

_BACKLOG_SECONDS = 0.2
"""Sound that the device keeps while the processor is busy elsewhere; what is lost makes other words of a question."""

_SILENT_DEVICE_SECONDS = 2.0
"""A microphone that delivers nothing for so long has gone away."""

_WAKING_DEVICE_SECONDS = 5.0
"""The first sound may take longer: some devices are slow to wake."""

_STOPPING_SECONDS = 0.5
"""A loudspeaker that is told to stop and still asks for no sound after so long has gone away."""

_LATENCY_SECONDS = 0.06
"""Sound that the device keeps ahead: enough to ride out a busy processor, and gone quickly when it is stopped."""

_FADE_SECONDS = 0.01
"""How long a sound that is stopped takes to fall silent, so that it ends without a click."""


_CLOSING_SECONDS = 2.0
"""PortAudio may wait for ever for a device that went away; after so long nobody waits with it."""


def _sounddevice() -> ModuleType:
    try:
        return importlib.import_module("sounddevice")
    except OSError as error:
        raise SoundCardError(
            "this machine has no PortAudio, so neither microphone nor loudspeaker works: "
            "install it (Debian and Ubuntu: `apt install libportaudio2`, Fedora: `dnf install portaudio`)"
        ) from error


def refresh_devices() -> None:
    """Look again for devices that were plugged in since the start; streams that are open end."""
    sounddevice = _sounddevice()

    def look_again() -> None:
        sounddevice._terminate()  # noqa: SLF001 - the documented way to see new devices
        sounddevice._initialize()  # noqa: SLF001

    if not _in_time(look_again):
        raise SoundCardError("the sound card does not answer: plug it in again, or start Lantern again")


def device_names(kind: str) -> list[str]:
    """Return the names of all devices of `kind`, `input` or `output`."""
    return [device["name"] for device in _sounddevice().query_devices() if device[f"max_{kind}_channels"] > 0]


class CardMicrophone:
    """The microphone of the sound card, as 16-bit mono chunks."""

    def __init__(self, rate: int, device: str | None = None) -> None:
        """Listen at `rate` hertz to the named device, or to the system's own choice."""
        self._rate = rate
        self._device = device
        self._chunks: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._stream: Any = None

    def __enter__(self) -> Iterator[AudioChunk]:
        """Open the device; raises SoundCardError where there is none."""
        sounddevice = _sounddevice()
        try:
            self._stream = sounddevice.RawInputStream(
                samplerate=self._rate,
                blocksize=int(self._rate * _CHUNK_SECONDS),
                device=self._device,
                channels=1,
                dtype="int16",
                latency=_BACKLOG_SECONDS,
                callback=lambda data, _frames, _time, _status: self._chunks.put(bytes(data)),
            )
            self._stream.start()
        except (sounddevice.PortAudioError, ValueError) as error:
            self._close()
            raise SoundCardError(_no_device("microphone", self._device)) from error
        return self._heard()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the device."""
        self._close()

    def _heard(self) -> Iterator[AudioChunk]:
        patience = _WAKING_DEVICE_SECONDS
        try:
            while True:
                yield AudioChunk(self._chunks.get(timeout=patience), self._rate)
                patience = _SILENT_DEVICE_SECONDS
        except queue.Empty:
            raise SoundCardError("the microphone went away: plug it in again") from None

    def _close(self) -> None:
        if self._stream is not None:
            _in_time(partial(self._stream.close, ignore_errors=True))
            self._stream = None


class CardPlayback:
    """One sound being played. Made by `CardLoudspeaker.play`."""

    def __init__(self, sounddevice: ModuleType, pcm: bytes, rate: int, device: str | None) -> None:
        """Begin to play 16-bit mono samples."""
        self._sounddevice = sounddevice
        self._pcm = pcm
        self._rate = rate
        self._next = 0
        self._fade = int(rate * _FADE_SECONDS)
        # A stream that ends drops what the device still holds: silence follows, so that only silence is dropped.
        self._last = len(pcm) + int(rate * 2 * _LATENCY_SECONDS) * SAMPLE_WIDTH
        self._deadline = time.monotonic() + len(pcm) / SAMPLE_WIDTH / rate + _SILENT_DEVICE_SECONDS
        self._stopping = False
        self._broken = False
        self._over = threading.Event()
        self._stream = sounddevice.RawOutputStream(
            samplerate=rate,
            device=device,
            channels=1,
            dtype="int16",
            latency=_LATENCY_SECONDS,
            callback=self._fill,
            finished_callback=self._finished,
        )
        self._stream.start()

    @property
    def position(self) -> float:
        """Seconds handed to the device so far."""
        return min(self._next, len(self._pcm)) / SAMPLE_WIDTH / self._rate

    @property
    def over(self) -> bool:
        """Whether all was played, or stopped, or the device went away."""
        return self._over.is_set() or time.monotonic() > self._deadline

    def stop(self) -> None:
        """Fall silent; safe from any thread, any number of times."""
        self._deadline = min(self._deadline, time.monotonic() + _STOPPING_SECONDS)
        self._stopping = True

    def wait(self) -> None:
        """Return when all was played or stopped; raises SoundCardError where the device went away."""
        in_time = self._over.wait(max(self._deadline - time.monotonic(), 0))
        _in_time(partial(self._stream.close, ignore_errors=True))
        if self._broken or not in_time:
            raise SoundCardError("the loudspeaker went away: plug it in again")

    def _fill(self, out: Any, frames: int, _time: object, _status: object) -> None:  # noqa: ANN401 - a cffi buffer
        size = frames * SAMPLE_WIDTH
        piece = self._pcm[self._next : self._next + size]
        if self._stopping:
            piece = _faded(piece[: self._fade * SAMPLE_WIDTH])
        out[: len(piece)] = piece
        out[len(piece) : size] = bytes(size - len(piece))
        self._next += size
        if self._stopping or self._next >= self._last:
            raise self._sounddevice.CallbackStop

    def _finished(self) -> None:
        self._broken = not self._stopping and self._next < self._last
        self._over.set()


class CardLoudspeaker:
    """The loudspeaker of the sound card."""

    def __init__(self, device: str | None = None) -> None:
        """Play on the named device, or on the system's own choice."""
        self._device = device

    def play(self, speech: Speech, volume: float = 1.0) -> CardPlayback:
        """Begin to play at `volume` (0 to 1); raises SoundCardError where there is no device."""
        sounddevice = _sounddevice()
        try:
            rate = self._rate_for(sounddevice, speech.rate)
            pcm = _at_volume(resample(speech.pcm, speech.rate, rate), volume)
            return CardPlayback(sounddevice, pcm, rate, self._device)
        except (sounddevice.PortAudioError, ValueError) as error:
            raise SoundCardError(_no_device("loudspeaker", self._device)) from error

    def _rate_for(self, sounddevice: ModuleType, wanted: int) -> int:
        try:
            sounddevice.check_output_settings(device=self._device, channels=1, dtype="int16", samplerate=wanted)
        except sounddevice.PortAudioError:
            return int(sounddevice.query_devices(self._device, "output")["default_samplerate"])
        return wanted


def _in_time(job: Callable[[], None]) -> bool:
    """Do what may never end; return whether it ended in time."""
    worker = threading.Thread(target=job, name="sound card", daemon=True)
    worker.start()
    worker.join(_CLOSING_SECONDS)
    return not worker.is_alive()


def _no_device(what: str, name: str | None) -> str:
    if name:
        return f"there is no {what} called {name!r}: `lantern doctor` lists those there are"
    return f"this machine has no {what} that works: plug one in, then try `lantern doctor`"


def _at_volume(pcm: bytes, volume: float) -> bytes:
    if volume >= 1:
        return pcm
    return (np.frombuffer(pcm, dtype="<i2") * max(volume, 0.0)).astype("<i2").tobytes()


def _faded(pcm: bytes) -> bytes:
    samples = np.frombuffer(pcm, dtype="<i2")
    return (samples * np.linspace(1, 0, len(samples), dtype=np.float32)).astype("<i2").tobytes()
