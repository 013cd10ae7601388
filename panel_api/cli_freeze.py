"""`evenhand freeze`: the papers of sittings frozen on their day, so that nobody has to think of it."""

import typer

from panel_api.cli_database import DatabaseOption, desk_writing


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("freeze")(freeze_command)


def freeze_command(database: DatabaseOption = None) -> None:
    """Freeze the papers of every planned sitting for which that is due; run it once a day, early."""
    from engine.amounts import day_words
    from panel_api.services.papers import freeze_due

    with desk_writing(database) as desk, desk.database.writing() as session:
        frozen = [(each.panel, day_words(each.held_on)) for each in freeze_due(session, desk)]
    for panel, day in frozen:
        typer.echo(f"{panel}, {day}: papers frozen")
    if not frozen:
        typer.echo("No sitting's papers are due to be frozen.")
