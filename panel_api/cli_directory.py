"""`evenhand directory`: the Department for Education's list of establishments, beside the directory and into it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from panel_api.cli_bar import bar
from panel_api.cli_database import DatabaseOption, desk_writing
from panel_api.cli_stop import UNUSABLE, Stop, stop_of
from panel_api.errors import Trouble

if TYPE_CHECKING:
    from panel_api.services import Desk


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("directory")(directory_command)


def directory_command(
    file: Annotated[Path, typer.Argument(help="The list of all establishments as downloaded: edubasealldata….csv.")],
    apply: Annotated[bool, typer.Option("--apply", help="Apply it too; without, it is only compared.")] = False,
    authority: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help="Only rows of this authority; may be said again.")
    ] = None,
    over_hand: Annotated[
        bool, typer.Option("--over-hand", help="With --apply: also where a person changed what the file says.")
    ] = False,
    rejected: Annotated[Path | None, typer.Option(help="Write every rejected row and why to this CSV file.")] = None,
    database: DatabaseOption = None,
) -> None:
    """Hold a file of establishments against the directory, and apply it. The same file twice changes nothing."""
    from panel_api.services.directory_apply import import_directory
    from panel_api.services.directory_import import check_directory, counts_of
    from panel_api.store import directory
    from panel_api.views.directory import count_lines

    try:
        with desk_writing(database) as desk:
            with file.open("rb") as source, bar("Reading establishments", "rows") as told:
                if apply:
                    number = import_directory(desk, source, file.name, authority or (), told, over_hand=over_hand)
                else:
                    number = check_directory(desk, source, file.name, authority or (), told)
            with desk.database.reading() as session:
                row = directory.import_by_number(session, number)
                assert row is not None
                lines = count_lines(counts_of(row), done=apply)
            if rejected is not None:
                _write_rejected(desk, number, rejected)
    except Trouble as trouble:
        raise stop_of(trouble) from None
    except OSError as error:
        raise Stop(UNUSABLE, [f"{error.filename or file} cannot be read or written: {error.strerror}"]) from None
    for line in lines:
        typer.echo(line)
    if not apply and not counts_of(row).nothing:
        typer.echo(f"Nothing is applied yet. See it at /provision/files/{number}, or say --apply.")


def _write_rejected(desk: "Desk", number: int, path: Path) -> None:
    from panel_api.services.directory_import import REJECTED_HEADS, rejected_cells
    from panel_api.sheets import line

    with path.open("w", encoding="utf-8", newline="") as out, desk.database.reading() as session:
        out.write(line(REJECTED_HEADS))
        out.writelines(map(line, rejected_cells(session, number)))
