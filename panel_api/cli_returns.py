"""`evenhand returns`: what each list for a return holds and what not, printed from the code to docs/returns.md."""

from typing import TYPE_CHECKING, Final

import typer

from panel_api.cli_roles import table

if TYPE_CHECKING:
    from panel_api.published_names.columns import Table

_ABOUT: Final = (
    "Caseworkers and senior officers take these lists away at `/returns`, for a purpose they choose; the access log "
    "says who took which, for what, and how many rows went. `evenhand returns` prints this page from the code; a test "
    "holds the two in step. Columns stand in the published order. What is not held stays empty and is never guessed: "
    "what a person must add, and why, stands beside it. *(check)* marks a name, a code or a list that was not read in "
    "the publisher's own words. Behind the published columns stand two of ours: the case's reference and the child's "
    "name as it was recorded. A column of whether is 1 where something is recorded and empty where nothing is."
)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("returns")(returns_command)


def returns_command() -> None:
    """Print each list for a return with its columns: where each comes from, or that it is not held, as Markdown."""
    typer.echo(returns_page(), nl=False)


def returns_page() -> str:
    """A section for each list."""
    from panel_api.services.returns import RETURNS

    parts = ["# Lists for returns", "", _ABOUT, ""]
    for module in RETURNS.values():
        parts += [f"## {module.TITLE}", "", f"Names as of: {module.VERSION}.", ""]
        for each in module.TABLES:
            parts += _section(each)
    return "\n".join(parts).rstrip("\n") + "\n"


def _section(each: "Table") -> list[str]:
    rows = [
        [
            f"`{column.name}`" + ("" if column.sure else " (check)"),
            column.held or "–",
            column.why,
        ]
        for column in each.columns
    ]
    heads = ("column", "comes from", "not held, because")
    return [f"### {each.title}", "", f"A row for {each.rows}.", "", *table(heads, rows), ""]
