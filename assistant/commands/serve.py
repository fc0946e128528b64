"""`lantern serve`: the page with the moon."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.options import Model, Packs, Rate, Voice

if TYPE_CHECKING:
    from assistant.page.app import Page
    from assistant.page.server import Address
    from assistant.settings import Settings


def serve(
    *,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where the page is found; 0 takes any free port.")] = 8430,
    open_page: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    lan: Annotated[
        bool, typer.Option("--lan", help="Let the tablets of the house in: HTTPS, and a code to scan for each of them.")
    ] = False,
    model: Model = None,
    voice: Voice = None,
    rate: Rate = None,
    pack: Packs = None,
) -> None:
    """Show the page: one big moon to press, and to talk to.

    Only this machine can open it, unless `--lan` is given.

    Examples:
        lantern serve --open

        lantern serve --lan
    """
    from assistant.page.server import house_address, own_address
    from assistant.settings import load_settings

    settings = load_settings({"model": model, "voice": voice, "rate": rate, "packs": pack})
    address = house_address(port) if lan else own_address(port)
    page = _page(settings)
    if lan:
        _serve_house(page, address)
    else:
        _serve_here(page, address, open_page=open_page)


def _page(settings: Settings) -> Page:
    from assistant import __version__
    from assistant.composition import open_assistant
    from assistant.model_store import open_store
    from assistant.page.app import About, Page
    from assistant.page.speakers import Speakers
    from assistant.speaking.voices import open_voice, own_voices

    assistant = open_assistant(settings)
    if assistant.speaker is None:
        raise RuntimeError("an assistant with a voice was asked for")
    about = About(__version__, open_store().find(settings.model).name)
    others = {voice.name: partial(open_voice, voice.name, settings.packs) for voice in own_voices()}
    return Page(assistant, Speakers(assistant.speaker, others), settings, about)


def _serve_here(page: Page, address: Address, *, open_page: bool) -> None:
    from assistant.commands.terminal import err, out
    from assistant.page.server import open_browser, server_for

    def tell() -> None:
        out.print(f"Lantern is at {address.url}", markup=False)
        if open_page and not open_browser(address.url):
            err.print("There is no browser here: open that address in one.")
        err.print("Ctrl+C ends it.", style="dim")

    server_for(page.app(), address, tell).serve_here()


def _serve_house(page: Page, address: Address) -> None:
    from assistant.commands.terminal import err, out
    from assistant.page.certificate import certificate_for
    from assistant.page.invitation import JOIN, Invitation, qr_code
    from assistant.page.server import server_for
    from assistant.resources import settings_file

    certificate = certificate_for(address.names, settings_file().parent / "house")

    def invite(token: str) -> None:
        url = f"{address.url.rstrip('/')}{JOIN}?token={token}"
        out.print(qr_code(url), markup=False)
        out.print(f"Scan this with one tablet, or open {url}", markup=False)

    def tell() -> None:
        err.print("The tablet will ask whether it may trust this machine. The certificate's fingerprint is")
        err.print(certificate.fingerprint, markup=False)
        invitation.open()
        err.print("Ctrl+C ends it.", style="dim")

    invitation = Invitation(page.app(), invite)
    server_for(invitation, address, tell, certificate).serve_here()
