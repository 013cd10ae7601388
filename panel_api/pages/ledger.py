"""Figures opened: the lines a figure is made of, as a page and as a spreadsheet, and one entry with its lines."""

from collections.abc import Iterator
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from panel_api.render import page
from panel_api.routes.guarding import ReadLedger
from panel_api.services import Desk
from panel_api.services.ledger_pages import Asked, asked_for, find_entry, lines_asked
from panel_api.sheets import BOM, CSV_TYPE, Cell, line, pounds
from panel_api.store.ledger_lines import MOST, LineRow
from panel_api.views.ledger import entry_view, line_view, lines_view

router = APIRouter()
HEADS: Final = (
    "Entry", "Kind", "What of", "Words", "Award", "Effective on", "Written at (UTC)", "By", "Pounds", "Pounds so far",
    "Reverses entry", "Reversed by entry",
)  # fmt: skip
EntryNumber = Annotated[int, Path(ge=1, le=2**53 - 1)]


@router.get("/ledger")
def read_lines(request: Request, desk: ReadLedger) -> Response:
    """A page of the lines that a figure is made of. Without an account there is nothing to open: the list has them."""
    if not request.query_params.get("account"):
        return RedirectResponse("/budget", status_code=303)
    after = request.query_params.get("after", "")
    with desk.database.reading() as session:
        asked = asked_for(session, desk, dict(request.query_params))
        found = lines_asked(session, asked, after)
    return page(request, "ledger.html", lines_view(asked, found, after))


@router.get("/ledger.csv")
def spreadsheet(request: Request, desk: ReadLedger) -> Response:
    """All of them, read a page at a time."""
    with desk.database.reading() as session:
        asked = asked_for(session, desk, dict(request.query_params))
    headers = {"Content-Disposition": 'attachment; filename="ledger.csv"'}
    return StreamingResponse(_lines(desk, asked), media_type=CSV_TYPE, headers=headers)


@router.get("/ledger/entries/{entry}")
def read_entry(request: Request, desk: ReadLedger, entry: EntryNumber) -> Response:
    """One entry, with the lines it consists of."""
    with desk.database.reading() as session:
        view = entry_view(find_entry(session, desk, entry))
    return page(request, "ledger_entry.html", view)


def _lines(desk: Desk, asked: Asked) -> Iterator[str]:
    yield BOM + line(HEADS)
    after = ""
    while True:
        with desk.database.reading() as session:
            found = lines_asked(session, asked, after, MOST)
        yield "".join(line(_cells(row)) for row in found.rows)
        if not found.more:
            break
        after = found.rows[-1].place
    yield line(("", "", "", "All together", "", "", "", "", pounds(found.total), None, None, None))


def _cells(row: LineRow) -> tuple[Cell, ...]:
    shown = line_view(row)
    return (
        row.entry, shown["kind"], shown["measure"], row.words, row.award, row.effective_on,
        f"{row.written_at:%Y-%m-%d %H:%M:%S}", shown["by"], pounds(row.pence), pounds(row.total),
        row.reverses, row.reversed_by,
    )  # fmt: skip
