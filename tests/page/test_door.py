"""Who may come in, and what becomes of those who misbehave."""

from __future__ import annotations

import json
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from starlette.types import ASGIApp
from starlette.websockets import WebSocketDisconnect

from assistant.page import listening, punctual, visit
from assistant.page.app import FULL, Page
from assistant.page.certificate import certificate_for
from assistant.page.guard import SECURITY_HEADERS, Guard
from assistant.page.hall import Hall
from assistant.page.invitation import Invitation, qr_code
from tests.page.house import PATIENCE, Served

HOST = "localhost:8430"
OWN = {"origin": f"http://{HOST}", "host": HOST}


def client_of(app: ASGIApp, scheme: str = "http") -> TestClient:
    return TestClient(Guard(app, [HOST, "127.0.0.1:8430"], scheme), base_url=f"{scheme}://{HOST}")


@pytest.fixture(scope="module")
def client(pages: Page) -> Iterator[TestClient]:
    with client_of(pages.app()) as client:
        yield client


def farewell(client: TestClient, *messages: str | bytes) -> tuple[str, int]:
    """Send messages; return the problem that the page is told, and the code with which it is sent away."""
    with client.websocket_connect("/conversation", headers=OWN) as socket:
        for message in messages:
            if isinstance(message, str):
                socket.send_text(message)
            else:
                socket.send_bytes(message)
        problem = ""
        while (told := socket.receive())["type"] != "websocket.close":
            message = json.loads(told.get("text") or "{}")  # speech on its way comes as bytes
            if message.get("type") == "problem":
                problem = message["text"]
        return problem, told["code"]


@pytest.mark.parametrize("host", ["evil.example", "localhost:9", "", "192.168.0.7:8430"])
def test_a_name_that_is_not_ours_is_refused(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 421
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/conversation", headers={**OWN, "host": host}):
        pass


@pytest.mark.parametrize(
    "origin", [{}, {"origin": "null"}, {"origin": "http://evil.example"}, {"origin": f"https://{HOST}"}]
)
def test_no_other_site_may_open_a_conversation(client: TestClient, origin: dict[str, str]) -> None:
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect("/conversation", headers={"host": HOST, **origin}),
    ):
        pass


def test_no_other_site_may_read_the_page(client: TestClient) -> None:
    assert client.get("/library.json", headers={"origin": "http://evil.example"}).status_code == 403


