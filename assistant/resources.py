"""Where Lantern's own data lies, in a checkout and in an installed wheel alike."""

from pathlib import Path

import platformdirs

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


def settings_file() -> Path:
    """Return where a family's choices are kept; it need not exist."""
    return platformdirs.user_config_path("lantern", appauthor=False) / "lantern.toml"


def cache_folder() -> Path:
    """Return where what can be made again is kept; it need not exist."""
    return platformdirs.user_cache_path("lantern", appauthor=False)


def fetched_models_folder() -> Path:
    """Return where models that were fetched are kept; it need not exist."""
    return platformdirs.user_data_path("lantern", appauthor=False) / "models"
