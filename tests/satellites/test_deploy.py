"""The service unit and the container file name what there is: files, commands, options, ports and exit statuses."""

from __future__ import annotations

import configparser
import datetime as dt
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import typer.main

from assistant import errors
from assistant.commands import app
from assistant.settings import load_settings

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
CONTAINER = (DEPLOY / "Containerfile").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PORT = re.compile(r"tcp://0\.0\.0\.0:(\d+)")


def instructions(name: str) -> list[str]:
    return re.findall(rf"^{name} (.+)$", CONTAINER, re.MULTILINE)


def accepts(arguments: list[str]) -> bool:
    """Return whether `lantern` knows the command and its options."""
    name, *rest = arguments
    command = typer.main.get_command(app).commands[name]  # type: ignore[attr-defined]
    context = command.make_context(name, rest)
    return not context.args


def test_all_that_the_wheel_is_built_of_is_copied_into_the_container() -> None:
    sources = [source for line in instructions("COPY") if not line.startswith("--") for source in line.split()[:-1]]
    assert all((ROOT / source).exists() for source in sources)
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = ["pyproject.toml", PROJECT["project"]["readme"], *PROJECT["project"]["license-files"]]
    for path in [*needed, *wheel["packages"], *wheel["force-include"]]:
        assert any(Path(path).is_relative_to(source) for source in sources), path


def test_the_container_installs_an_extra_and_runs_commands_that_there_are() -> None:
    build = instructions("RUN")
    extras = re.findall(r"/source\[(\w+)\]", CONTAINER)
    assert extras
    assert set(extras) <= set(PROJECT["project"]["optional-dependencies"])
    assert any(accepts(shlex.split(line.split("/bin/lantern ")[1])) for line in build if "/bin/lantern " in line)
    (entry,) = instructions("ENTRYPOINT")
    program, *arguments = json.loads(entry)
    assert Path(program).name in PROJECT["project"]["scripts"]
    assert accepts(arguments)


def test_the_container_shows_the_port_that_it_serves_and_finds_the_index_that_it_built() -> None:
    (port,) = instructions("EXPOSE")
    assert PORT.findall(CONTAINER) == [port]
    assert f"--publish {port}:{port}" in CONTAINER
    (cache,) = re.findall(r"^ENV XDG_CACHE_HOME=(.+)$", CONTAINER, re.MULTILINE)
    assert f"XDG_CACHE_HOME={cache} /lantern/bin/lantern build" in CONTAINER


def test_whoever_the_server_runs_as_can_read_the_index_whatever_was_built() -> None:
    (cache,) = re.findall(r"^ENV XDG_CACHE_HOME=(.+)$", CONTAINER, re.MULTILINE)
    readable = f"mkdir -p {cache} && chmod -R a+rX {cache}"
    assert readable in instructions("RUN")
    assert CONTAINER.index("/bin/lantern build") < CONTAINER.index(readable) < CONTAINER.index("COPY --from=build")


def test_the_settings_that_the_container_shows_make_sense() -> None:
    shown = dict(re.findall(r"--env (\w+)=(\S+)", CONTAINER))
    zone = shown.pop("TZ")
    assert ZoneInfo(zone)
    assert f"test -e /usr/share/zoneinfo/{zone}" in instructions("RUN")
    assert load_settings({}, shown).is_bedtime(dt.time(20))


def test_the_service_starts_a_command_and_gives_up_on_faults_that_stay() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign] # systemd's names have capitals
    unit.read_string((DEPLOY / "lantern.service").read_text("utf-8"))
    program, *arguments = shlex.split(unit["Service"]["ExecStart"])
    assert Path(program).name in PROJECT["project"]["scripts"]
    assert accepts(arguments)
    assert PORT.findall(CONTAINER) == PORT.findall(unit["Service"]["ExecStart"])
    lasting = (errors.SettingsError, errors.PackError, errors.ModelError, errors.VoiceError)
    assert unit["Service"]["RestartPreventExitStatus"] == " ".join(str(fault.exit_status) for fault in lasting)


@pytest.mark.needs("systemd-analyze")
def test_systemd_has_nothing_to_say_about_the_service(tmp_path: Path) -> None:
    program = tmp_path / ".local" / "bin" / "lantern"
    program.parent.mkdir(parents=True)
    program.symlink_to(Path(sys.executable).with_name("lantern"))
    run = subprocess.run(
        ["systemd-analyze", "--user", "--man=no", "verify", str(DEPLOY / "lantern.service")],
        env=os.environ | {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
