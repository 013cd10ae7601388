"""`evenhand changes`: what changed in a rulebook between two days, in plain words."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import typer

from panel_api.cli_database import DatabaseOption, desk_at
from panel_api.cli_stop import UNUSABLE, Stop

if TYPE_CHECKING:
    from engine.explaining.differing import Difference
    from engine.explaining.stated import Standing
    from panel_api.services.rulebook_history import Held


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("changes")(changes_command)


def changes_command(
    name: Annotated[str, typer.Argument(help="The rulebook's name.")],
    start: Annotated[str | None, typer.Option("--from", metavar="DAY", help="Such as 2025-04-01.")] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="DAY", help="Such as 2026-04-01.")] = None,
    database: DatabaseOption = None,
) -> None:
    """Say what changed in a rulebook between two days; without days, between the last two that turned anything."""
    from engine.explaining.differing import differences
    from panel_api.pages.shelf import book_or_none
    from panel_api.services.rulebook_history import history, turning_days

    with desk_at(database) as desk:
        book = book_or_none(desk, name)
        if book is None:
            raise Stop(UNUSABLE, [f"There is no rulebook {name[:60]!r} that holds. `evenhand check` says why."])
        with desk.database.reading() as session:
            held = history(session, desk, book.name)
    turning = turning_days(held)
    days = (start or str(turning[max(0, len(turning) - 2)]), end or str(turning[-1]))
    before, after = (_side(held, day) for day in days)
    _tell(differences(before, after), before.day, after.day)


def _side(held: "list[Held]", text: str) -> "Standing":
    from panel_api.services.rulebook_history import on_day

    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise Stop(UNUSABLE, [f"{text[:20]} is not a day. Write it as 2026-04-01."]) from None
    found = on_day(held, day)
    side = found.standing(day) if found else None
    if side is None:
        raise Stop(UNUSABLE, [f"It was not in force on {text}, or its text of that day cannot be read any more."])
    return side


def _tell(found: "list[Difference]", before: dt.date, after: dt.date) -> None:
    from engine.amounts import day_words
    from engine.explaining.differing import NOT_THERE

    if not found:
        typer.echo(f"Nothing: it says the same on {day_words(before)} and on {day_words(after)}.")
    for each in found:
        source = f", by {each.source}" if each.source else ""
        typer.echo(f"{each.title} ({each.became}, from {day_words(each.since)}{source})")
        for row in each.rows:
            label = ", ".join(filter(None, row.label))
            typer.echo(f"  {label + ': ' if label else ''}{row.was or NOT_THERE} -> {row.now or NOT_THERE}")
