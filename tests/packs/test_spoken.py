"""Written words and how they are said."""

import pytest

from assistant.packs.spoken import SpokenForms

FORMS = SpokenForms({"IS": "Infantile Spasms", " (IS)": "", "3 and 8 months": "three and eight months", "8": "eight"})


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Each baby with IS is different.", "Each baby with Infantile Spasms is different."),
        ("THIS is IS.", "THIS is Infantile Spasms."),
        ("Infantile Spasms (IS) are", "Infantile Spasms are."),
        ("between 3 and 8 months old.", "between three and eight months old."),
        ("may need:", "may need:"),
        ("to work better", "to work better."),
        ("who have IS. \u00a0They\n  enjoy it", "who have Infantile Spasms. They enjoy it."),
        ("", ""),
    ],
)
def test_only_whole_words_are_said_in_another_form(written: str, said: str) -> None:
    assert FORMS.say(written) == said


def test_what_was_replaced_is_not_replaced_again() -> None:
    assert SpokenForms({"A": "B", "B": "C"}).say("A B") == "B C."


def test_without_forms_the_text_is_said_as_written() -> None:
    assert SpokenForms().say("As it is.") == "As it is."
