"""`evenhand dues`: the dates that lists show, held against a fresh count, and put right."""

from typing import Annotated

import typer

from panel_api.cli_database import DatabaseOption, desk_at, desk_writing
from panel_api.cli_stop import NOT_HELD


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("dues")(dues_command)


def dues_command(
    check: Annotated[bool, typer.Option("--check", help="Only say which cases differ; exit 1 where any does.")] = False,
    database: DatabaseOption = None,
) -> None:
    """Count every date due again: after the standard changed, bank holidays were published, or a new version came."""
    from panel_api.services.dues import count_again, drifted

    if not check:
        with desk_writing(database) as desk:
            cases, right = count_again(desk.database, desk.settings)
        typer.echo(f"{cases:,} cases counted again, {right:,} of them put right.")
        return
    with desk_at(database) as desk, desk.database.reading() as session:
        found = [each.reference for each in drifted(session, desk.settings)]
    for reference in found:
        typer.echo(f"{reference}: what its lists show is not what its days give")
    if found:
        raise typer.Exit(NOT_HELD)
    typer.echo("Every date in the lists is what a fresh count gives.")
