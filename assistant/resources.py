"""Where Lantern's own data lies, in a checkout and in an installed wheel alike."""

from pathlib import Path

from assistant.errors import LanternError

_PACKAGE = Path(__file__).resolve().parent


def data_folder() -> Path:
    """Return the folder that holds `intents/` and `models/`.

    A wheel carries them as `assistant/_data`; in a checkout they lie beside the package.
    """
    for folder in (_PACKAGE / "_data", _PACKAGE.parent):
        if (folder / "intents").is_dir():
            return folder
    raise LanternError(f"Lantern's own data is missing beside {_PACKAGE}: install lantern-voice again")


def intents_folder() -> Path:
    """Return the folder with one pack a folder, and `common/`."""
    return data_folder() / "intents"


def models_folder() -> Path:
    """Return the folder of the manifest and the built-in models."""
    return data_folder() / "models"
