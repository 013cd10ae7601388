"""The records: found by anything an auditor names, page by page, and what was found as a spreadsheet."""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse
from sqlalchemy.orm import Session

from panel_api import store
from panel_api.errors import Trouble
from panel_api.pages.record_filters import FIELDS, WRONG, chosen_in, options, understood
from panel_api.render import page
from panel_api.routes.guarding import ReadRecords
from panel_api.services import Desk
from panel_api.services.audit_samples import filter_kept
from panel_api.sheets import BOM, CSV_TYPE, line
from panel_api.store.record_list import RecordPage, cases_open, find_records
from panel_api.store.record_search import FAR, RecordFilter
from panel_api.views.record_search import HEADS, cells, rows_of

router = APIRouter()
PAGE: Final = 50
TAKEN: Final = 500
MOST_ROWS: Final = 100_000


@router.get("/records")
def list_records(request: Request, desk: ReadRecords) -> Response:
    """A page of what was found, newest first; what cannot be understood is told and stays in its field."""
    chosen, before = chosen_in(request), request.query_params.get("before", "")[:20]
    query, wrong = understood(chosen, before, PAGE)
    wanted = query.filter()
    with desk.database.reading() as session:
        found = find_records(session, desk.viewer, wanted, query.before, PAGE)
        rows = rows_of(found, _named(desk, session, found))
        head = store.chain_head(session)
        offered = options(session, desk)
    narrowing = {name: value for name, value in chosen.items() if value}
    view: dict[str, Any] = {
        "title": "Error: Records" if wrong else "Records",
        "rows": rows,
        "chosen": chosen,
        "narrowed": bool(narrowing),
        "more": any(chosen[name] for name in FIELDS[6:]),
        "errors": {name: wrong.get(name, "") for name in FIELDS},
        "links": [{"anchor": name, "text": wrong[name]} for name in FIELDS if name in wrong],
        "others": [WRONG["before"]] if "before" in wrong else [],
        "query": f"?{urlencode(narrowing)}" if narrowing else "",
        "sample": f"?{urlencode(filter_kept(wanted))}" if wanted.given() and desk.viewer.may("audit") else "",
        "newer": f"/records?{urlencode(narrowing)}".rstrip("?") if query.before else None,
        "older": f"/records?{urlencode({**narrowing, 'before': found.before})}" if found.before else None,
        "whole": found.whole,
        "far": FAR,
        "head": head,
        "options": offered,
    }
    return page(request, "records.html", view, status=422 if wrong else 200)


@router.get("/records.csv")
def spreadsheet(request: Request, desk: ReadRecords) -> Response:
    """What was found, newest first. A search that cannot be understood gives no list at all, never a longer one."""
    query, wrong = understood(chosen_in(request))
    if wrong:
        raise Trouble("bad-input", "The records could not be searched as asked: " + " ".join(wrong.values()))
    wanted = query.filter()
    with desk.database.writing() as session:
        by = {"by": sorted(wanted.given())}
        store.write_log(session, desk.viewer, "access", "records_exported", "records", desk.clock(), by)
    headers = {"Content-Disposition": 'attachment; filename="records.csv"'}
    return StreamingResponse(_lines(desk, wanted), media_type=CSV_TYPE, headers=headers)


def _lines(desk: Desk, wanted: RecordFilter) -> Iterator[str]:
    yield BOM + line(HEADS)
    before, taken = None, 0
    while taken < MOST_ROWS:
        with desk.database.reading() as session:
            found = find_records(session, desk.viewer, wanted, before, TAKEN)
            rows = rows_of(found, _named(desk, session, found))
        yield "".join(line(cells(row)) for row in rows)
        taken, before = taken + len(rows), found.before
        if before is None:
            return
    yield line((f"Cut here, at {MOST_ROWS:,} records. Narrow the search to take the rest.",))


def _named(desk: Desk, session: Session, found: RecordPage) -> set[int]:
    """The cases among what was found of which the reader may know whom they are about."""
    cases = {each.case_id for each in found.finds.values() if each.case_id is not None}
    return cases_open(session, desk.viewer, cases, desk.clock())
