"""Two HiveMind satellites in two rooms, over real connections to a real HiveMind core, share one skill.

HiveMind's own ways round two races of its own are not to be relied upon on a busy machine, so this goes round them:
a connection is written to by the thread that owns it, and a satellite listens before it connects.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue

import hivemind_websocket_protocol
import pytest
from hivemind_bus_client.client import HiveMessageBusClient
from hivemind_bus_client.fakebus import FakeBus
from hivemind_bus_client.identity import NodeIdentity
from hivemind_bus_client.message import HiveMessage, HiveMessageType
from hivemind_bus_client.protocol import HiveMindSlaveProtocol
from hivemind_core.database import ClientDatabase
from hivemind_core.protocol import HiveMindListenerProtocol
from hivemind_ovos_agent_plugin import OVOSAgentProtocol
from ovos_bus_client.message import Message
from ovoscope import MiniCroft, get_minicroft

from tests.satellites.conftest import free_port
from tests.satellites.test_ovos_skill import PIPELINE, SKILL

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

PATIENCE_SECONDS = 60.0
DATABASE = "hivemind-json-db-plugin"


class Agent(OVOSAgentProtocol):  # type: ignore[misc] # HiveMind has no types
    """HiveMind's door to an OpenVoiceOS core in the same process, rather than to one behind a message bus server."""

    def __post_init__(self) -> None:
        self.register_bus_handlers()


class Connection(hivemind_websocket_protocol.HiveMindTornadoWebSocket):  # type: ignore[misc] # HiveMind has no types
    """A connection that is written to by its own thread: skills speak from theirs, and frames would mix."""

    def write_message(self, message: bytes | str, binary: bool = False) -> None:
        self.loop.add_callback(super().write_message, message, binary)


class Satellite:
    """A HiveMind client that says words and collects what is to be spoken in its room."""

    def __init__(self, name: str, port: int) -> None:
        self._client = HiveMessageBusClient(
            key=f"key of {name}",
            password=f"password of {name}",
            host="ws://127.0.0.1",
            port=port,
            useragent=name,
            identity=NodeIdentity(),
        )
        self._messages: Queue[Message] = Queue()
        self._session: dict[str, object] = {"lang": "en-US", "pipeline": PIPELINE}
        self._client.on(HiveMessageType.BUS, lambda message: self._messages.put(message.payload))
        self._connect()

    def ask(self, text: str) -> list[str]:
        heard = Message(
            "recognizer_loop:utterance", {"utterances": [text], "lang": "en-US"}, {"session": self._session}
        )
        self._client.emit(HiveMessage(HiveMessageType.BUS, payload=heard))
        spoken = []
        while (message := self._messages.get(timeout=PATIENCE_SECONDS)).msg_type != "ovos.utterance.handled":
            if message.msg_type == "speak":
                spoken.append(message.data["utterance"])
        self._session = message.context["session"]
        return spoken

    def close(self) -> None:
        self._client.close()

    def _connect(self) -> None:
        """Do what `connect` does, but listen first, and leave one handshake its time rather than begin a second."""
        self._client.protocol = HiveMindSlaveProtocol(self._client, identity=self._client.identity)
        self._client.protocol.bind(FakeBus())
        self._client.run_in_thread()
        assert self._client.handshake_event.wait(PATIENCE_SECONDS)


@pytest.fixture
def core() -> Iterator[MiniCroft]:
    core = get_minicroft(SKILL, default_pipeline=PIPELINE, max_wait=120)
    yield core
    core.stop()


@pytest.fixture
def hive(core: MiniCroft, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Return the port of a hive that knows two satellites."""
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(variable, str(tmp_path))
    monkeypatch.setattr(hivemind_websocket_protocol, "HiveMindTornadoWebSocket", Connection)
    database = ClientDatabase({"module": DATABASE, DATABASE: {"name": "clients", "subfolder": "hive"}})
    with database:
        for name in ("kitchen", "bedroom"):
            database.add_client(
                name,
                key=f"key of {name}",
                password=f"password of {name}",
                allowed_types=["recognizer_loop:utterance"],
            )
    port = free_port()
    listener = HiveMindListenerProtocol(agent_protocol=Agent(bus=core.bus, config={}), db=database)
    network = hivemind_websocket_protocol.HiveMindWebsocketProtocol(
        hm_protocol=listener, config={"host": "127.0.0.1", "port": port}
    )
    threading.Thread(target=network.run, daemon=True).start()
    return port


def test_each_satellite_hears_its_own_answers_and_goes_on_with_its_own_conversation(hive: int) -> None:
    with ThreadPoolExecutor() as pool:
        kitchen, bedroom = pool.map(lambda name: Satellite(name, hive), ("kitchen", "bedroom"))
    one = kitchen.ask("can i catch it")
    other = bedroom.ask("who wrote this leaflet")
    assert one
    assert other
    assert one != other
    assert kitchen.ask("say that again") == one
    assert bedroom.ask("say that again") == other
    assert bedroom.ask("what time is it") == []
    for satellite in (kitchen, bedroom):
        satellite.close()
