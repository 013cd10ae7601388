"""`evenhand roles`: who may do what, printed from the table that grants it. docs/roles.md is this, word for word."""

from collections.abc import Iterable

import typer

from panel_api import roles

_ABOUT = (
    "`evenhand roles` prints this page from the one table that grants anything (`panel_api/roles.py`); a test holds "
    "the two in step. `/why` on the running service shows the same to whoever asks, and what they themselves may do. "
    "A person may hold several roles, and acts in one at a time."
)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("roles")(roles_command)


def roles_command() -> None:
    """Print who sees which cases and who may do what, as Markdown."""
    typer.echo(roles_page(), nl=False)


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


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """A Markdown table, line by line."""
    lines = [list(heads), *(list(row) for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines]
