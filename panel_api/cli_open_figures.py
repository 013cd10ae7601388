"""`evenhand open-figures`: publish every month of open figures that is due."""

from typing import Annotated

import typer

from panel_api.cli_database import DatabaseOption, desk_writing
from panel_api.cli_stop import UNUSABLE, Stop


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("open-figures")(open_figures_command)


def open_figures_command(
    through: Annotated[
        str | None, typer.Option("--through", metavar="YYYY-MM", help="The last month; at first every one that ended.")
    ] = None,
    database: DatabaseOption = None,
) -> None:
    """Publish each month that has ended and is not published yet, in order. What is published stays as it is."""
    from engine.open_figures.parts import Month
    from panel_api.services.open_figures import publish_months

    last = Month(9999, 12)
    if through is not None:
        year, _, number = through.partition("-")
        if not (year.isdecimal() and number.isdecimal() and 1 <= int(number) <= 12):
            raise Stop(UNUSABLE, [f"--through: {through[:20]} is not a month. Write it as 2026-10."])
        last = Month(int(year), int(number))
    with desk_writing(database) as desk, desk.database.writing() as session:
        done = [str(Month(each.year, each.month)) for each in publish_months(session, desk, last)]
    for month in done:
        typer.echo(f"{month} is published.")
    if not done:
        typer.echo("No month is due.")
