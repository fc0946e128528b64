from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.composition import open_assistant
from assistant.heart import Assistant
from assistant.settings import load_settings
from assistant.sound.card import refresh_devices
from tests.soundcard import VirtualCard


@pytest.fixture(scope="session")
def assistant() -> Iterator[Assistant]:
    """Real ears, understanding and voice."""
    assistant = open_assistant(load_settings({}, environment={}))
    yield assistant
    assistant.close()


@pytest.fixture(scope="session")
def sound_card() -> Iterator[VirtualCard]:
    """Give this process a sound card without hardware."""
    card = VirtualCard()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in card.environment.items():
            patch.setenv(name, value)
        refresh_devices()
        yield card
        card.close()
