"""The page, served with real engines on a free port of this machine, and a real browser to visit it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from assistant.composition import open_assistant
from assistant.heart import Assistant
from assistant.page.app import About
from assistant.page.app import Page as Pages
from assistant.page.hall import Hall
from assistant.page.server import PageServer, own_address, server_for
from assistant.page.speakers import Speakers
from assistant.settings import Settings
from assistant.sound.files import read_whole, write_wav
from assistant.turn import Speech

RECORDINGS = Path(__file__).parents[1] / "recordings"
PATIENCE = 60_000
"""Milliseconds that a step may take on a busy machine."""

CHROMIUM = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
)


@dataclass
class Served:
    """A page that is being served."""

    server: PageServer
    hall: Hall

    @property
    def url(self) -> str:
        return self.server.address.url


@pytest.fixture(scope="session")
def assistant() -> Assistant:
    return open_assistant(Settings())


@pytest.fixture(scope="session")
def pages(assistant: Assistant) -> Pages:
    assert assistant.speaker is not None
    return Pages(assistant, Speakers(assistant.speaker), Settings(), About("1.0", "english"))


@pytest.fixture(scope="session")
def serve(pages: Pages) -> Iterator[Callable[..., Served]]:
    """Return what serves the page, on any free port or a certain one, until the tests are over."""
    with ExitStack() as stack:

        def start(port: int = 0) -> Served:
            ready = threading.Event()
            server = server_for(pages.app(), own_address(port), ready.set)
            thread = threading.Thread(target=server.serve_here)
            thread.start()
            stack.callback(stop, server, thread)
            assert ready.wait(PATIENCE / 1000)
            return Served(server, pages.hall)

        yield start


def stop(server: PageServer, thread: threading.Thread) -> None:
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="session")
def served(serve: Callable[..., Served]) -> Served:
    return serve()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Chromium; its microphone hears “why does she need medicine every day” once, a moment after it is opened."""
    wav = tmp_path_factory.mktemp("microphone") / "question.wav"
    question = read_whole(RECORDINGS / "why does she need medicine every day.flac", 48_000)
    before, after = np.zeros(48_000 * 3 // 2, dtype="<i2"), np.zeros(48_000 * 25, dtype="<i2")
    write_wav(wav, Speech(before.tobytes() + question.pcm + after.tobytes(), 48_000))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=[*CHROMIUM, f"--use-file-for-fake-audio-capture={wav}%noloop"]
        )
        yield browser
        browser.close()


TAP = """
const connect = AudioNode.prototype.connect;
window.heard = { loudest: 0, now: 0 };
AudioNode.prototype.connect = function (to, ...more) {
  if (to instanceof AudioDestinationNode) {
    const tap = new AnalyserNode(this.context, { fftSize: 256 });
    connect.call(this, tap);
    const samples = new Float32Array(tap.fftSize);
    setInterval(() => {
      tap.getFloatTimeDomainData(samples);
      window.heard.now = Math.max(...samples.map(Math.abs));
      window.heard.loudest = Math.max(window.heard.loudest, window.heard.now);
    }, 10);
  }
  return connect.call(this, to, ...more);
};
"""
"""Listens at the page's loudspeaker: what is really played, not what is meant to be."""


@pytest.fixture
def visit(browser: Browser, served: Served) -> Iterator[Callable[..., Page]]:
    """Return what opens the page as a new visitor; `microphone=False` refuses it, the rest is the context's."""
    failures: list[str] = []
    with ExitStack() as stack:

        def open_page(*, microphone: bool = True, url: str = "", ready: bool = True, **options: object) -> Page:
            permissions = ["microphone"] if microphone else []
            context = browser.new_context(permissions=permissions, **options)  # type: ignore[arg-type]
            stack.callback(context.close)
            context.set_default_timeout(PATIENCE)
            context.add_init_script(TAP)
            page = context.new_page()
            page.on("pageerror", lambda error: failures.append(str(error)))
            page.on("console", lambda message: failures.append(message.text) if message.type == "error" else None)
            page.goto(url or served.url)
            if ready:
                wait_for(page, "ready")
            return page

        yield open_page
    # A server that is gone is told by the browser as well, whatever the page makes of it.
    assert [failure for failure in failures if "ERR_CONNECTION_REFUSED" not in failure] == []


def wait_for(page: Page, state: str) -> None:
    page.wait_for_selector(f":root[data-state={state}]", state="attached")


def until(page: Page, condition: str) -> None:
    """Wait for a JavaScript expression to hold; the page's own policy forbids Playwright to do so in the page."""
    for _ in range(PATIENCE // 50):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never came true: {condition}")
