"""`evenhand ledger check`: for auditors, that the ledger adds up, from its lines alone."""

import typer

from panel_api.cli_database import DatabaseOption, desk_at
from panel_api.cli_stop import NOT_HELD


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    ledger = typer.Typer(help="The ledger of devolved budgets.", no_args_is_help=True, rich_markup_mode=None)
    ledger.command("check")(check_command)
    app.add_typer(ledger, name="ledger")


def check_command(database: DatabaseOption = None) -> None:
    """Work out again, from its lines alone, every total, balance, month and reversal; say what does not hold."""
    from panel_api.services.ledger_check import check_ledger

    with desk_at(database) as desk:
        found = check_ledger(desk)
    for line in (*found.faults, *found.differing):
        typer.echo(line)
    if found.faulty > len(found.faults):
        typer.echo(f"and {found.faulty - len(found.faults):,} more")
    says = "does not hold" if found.faulty else "holds"
    typer.echo(
        f"The ledger {says}: {found.lines:,} lines in {found.cells:,} years of accounts, {found.entries:,} entries, "
        f"{found.awards:,} awards. {_statements(found.statements, len(found.differing))}"
    )
    if not found.holds:
        raise typer.Exit(NOT_HELD)


def _statements(there: int, differing: int) -> str:
    if not there:
        return "No statement lines to agree with."
    return f"{there - differing:,} of {there:,} statement lines agree."
