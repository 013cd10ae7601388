"""The list of cases as a spreadsheet: CSV, safe to open, read a page at a time."""

from collections.abc import Iterator
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from panel_api import store, words
from panel_api.errors import Trouble
from panel_api.pages.cases import chosen_in, filter_of, understood
from panel_api.routes.guarding import ReadCases
from panel_api.schemas import CaseQuery
from panel_api.services import Desk
from panel_api.sheets import BOM, CSV_TYPE, line
from panel_api.store import CaseLine, Cursor

router = APIRouter()
MOST_ROWS: Final = 20_000
HEADS: Final = ("Case", "Asked on", "Legal footing", "Partnership", "Stage", "Advice", "Band", "Pounds a year")


@router.get("/cases.csv")
def spreadsheet(request: Request, desk: ReadCases) -> Response:
    """The narrowed list, newest first. A filter that cannot be understood gives no list at all, never a longer one."""
    query, problems = understood(chosen_in(request))
    if problems:
        raise Trouble("bad-input", "The list could not be narrowed as asked: " + " ".join(problems.values()))
    headers = {"Content-Disposition": 'attachment; filename="cases.csv"'}
    return StreamingResponse(_lines(desk, query), media_type=CSV_TYPE, headers=headers)


def _lines(desk: Desk, query: CaseQuery) -> Iterator[str]:
    yield BOM + line(HEADS)
    after: Cursor | None = None
    for _ in range(MOST_ROWS // store.cases.MOST_ROWS):
        with desk.database.reading() as session:
            found = store.list_cases(session, desk.viewer, filter_of(query), after=after, size=store.cases.MOST_ROWS)
        yield "".join(line(_row(row)) for row in found.rows)
        after = found.after
        if after is None:
            return
    yield line((f"Cut here, at {MOST_ROWS:,} cases. Narrow the list to take the rest.",))


def _row(row: CaseLine) -> tuple[str, ...]:
    amount = "" if row.amount_pence is None else f"{row.amount_pence // 100}.{row.amount_pence % 100:02d}"
    stage, advice = words.said(words.STAGES, row.stage), words.said(words.STATUSES, row.status) if row.status else ""
    footing = words.said(words.LEGAL_BASES, row.legal_basis)
    return (row.reference, str(row.asked_on), footing, row.partnership or "", stage, advice, row.band or "", amount)
