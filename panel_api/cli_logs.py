"""`evenhand logs`: what stands in which log, printed from the table that declares it. docs/logs.md holds it.

With `--addresses`, every address that leaves a line by itself, read from the application's routes.
"""

from typing import Annotated

import typer

from panel_api.cli_database import read_settings
from panel_api.cli_roles import table
from panel_api.cli_stop import UNUSABLE, Stop
from panel_api.log_actions import ABOUT, ACTIONS


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("logs")(logs_command)


def logs_command(
    addresses: Annotated[
        bool, typer.Option("--addresses", help="Print every address that leaves a line by itself instead.")
    ] = False,
) -> None:
    """Print what stands in which log, as Markdown; or which address leaves which line."""
    typer.echo(addresses_page() if addresses else actions_page(), nl=False)


def actions_page() -> str:
    """A table a log: each action with what it means, what it names and what more its line says."""
    lines: list[str] = []
    for log, about in ABOUT.items():
        rows = [
            [f"`{code}`", each.words, each.subject, each.detail or "–"]
            for code, each in ACTIONS.items()
            if each.log == log
        ]
        lines += [f"### {log}", "", about, "", *table(["action", "what was done", "to what", "more"], rows), ""]
    return "\n".join(lines)


def addresses_page() -> str:
    """One table: each address that leaves a line by itself when it answers, and the action."""
    from panel_api.main import create_app
    from panel_api.routes.noting import noted_addresses
    from panel_api.services.safe_start import NotSafe

    try:
        app = create_app(read_settings())
    except NotSafe as error:
        raise Stop(UNUSABLE, [f"{error}."]) from None
    rows = [[f"`{address}`", f"`{action}`"] for address, action in noted_addresses(app).items()]
    return "\n".join([*table(["address", "action"], rows), ""])
