"""Tests that need a program of the system: `@pytest.mark.needs("chromium")`.

Where the program is missing they are left out, and the run ends by naming them and what to install. With CI set,
nothing may be left out: the run fails.
"""

import os
import shutil
from collections import defaultdict

import pytest

PACKAGES = {
    "chromium": "chromium",
    "pulseaudio": "pulseaudio",
    "pactl": "pulseaudio-utils",
    "paplay": "pulseaudio-utils",
    "ip": "iproute2",
    "unshare": "util-linux",
    "strace": "strace",
    "systemd-analyze": "systemd",
}
"""The Debian package that brings each program."""

_PLACES = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])
_LEFT_OUT = pytest.StashKey[dict[str, list[str]]]()


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", "needs(*programs): the test needs these programs of the system")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests whose programs are missing."""
    left_out: dict[str, list[str]] = defaultdict(list)
    kept = []
    for item in items:
        programs = [program for mark in item.iter_markers("needs") for program in mark.args]
        missing = [PACKAGES[program] for program in programs if shutil.which(program, path=_PLACES) is None]
        for package in missing:
            left_out[package].append(item.nodeid)
        if not missing:
            kept.append(item)
    if left_out and os.environ.get("CI"):
        raise pytest.UsageError(f"every test must run here: install {', '.join(sorted(left_out))}")
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept
    config.stash[_LEFT_OUT] = left_out


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Name what was left out."""
    for package, tests in config.stash.get(_LEFT_OUT, {}).items():
        terminalreporter.write_line(f"{len(tests)} tests can't run here, they need the Debian package {package}:")
        for test in tests:
            terminalreporter.write_line(f"  {test}")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """With CI set, a skipped test is a failed one."""
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} was skipped, and every test must run here: {report.longrepr}"
