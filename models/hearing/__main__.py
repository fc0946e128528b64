"""`python -m models.hearing STAGE`: the recipe of the built-in speech model, stage by stage.

A stage's module is imported when the stage runs, so that measuring needs no PyTorch.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from assistant.errors import LanternError

BUILT_IN = Path("models/english")

SHARED = Path("../shared")
MINUTES = 90.0

Shared = Annotated[Path, typer.Option(help="Folder of the recordings, leaflet and yardstick.")]
Minutes = Annotated[float, typer.Option(help="Wall-clock budget of all sittings together.")]
Threads = Annotated[int, typer.Option(help="Processor threads; more than idle cores slow it down.")]

app = typer.Typer(help="The recipe of the built-in speech model.", no_args_is_help=True, add_completion=False)


@app.command()
def evaluate(
    manifest: Annotated[Path, typer.Option(help="Tab-separated: path, transcript and perhaps group.")],
    sentences: Annotated[Path, typer.Option(help="What the recogniser may say, one sentence a line.")],
    model: Annotated[Path, typer.Option(help="Model folder.")] = BUILT_IN,
    out: Annotated[Path, typer.Option(help="Where the figures go.")] = Path("build/bench/evaluate.json"),
) -> None:
    """Measure word errors on any recordings."""
    import_module("models.hearing.evaluation").evaluate(manifest, sentences, model / "am", out)


@app.command()
def graph(
    model: Annotated[Path, typer.Option(help="Model folder; holds `am/`.")] = BUILT_IN,
) -> None:
    """Build lexicon, language model and graph beside the acoustic model."""
    import_module("models.hearing.vocabulary").build_graph(model)


@app.command()
def split(shared: Shared = SHARED) -> None:
    """Print which speakers train and which are held out."""
    _recipe().show_split(_shop(shared))


@app.command()
def speak(shared: Shared = SHARED) -> None:
    """Make the synthetic speech."""
    _recipe().speak(_shop(shared))


@app.command()
def align(shared: Shared = SHARED) -> None:
    """Find out when each sound is spoken."""
    _recipe().align(_shop(shared))


@app.command()
def features(shared: Shared = SHARED) -> None:
    """Compute and store mel energies."""
    _recipe().store_features(_shop(shared))


@app.command()
def train(shared: Shared = SHARED, minutes: Minutes = MINUTES, threads: Threads = 1) -> None:
    """Train the network; a second run goes on where the first was stopped."""
    _recipe().train(_shop(shared), minutes, threads)


@app.command()
def export(
    kind: Annotated[str, typer.Option(help="Head of the network: hmm or ctc.")] = "hmm",
    prior_power: Annotated[float, typer.Option(help="How far the priors are taken off.")] = 0.3,
    model: Annotated[Path, typer.Option(help="Model folder; gets `am/`.")] = BUILT_IN,
) -> None:
    """Write the trained network for Vosk."""
    _recipe().write_model(_shop(SHARED), kind, prior_power, model / "am")


@app.command("all")
def whole(shared: Shared = SHARED, minutes: Minutes = MINUTES, threads: Threads = 1) -> None:
    """Run all stages that make the model, in order."""
    split(shared)
    speak(shared)
    align(shared)
    features(shared)
    train(shared, minutes, threads)
    export()
    graph()


def _recipe() -> ModuleType:
    return import_module("models.hearing.recipe")


def _shop(shared: Path) -> object:
    shop: object = _recipe().Workshop(shared, Path("intents"), Path("build/hearing"))
    return shop


def main() -> int:
    """Run a stage; a message instead of a traceback when it can't."""
    try:
        app()
    except LanternError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    return 0


if __name__ == "__main__":
    sys.exit(main())
