"""`evenhand equity`: make a report of equity and print its summary, or print it whole as JSON."""

import datetime as dt
import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from panel_api.cli_bar import bar
from panel_api.cli_database import DatabaseOption, desk_writing
from panel_api.cli_days import day_option
from panel_api.cli_stop import stop_of
from panel_api.errors import Trouble

if TYPE_CHECKING:
    from panel_api.services import Desk


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("equity")(equity_command)


def equity_command(
    rulebook: Annotated[str, typer.Option(help="Whose cases.")] = "county_top_up",
    since: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help="Decided from; a year ago if not said.")
    ] = None,
    until: Annotated[str | None, typer.Option(metavar="DAY", help="Decided until; today if not said.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole report as one object.")] = False,
    database: DatabaseOption = None,
) -> None:
    """Make a report: groups compared at the same assessed need, small numbers taken out; kept, and read at /equity."""
    try:
        with desk_writing(database) as desk:
            for text in _made(desk, rulebook, since, until, as_json):
                typer.echo(text)
    except Trouble as trouble:
        raise stop_of(trouble) from None


def _made(desk: "Desk", rulebook: str, since: str | None, until: str | None, as_json: bool) -> list[str]:
    from panel_api.services.equity import asked, make_report
    from panel_api.services.equity_shown import report_document
    from panel_api.views.equity import report_view

    last = day_option("--until", until) or desk.last_day()
    given = asked(desk, rulebook, day_option("--from", since) or last - dt.timedelta(days=365), last)
    with bar("Reading decided cases", "cases") as told:
        report = make_report(desk, given, told)
    with desk.database.reading() as session:
        document = report_document(session, desk, report)
    return [json.dumps(document)] if as_json else list(_lines(document, report_view(document)))


def _lines(document: dict[str, Any], view: dict[str, Any]) -> list[str]:
    found = [f"Report {document['reference']}: {document['cases']:,} cases.", view["answer"]]
    found += [f"{each['title']}, {each['name']} ({each['of'].lower()}): {each['says']}" for each in view["alarms"]]
    return [*found, f"{view['suppressed']:,} groups are too small to be shown. Read it at /equity."]
