"""`python -m tests.page.pictures`: photographs of the page in every light, size and state, into build/page/."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.page.house import chromium, finish_fades, open_pages, serving, wait_for

ALBUM = Path("build/page")
DESK, PHONE, TABLET = {"width": 1280, "height": 800}, {"width": 390, "height": 844}, {"width": 820, "height": 1180}
TWICE = "() => { document.documentElement.style.fontSize = '225%'; }"  # of the page's own 112.5 %


@dataclass(frozen=True)
class Look:
    """How a browser shows the page."""

    viewport: dict[str, int] = field(default_factory=lambda: DESK)
    options: dict[str, str] = field(default_factory=lambda: {"color_scheme": "dark"})
    microphone: bool = True


def shelf(_page: Page) -> None:
    """Show the page as it opens."""


def bedtime(page: Page) -> None:
    page.click("#bedtime")


def answer(page: Page) -> None:
    page.click("#cards [data-fact=medicine]")
    page.wait_for_selector(".sentence[aria-current=true]")


def bedtime_answer(page: Page) -> None:
    bedtime(page)
    answer(page)


def listening(page: Page) -> None:
    page.click("#moon")
    wait_for(page, "listening")
    page.wait_for_selector("#caption span:nth-child(4)")


def asked(page: Page) -> None:
    page.click("#moon")
    page.wait_for_selector(".sentence[aria-current=true]")


def corner(page: Page) -> None:
    page.focus("#grown-ups")
    page.keyboard.press("Enter")
    page.wait_for_selector("#corner[open]")


def corner_below(page: Page) -> None:
    corner(page)
    page.evaluate("() => document.querySelector('#corner section:nth-of-type(4)').scrollIntoView()")


def place(page: Page) -> None:
    answer(page)
    page.click("#stop")
    page.locator("#sentences .sentence").first.click()
    page.wait_for_selector("#leaflet[open]")


def large(page: Page) -> None:
    page.evaluate(TWICE)


def large_answer(page: Page) -> None:
    large(page)
    answer(page)


def refused(page: Page) -> None:
    page.click("#moon")
    page.wait_for_selector(":root[data-trouble=refused]", state="attached")


def shown(state: str, trouble: str = "") -> Callable[[Page], None]:
    """Return what puts the page into a state that only lasts a moment, or that needs a broken machine."""

    def put(page: Page) -> None:
        page.evaluate(
            f"() => Object.assign(document.documentElement.dataset, {{state: '{state}', trouble: '{trouble}'}})"
        )

    return put


LIGHT = Look(options={"color_scheme": "light"})
FORCED = Look(options={"color_scheme": "dark", "forced_colors": "active"})
MORE = Look(options={"color_scheme": "dark", "contrast": "more"})
MORE_LIGHT = Look(options={"color_scheme": "light", "contrast": "more"})
ON_PHONE, ON_TABLET = Look(PHONE), Look(TABLET)

PHOTOGRAPHS: dict[str, tuple[Look, Callable[[Page], None]]] = {
    "dark": (Look(), shelf),
    "dark-answer": (Look(), asked),
    "dark-listening": (Look(), listening),
    "dark-thinking": (Look(), shown("thinking")),
    "dark-asleep": (Look(), shown("asleep")),
    "light": (LIGHT, shelf),
    "light-answer": (LIGHT, answer),
    "bedtime": (Look(), bedtime),
    "bedtime-answer": (Look(), bedtime_answer),
    "phone": (ON_PHONE, shelf),
    "phone-answer": (ON_PHONE, answer),
    "phone-large": (ON_PHONE, large_answer),
    "phone-corner": (ON_PHONE, corner),
    "tablet": (ON_TABLET, shelf),
    "tablet-light": (Look(TABLET, {"color_scheme": "light"}), shelf),
    "tablet-answer": (ON_TABLET, answer),
    "large": (Look(), large),
    "large-answer": (Look(), large_answer),
    "small": (Look({"width": 1024, "height": 640}), shelf),
    "small-answer": (Look({"width": 1024, "height": 640}), answer),
    "sideways": (Look({"width": 844, "height": 390}), shelf),
    "sideways-answer": (Look({"width": 844, "height": 390}), answer),
    "forced": (FORCED, shelf),
    "forced-answer": (FORCED, answer),
    "forced-corner": (FORCED, corner),
    "contrast": (MORE, answer),
    "contrast-light": (MORE_LIGHT, answer),
    "corner": (Look(), corner),
    "corner-below": (Look(), corner_below),
    "corner-light": (LIGHT, corner),
    "leaflet": (Look(), place),
    "refused": (Look(microphone=False), refused),
    "missing": (Look(), shown("trouble", "missing")),
    "gone": (Look(), shown("trouble", "gone")),
    "elsewhere": (Look(), shown("trouble", "elsewhere")),
    "waiting": (Look(), shown("waiting", "waiting")),
}


@contextmanager
def visitor(browser: Browser, url: str, look: Look) -> Iterator[Page]:
    """Open the page as a new visitor."""
    context = browser.new_context(
        viewport=look.viewport,  # type: ignore[arg-type]
        permissions=["microphone"] if look.microphone else [],
        **look.options,  # type: ignore[arg-type]
    )
    page = context.new_page()
    page.goto(url)
    wait_for(page, "ready")
    yield page
    context.close()


def main() -> None:
    """Take the photographs that are named, or all of them."""
    ALBUM.mkdir(parents=True, exist_ok=True)
    with serving(open_pages()) as served, sync_playwright() as playwright, chromium(playwright) as browser:
        for name in sys.argv[1:] or PHOTOGRAPHS:
            look, pose = PHOTOGRAPHS[name]
            with visitor(browser, served.url, look) as page:
                pose(page)
                finish_fades(page)
                page.screenshot(path=ALBUM / f"{name}.png")
            print(ALBUM / f"{name}.png")


if __name__ == "__main__":
    main()
