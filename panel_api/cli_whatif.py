"""`evenhand whatif`: texts that are not in force, tried on the whole caseload; sealed, and used by nothing."""

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from panel_api.cli_database import DatabaseOption, desk_at, desk_writing
from panel_api.cli_days import day_option
from panel_api.cli_stop import UNUSABLE, Stop, stop_of
from panel_api.errors import Trouble

if TYPE_CHECKING:
    from engine.whatif.asked import Protection
    from engine.whatif.document import Document
    from panel_api.services import Desk
    from panel_api.services.whatif import Asked


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("whatif")(whatif_command)


def whatif_command(
    proposal: Annotated[
        list[str] | None, typer.Option("--proposal", metavar="REF", help="A proposal such as P-WK4M7X.")
    ] = None,
    overlay: Annotated[
        list[str] | None, typer.Option("--overlay", metavar="NAME", help="An overlay in rules/proposals.")
    ] = None,
    words: Annotated[str, typer.Option("--words", help="What it is for.")] = "Asked for at the command line.",
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DAY", help="The day whose rules apply; from the texts otherwise.")
    ] = None,
    caseload_on: Annotated[
        str | None, typer.Option("--caseload-on", metavar="DAY", help="A past day whose caseload it is; now otherwise.")
    ] = None,
    hold: Annotated[bool, typer.Option("--hold-until-review", help="No award falls before its review.")] = False,
    taper: Annotated[int, typer.Option("--taper-years", help="A fall comes in so many equal yearly parts.")] = 1,
    most_fall: Annotated[
        int | None, typer.Option("--most-fall-percent", help="No award falls by more than this.")
    ] = None,
    dry: Annotated[bool, typer.Option("--dry", help="Work it out and keep nothing.")] = False,
    csv: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Every figure, a line each.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="All of it as it is sealed.")] = None,
    pdf: Annotated[Path | None, typer.Option("--pdf", metavar="FILE", help="Two pages for a schools forum.")] = None,
    database: DatabaseOption = None,
) -> None:
    """Try proposals and overlays on the whole caseload: what they would cost, whose awards change, and why."""
    if dry and pdf is not None:
        raise Stop(UNUSABLE, ["--pdf: the pages name the record that seals it, and --dry keeps none."])
    protection = _protection(hold=hold, taper=taper, most_fall=most_fall)
    with (desk_at if dry else desk_writing)(database) as desk:
        try:
            asked = _asked(desk, words, proposal or [], overlay or [], day_option("--as-of", as_of), protection,
                           day_option("--caseload-on", caseload_on))  # fmt: skip
            document = _run(desk, asked, dry=dry, pdf=pdf)
        except Trouble as trouble:
            raise stop_of(trouble) from None
    if csv is not None:
        _write(csv, _figures(document))
    if json_file is not None:
        _write(json_file, (json.dumps(document.as_json(), ensure_ascii=False, indent=2) + "\n").encode())


def _run(desk: "Desk", asked: "Asked", *, dry: bool, pdf: Path | None) -> "Document":
    from panel_api.cli_bar import bar
    from panel_api.services.whatif import size_of, try_texts, worked_out
    from panel_api.views.whatif_kept import document_of

    with bar("Trying", "cases", size_of(desk, asked)) as told:
        step = None if told is None else lambda done, _of: told(done)
        if dry:
            document = document_of(worked_out(desk, asked, step).result, asked.as_of)
        else:
            row = try_texts(desk, asked, step)
            document = document_of(row.result, row.as_of)
    if dry:
        typer.echo(f"Nothing was kept. As of {asked.as_of}:")
    else:
        typer.echo(f"{row.reference}, as of {row.as_of}, sealed in record {row.record_sequence}:")
        if pdf is not None:
            _write(pdf, _forum(desk, row.reference))
    _tell(document)
    return document


def _tell(document: "Document") -> None:
    from engine.amounts import money_words
    from panel_api.views.whatif_words import answer, group_said

    typer.echo(answer(document))
    for name, group in document.groups.items():
        typer.echo(group_said(name, group))
    for year in sorted({each.year for each in document.years}):
        lines = [each for each in document.years if each.year == year]
        before, after = (sum(getattr(each, side) for each in lines) for side in ("before", "after"))
        typer.echo(f"{year} to {year + 1}: {money_words(before)} by the text in force, {money_words(after)} by this.")
    for why in document.why:
        typer.echo(f"{why.title}: {money_words(why.pounds)} of the difference, on {why.cases:,} cases.")


def _asked(
    desk: "Desk",
    words: str,
    proposals: list[str],
    overlays: list[str],
    day: dt.date | None,
    protection: "Protection | None",
    past: dt.date | None,
) -> "Asked":
    from panel_api.services.whatif import Asked, first_day

    day = day or first_day(desk, proposals, overlays)
    return Asked(words, tuple(proposals), tuple(overlays), day, past, protection)


def _protection(*, hold: bool, taper: int, most_fall: int | None) -> "Protection | None":
    from engine.whatif.asked import Protection

    if not hold and taper == 1 and most_fall is None:
        return None
    try:
        return Protection(hold, taper, most_fall)
    except ValueError as error:
        raise Stop(UNUSABLE, [f"{error}."]) from None


def _figures(document: "Document") -> bytes:
    from panel_api.sheets import BOM, line
    from panel_api.views.whatif import FIGURES, figure_rows

    return (BOM + "".join(line(row) for row in (FIGURES, *figure_rows(document)))).encode()


def _forum(desk: "Desk", reference: str) -> bytes:
    from panel_api.letters.letterhead import read_letterhead
    from panel_api.services.whatif import find_whatif
    from panel_api.views.forum import Paper, forum_pdf
    from panel_api.views.whatif_kept import document_of

    with desk.database.reading() as session:
        row = find_whatif(session, desk, reference)
    head = read_letterhead(desk.settings.letterhead)
    document = document_of(row.result, row.as_of)
    return forum_pdf(Paper(reference, document, head.authority, head.invented, row.made_at, row.record_sequence))


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise Stop(UNUSABLE, [f"{path}: it cannot be written: {error.strerror}."]) from None
    typer.echo(f"{path} was written.")
