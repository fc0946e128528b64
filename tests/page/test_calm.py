"""Nothing flashes: the family lives with epilepsy. Shown over recorded frames of the real page."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Page

from tests.page.house import finish_fades, wait_for

pytestmark = pytest.mark.needs("chromium")

SCALE = 2
"""The film is smaller than the page by so much, not to hold the page up."""

BLOCK = 64 // SCALE
"""Pixels of a film. A flash counts over a quarter of ten degrees of sight, some 340 × 260 pixels of the page; this is
far stricter."""

MOST = 0.1
"""A change of relative luminance that counts."""

WINDOW = 1.0
"""Seconds in which no more than one such change may happen."""

SLOWEST_JUMP = 0.25
"""Seconds that a single change takes at least."""


CELL, CELLS = 32, 16
"""Pixels of a bit of the clock, and how many there are."""

WIDTH, HEIGHT = 1024, 10 * BLOCK * SCALE
"""What is judged; the clock stands below it."""

CLOCK = f"""
addEventListener("DOMContentLoaded", () => {{
  const cells = Array.from({{ length: {CELLS} }}, (_, place) => {{
    const cell = document.body.appendChild(document.createElement("i"));
    Object.assign(cell.style, {{
      position: "fixed", top: "{HEIGHT}px", left: `${{place * {CELL}}}px`, width: "{CELL}px", height: "{CELL}px",
    }});
    return cell;
  }});
  const show = () => {{
    const hundredths = Math.round(document.timeline.currentTime / 10);
    cells.forEach((cell, place) => {{ cell.style.background = (hundredths >> place) & 1 ? "white" : "black"; }});
    requestAnimationFrame(show);
  }};
  show();
}});
"""
"""Shows the time of the page's own animations below the page: a loaded machine hands frames over late and in heaps,
and what counts is when the page meant them to be seen."""


@dataclass
class Film:
    """Frames of a page, as pictures; looked at once the film is over, not to hold the page up."""

    page: Page
    pictures: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.session = self.page.context.new_cdp_session(self.page)
        self.session.on("Page.screencastFrame", self._take)
        size = self.page.viewport_size
        assert size is not None
        self.session.send(
            "Page.startScreencast",
            {"format": "jpeg", "quality": 90, "maxWidth": size["width"] // SCALE, "maxHeight": size["height"] // SCALE},
        )

    def _take(self, event: dict[str, object]) -> None:
        self.pictures.append(str(event["data"]))
        self.session.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})

    def stop(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return each moment once, in seconds, and what was seen at it."""
        self.session.remove_listener("Page.screencastFrame", self._take)
        self.session.send("Page.stopScreencast")
        seen: dict[float, NDArray[np.float64]] = {}
        for picture in self.pictures:
            pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(picture))).convert("RGB"))
            seen.setdefault(time_of(pixels), luminance(pixels[: HEIGHT // SCALE]))
        times = sorted(seen)
        return np.array(times), np.array([seen[time] for time in times])


def time_of(pixels: NDArray[np.uint8]) -> float:
    """Read the clock, in seconds."""
    row = pixels[(HEIGHT + CELL // 2) // SCALE]
    bits = [int(row[(place * CELL + CELL // 2) // SCALE].mean() > 128) for place in range(CELLS)]
    return sum(bit << place for place, bit in enumerate(bits)) / 100


_VALUES = np.arange(256) / 255
_LINEAR = np.where(_VALUES <= 0.04045, _VALUES / 12.92, ((_VALUES + 0.055) / 1.055) ** 2.4).astype(np.float32)


def luminance(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the relative luminance of each block of a picture, as WCAG defines it."""
    light = _LINEAR[pixels] @ np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)
    rows, columns = (length // BLOCK for length in light.shape)
    blocks = light[: rows * BLOCK, : columns * BLOCK].reshape(rows, BLOCK, columns, BLOCK)
    whole: NDArray[np.float64] = blocks.mean(axis=(1, 3), dtype=np.float64)
    return whole


def flashes(times: NDArray[np.float64], frames: NDArray[np.float64]) -> list[str]:
    """Say where a block jumps, or goes there and back within the window."""
    found = []
    for now in range(len(times)):
        window = (times >= times[now]) & (times <= times[now] + WINDOW)
        seen = frames[window]
        up = (seen - np.minimum.accumulate(seen)).max(axis=0)
        down = (np.maximum.accumulate(seen) - seen).max(axis=0)
        if ((up > MOST) & (down > MOST)).any():
            found.append(f"there and back at {times[now] - times[0]:.1f} s")
        jump = frames[window & (times <= times[now] + SLOWEST_JUMP)]
        if (np.abs(jump - frames[now]).max(axis=0) > MOST).any():
            found.append(f"a jump at {times[now] - times[0]:.1f} s")
    return found


def film_of_a_question(page: Page) -> list[str]:
    """Press, be heard, be answered and stop, while the sky goes to bed; say what flashed."""
    film = Film(page)
    page.click("#bedtime")
    page.click("#moon")
    wait_for(page, "listening")
    page.wait_for_selector("#caption span")
    page.click("#cards [data-fact=what_is]")  # on the shelf as it opens: nothing has to be scrolled
    wait_for(page, "speaking")
    page.wait_for_selector(".sentence[aria-current=true]")
    page.wait_for_timeout(2500)  # one view has passed into the other
    page.click("#stop")
    page.wait_for_timeout(2500)  # and so has one sky
    times, frames = film.stop()
    assert len(frames) > 20
    return flashes(times, frames)


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_nothing_flashes_from_the_press_to_the_answer_while_it_becomes_bedtime(
    visit: Callable[..., Page], scheme: str
) -> None:
    flaws: list[list[str]] = []
    # What the page does is on each of two films; where a loaded machine stumbled, on one.
    while len(flaws) < 2 and not (flaws and flaws[-1] == []):
        page = visit(script=CLOCK, color_scheme=scheme, viewport={"width": WIDTH, "height": HEIGHT + CELL})
        finish_fades(page)
        flaws.append(film_of_a_question(page))
        page.context.close()
    assert flaws[-1] == [], flaws


def test_a_film_shows_a_sky_that_jumps(visit: Callable[..., Page]) -> None:
    page = visit(script=CLOCK, color_scheme="light", viewport={"width": WIDTH, "height": HEIGHT + CELL})
    page.evaluate("() => { document.documentElement.style.transitionDuration = '0.1s'; }")
    film = Film(page)
    page.click("#bedtime")
    page.wait_for_timeout(1000)
    assert flashes(*film.stop())


def test_the_measure_sees_what_it_must_see() -> None:
    times = np.arange(0, 4, 0.1)
    slow = np.clip(times / 3, 0, 1)[:, None, None]
    blinking = ((times * 2).astype(int) % 2 * 0.2)[:, None, None]
    jumping = (times > 2).astype(float)[:, None, None]
    assert flashes(times, slow) == []
    assert flashes(times, blinking)
    assert flashes(times, jumping)
