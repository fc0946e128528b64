"""`lantern about`: what speaks here, who approved it, and what is kept (nothing)."""

from __future__ import annotations


def about() -> None:
    """Show the leaflets, who approved them and until when, the model, the voice, and what Lantern keeps.

    For example:

        lantern about
    """
    import datetime as dt

    from rich.table import Table

    from assistant import __version__
    from assistant.commands.terminal import out
    from assistant.model_store import open_store
    from assistant.packs import load_packs
    from assistant.resources import intents_folder, settings_file
    from assistant.settings import load_settings

    settings = load_settings()
    today = dt.datetime.now(tz=dt.timezone.utc).date()
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    table.add_row("Lantern", __version__)
    for pack in load_packs(intents_folder(), settings.packs).packs:
        approved = f"approved by {pack.approved_by} in {pack.approved_on:%B %Y}"
        due = "[bold red]was due for review[/]" if pack.review_is_due(today) else "due for review"
        table.add_row("leaflet", f"{pack.title}: {approved}, {due} in {pack.review_due:%B %Y}")
    table.add_row("hears with", str(open_store().find(settings.model)))
    table.add_row("speaks with", settings.voice or "the best voice at hand")
    table.add_row("settings", str(settings_file()))
    table.add_row("keeps", "nothing: no recording, no question and no answer is written down or sent anywhere")
    table.add_row("licence", "Apache-2.0")
    out.print(table)
