"""Everything that a person can use is documented."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main

from assistant.commands import app
from assistant.packs.common import FEELINGS
from assistant.packs.pack import _AnswerShape, _PackShape
from assistant.settings import Settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def commands() -> Iterator[tuple[str, object]]:
    """Yield each command's full name and the command itself."""
    waiting = [("lantern", typer.main.get_command(app))]
    while waiting:
        name, command = waiting.pop()
        below = getattr(command, "commands", {})
        waiting += [(f"{name} {word}", each) for word, each in below.items()]
        if not below:
            yield name, command


COMMANDS = dict(commands())


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_each_command_is_in_the_readme_and_shows_an_example(name: str) -> None:
    assert f"`{name}`" in README
    assert re.search(rf"^ {{4,}}{name}\b", COMMANDS[name].help or "", re.MULTILINE), "its help has no example"  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_each_option_has_a_help_and_is_in_the_readme(name: str) -> None:
    for parameter in COMMANDS[name].params:  # type: ignore[attr-defined]
        if parameter.name == "help":
            continue
        assert parameter.help, f"{parameter.name} has no help"
        for option in [*parameter.opts, *parameter.secondary_opts]:
            if option.startswith("--"):
                assert re.search(rf"`[^`\n]*{option}\b|^lantern .*{option}\b", README, re.MULTILINE), option


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_each_setting_is_in_the_readme(name: str) -> None:
    assert re.search(rf"^\|[^|]*`{name}`", README, re.MULTILINE)


@pytest.mark.parametrize("name", sorted({*_PackShape.model_fields, *_AnswerShape.model_fields}))
def test_each_field_of_a_pack_is_in_the_readme(name: str) -> None:
    assert re.search(rf"^\|[^|]*`\[?{name}\]?`", README, re.MULTILINE)


@pytest.mark.parametrize("name", FEELINGS)
def test_each_feeling_is_in_the_readme(name: str) -> None:
    assert f"`{name}`" in README


@pytest.mark.parametrize(
    "target", re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
)
def test_each_make_target_is_in_its_help(target: str) -> None:
    assert target == "help" or re.search(rf"^## make {target}\b", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#:]+)\)", README))
def test_each_link_of_the_readme_leads_somewhere(link: str) -> None:
    assert (ROOT / link).exists()
