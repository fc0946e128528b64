"""Everybody can use the page: by ear, by keyboard, with little sight, in any light and at any size."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files

import pytest
from playwright.sync_api import Page, expect

from tests.page.conftest import PATIENCE, until, wait_for

pytestmark = pytest.mark.needs("chromium")

Visit = Callable[..., Page]

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
SMALLEST_TARGET = 64
FADED = 2_600
"""Milliseconds after which one view has passed into another."""


def violations(page: Page) -> list[str]:
    """Return what axe finds, with all three levels of WCAG: contrast of 7:1 among them."""
    page.evaluate(AXE)
    found = page.evaluate(f"axe.run(document, {json.dumps(RULES)})")
    return [f"{flaw['id']}: {node['html']}" for flaw in found["violations"] for node in flaw["nodes"]]


@pytest.mark.parametrize("look", ["dark", "light", "bedtime"])
def test_axe_finds_nothing_in_any_view_of_any_sky(visit: Visit, look: str) -> None:
    page = visit(color_scheme="light" if look == "light" else "dark", reduced_motion="reduce")
    if look == "bedtime":
        page.click("#bedtime")
        page.wait_for_timeout(8500)
    assert violations(page) == []
    page.click("#cards [data-fact=medicine]")
    wait_for(page, "speaking")
    page.wait_for_timeout(FADED)
    assert violations(page) == []
    page.click("#stop")
    page.locator("#sentences .sentence").first.click()
    page.wait_for_timeout(FADED)
    assert violations(page) == []
    page.click("#leaflet .close")
    page.focus("#grown-ups")
    page.keyboard.press("Enter")
    expect(page.locator("#corner")).to_be_visible()
    page.wait_for_timeout(FADED)
    assert violations(page) == []


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 800)])
def test_nothing_is_lost_and_every_target_is_large_with_text_at_200_percent(
    visit: Visit, width: int, height: int
) -> None:
    page = visit(viewport={"width": width, "height": height})
    for size in ("100%", "225%"):  # 225 % is twice the page's own 112.5 %
        page.evaluate(f"() => {{ document.documentElement.style.fontSize = '{size}'; }}")
        page.click("#cards [data-fact=catch]")
        wait_for(page, "speaking")
        page.click("#stop")
        page.wait_for_timeout(1600)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert targets_that_are_small(page) == []
        page.click("#all-pictures")
        page.wait_for_timeout(1600)
        assert targets_that_are_small(page) == []


def targets_that_are_small(page: Page) -> list[str]:
    small: list[str] = page.evaluate(
        """(size) => [...document.querySelectorAll("button, input, select")]
          .filter((element) => element.checkVisibility({ visibilityProperty: true }))
          .filter((element) => {
            const { width, height } = element.getBoundingClientRect();
            return width < size || height < size;
          })
          .map((element) => element.outerHTML.slice(0, 80))""",
        SMALLEST_TARGET,
    )
    return small


def test_the_tab_key_reaches_everything_in_order_and_focus_is_seen(visit: Visit) -> None:
    page = visit()
    reached = []
    for _ in range(8):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.dataset.fact"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert reached == ["bedtime", "grown-ups", "moon", "stop", "shelf-back", "what_is", "other_names", "what_is_spasm"]


def test_a_screen_reader_is_told_what_lantern_does(visit: Visit) -> None:
    page = visit()
    status = page.get_by_role("status")
    page.get_by_role("button", name="Press the moon and ask").click()
    expect(status).to_have_text("Listening", timeout=PATIENCE)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Can I catch it?").first).to_be_visible()
    expect(page.get_by_role("button", name="Stop")).to_be_visible()


def test_the_grown_ups_corner_opens_to_a_long_press_alone(visit: Visit) -> None:
    page = visit()
    page.click("#grown-ups")
    page.wait_for_timeout(300)
    expect(page.locator("#corner")).to_be_hidden()
    page.hover("#grown-ups")
    page.mouse.down()
    expect(page.locator("#corner")).to_be_visible(timeout=PATIENCE)
    page.mouse.up()
    for words in ("July 2022", "July 2024", "past", "UK Infantile Spasms Trust", "Nothing of what is said", "english"):
        expect(page.locator("#corner")).to_contain_text(words)
    assert page.locator("#corner a").count() == 0


def test_choices_are_kept_in_the_browser_until_they_are_forgotten(visit: Visit) -> None:
    page = visit()
    page.focus("#grown-ups")
    page.keyboard.press("Enter")
    page.get_by_role("combobox", name="Bedtime").select_option("on")
    page.reload()
    until(page, "document.documentElement.hasAttribute('data-bedtime')")
    page.focus("#grown-ups")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Forget these choices").click()
    until(page, "!document.documentElement.hasAttribute('data-bedtime')")
    assert page.evaluate("localStorage.length") == 0


def test_a_typed_question_is_answered_and_its_place_marked_in_the_leaflet(visit: Visit) -> None:
    page = visit()
    page.focus("#grown-ups")
    page.keyboard.press("Enter")
    page.get_by_label("Type a question").fill("can i catch it")
    page.keyboard.press("Enter")
    wait_for(page, "speaking")
    page.click("#stop")
    page.focus("#grown-ups")
    page.keyboard.press("Enter")
    expect(page.locator("#corner mark")).to_have_text("They cannot be caught like a cold.")


def test_the_first_load_is_small_quick_and_asks_nobody_else(visit: Visit) -> None:
    page = visit(ready=False)
    wait_for(page, "ready")
    bytes_, milliseconds, hosts = page.evaluate(
        """() => {
          const entries = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
            .filter(({ name }) => !/\\/(lines|chimes)\\//.test(name));
          const load = performance.getEntriesByType("navigation")[0];
          return [
            entries.reduce((sum, entry) => sum + entry.transferSize, 0),
            load.loadEventEnd,
            [...new Set(entries.map(({ name }) => new URL(name).host))],
          ];
        }"""
    )
    assert bytes_ <= 300_000
    assert milliseconds <= 1000
    assert hosts == [page.evaluate("location.host")]
