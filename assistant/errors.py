"""Everything that can go wrong, as one small tree.

LanternError                exit status 1
├── SettingsError           2   a setting or an option makes no sense
├── PackError               3   a leaflet pack is not as it should be
├── ModelError              4   a speech or language model is missing or broken
├── AudioFileError          5   a recording can't be read
├── SoundCardError          6   no microphone, no loudspeaker, or one that went away
├── VoiceError              7   the voice can't speak
├── StorageError            8   a disk is full, or a folder can't be written
└── ServiceError            9   a port is taken, or an address can't be used

A message says what is wrong and how to mend it. "Nothing was understood" and "nobody spoke" are values, never errors.
"""

from typing import ClassVar


class LanternError(Exception):
    """Something a person can mend; the message says how."""

    exit_status: ClassVar[int] = 1


class SettingsError(LanternError):
    """A setting, an environment variable or an option makes no sense."""

    exit_status = 2


class PackError(LanternError):
    """A pack is not as it should be: the message gives file, line, what is wrong and how to mend it."""

    exit_status = 3


class ModelError(LanternError):
    """A speech or language model is missing, incomplete or of the wrong kind."""

    exit_status = 4


class AudioFileError(LanternError):
    """A recording is missing, empty, cut short or no audio at all."""

    exit_status = 5


class SoundCardError(LanternError):
    """There is no microphone or loudspeaker, or it went away."""

    exit_status = 6


class VoiceError(LanternError):
    """The voice can't speak."""

    exit_status = 7


class StorageError(LanternError):
    """A disk is full, or a folder can't be written."""

    exit_status = 8


class ServiceError(LanternError):
    """A server can't be started: the port is taken, or the address can't be used."""

    exit_status = 9
