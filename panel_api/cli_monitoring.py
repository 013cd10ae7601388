"""`evenhand monitoring`: a file of answers for equality monitoring, taken in all or not at all."""

from pathlib import Path
from typing import Annotated

import typer

from panel_api.cli_database import DatabaseOption, desk_writing
from panel_api.cli_stop import UNUSABLE, Stop, stop_of
from panel_api.errors import Trouble


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("monitoring")(monitoring_command)


def monitoring_command(
    file: Annotated[Path, typer.Argument(help="CSV or XLSX: case reference, sex, ethnic group, free school meals.")],
    database: DatabaseOption = None,
) -> None:
    """Take in answers for equality monitoring, by case reference. The same file twice changes nothing."""
    from panel_api.services.monitoring import read_answers, take_in_answers
    from panel_api.sheets import rows_of

    try:
        with desk_writing(database) as desk, desk.database.writing() as session:
            done = take_in_answers(session, desk, file.name, read_answers(session, rows_of(file)))
    except Trouble as trouble:
        raise stop_of(trouble) from None
    except OSError as error:
        raise Stop(UNUSABLE, [f"{error.filename or file} cannot be read: {error.strerror}"]) from None
    typer.echo(
        f"{done.cases:,} cases: {len(done.new):,} new answers, {len(done.changed):,} changed, {done.same:,} as before."
    )
