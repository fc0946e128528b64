"""A sound card without hardware: a PulseAudio server that belongs to one process.

Recordings are played into its microphone, and what its loudspeaker plays can be recorded.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
_ASOUNDRC = """
pcm.!default pulse
ctl.!default pulse
"""
_MODULES = (
    "module-native-protocol-unix",
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
            "HOME": str(folder),
        }
        self.plug_in()

    def plug_in(self) -> None:
        """Start the server, with both devices."""
        loads = [part for module in _MODULES for part in ("-L", module)]
        self._run("pulseaudio", "-D", "--exit-idle-time=-1", "-n", *loads)
        self._run("pactl", "set-default-sink", "speaker")
        self._run("pactl", "set-default-source", "mic.monitor")

    def unplug(self) -> None:
        """Take both devices away in the middle of whatever they do."""
        self._run("pulseaudio", "--kill")

    def close(self) -> None:
        """Stop the server."""
        subprocess.run(["pulseaudio", "--kill"], env=self._all(), check=False, stderr=subprocess.DEVNULL)
        self._folder.cleanup()

    def talk(self, pcm: bytes, rate: int = RATE) -> subprocess.Popen[bytes]:
        """Play 16-bit mono sound into the microphone, in real time; the process ends when all was played."""
        process = subprocess.Popen(
            ["pacat", "--playback", "--device=mic", *_format(rate), "--latency-msec=20"],
            env=self._all(),
            stdin=subprocess.PIPE,
        )
        assert process.stdin is not None
        process.stdin.write(pcm)
        process.stdin.close()
        return process

    @contextmanager
    def recording(self) -> Iterator[Recording]:
        """Record what the loudspeaker plays."""
        process = subprocess.Popen(
            ["pacat", "--record", "--device=speaker.monitor", *_format(RATE), "--latency-msec=10"],
            env=self._all(),
            stdout=subprocess.PIPE,
        )
        recording = Recording()
        try:
            yield recording
        finally:
            process.terminate()
            assert process.stdout is not None
            recording.samples = np.frombuffer(process.stdout.read(), dtype="<i2")
            process.wait()

    def echo(self) -> None:
        """Let the microphone hear the loudspeaker, as in a room."""
        self._run("pactl", "load-module", "module-loopback", "source=speaker.monitor", "sink=mic", "latency_msec=60")

    def _run(self, *command: str) -> str:
        done = subprocess.run(command, env=self._all(), check=True, capture_output=True, text=True, timeout=20)
        return done.stdout.strip()

    def _all(self) -> dict[str, str]:
        return {**os.environ, **self.environment}


class Recording:
    """What a loudspeaker played; filled when the recording is over."""

    samples: NDArray[np.int16] = np.zeros(0, dtype="<i2")


def _format(rate: int) -> list[str]:
    return ["--raw", "--format=s16le", "--channels=1", f"--rate={rate}"]
