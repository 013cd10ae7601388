"""The checks an auditor goes through: a list, one as a page, and as a spreadsheet."""

from collections.abc import Iterator
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from panel_api.errors import not_found
from panel_api.render import page
from panel_api.routes.guarding import ReadRecords
from panel_api.services import Desk
from panel_api.sheets import BOM, CSV_TYPE, line
from panel_api.store.audit_checks import Place, check_page, count_first
from panel_api.views.audit_checks import CHECKS, HEADS, Against, Check, check_rows

router = APIRouter()
MOST_ROWS: Final = 20_000
BATCH: Final = 500


@router.get("/audit/checks")
def list_checks(request: Request, desk: ReadRecords) -> Response:
    """Every check, with how many decisions stand first in it."""
    with desk.database.reading() as session:
        counts = {code: count_first(session, desk.viewer, code) for code in CHECKS}
    view = {
        "title": "Checks",
        "parts": [
            {
                "href": f"/audit/checks/{code}",
                "name": each.title,
                "figure": f"{counts[code]:,} {each.figure}",
                "says": each.shows,
            }
            for code, each in CHECKS.items()
        ]
        + [
            {
                "href": "/audit/checks/overpayments",
                "name": "Overpayments",
                "figure": "From discovery to recovery",
                "says": "What was paid for children who had left, when we were told, and what came back.",
            }
        ],
    }
    return page(request, "audit_checks.html", view)


@router.get("/audit/checks/{check}.csv")
def as_csv(desk: ReadRecords, check: str) -> Response:
    """All of a check, a decision a line, read a page at a time."""
    of = _check(check)
    headers = {"Content-Disposition": f'attachment; filename="audit-{check}.csv"'}
    return StreamingResponse(_lines(desk, check, of), media_type=CSV_TYPE, headers=headers)


@router.get("/audit/checks/{check}")
def one(request: Request, desk: ReadRecords, check: str) -> Response:
    """A page of one check; what is to be read first stands first."""
    of, start = _check(check), _place(request.query_params.get("after", ""))
    with desk.database.reading() as session:
        found = check_page(session, desk.viewer, check, start)
        rows = check_rows(check, found, _against(desk))
    view = {
        "title": of.title,
        "code": check,
        "check": of,
        "heads": (*HEADS, *of.heads),
        "rows": rows,
        "first": start == Place(),
        "newer": None if start == Place() else f"/audit/checks/{check}",
        "older": f"/audit/checks/{check}?after={found.after.part}-{found.after.before}" if found.after else None,
    }
    return page(request, "audit_check.html", view)


def _lines(desk: Desk, check: str, of: Check) -> Iterator[str]:
    yield BOM + line((*HEADS, *of.heads))
    start: Place | None = Place()
    for _ in range(MOST_ROWS // BATCH):
        assert start is not None
        with desk.database.reading() as session:
            found = check_page(session, desk.viewer, check, start, BATCH)
            yield "".join(line([each.cell for each in row]) for row in check_rows(check, found, _against(desk)))
        start = found.after
        if start is None:
            return
    yield line((f"Cut here, at {MOST_ROWS:,} decisions.",))


def _against(desk: Desk) -> Against:
    return Against(desk.last_day(), desk.settings.quorum)


def _check(code: str) -> Check:
    if code not in CHECKS:
        raise not_found(f"There is no check “{code[:40]}”", "Look at /audit/checks")
    return CHECKS[code]


def _place(text: str) -> Place:
    """Where a page begins, as an address says it; what cannot be read begins at the beginning."""
    part, _, before = text.partition("-")
    numbers = [each for each in (part, before) if each.isascii() and each.isdigit() and len(each) <= 16]
    return Place(int(part), int(before)) if len(numbers) == 2 else Place()
