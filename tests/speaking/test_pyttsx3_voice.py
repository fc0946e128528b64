"""The real pyttsx3 speaks, from any thread, and leaves nothing behind."""

import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import StorageError, VoiceError
from assistant.speaking import pyttsx3_voice
from assistant.speaking.pyttsx3_voice import Pyttsx3Voice


@pytest.fixture(scope="module")
def voice() -> Pyttsx3Voice:
    return Pyttsx3Voice()


def test_a_sentence_becomes_sound(voice: Pyttsx3Voice) -> None:
    speech = voice.synthesise("They cannot be caught like a cold.")
    samples = np.frombuffer(speech.pcm, "<i2")
    assert 1.0 < speech.seconds < 4.0
    assert np.abs(samples).max() > 3_000


def test_two_texts_in_a_row_are_two_sounds(voice: Pyttsx3Voice) -> None:
    first, second = voice.synthesise("One."), voice.synthesise("A hundred and eleven.")
    assert second.seconds > 1.5 * first.seconds
    assert voice.synthesise("One.").seconds == pytest.approx(first.seconds, abs=0.02)


def test_slower_is_slower(voice: Pyttsx3Voice) -> None:
    text = "Each baby is different."
    assert voice.synthesise(text, 0.75).seconds > 1.15 * voice.synthesise(text, 1.0).seconds


def test_many_threads_may_ask_at_once(voice: Pyttsx3Voice) -> None:
    texts = [f"This is number {number}." for number in range(12)]
    with ThreadPoolExecutor(6) as threads:
        together = list(threads.map(voice.synthesise, texts))
    for text, speech in zip(texts, together, strict=True):
        assert speech.seconds == pytest.approx(voice.synthesise(text).seconds, abs=0.02)


def test_two_voices_side_by_side_keep_out_of_each_others_way(voice: Pyttsx3Voice) -> None:
    scot = Pyttsx3Voice("gmw/en-gb-scotland")
    usual, scottish = voice.synthesise("Each baby is different."), scot.synthesise("Each baby is different.")
    with ThreadPoolExecutor(4) as threads:
        spoken = list(
            threads.map(lambda number: (voice, scot)[number % 2].synthesise("Each baby is different."), range(20))
        )
    for number, speech in enumerate(spoken):
        assert speech.seconds == pytest.approx((usual, scottish)[number % 2].seconds, abs=0.02)
    assert abs(usual.seconds - scottish.seconds) > 0.02


def test_nothing_to_say_is_an_error_and_not_the_last_text_again(voice: Pyttsx3Voice) -> None:
    voice.synthesise("Something.")
    with pytest.raises(VoiceError, match="empty"):
        voice.synthesise("  ")


def test_no_file_is_left(voice: Pyttsx3Voice) -> None:
    voice.synthesise("Leave no trace.")
    places = {Path("/dev/shm"), Path(tempfile.gettempdir())}  # noqa: S108 - looked at, not written to
    assert not [path for place in places if place.is_dir() for path in place.glob("lantern-*/speech.wav")]


def test_an_unknown_voice_is_named() -> None:
    with pytest.raises(VoiceError, match=r"no voice 'martian': `lantern voices list` shows"):
        Pyttsx3Voice("martian").synthesise("Hello.")


def test_stdout_stays_the_products_own() -> None:
    code = (
        "from assistant.speaking.pyttsx3_voice import Pyttsx3Voice\n"
        "assert Pyttsx3Voice().synthesise('Quiet, please.').seconds\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == ""


def test_without_room_for_the_speech_file_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pyttsx3_voice, "_ROOM_BYTES", 2**62)
    with pytest.raises(StorageError, match="no room left"):
        Pyttsx3Voice().synthesise("Hello.")


def test_it_speaks_where_the_system_has_no_espeak() -> None:
    """The library that came as a Python package is used: no espeak of the system is mapped into the process."""
    code = (
        "import ctypes\n"
        "real = ctypes.CDLL\n"
        "def without_system(name, *args, **kwargs):\n"
        "    if name == 'libespeak-ng.so.1' and not loaded: raise OSError('not installed')\n"
        "    loaded.append(name)\n"
        "    return real(name, *args, **kwargs)\n"
        "loaded = []\n"
        "ctypes.CDLL = without_system\n"
        "from assistant.speaking.pyttsx3_voice import Pyttsx3Voice\n"
        "assert Pyttsx3Voice().synthesise('Hello.').seconds > 0.2\n"
        "maps = open('/proc/self/maps').read()\n"
        "assert 'espeakng_loader/libespeak-ng' in maps and '/usr/lib' not in "
        "''.join(line for line in maps.splitlines() if 'espeak' in line)\n"
    )
    before = os.environ.get("ESPEAK_DATA_PATH")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert os.environ.get("ESPEAK_DATA_PATH") == before


def test_without_any_espeak_it_says_what_to_install() -> None:
    code = (
        "import ctypes, sys\n"
        "def without(name, *args, **kwargs): raise OSError('not installed')\n"
        "ctypes.CDLL = without\n"
        "sys.modules['espeakng_loader'] = None\n"
        "from assistant.errors import VoiceError\n"
        "from assistant.speaking.pyttsx3_voice import Pyttsx3Voice\n"
        "try: Pyttsx3Voice().synthesise('Hello.')\n"
        "except VoiceError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert "`pip install espeakng-loader` or install `espeak-ng`" in done.stdout, done.stderr
