"""A sound card without hardware: a PulseAudio server that belongs to one process.

Recordings are played into its microphone, and what its loudspeaker plays can be recorded.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
_ASOUNDRC = """
pcm.!default pulse
ctl.!default pulse
"""
_MODULES = (
    "module-native-protocol-unix auth-anonymous=1",
    "module-null-sink sink_name=speaker rate=48000",
    "module-null-sink sink_name=mic rate=48000",
)
_TOOLS = ("pulseaudio", "pactl", "pacat")


class VirtualCard:
    """One PulseAudio server of its own."""

    def __init__(self) -> None:
        missing = [tool for tool in _TOOLS if shutil.which(tool) is None]
        if missing:
            raise RuntimeError(
                f"no {', '.join(missing)}: apt install pulseaudio pulseaudio-utils libasound2-plugins libportaudio2"
            )
        self._folder = tempfile.TemporaryDirectory(prefix="lantern-card-")
        folder = Path(self._folder.name)
        (folder / "asoundrc").write_text(f"</usr/share/alsa/alsa.conf>\n{_ASOUNDRC}")
        self.environment = {
            "XDG_RUNTIME_DIR": str(folder),
            "PULSE_RUNTIME_PATH": str(folder / "pulse"),
            "ALSA_CONFIG_PATH": str(folder / "asoundrc"),
            "PULSE_COOKIE": str(folder / "cookie"),
        }
        self._running: list[subprocess.Popen[bytes]] = []
        self.plug_in()

    def plug_in(self) -> None:
        """Start the server, with both devices."""
        loads = [part for module in _MODULES for part in ("-L", module)]
        self._run("pulseaudio", "-D", "--exit-idle-time=-1", "-n", *loads)
        self._run("pactl", "set-default-sink", "speaker")
        self._run("pactl", "set-default-source", "mic.monitor")
        self._running = [self._keep_awake(sink) for sink in ("speaker", "mic")]

    def unplug(self) -> None:
        """Take both devices away in the middle of whatever they do."""
        self._run("pulseaudio", "--kill")
        for process in self._running:
            process.wait()

    def close(self) -> None:
        """Stop the server."""
        self.unplug()
        self._folder.cleanup()

    def wait_until_recorded(self, seconds: float = 20.0) -> bool:
        """Wait until somebody listens to the microphone; return whether anybody does in time."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self._run("pactl", "list", "short", "source-outputs"):
                return True
            time.sleep(0.1)
        return False

    def talk(self, pcm: bytes, rate: int = RATE) -> subprocess.Popen[bytes]:
        """Play 16-bit mono sound into the microphone, in real time; the process ends when all was played."""
        process = subprocess.Popen(
            ["pacat", "--playback", "--device=mic", *_format(rate), "--latency-msec=200"],
            env=self._all(),
            stdin=subprocess.PIPE,
        )
        assert process.stdin is not None
        process.stdin.write(pcm)
        process.stdin.close()
        return process

    @contextmanager
    def recording(self, sink: str = "speaker") -> Iterator[Recording]:
        """Record what the loudspeaker plays, or what is played into the microphone."""
        process = subprocess.Popen(
            ["pacat", "--record", f"--device={sink}.monitor", *_format(RATE), "--latency-msec=10"],
            env=self._all(),
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        assert process.stdout is not None
        recording = Recording()
        reader = threading.Thread(target=recording.read, args=(process.stdout,), daemon=True)
        reader.start()
        try:
            yield recording
        finally:
            process.terminate()
            process.wait()
            reader.join()

    def echo(self) -> None:
        """Let the microphone hear the loudspeaker, as in a room."""
        self._run("pactl", "load-module", "module-loopback", "source=speaker.monitor", "sink=mic", "latency_msec=60")

    def _keep_awake(self, sink: str) -> subprocess.Popen[bytes]:
        """Play silence for ever: a null sink that nobody plays into hands its sound on in lumps of two seconds."""
        with Path("/dev/zero").open("rb") as silence:
            return subprocess.Popen(
                ["pacat", "--playback", f"--device={sink}", *_format(RATE), "--latency-msec=20"],
                env=self._all(),
                stdin=silence,
                stderr=subprocess.DEVNULL,
            )

    def _run(self, *command: str) -> str:
        done = subprocess.run(command, env=self._all(), check=True, capture_output=True, text=True, timeout=20)
        return done.stdout.strip()

    def _all(self) -> dict[str, str]:
        return {**os.environ, **self.environment}


class Recording:
    """What a loudspeaker plays, with the time at which each piece of it was heard."""

    def __init__(self) -> None:
        self.pieces: list[tuple[float, NDArray[np.int16]]] = []
        """When a piece came, by `time.perf_counter`, and its samples."""

    @property
    def samples(self) -> NDArray[np.int16]:
        """All of it."""
        return np.concatenate([np.zeros(0, dtype="<i2"), *(samples for _, samples in self.pieces)])

    def loud(self, since: float, until: float = float("inf"), threshold: int = 100) -> list[float]:
        """Return the times of the pieces that were louder than a threshold."""
        pieces = list(self.pieces)
        return [at for at, samples in pieces if since <= at <= until and np.abs(samples).max(initial=0) > threshold]

    def read(self, pipe: IO[bytes]) -> None:
        """Read until the pipe ends."""
        rest = b""
        while block := os.read(pipe.fileno(), 4096):
            block = rest + block
            whole = len(block) // 2 * 2
            self.pieces.append((time.perf_counter(), np.frombuffer(block[:whole], dtype="<i2")))
            rest = block[whole:]


def _format(rate: int) -> list[str]:
    return ["--raw", "--format=s16le", "--channels=1", f"--rate={rate}"]
