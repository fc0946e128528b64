"""A child asks: with the moon, the keyboard, a switch or a picture; and in every kind of trouble."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.page.conftest import PATIENCE, Served, until, wait_for

pytestmark = pytest.mark.needs("chromium")

Visit = Callable[..., Page]
ANSWER = "Most babies and infants who have IS have to be given medicine every day."


def lit(page: Page) -> str | None:
    return page.locator("#answer-card .card[aria-current=true]").get_attribute("data-fact")


def test_pressed_once_the_moon_hears_a_question_and_answers_it_aloud(visit: Visit) -> None:
    page = visit()
    page.click("#moon")
    wait_for(page, "listening")
    wait_for(page, "speaking")
    expect(page.locator("#sentences")).to_contain_text(ANSWER)
    assert lit(page) == "medicine"
    assert page.locator("#cards .card[aria-current=true]").get_attribute("data-fact") == "medicine"
    assert page.locator("#next .card").count() == 2
    until(page, "window.heard.loudest > 0.02")
    wait_for(page, "ready")
    assert page.inner_text("#caption")


def test_by_keyboard_alone_a_held_key_is_heard_until_it_is_let_go(visit: Visit) -> None:
    page = visit()
    page.keyboard.down("Space")
    wait_for(page, "listening")
    until(page, "document.getElementById('caption').innerText.includes('medicine')")
    page.wait_for_timeout(1500)  # longer than any patience: a held moon waits
    assert page.evaluate("document.documentElement.dataset.state") == "listening"
    page.keyboard.up("Space")
    wait_for(page, "speaking")
    assert lit(page) == "medicine"
    page.keyboard.press("Escape")
    wait_for(page, "ready")
    page.focus("#again")
    page.keyboard.press("Enter")
    wait_for(page, "speaking")
    expect(page.locator("#sentences")).to_contain_text(ANSWER)


def test_stop_is_silent_within_a_tenth_of_a_second(visit: Visit) -> None:
    page = visit()
    page.click("#cards [data-fact=why]")
    wait_for(page, "speaking")
    until(page, "window.heard.now > 0.02")
    silent_after = page.evaluate(
        """async () => {
          const begun = performance.now();
          document.getElementById("stop").click();
          let last = begun;
          while (performance.now() - begun < 400) {
            await new Promise((next) => setTimeout(next, 5));
            if (window.heard.now > 0.001) last = performance.now();
          }
          return last - begun;
        }"""
    )
    assert silent_after < 100
    assert page.evaluate("document.documentElement.dataset.state") == "ready"


def test_a_press_while_lantern_speaks_is_a_new_question(visit: Visit) -> None:
    page = visit()
    page.click("#cards [data-fact=why]")
    wait_for(page, "speaking")
    page.keyboard.press("x")  # any key: a switch may send what it likes
    wait_for(page, "listening")
    wait_for(page, "speaking")
    assert lit(page) == "medicine"


def test_sentences_light_up_as_they_are_spoken_and_lead_to_their_place_in_the_leaflet(visit: Visit) -> None:
    page = visit()
    page.click("#cards [data-fact=medicine]")
    sentences = page.locator("#sentences .sentence")
    expect(sentences.nth(0)).to_have_attribute("aria-current", "true", timeout=PATIENCE)
    expect(sentences.nth(1)).to_have_attribute("aria-current", "true", timeout=PATIENCE)
    sentences.nth(1).click()
    current = page.locator("#leaflet mark[aria-current=true]")
    expect(current).to_have_text("They might need to be given more than one type of medicine.")
    expect(current).to_be_in_viewport()


def test_buttons_say_it_again_slower_and_more(visit: Visit) -> None:
    page = visit()
    page.click("#cards [data-fact=catch]")
    wait_for(page, "speaking")
    said = "They cannot be caught like a cold."
    for button, words in (("again", said), ("slower", said), ("more", "Some babies get IS")):
        page.click("#stop")
        until(page, "window.heard.now < 0.001")
        page.evaluate("window.heard.loudest = 0")
        page.click(f"#{button}")
        until(page, "window.heard.loudest > 0.02")
        expect(page.locator("#sentences")).to_contain_text(words)


def test_a_refused_microphone_has_a_picture_and_a_spoken_line_and_cards_still_answer(visit: Visit) -> None:
    page = visit(microphone=False)
    page.click("#moon")
    page.wait_for_selector(":root[data-trouble=refused] .for-refused")
    until(page, "window.heard.loudest > 0.02")
    page.click("#cards [data-fact=catch]")
    wait_for(page, "speaking")


def test_a_missing_microphone_has_a_picture_and_a_spoken_line(visit: Visit) -> None:
    page = visit()
    page.evaluate(
        "() => { navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotFoundError'); }; }"
    )
    page.click("#moon")
    page.wait_for_selector(":root[data-trouble=missing] .for-missing")
    until(page, "window.heard.loudest > 0.02")


def test_when_the_server_goes_the_page_says_so_and_comes_back_with_it(
    visit: Visit, serve: Callable[..., Served]
) -> None:
    first = serve()
    port = first.server.address.port
    page = visit(url=first.url)
    until(page, "performance.getEntriesByName(location.origin + '/lines/gone.wav').length > 0")
    first.server.should_exit = True
    page.wait_for_selector(":root[data-state=trouble][data-trouble=gone] .for-gone")
    page.click("#moon")
    until(page, "window.heard.loudest > 0.02")
    serve(port)
    wait_for(page, "ready")


def test_of_two_windows_the_one_pressed_last_speaks(visit: Visit) -> None:
    one = visit()
    other = one.context.new_page()
    other.goto(one.url)
    other.wait_for_selector(":root[data-state=trouble][data-trouble=elsewhere] .for-elsewhere")
    other.click("#cards [data-fact=catch]")
    wait_for(other, "speaking")
    one.wait_for_selector(":root[data-state=trouble][data-trouble=elsewhere]", state="attached")
