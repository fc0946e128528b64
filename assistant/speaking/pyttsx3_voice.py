"""The voice that always works: pyttsx3 over the system's own synthesiser (the only file that knows it)."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotInTime
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from assistant.errors import StorageError, VoiceError
from assistant.sound.files import read_whole
from assistant.speaking.clarity import clear
from assistant.speaking.espeak import packaged_espeak
from assistant.speaking.silence import trimmed
from assistant.turn import Speech

_Result = TypeVar("_Result")

_BRITISH = "en-gb"
"""The language of the voice of those who chose none."""

_WORDS_PER_MINUTE = 140
"""Slow enough for a small child."""

_ESPEAK_PITCH = 35
"""Of 0 to 99: below its usual 50, since with more harmonics its consonants are told apart more easily."""

_RATE = 22_050
"""espeak-ng's own; what other engines make is brought to it."""

_LONGEST_SECONDS = 60.0
"""A synthesiser that takes longer for one text has hung."""

_ROOM_BYTES = 32 * 2**20
"""What a long answer could need; the engine never returns when its disk is full, so room is looked for first."""


_TRIES = 3
"""Now and then the driver takes the end of the text before for that of this one, and writes a file without sound."""

_WAV_HEADER_BYTES = 44

_ESPEAK_DRIVER = "pyttsx3.drivers.espeak"

_WORKER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pyttsx3")
"""The one thread that owns the engine: pyttsx3 and espeak-ng know but one of each in a process, whatever the voices."""


class Pyttsx3Voice:
    """One voice of pyttsx3's engine. Shared between threads."""

    def __init__(self, voice: str | None = None) -> None:
        """Speak with the engine's voice of that id, by default British English where the engine has it."""
        self._voice = voice
        self._engine: Any = None
        self._id: str | None = None

    @property
    def name(self) -> str:
        """What the voice is called in settings and lists."""
        return self._voice or "pyttsx3"

    def voices(self) -> list[str]:
        """Return the ids of the engine's voices that speak English, or do not say what they speak."""
        return [voice.id for voice in self._in_worker(self._known) if _speaks_english(voice)]

    def _known(self) -> list[Any]:
        return list(self._started().getProperty("voices"))

    def synthesise(self, text: str, rate: float = 1.0) -> Speech:
        """Speak `text` at `rate` times the usual speed; raises VoiceError where the engine fails."""
        if not text.strip():
            raise VoiceError("there is nothing to say: the text is empty")
        return self._in_worker(lambda: self._synthesise(text, rate))

    def _in_worker(self, job: Callable[[], _Result]) -> _Result:
        future: Future[_Result] = _WORKER.submit(job)
        try:
            return future.result(_LONGEST_SECONDS)
        except NotInTime:
            raise VoiceError("the speech engine hangs: start Lantern again, or choose another voice") from None

    def _started(self) -> Any:  # noqa: ANN401 - pyttsx3 has no types
        if self._engine is None:
            self._engine, self._id = _start(self._voice)
        return self._engine

    def _synthesise(self, text: str, rate: float) -> Speech:
        engine = self._started()
        finished: list[bool] = []
        token = engine.connect("finished-utterance", lambda completed, **_: finished.append(completed))
        with tempfile.TemporaryDirectory(prefix="lantern-", dir=_private_folder()) as folder:
            path = Path(folder) / "speech.wav"
            try:
                engine.setProperty("voice", self._id)  # another voice may have spoken last
                engine.setProperty("rate", round(_WORDS_PER_MINUTE * rate))
                if _is_espeak():
                    engine.setProperty("pitch", _ESPEAK_PITCH)
                _let_espeak_finish()
                for _ in range(_TRIES):
                    engine.save_to_file(text, str(path))
                    engine.runAndWait()
                    _let_espeak_finish()
                    if path.is_file() and path.stat().st_size > _WAV_HEADER_BYTES:
                        break
                # The event alone is not enough: with some voices it comes before the file exists.
                if not finished or not path.is_file():
                    raise VoiceError("the speech engine made no sound: try another voice, see `lantern voices list`")
                speech = trimmed(read_whole(path, _RATE))
                return clear(speech) if _is_espeak() else speech
            except (RuntimeError, ValueError, OSError) as error:
                raise VoiceError(
                    f"the speech engine failed ({error}): try another voice, see `lantern voices list`"
                ) from error
            finally:
                engine.disconnect(token)


def _start(voice: str | None) -> tuple[Any, str | None]:
    """Return the engine and the id of the voice of that name, by default a British one where there is one."""
    try:
        if sys.platform == "linux":
            _bring_espeak()
        import pyttsx3

        engine = pyttsx3.init()
        if _is_espeak():
            _silence_driver()
    except (ImportError, OSError, RuntimeError) as error:
        raise VoiceError(
            "there is no speech engine: on Linux `pip install espeakng-loader` or install `espeak-ng`, "
            "on other systems switch on the system's own speech"
        ) from error
    known = engine.getProperty("voices")
    if voice is None:
        voice = next((each.id for each in known if _BRITISH in _languages(each)), None)
    elif voice not in [each.id for each in known]:
        raise VoiceError(f"the speech engine has no voice {voice!r}: `lantern voices list` shows those it has")
    engine.setProperty("voice", voice)
    if _is_espeak():
        # Until this driver has run once it only queues what is asked of it, and a rate comes too late.
        engine.startLoop(useDriverLoop=False)
        engine.endLoop()
    return engine, voice


def _speaks_english(voice: Any) -> bool:  # noqa: ANN401 - pyttsx3 has no types
    languages = _languages(voice)
    return not languages or any(language.startswith("en") for language in languages)


def _languages(voice: Any) -> list[str]:  # noqa: ANN401 - pyttsx3 has no types
    """Return such as “en-gb”, however the system writes it."""
    return [str(language).strip("\0").lower().replace("_", "-") for language in voice.languages or ()]


def _bring_espeak() -> None:
    """Load the espeak-ng that came as a Python package, where the system has none of its own."""
    try:
        ctypes.CDLL("libespeak-ng.so.1")
    except OSError:
        espeak = packaged_espeak()
        os.environ["ESPEAK_DATA_PATH"] = str(espeak.home)
        # pyttsx3 asks the loader for the same name, and is given the library that is loaded already.
        ctypes.CDLL(f"{espeak.library}.1", ctypes.RTLD_GLOBAL)


def _is_espeak() -> bool:
    """Return whether pyttsx3 speaks with espeak-ng, as it does on Linux, and not with the system's own engine."""
    return _ESPEAK_DRIVER in sys.modules


def _silence_driver() -> None:
    """Keep the driver's "Audio saved to" off stdout, which belongs to the product."""
    driver: ModuleType = sys.modules[_ESPEAK_DRIVER]
    driver.print = lambda *_args, **_kwargs: None  # type: ignore[attr-defined]


def _let_espeak_finish() -> None:
    """Wait for espeak-ng's own thread: pyttsx3 does not, and texts would be spoken at each other's speed, or cut."""
    espeak = sys.modules.get("pyttsx3.drivers._espeak")
    if espeak is not None:
        espeak.Synchronize()


def _private_folder() -> str:
    """Return a place in memory where there is one, else the private temporary folder: speech leaves no trace."""
    for folder in ("/dev/shm", tempfile.gettempdir()):  # noqa: S108 - a private folder is made inside
        if os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > _ROOM_BYTES:
            return folder
    raise StorageError(f"there is no room left in {tempfile.gettempdir()} for speech: free some space on that disk")
