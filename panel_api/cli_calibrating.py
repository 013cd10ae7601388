"""`evenhand calibrate`: the values of a proposal, or of a rulebook as it stands, that meet a target, and how."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from panel_api.cli_database import DatabaseOption, desk_writing
from panel_api.cli_days import day_option
from panel_api.cli_stop import NOT_HELD, UNUSABLE, Stop, stop_of
from panel_api.errors import Trouble

if TYPE_CHECKING:
    from panel_api.models import Calibration


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("calibrate")(calibrate_command)


def calibrate_command(
    what: Annotated[str, typer.Argument(metavar="PROPOSAL|RULEBOOK", help="A proposal's reference, or a rulebook.")],
    value: Annotated[str, typer.Option("--value", help="The table or the ladder.")] = "tariff",
    within: Annotated[str, typer.Option("--within", help="How near to the target: 0.1%, or £5,000.")] = "0.1%",
    total: Annotated[str, typer.Option("--total", help="What it is to cost a year; else what it costs now.")] = "",
    step: Annotated[str, typer.Option("--step", help="Steps of the values: £10, or 1 on a ladder.")] = "£10",
    no_school_falls: Annotated[str, typer.Option("--no-school-falls", help="By more than this: 2%.")] = "",
    no_award_falls: Annotated[str, typer.Option("--no-award-falls", help="By more than this: 5%.")] = "",
    any_order: Annotated[bool, typer.Option("--any-order", help="A higher band may be worth less.")] = False,
    fixed: Annotated[list[str] | None, typer.Option("--fixed", help="What stays: `mainstream 3`.")] = None,
    order: Annotated[list[str] | None, typer.Option("--order", help="Such as `early_years < mainstream`.")] = None,
    bound: Annotated[list[str] | None, typer.Option("--bound", help="Such as `mainstream 3: £4500 to £4900`.")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DAY", help="For a rulebook: the day.")] = None,
    out: Annotated[str | None, typer.Option("--out", metavar="FILE", help="Write the found text here.")] = None,
    database: DatabaseOption = None,
) -> None:
    """Find the values nearest to the wished ones that meet a target, and say how. It puts nothing in force."""
    from panel_api.services.calibrating import keep_calibration, tried_in_force, work_out
    from panel_api.services.calibration_asked import TargetTyped
    from panel_api.services.rescoring import tried_of

    typed = TargetTyped(
        value, step, within, total, no_school_falls, no_award_falls, not any_order,
        "\n".join(fixed or ()), "\n".join(order or ()), "\n".join(bound or ()),
    )  # fmt: skip
    day = day_option("--as-of", as_of)
    with desk_writing(database) as desk:
        try:
            named = what in desk.shelf.names()
            tried = tried_in_force(desk, what, day or desk.last_day()) if named else tried_of(desk, what, day)
            worked = work_out(desk, tried, typed)
            with desk.database.writing() as session:
                row = keep_calibration(session, desk, worked)
        except Trouble as trouble:
            raise stop_of(trouble) from None
    _tell(row)
    if out is not None and row.found_text is not None:
        _write(out, row.found_text)
    if row.found_sha256 is None:
        raise typer.Exit(NOT_HELD)


def _tell(row: "Calibration") -> None:
    from panel_api.views.calibration import calibration_view

    view = calibration_view(row.spec, row.result)
    typer.echo(f"{row.reference}: {row.name}, {view['value']}, as of {row.as_of}.")
    for line in (*view["asked"], view["headline"], *view["notes"]):
        typer.echo(line)
    for heading, lines in (("Cannot be met together:", view["conflict"]), ("Binds:", view["binding"])):
        if lines:
            typer.echo("\n".join([heading, *(f"  {each}" for each in lines)]))
    _tell_rows(view)
    for curve in view["curves"]:
        typer.echo(f"{curve['title']} (from what was wished, all awards a year):")
        for each in curve["rows"]:
            mark = " (asked)" if each["asked"] else ""
            typer.echo(f"  {each['limit']:>8}  {_change(each)}{mark}")
    typer.echo(f"Text begun from: {row.sha256}")
    if row.found_sha256:
        typer.echo(f"Text found:      {row.found_sha256}")


def _tell_rows(view: dict[str, Any]) -> None:
    typer.echo(f"{'':<30}{'in force':>13}{'wished':>13}{'found' if view['found'] else 'nearest':>13}{'cases':>8}")
    for each in view["rows"]:
        amounts = "".join(f"{each[name]:>13}" for name in ("in_force", "wished", "found"))
        typer.echo(f"{' '.join(each['key']):<30}{amounts}{each['cases']:>8,}  {each['change']}")


def _change(point: dict[str, Any]) -> str:
    from engine.amounts import money_words

    if point["change"] is None:
        return "nothing meets it" if point["known"] else "not known"
    return money_words(point["change"])


def _write(out: str, text: str) -> None:
    try:
        Path(out).write_bytes(text.encode())
    except OSError as error:
        raise Stop(UNUSABLE, [f"{out}: it cannot be written: {error.strerror}."]) from None
