"""`evenhand roles`: who may do what, printed from the table that grants it. docs/roles.md is this, word for word.

With `--addresses`, every address of the application with the permission it asks for, read from its routes.
"""

from collections.abc import Iterable
from typing import Annotated

import typer

from panel_api import roles
from panel_api.cli_database import read_settings
from panel_api.cli_stop import UNUSABLE, Stop

_ABOUT = (
    "`evenhand roles` prints this page from the one table that grants anything (`panel_api/roles.py`); a test holds "
    "the two in step. `/why` on the running service shows the same to whoever asks, and what they themselves may do. "
    "A person may hold several roles, and acts in one at a time."
)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("roles")(roles_command)


def roles_command(
    addresses: Annotated[
        bool, typer.Option("--addresses", help="Print every address instead, with the permission it asks for.")
    ] = False,
) -> None:
    """Print who sees which cases and who may do what, as Markdown; or what each address asks for."""
    typer.echo(addresses_page() if addresses else roles_page(), nl=False)


def roles_page() -> str:
    """Two tables: the roles with what each sees and does, and what may be done by each."""
    codes = list(roles.ABOUT)
    described = [[each.name, each.sees, each.does] for each in roles.ABOUT.values()]
    allowed = [
        [each.words, f"`{code}`", *("yes" if role in each.roles else "–" for role in codes)]
        for code, each in roles.PERMISSIONS.items()
    ]
    names = [each.name for each in roles.ABOUT.values()]
    return "\n".join(
        [
            *("# Who may see and do what", "", _ABOUT, ""),
            *("## The roles", "", *table(["role", "sees", "does"], described), ""),
            *("## What may be done", "", *table(["what", "permission", *names], allowed), ""),
        ]
    )


def addresses_page() -> str:
    """One table: each address of the application, the permission it asks for, and the roles that have it."""
    from panel_api.main import create_app
    from panel_api.routes.addresses import asked_for, guards
    from panel_api.services.safe_start import NotSafe

    try:
        app = create_app(read_settings())
    except NotSafe as error:
        raise Stop(UNUSABLE, [f"{error}."]) from None
    found = [(address, asked_for(guard)) for address, guard in guards(app).items()]
    rows = [[f"`{address}`", permission, _who(permission)] for address, permission in found]
    return "\n".join([*table(["address", "permission", "who"], rows), ""])


def _who(permission: str) -> str:
    if permission not in roles.PERMISSIONS:
        return {"everyone": "Everyone", "signed in": "Whoever has signed in"}[permission]
    return ", ".join(roles.ABOUT[role].name for role in roles.PERMISSIONS[permission].roles)


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """A Markdown table, line by line."""
    lines = [list(heads), *(list(row) for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines]
