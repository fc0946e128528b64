"""A child asks: with the moon, the keyboard, a switch or a picture; and in every kind of trouble."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assistant.page import visit as conversations
from assistant.page.app import Page as Pages
from assistant.page.certificate import certificate_for
from assistant.page.hall import Hall
from assistant.page.invitation import Invitation
from assistant.page.server import Address, own_address
from tests.page.house import PATIENCE, running, serving, until, wait_for

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
    assert "medicine" in page.inner_text("#caption")


SLOW_TO_OPEN = """
const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wanted) => {
  await new Promise((resolve) => setTimeout(resolve, 700));
  return open(wanted);
};
"""
"""A microphone that is not yet open when the press has become a hold."""


def test_by_keyboard_alone_a_held_key_is_heard_until_it_is_let_go(visit: Visit) -> None:
    page = visit(script=SLOW_TO_OPEN)
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
    # Another program may hold one of them up.
    assert any(silent_after_milliseconds(page) < 100 for _ in range(4))
    assert page.evaluate("document.documentElement.dataset.state") == "ready"


def silent_after_milliseconds(page: Page) -> float:
    page.click("#cards [data-fact=why]")
    wait_for(page, "speaking")
    until(page, "window.heard.now > 0.02")
    milliseconds: float = page.evaluate(
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
    page.click("#all-pictures")
    return milliseconds


def test_a_press_while_lantern_speaks_is_a_new_question(visit: Visit) -> None:
    page = visit()
    page.click("#cards [data-fact=why]")
    wait_for(page, "speaking")
    page.keyboard.press("x")  # any key: a switch may send what it likes
    wait_for(page, "listening")
    until(page, "document.getElementById('caption').innerText.includes('why')")


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


def test_what_was_said_to_the_end_leaves_lantern_ready(visit: Visit) -> None:
    page = visit()
    page.click("#cards [data-fact=catch]")
    wait_for(page, "speaking")
    wait_for(page, "ready")
    expect(page.locator("#sentences [aria-current]")).to_have_count(0)
    expect(page.locator("#sentences")).to_have_text("They cannot be caught like a cold. Show it in the leaflet")


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


def test_when_the_server_goes_the_page_says_so_and_comes_back_with_it(visit: Visit, pages: Pages) -> None:
    with serving(pages) as first:
        port = first.server.address.port
        page = visit(url=first.url)
        for line in ("gone", "back"):
            until(page, f"performance.getEntriesByName(location.origin + '/lines/{line}.wav').length > 0")
    page.wait_for_selector(":root[data-state=trouble][data-trouble=gone] .for-gone")
    page.click("#moon")
    until(page, "window.heard.loudest > 0.02")
    expect(page.locator("#caption")).to_contain_text("comes back by itself")
    with serving(pages, port):
        wait_for(page, "ready")
        until(page, "window.heard.now < 0.001")
        page.evaluate("window.heard.loudest = 0")
        until(page, "window.heard.loudest > 0.02")  # “Here I am again.”
        page.context.close()


def test_who_has_to_wait_sees_and_hears_it_and_is_then_listened_to(visit: Visit, pages: Pages) -> None:
    hall = Hall(cores=1, seats_per_core=1)
    with serving(Pages(pages.assistant, pages.speakers, pages.settings, pages.about, hall)) as small:
        first, second = visit(url=small.url), visit(url=small.url)
        first.keyboard.down("Space")
        wait_for(first, "listening")
        until(first, "document.getElementById('caption').innerText.includes('why')")
        second.click("#moon")
        second.wait_for_selector(":root[data-state=waiting] .for-waiting")
        until(second, "window.heard.loudest > 0.02")
        first.keyboard.press("Escape")
        wait_for(second, "listening")
        first.context.close()
        second.context.close()


def test_a_connection_that_died_unnoticed_is_told_and_made_anew(visit: Visit) -> None:
    page = visit()
    page.clock.install()
    page.reload()
    wait_for(page, "ready")
    page.evaluate("() => { WebSocket.prototype.send = () => {}; }")
    page.click("#cards [data-fact=catch]")
    wait_for(page, "thinking")
    page.clock.fast_forward(15_000)
    page.wait_for_selector(":root[data-trouble=gone]", state="attached")
    page.clock.fast_forward(1_000)
    wait_for(page, "ready")


def test_a_page_that_fell_asleep_wakes_when_it_is_pressed(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as hurried:
        hurried.setattr(conversations, "ASLEEP_SECONDS", 1.0)
        page = visit()
        wait_for(page, "asleep")
    page.click("#moon")
    until(page, "window.heard.loudest > 0.02")  # “I was asleep. Now I'm awake.”
    wait_for(page, "listening")


def test_a_tablet_of_the_house_is_let_in_by_its_code_and_gives_its_microphone(
    visit: Visit, pages: Pages, tmp_path: Path
) -> None:
    names = ("localhost", "127.0.0.1")
    tokens: list[str] = []
    invitation = Invitation(pages.app(), tokens.append)
    invitation.open()
    address = Address(own_address(0).socket, names, "https")
    with running(invitation, address, certificate_for(names, tmp_path / "house")):
        page = visit(url=f"{address.url}join?token={tokens[0]}", ignore_https_errors=True)
        page.click("#moon")
        wait_for(page, "listening")
        page.context.close()


def test_of_two_windows_the_one_pressed_last_speaks(visit: Visit) -> None:
    one = visit()
    other = one.context.new_page()
    other.goto(one.url)
    other.wait_for_selector(":root[data-state=trouble][data-trouble=elsewhere] .for-elsewhere")
    other.click("#cards [data-fact=catch]")
    wait_for(other, "speaking")
    one.wait_for_selector(":root[data-state=trouble][data-trouble=elsewhere]", state="attached")
