"""`evenhand check`: whether rulebooks hold."""

from pathlib import Path
from typing import Annotated

import typer

from panel_api.cli_stop import NOT_HELD, one_line

Books = Annotated[
    list[str] | None,
    typer.Argument(metavar="[RULEBOOK…]", help="Folders or shipped names; every shipped rulebook when none is given."),
]


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("check")(check_command)


def check_command(rulebooks: Books = None) -> None:
    """Check rulebooks and the cases beside them; each problem as file:line:column: message."""
    from engine.proof.check import check_folder

    reports = [check_folder(folder) for folder in _folders(rulebooks or [])]
    for report in reports:
        for problem in report.problems:
            typer.echo(one_line(str(problem)))
        if report.summary:
            typer.echo(report.summary)
    if any(report.problems for report in reports):
        raise typer.Exit(NOT_HELD)


def _folders(named: list[str]) -> list[Path]:
    from panel_api.shelf import Shelf, find_folder

    shelf = Shelf()
    if not named:
        return [shelf.folder / name for name in shelf.names()]
    # A folder with no rulebook in it is left to the check, which says so with its place.
    return [find_folder(text) or Path(text) for text in named]