@pytest.mark.parametrize("path", ["/", "/static/main.js", "/pictures/apple.svg", "/library.json", "/nothing"])
def test_every_answer_carries_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert {name: headers.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS


@pytest.mark.parametrize(
    "path", ["/pictures/..%2f..%2fapp.svg", "/static/../app.py", "/static/%2e%2e/app.py", "/lines/stop.wav"]
)
def test_nothing_but_the_page_can_be_read(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_an_unknown_picture_is_a_star(client: TestClient) -> None:
    assert client.get("/pictures/unicorn.svg").content == client.get("/pictures/star.svg").content


@pytest.mark.parametrize(
    ("message", "says"),
    [
        ("{", "JSON"),
        ("[]", "message"),
        ('{"type": "sing"}', "sing"),
        ('{"type": "listen", "rate": 1}', "rate"),
        ('{"type": "pick", "fact": "unicorns"}', "unicorns"),
        ('{"type": "command", "control": "explode"}', "control"),
        ('{"type": "ask", "text": "hi", "more": 1}', "more"),
        (json.dumps({"type": "ask", "text": "a" * 301}), "300"),
        ("x" * 5000, "5000"),
        (b"odd", "3 bytes"),
        (bytes(70_000), "70000 bytes"),
    ],
)
def test_a_malformed_message_is_answered_with_what_is_wrong_and_the_page_sent_away(
    client: TestClient, message: str | bytes, says: str
) -> None:
    text, code = farewell(client, message)
    assert says in text
    assert code == visit.MALFORMED


def test_sound_that_comes_faster_than_anybody_talks_is_cut_off(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "MOST_AHEAD_SECONDS", 0.5)
    _, code = farewell(client, '{"type": "listen", "rate": 8000}', bytes(16_000))
    assert code == visit.TOO_MUCH


def test_too_many_wishes_at_once_are_cut_off(client: TestClient) -> None:
    _, code = farewell(client, *['{"type": "pick", "fact": "catch"}'] * 40)
    assert code == visit.TOO_MUCH


def test_one_page_misbehaving_harms_no_other(client: TestClient) -> None:
    with client.websocket_connect("/conversation", headers=OWN) as good:
        farewell(client, "{")
        good.send_json({"type": "ask", "text": "can i catch it"})
        turn = good.receive_json()
        assert (turn["type"], turn["intent"]) == ("turn", "catch")
        seconds = len(good.receive_bytes()) / 2 / turn["speech"]["rate"]
        assert seconds == pytest.approx(turn["speech"]["seconds"], abs=0.001)


def test_a_page_from_which_nothing_comes_is_let_go(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visit, "ASLEEP_SECONDS", 0.2)
    _, code = farewell(client)
    assert code == visit.ASLEEP


def test_a_conversation_does_not_last_for_ever(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visit, "LONGEST_SECONDS", 0.2)
    text, code = farewell(client)
    assert "too long" in text
    assert code == visit.ASLEEP


def test_a_page_that_stops_sending_sound_is_not_waited_for(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "STALLED_SECONDS", 0.2)
    with client.websocket_connect("/conversation", headers=OWN) as socket:
        socket.send_json({"type": "listen", "rate": 16000})
        assert socket.receive_json() == {"type": "listening"}
        socket.send_json({"type": "pick", "fact": "catch"})
        assert socket.receive_json()["type"] == "turn"


def test_a_full_hall_asks_to_wait_outside(pages: Page) -> None:
    small = Page(pages.assistant, pages.speakers, pages.settings, pages.about, Hall(cores=1, most_visitors=1))
    with client_of(small.app()) as client, client.websocket_connect("/conversation", headers=OWN) as first:
        with client.websocket_connect("/conversation", headers=OWN) as second:
            assert second.receive_json() == {"type": "wait"}
            with pytest.raises(WebSocketDisconnect) as gone:
                second.receive_json()
            assert gone.value.code == FULL
        first.close()
    assert small.hall.visitors == 0


def test_who_finds_no_seat_is_told_to_wait_and_then_heard(pages: Page) -> None:
    small = Page(pages.assistant, pages.speakers, pages.settings, pages.about, Hall(cores=1, seats_per_core=1))
    listen = {"type": "listen", "rate": 16000}
    with (
        client_of(small.app()) as client,
        client.websocket_connect("/conversation", headers=OWN) as first,
        client.websocket_connect("/conversation", headers=OWN) as second,
    ):
        first.send_json(listen)
        assert first.receive_json() == {"type": "listening"}
        second.send_json(listen)
        assert second.receive_json() == {"type": "wait"}
        first.send_json({"type": "cancel"})
        assert second.receive_json() == {"type": "listening"}


def test_the_houses_tablets_need_a_code_that_works_once(pages: Page) -> None:
    tokens: list[str] = []
    invitation = Invitation(pages.app(), tokens.append)
    invitation.open()
    tablet, stranger = client_of(invitation, "https"), client_of(invitation, "https")
    assert stranger.get("/").status_code == 401
    assert stranger.get("/join?token=guess").status_code == 403
    with (
        pytest.raises(WebSocketDisconnect),
        stranger.websocket_connect("/conversation", headers={"origin": f"https://{HOST}", "host": HOST}),
    ):
        pass
    assert tablet.get(f"/join?token={tokens[0]}").status_code == 200
    assert tablet.get("/library.json").status_code == 200
    assert stranger.get(f"/join?token={tokens[0]}").status_code == 403
    assert stranger.get(f"/join?token={tokens[1]}").status_code == 200


def test_the_certificate_is_kept_privately_and_made_anew_for_other_names(tmp_path: Path) -> None:
    first = certificate_for(["192.168.0.7", "shelf.local"], tmp_path)
    assert stat.S_IMODE(first.key.stat().st_mode) == 0o600
    assert certificate_for(["192.168.0.7", "shelf.local"], tmp_path) == first
    assert certificate_for(["192.168.0.8", "shelf.local"], tmp_path).fingerprint != first.fingerprint


def test_a_voice_can_be_heard_at_a_sensible_speed_alone(client: TestClient, pages: Page) -> None:
    name = pages.speakers.usual.voice.name
    slow, quick = (client.get(f"/voices/{name}.wav?rate={rate}").content for rate in (0.6, 1.3))
    assert len(slow) > len(quick) > 10_000
    for wrong in (f"{name}.wav?rate=99", f"{name}.wav?rate=fast", f"{name}.wav?rate=nan", "nobody.wav"):
        assert client.get(f"/voices/{wrong}").status_code == 404


def connection(served: Served) -> socket.socket:
    raw = socket.create_connection(("127.0.0.1", served.server.address.port))
    raw.settimeout(PATIENCE / 1000)
    return raw


def test_who_dawdles_over_a_request_is_cut_off(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(punctual, "REQUEST_SECONDS", 0.2)
    with connection(served) as silent, connection(served) as slow:
        slow.sendall(b"GET / HTTP/1.1\r\nHo")
        for dawdler in (silent, slow):
            assert gone(dawdler)


def gone(raw: socket.socket) -> bool:
    try:
        return raw.recv(1) == b""
    except ConnectionResetError:
        return True


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (b"\x81\x05hello", 1002),  # not masked
        (b"\xf1\x80\0\0\0\0", 1002),  # bits that mean nothing
        (b"\x81\x82\0\0\0\0\xff\xfe", 1007),  # no text
        (b"\x82\xff" + (2**40).to_bytes(8, "big") + bytes(4), 1009),  # a terabyte
    ],
)
def test_a_broken_frame_is_answered_with_its_code_and_closed(served: Served, frame: bytes, code: int) -> None:
    host = f"localhost:{served.server.address.port}"
    with connection(served) as raw:
        raw.sendall(
            f"GET /conversation HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nConnection: Upgrade\r\n"
            "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += raw.recv(1)
        assert b" 101 " in head
        raw.sendall(frame)
        frames = b""
        while piece := raw.recv(4096):
            frames += piece
    assert (frames[0], int.from_bytes(frames[2:4], "big")) == (0x88, code)


def test_the_code_to_scan_is_drawn_in_the_terminal() -> None:
    assert len(qr_code("https://192.168.0.7:8430/join?token=abc").splitlines()) > 10
