"""`evenhand uprate`: awards that are priced by band follow their published amount on 1 April."""

from typing import TYPE_CHECKING, Annotated

import typer

from panel_api.cli_bar import bar
from panel_api.cli_database import DatabaseOption, desk_at, desk_writing
from panel_api.cli_stop import stop_of
from panel_api.errors import Trouble

if TYPE_CHECKING:
    from panel_api.services.uprating import Uprating


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("uprate")(uprate_command)


def uprate_command(
    year: Annotated[int, typer.Argument(help="The financial year, by the year in which it begins.")],
    apply: Annotated[bool, typer.Option("--apply", help="Write the rises. Without it, nothing is written.")] = False,
    database: DatabaseOption = None,
) -> None:
    """Say which awards rise on 1 April of a year; with --apply, write the rises. Twice does no harm."""
    from panel_api.services.uprating import planned, uprate

    try:
        with bar("Uprating", "awards") as told:
            if apply:
                with desk_writing(database) as desk, desk.database.writing() as session:
                    found = uprate(session, desk, year, told)
            else:
                with desk_at(database) as desk, desk.database.reading() as session:
                    found = planned(session, desk, year, told)
    except Trouble as trouble:
        raise stop_of(trouble) from None
    _tell(found, applied=apply)


def _tell(found: "Uprating", *, applied: bool) -> None:
    from panel_api.sheets import pounds

    more = sum(each.after - each.before for each in found.rises)
    typer.echo(
        f"{found.looked:,} awards priced by band run on 1 April {found.year}: {len(found.rises):,} rise, by "
        f"{pounds(more):,} a year together. {'Written.' if applied else 'Nothing was written.'}"
    )
    for each in found.falls:
        duty = ", required by law" if each.statutory else ""
        typer.echo(
            f"{each.reference} would fall from {pounds(each.before):,} to {pounds(each.after):,}{duty}: "
            "a person decides"
        )
    for each in found.short:
        typer.echo(f"{each.reference} does not fit: {pounds(each.wanting):,} too little in its account")
    for reference, why in found.untold.items():
        typer.echo(f"{reference}: {why}")
