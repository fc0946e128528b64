"""What the page's tests share: one server, one browser, and a new visitor for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from assistant.page.app import Page as Pages
from tests.page.house import PATIENCE, Served, chromium, open_pages, serving, wait_for


@pytest.fixture(scope="session")
def pages() -> Pages:
    return open_pages()


@pytest.fixture(scope="session")
def served(pages: Pages) -> Iterator[Served]:
    with serving(pages) as served:
        yield served


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Playwright's event loop runs as long as its browser: no longer than a file, or no other loop could."""
    with sync_playwright() as playwright, chromium(playwright) as browser:
        yield browser


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

        def open_page(*, microphone: bool = True, url: str = "", script: str = "", **options: object) -> Page:
            permissions = ["microphone"] if microphone else []
            context = browser.new_context(permissions=permissions, **options)  # type: ignore[arg-type]
            stack.callback(context.close)
            context.set_default_timeout(PATIENCE)
            context.add_init_script(TAP + script)
            page = context.new_page()
            page.on("pageerror", lambda error: failures.append(str(error)))
            page.on("console", lambda message: failures.append(message.text) if message.type == "error" else None)
            page.goto(url or served.url)
            wait_for(page, "ready")
            return page

        yield open_page
    # A server that is gone is told by the browser as well, whatever the page makes of it.
    assert [failure for failure in failures if "ERR_CONNECTION_REFUSED" not in failure] == []
