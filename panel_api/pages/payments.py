"""What is due to be paid between two days, by award, school and account: a page, CSV and XLSX."""

import datetime as dt
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from engine.problems import Problem
from panel_api.errors import Trouble
from panel_api.pages.form_errors import form_errors
from panel_api.pages.forms import day_typed
from panel_api.render import page
from panel_api.routes.guarding import ReadLedger
from panel_api.services import Desk
from panel_api.services.payments import Asked, Payable, Totals, accounts_asked, payable, span
from panel_api.sheets import CSV_TYPE, XLSX_TYPE
from panel_api.store import payments as books
from panel_api.views.payments import csv_lines, schedule_book, sums

router = APIRouter()
MOST_SHOWN: Final = 100
_SAYINGS: Final = {"from": "Write a day such as 1/9/2026.", "until": "", "account": ""}


@router.get("/payments")
def read_payments(request: Request, desk: ReadLedger) -> Response:
    """The term that it is, or the days asked for: totals by account and school, and the first of the rows."""
    typed = {name: request.query_params.get(name, "") for name in _SAYINGS}
    trouble: Trouble | None = None
    try:
        asked = asked_in(request, desk)
    except Trouble as found:
        if found.kind != "bad-input":
            raise
        trouble, asked = found, Asked(span(None, None, desk.last_day()))
    totals = Totals()
    shown: list[Payable] = []
    start = _start(request)
    with desk.database.reading() as session:
        accounts = accounts_asked(session, desk, Asked(asked.days))
        for row in payable(session, desk, asked):
            totals.add(row)
            if start < totals.rows <= start + MOST_SHOWN:
                shown.append(row)
        names = books.school_names(session)
    view = {
        "title": "Payments due",
        "asked": asked,
        "typed": {**typed, "account": asked.account or ""},
        "options": [(each.code, each.name) for each in accounts.values()],
        "rows": shown,
        "names": names,
        "totals": totals,
        "sums": sums(totals, accounts, names),
        "query": _query(asked),
        "newer": _address(asked, start - MOST_SHOWN) if start else None,
        "older": _address(asked, start + MOST_SHOWN) if totals.rows > start + MOST_SHOWN else None,
        "start": start,
        **form_errors(trouble, _SAYINGS, "The term that it is now is shown."),
    }
    return page(request, "payments.html", view, status=trouble.status if trouble else 200)


@router.get("/payments.csv")
def as_csv(request: Request, desk: ReadLedger) -> Response:
    """Every row, as it is worked out, a batch of awards at a time."""
    asked = asked_in(request, desk)
    headers = {"Content-Disposition": f'attachment; filename="{_name(asked)}.csv"'}
    return StreamingResponse(csv_lines(desk, asked), media_type=CSV_TYPE, headers=headers)


@router.get("/payments.xlsx")
def as_xlsx(request: Request, desk: ReadLedger) -> Response:
    """Every row on one sheet, and the totals by account and by school on two more."""
    asked = asked_in(request, desk)
    headers = {"Content-Disposition": f'attachment; filename="{_name(asked)}.xlsx"'}
    return Response(schedule_book(desk, asked), media_type=XLSX_TYPE, headers=headers)


def asked_in(request: Request, desk: Desk) -> Asked:
    """What the address asks for. Raises Trouble "bad-input"."""
    query = request.query_params
    problems: list[Problem] = []
    from_day, until_day = (_day(query.get(name, ""), name, problems) for name in ("from", "until"))
    if problems:
        raise Trouble("bad-input", problems=problems)
    return Asked(span(from_day, until_day, desk.last_day()), query.get("account") or None)


def _day(text: str, name: str, problems: list[Problem]) -> dt.date | None:
    if not text.strip():
        return None
    try:
        return dt.date.fromisoformat(day_typed(text))
    except ValueError:
        problems.append(Problem(name, f"“{text[:40]}” is no day", "a day such as 1/9/2026", "Correct it"))
        return None


def _start(request: Request) -> int:
    text = request.query_params.get("start", "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 7 else 0


def _query(asked: Asked) -> str:
    given: dict[str, Any] = {"from": asked.days.from_day, "until": asked.days.until_day}
    return urlencode(given | ({"account": asked.account} if asked.account else {}))


def _address(asked: Asked, start: int) -> str:
    return f"/payments?{_query(asked)}&start={max(0, start)}"


def _name(asked: Asked) -> str:
    return f"payments-{asked.days.from_day}-to-{asked.days.until_day}"
