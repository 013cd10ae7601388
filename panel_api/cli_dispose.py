"""`evenhand dispose`: what falls due by a day, a list of it, and carrying out a list that somebody else drew up."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from panel_api.cli_database import DatabaseOption, desk_at, desk_writing
from panel_api.cli_stop import UNUSABLE, Stop

if TYPE_CHECKING:
    from panel_api.services import Desk
    from panel_api.services.disposal_runs import DueByDay


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("dispose")(dispose_command)


def dispose_command(
    by: Annotated[str | None, typer.Option("--by", metavar="DAY", help="What is due by this day.")] = None,
    draw_up: Annotated[bool, typer.Option("--draw-up", help="Keep a list of it, for a person to carry out.")] = False,
    run: Annotated[str | None, typer.Option("--run", metavar="REFERENCE", help="A list that was drawn up.")] = None,
    carry_out: Annotated[
        bool, typer.Option("--carry-out", help="Dispose of what the list holds. Without it nothing goes.")
    ] = False,
    database: DatabaseOption = None,
) -> None:
    """Say what falls due for disposal by a day; with --run and --carry-out, dispose of a list another drew up.

    Stopped half way, the same command goes on with what waits.
    """
    if (by is None) == (run is None):
        raise Stop(UNUSABLE, ["--by and --run: expected one of the two. Name a day or a list."])
    if carry_out and run is None:
        raise Stop(UNUSABLE, ["--carry-out: expected --run with a list that somebody else drew up. Draw one up first."])
    if draw_up and by is None:
        raise Stop(UNUSABLE, ["--draw-up: expected --by with the day. Name the day."])
    from panel_api.errors import Trouble

    try:
        if run is not None:
            _run(run, database, carry_out=carry_out)
        else:
            _by(_day(by or ""), database, draw_up=draw_up)
    except Trouble as trouble:
        raise Stop(UNUSABLE, [f"{trouble.detail}", *(each.message for each in trouble.problems)]) from None


def _by(day: date, database: str | None, *, draw_up: bool) -> None:
    from panel_api.services import disposal_runs

    opening = desk_writing if draw_up else desk_at
    with opening(database) as desk:
        with desk.database.reading() as session:
            for line in due_lines(disposal_runs.due_by(session, desk, day)):
                typer.echo(line)
        if not draw_up:
            typer.echo("Nothing was changed. --draw-up keeps a list of what may go, for a person to carry out.")
            return
        with desk.database.writing() as session:
            made = disposal_runs.draw_up(session, desk, day, "")
    typer.echo(f"{made.reference}: drawn up. Somebody else carries it out, at /retention/runs/{made.reference}.")


def _run(reference: str, database: str | None, *, carry_out: bool) -> None:
    from panel_api.cli_bar import bar
    from panel_api.services.dispose import carry_out as carry_out_run

    with desk_writing(database) if carry_out else desk_at(database) as desk:
        if carry_out:
            with bar("Disposing", "looked at") as told:
                carry_out_run(desk, reference, told=told)
        for line in _run_lines(desk, reference):
            typer.echo(line)
    if not carry_out:
        typer.echo("Nothing was changed. --carry-out disposes of what waits.")


def due_lines(found: "DueByDay") -> Iterator[str]:
    """What is due, a line for each kind of thing."""
    from panel_api.store.due_for_disposal import KEEPS

    for each in found.cases:
        yield f"{each.schedule}: {each.due:,} cases due, {each.going:,} of them may go"
        for name, many in each.kept.items():
            if many:
                yield f"  {many:,} stay: {KEEPS[name]}"
    yield f"payments: {found.lines:,} lines"
    yield f"people who left: {len(found.people):,}"


def _run_lines(desk: "Desk", reference: str) -> Iterator[str]:
    from panel_api.services.disposal_runs import find_run
    from panel_api.store import disposal_runs

    with desk.database.reading() as session:
        seen = find_run(session, reference)
        counts = disposal_runs.items_by_state(session, [seen.row.id]).get(seen.row.id, {})
        after = 0
        while items := disposal_runs.items_of(session, desk.viewer, seen.row.id, after=after):
            for each in items:
                yield " ".join(
                    (each.subject, each.schedule, each.due_on.isoformat(), each.state, each.why or "")
                ).strip()
            after = items[-1].id
    said = ", ".join(f"{counts.get(state, 0):,} {words}" for state, words in _STATES)
    yield f"{reference}, due by {seen.row.day.isoformat()}: {said}."


_STATES = (("disposed", "gone"), ("kept", "stayed"), ("waiting", "wait"))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Stop(UNUSABLE, [f"--by: {text[:40]} is no day. Expected one such as 2026-09-14."]) from None
