"""`evenhand accounts`: what each account comes to this year. `evenhand accounts open`: how a council begins."""

from typing import Annotated

import typer

from panel_api.cli_database import DatabaseOption, desk_at, desk_writing
from panel_api.cli_stop import stop_of
from panel_api.errors import Trouble


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    accounts = typer.Typer(help="The accounts, and what each comes to this year.", rich_markup_mode=None)
    accounts.callback(invoke_without_command=True)(accounts_command)
    accounts.command("open")(open_command)
    app.add_typer(accounts, name="accounts")


def accounts_command(context: typer.Context, database: DatabaseOption = None) -> None:
    """List the accounts with their figures this year."""
    if context.invoked_subcommand is not None:
        return
    from panel_api import store
    from panel_api.services.posting import this_year, year_words
    from panel_api.sheets import pounds

    with desk_at(database) as desk, desk.database.reading() as session:
        year = this_year(desk)
        accounts = store.list_accounts(session, store.LOCAL)
        found = [(each, store.figures(session, each.id, year)) for each in accounts]
    if not found:
        typer.echo("No account is open yet. Open them with `evenhand accounts open NAME …`.")
        return
    typer.echo(f"{year_words(year)}, in pounds: held, paid, outstanding, uncommitted")
    for account, figures in found:
        row = (figures.held, figures.paid, figures.outstanding, figures.uncommitted)
        numbers = " ".join(f"{pounds(each):>15,}" for each in row)
        over = ", may be overspent" if account.may_overspend else ""
        host = f", cash at school {account.host_school}" if account.host_school else ""
        typer.echo(f"{numbers}  {account.code} ({account.name}{over}{host})")


def open_command(
    names: Annotated[list[str], typer.Argument(help="The partnerships, as requests name them.")],
    database: DatabaseOption = None,
) -> None:
    """Open the county's own accounts and one for each partnership. What is open already stays as it is."""
    from panel_api.services.accounts import open_named

    try:
        with desk_writing(database) as desk, desk.database.writing() as session:
            opened = [f"{each.code}: {each.name}" for each in open_named(session, desk, names)]
    except Trouble as trouble:
        raise stop_of(trouble) from None
    for each in opened:
        typer.echo(each)
    typer.echo(f"{len(opened)} accounts opened." if opened else "Every one of these accounts was open already.")
