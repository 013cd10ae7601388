"""`evenhand rescore` and `evenhand adoptions`: what a proposal would come to, and what was adopted."""

from typing import TYPE_CHECKING, Annotated

import typer

from panel_api.cli_database import DatabaseOption, desk_at, desk_writing
from panel_api.cli_days import day_option
from panel_api.cli_stop import stop_of
from panel_api.errors import Trouble

if TYPE_CHECKING:
    from panel_api.models import Rescoring


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("rescore")(rescore_command)
    app.command("adoptions")(adoptions_command)


def rescore_command(
    proposal: Annotated[str, typer.Argument(help="The proposal's reference, such as P-WK4M7X.")],
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DAY", help="A later day than the one it was proposed for.")
    ] = None,
    database: DatabaseOption = None,
) -> None:
    """Work every open case out by a proposed rulebook, beside the one in force; what comes of it is sealed."""
    from panel_api.cli_bar import bar
    from panel_api.services.rescoring import rescore_proposal

    day = day_option("--as-of", as_of)
    with desk_writing(database) as desk:
        try:
            with bar("Re-scoring", "cases") as told:
                found = rescore_proposal(desk, proposal, day, None if told is None else lambda done, _of: told(done))
        except Trouble as trouble:
            raise stop_of(trouble) from None
    _tell(found)


def adoptions_command(database: DatabaseOption = None) -> None:
    """List the rulebooks' texts that were adopted, the newest first."""
    from panel_api.services.adopting import listed_adoptions

    with desk_at(database) as desk, desk.database.reading() as session:
        found = listed_adoptions(session)
    for each in found:
        kind = "put back" if each.kind == "rolled_back" else "adopted"
        typer.echo(
            f"{each.reference}  {each.name}  {kind} from {each.from_day}  {each.sha256}  record {each.record_sequence}"
        )
    if not found:
        typer.echo("Nothing was adopted: in force are the texts in the folder of rulebooks.")


def _tell(found: "Rescoring") -> None:
    from panel_api.views.whatif_kept import document_of
    from panel_api.views.whatif_words import answer, group_said

    document = document_of(found.result, found.as_of)
    typer.echo(f"{found.reference}: {found.name} as of {found.as_of}, sealed in record {found.record_sequence}.")
    typer.echo(answer(document))
    for name, group in document.groups.items():
        typer.echo(group_said(name, group))
