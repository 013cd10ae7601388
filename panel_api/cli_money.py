"""`evenhand payments`: what is due, as a file. `evenhand paid`: payments that were made, taken in from a file."""

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from panel_api.cli_bar import bar
from panel_api.cli_database import DatabaseOption, desk_at, desk_writing
from panel_api.cli_stop import UNUSABLE, Stop, stop_of, unusable
from panel_api.errors import Trouble


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("payments")(payments_command)
    app.command("paid")(paid_command)


def payments_command(
    from_: Annotated[str | None, typer.Option("--from", help="The first day, such as 2026-09-01; the term's.")] = None,
    until: Annotated[str | None, typer.Option(help="The last day.")] = None,
    account: Annotated[str | None, typer.Option(help="The code of one account; every account without it.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Write every payment to this file.")] = None,
    xlsx: Annotated[Path | None, typer.Option(help="The same as a spreadsheet, with totals.")] = None,
    database: DatabaseOption = None,
) -> None:
    """Say what is due to be paid between two days, by account, and write it to a file."""
    from panel_api.services.payments import Asked, accounts_asked, payable, span, totals_of
    from panel_api.sheets import pounds
    from panel_api.views.payments import csv_lines, schedule_book

    with desk_at(database) as desk:
        try:
            asked = Asked(span(_day("--from", from_), _day("--until", until), desk.last_day()), account)
            with desk.database.reading() as session:
                accounts = accounts_asked(session, desk, asked)
                totals = totals_of(payable(session, desk, asked))
        except Trouble as trouble:
            raise stop_of(trouble) from None
        if csv is not None:
            with csv.open("w", encoding="utf-8", newline="") as file:
                file.writelines(csv_lines(desk, asked))
        if xlsx is not None:
            xlsx.write_bytes(schedule_book(desk, asked))
    typer.echo(f"Due from {asked.days.from_day} to {asked.days.until_day}, {totals.rows:,} payments:")
    for number, pence in totals.by_account.items():
        typer.echo(f"  {accounts[number].name}: {pounds(pence):,}")
    typer.echo(f"Together: {pounds(totals.pence):,}")


def paid_command(
    file: Annotated[Path, typer.Argument(help="CSV or XLSX: award, from, until, amount, school URN, paid on.")],
    check: Annotated[bool, typer.Option("--check", help="Only say what it would do; nothing is written.")] = False,
    database: DatabaseOption = None,
) -> None:
    """Take in the payments that the council's finance system made. The same file twice does no harm."""
    from panel_api.services.paid_file import read_paid
    from panel_api.services.paid_import import plan, take_in
    from panel_api.sheets import pounds, rows_of

    try:
        with bar("Reading payments", "rows") as told:
            read = read_paid(rows_of(file), told)
        if read.problems:
            raise unusable(read.problems, file.name)
        if check:
            with desk_at(database) as desk, desk.database.reading() as session:
                found = plan(session, desk, read)
        else:
            with desk_writing(database) as desk, desk.database.writing() as session:
                found = plan(session, desk, read)
                take_in(session, desk, file.name, read)
    except Trouble as trouble:
        raise stop_of(trouble) from None
    except OSError as error:
        raise Stop(UNUSABLE, [f"{file} cannot be read: {error.strerror}"]) from None
    before = len(found.lines) - len(found.fresh)
    typer.echo(f"{len(found.lines):,} payments, {before:,} of which came before.")
    typer.echo(f"In the ledger: {pounds(found.posted):,}. Paid and not committed: {pounds(found.not_committed):,}.")
    for each in found.unknown:
        typer.echo(f"row {each.row.row}: no award is known as {each.row.award}")


def _day(option: str, text: str | None) -> dt.date | None:
    from panel_api.typed import day_typed

    try:
        return dt.date.fromisoformat(day_typed(text)) if text else None
    except ValueError:
        raise Stop(UNUSABLE, [f"{option}: {text} is no day. Write one such as 2026-09-01."]) from None
