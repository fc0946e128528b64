import pytest

from assistant.packs import Library, load_packs
from assistant.resources import intents_folder
from assistant.understanding.opening import open_recogniser
from assistant.understanding.recognise import Recogniser


@pytest.fixture(scope="session")
def library() -> Library:
    return load_packs(intents_folder())


@pytest.fixture(scope="session")
def recogniser(library: Library) -> Recogniser:
    return open_recogniser(library)
