"""`evenhand check`: whether rulebooks hold. `evenhand whatif`: not in this version, and says so."""

from pathlib import Path
from typing import Annotated

import typer

from panel_api.cli_stop import NOT_HELD, UNUSABLE, Stop, one_line

Books = Annotated[
    list[str] | None,
    typer.Argument(metavar="[RULEBOOK…]", help="Folders or shipped names; every shipped rulebook when none is given."),
]


def add_to(app: typer.Typer) -> None:
    """Add both commands."""
    app.command("check")(check_command)
    app.command("whatif", context_settings={"ignore_unknown_options": True, "allow_extra_args": True})(whatif_command)


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


def whatif_command() -> None:
    """Compare a rulebook against a whole caseload: not in this version."""
    says = "`evenhand whatif` is not in this version: it comes with the columnar executor."
    raise Stop(UNUSABLE, [f"{says} `evenhand assess` tries one case at a time."])


def _folders(named: list[str]) -> list[Path]:
    from panel_api.shelf import Shelf, find_folder

    shelf = Shelf()
    if not named:
        return [shelf.folder / name for name in shelf.names()]
    # A folder with no rulebook in it is left to the check, which says so with its place.
    return [find_folder(text) or Path(text) for text in named]
