"""Lantern: a voice in the dark that answers a small child's questions in a leaflet's own words."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("lantern-voice")
except PackageNotFoundError:  # run from a checkout that was never installed
    __version__ = "0+unknown"

__all__ = ["__version__"]
