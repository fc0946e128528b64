from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.composition import open_assistant
from assistant.heart import Assistant
from assistant.settings import load_settings

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def assistant() -> Iterator[Assistant]:
    """Real ears, understanding and voice."""
    assistant = open_assistant(load_settings({}, environment={}))
    yield assistant
    assistant.close()
