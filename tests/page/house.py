"""The page served with real engines on a port of this machine, and a real browser to visit it."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, Playwright
from starlette.types import ASGIApp

from assistant.composition import open_assistant
from assistant.page.app import About
from assistant.page.app import Page as Pages
from assistant.page.certificate import Certificate
from assistant.page.hall import Hall
from assistant.page.server import Address, PageServer, own_address, server_for
from assistant.page.speakers import Speakers
from assistant.settings import Settings
from assistant.sound.files import read_whole, write_wav
from assistant.turn import Speech

RECORDINGS = Path(__file__).parents[1] / "recordings"
QUESTION = "why does she need medicine every day"
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
    "--disable-threaded-animation",  # what is filmed and the clock that is filmed with it are of one moment
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


def open_pages() -> Pages:
    assistant = open_assistant(Settings())
    assert assistant.speaker is not None
    return Pages(assistant, Speakers(assistant.speaker), Settings(), About("1.0", "english"))


@contextmanager
def serving(pages: Pages, port: int = 0) -> Iterator[Served]:
    """Serve the page on any free port or a certain one, in a thread of its own."""
    with running(pages.app(), own_address(port)) as server:
        yield Served(server, pages.hall)


@contextmanager
def running(app: ASGIApp, address: Address, certificate: Certificate | None = None) -> Iterator[PageServer]:
    """Run a server in a thread of its own."""
    ready = threading.Event()
    server = server_for(app, address, ready.set, certificate)
    thread = threading.Thread(target=server.serve_here)
    thread.start()
    try:
        assert ready.wait(PATIENCE / 1000)
        yield server
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Start Chromium; its microphone hears QUESTION once, a moment after it is opened."""
    question = read_whole(RECORDINGS / f"{QUESTION}.flac", 48_000)
    before, after = np.zeros(48_000 * 3 // 2, dtype="<i2"), np.zeros(48_000 * 25, dtype="<i2")
    with tempfile.TemporaryDirectory() as folder:
        wav = Path(folder) / "question.wav"
        write_wav(wav, Speech(before.tobytes() + question.pcm + after.tobytes(), 48_000))
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=[*CHROMIUM, f"--use-file-for-fake-audio-capture={wav}%noloop"]
        )
        yield browser
        browser.close()


def wait_for(page: Page, state: str) -> None:
    """Wait until Lantern does what `state` names."""
    page.wait_for_selector(f":root[data-state={state}]", state="attached")


def finish_fades(page: Page) -> None:
    """Bring everything that fades to its end, instead of waiting for it; what moves for ever goes on."""
    page.evaluate(
        """async () => {
          const nextFrame = () => new Promise(requestAnimationFrame);
          await nextFrame();
          for (;;) {
            const fades = document.getAnimations().filter(
              ({ effect, playState }) => playState === "running" && effect.getComputedTiming().endTime !== Infinity
            );
            if (!fades.length) break;
            for (const fade of fades) fade.finish();
            await nextFrame(); // what has ended may let something else begin
          }
        }"""
    )


def until(page: Page, condition: str) -> None:
    """Wait for a JavaScript expression to hold; the page's own policy forbids Playwright to do so in the page."""
    for _ in range(PATIENCE // 50):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never came true: {condition}")
