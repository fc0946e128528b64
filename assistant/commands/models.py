"""`lantern models`: the speech models on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from assistant.model_store import StoredModel

app = typer.Typer(name="models", help="List, fetch, verify and choose speech models.", no_args_is_help=True)


@app.command("list")
def list_models() -> None:
    """Show the models there are and which one is used.

    For example:

        lantern models list
    """
    from rich.text import Text

    from assistant.commands.terminal import out
    from assistant.model_store import open_store
    from assistant.settings import load_settings

    store = open_store()
    used = store.find(load_settings().model)
    models = store.models()
    for model in models:
        out.print(Text.assemble("● " if model.folder == used else "  ", (model.name, "bold"), f"  {_about(model)}"))
        out.print(f"    {model.folder or f'to have it: lantern models fetch {model.name}'}", style="dim", markup=False)
    if used not in [model.folder for model in models]:
        out.print(Text.assemble("● ", (used.name, "bold"), "  chosen in the settings"))
        out.print(f"    {used}", style="dim", markup=False)


def _about(model: StoredModel) -> str:
    entry = model.entry
    if entry is None:
        return "brought here from elsewhere"
    size = f"{entry.size / 1e6:.0f} MB" if entry.size else ""
    return ", ".join(part for part in (entry.about, entry.language, size, entry.licence) if part)


@app.command()
def fetch(
    source: Annotated[
        str, typer.Argument(metavar="NAME_OR_PATH", help="A name of the list, or a zip or folder on disk.")
    ],
) -> None:
    """Fetch a model, check it and unpack it. What was broken off goes on where it stopped.

    For example:

        lantern models fetch vosk-model-small-en-us-0.15
        lantern models fetch ~/Downloads/vosk-model-small-en-gb.zip
    """
    from assistant.commands.terminal import out, progress_bar
    from assistant.model_store import open_store

    with progress_bar() as bar:
        task = bar.add_task("fetching", total=None)
        folder = open_store().fetch(
            source, lambda what, done, total: bar.update(task, description=what, completed=done, total=total)
        )
    out.print(f"{folder.name} is in {folder}")
    out.print(f"to use it: lantern models use {folder.name}", style="dim")


@app.command()
def verify(
    name: Annotated[str | None, typer.Argument(help="A name of the list; every model at hand where left out.")] = None,
) -> None:
    """Check that a model is whole, unchanged and can be loaded.

    For example:

        lantern models verify
        lantern models verify english
    """
    from assistant.commands.terminal import out
    from assistant.model_store import open_store

    store = open_store()
    for each in [name] if name else [model.name for model in store.models() if model.folder]:
        out.print(f"{each}: {store.verify(each)}")


@app.command()
def use(
    name: Annotated[str, typer.Argument(help="A name of the list, or a model's folder.")],
) -> None:
    """Choose the model that Lantern hears with from now on.

    For example:

        lantern models use english
        lantern models use ~/models/my-vosk-model
    """
    from assistant.commands.terminal import out
    from assistant.model_store import open_store
    from assistant.settings import remember

    folder = open_store().find(name)
    known = {model.name for model in open_store().models()}
    file = remember("model", name if name in known else str(folder.resolve()))
    out.print(f"Lantern now hears with {name}; the choice is kept in {file}")
