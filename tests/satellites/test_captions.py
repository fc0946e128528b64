"""Words that have settled are told once and stay; a recogniser that changes its mind is waited for."""

from __future__ import annotations

from assistant.satellites.captions import Captions


def test_words_are_told_once_two_hearings_agree_and_others_have_followed() -> None:
    captions = Captions()
    partials = ["can", "can i", "can i catch", "can i catch it", "can i catch it from"]
    assert [captions.update(partial) for partial in partials] == ["", "", "", "can", " i"]
    assert captions.finish("can i catch it from her") == " catch it from her"


def test_a_changed_mind_is_left_to_the_transcript() -> None:
    captions = Captions()
    for partial in ("will my brother", "will my brother walk"):
        captions.update(partial)
    assert captions.update("will my brother walk soon") == " my"
    assert captions.update("bill my brother walk soon") == ""
    assert captions.finish("bill my brother walk soon") == ""


def test_silence_has_no_captions() -> None:
    assert Captions().update("") == ""
    assert Captions().finish("") == ""
