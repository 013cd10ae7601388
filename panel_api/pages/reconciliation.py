"""Reconciliation: what should have been paid against what was, up to the end of a month; a page and a spreadsheet."""

from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from engine.awards.calendars import Days
from engine.days import financial_year
from engine.ledger.reconciling import REASONS
from panel_api import store
from panel_api.render import page
from panel_api.routes.guarding import ReadLedger
from panel_api.services import Desk
from panel_api.services.reconciling import Reconciled, last_month, month_days, reconcile
from panel_api.sheets import BOM, CSV_TYPE, line, pounds

router = APIRouter()
MOST_SHOWN: Final = 100
HEADS: Final = ("Why", "Award", "Account", "Should have been paid", "Was paid", "Difference")
MONTHS: Final = (
    (4, "April"), (5, "May"), (6, "June"), (7, "July"), (8, "August"), (9, "September"), (10, "October"),
    (11, "November"), (12, "December"), (1, "January"), (2, "February"), (3, "March"),
)  # fmt: skip
"""The months of a financial year, in its order."""


@router.get("/reconciliation")
def read_reconciliation(request: Request, desk: ReadLedger) -> Response:
    """The sums of each account, how many awards differ and why, and each that does."""
    days, account, why = _asked(request, desk)
    with desk.database.reading() as session:
        found = reconcile(session, desk, days, account)
        options = [(each.code, each.name) for each in store.list_accounts(session, desk.viewer)]
    year = financial_year(days.from_day)
    rows = [each for each in found.rows if why in ("", each.why)]
    start = _number(request, "start", 0, 9_999_999)
    query = {"year": year, "month": days.until_day.month, "account": account or "", "why": why}
    view = {
        "title": "Reconciliation",
        "found": found,
        "days": days,
        "rows": rows[start : start + MOST_SHOWN],
        "many": len(rows),
        "start": start,
        "reasons": REASONS,
        "options": options,
        "years": [(str(each), f"{each} to {each + 1}") for each in range(year + 1, year - 4, -1)],
        "months": [(str(number), name) for number, name in MONTHS],
        "whys": list(REASONS.items()),
        "chosen": {name: str(value) for name, value in query.items()},
        "query": urlencode(query),
        "newer": _address(query, start - MOST_SHOWN) if start else None,
        "older": _address(query, start + MOST_SHOWN) if len(rows) > start + MOST_SHOWN else None,
    }
    return page(request, "reconciliation.html", view)


@router.get("/reconciliation.csv")
def as_csv(request: Request, desk: ReadLedger) -> Response:
    """Every award that differs, one a line."""
    days, account, why = _asked(request, desk)
    with desk.database.reading() as session:
        found = reconcile(session, desk, days, account)
    headers = {"Content-Disposition": f'attachment; filename="reconciliation-to-{days.until_day}.csv"'}
    return Response(BOM + line(HEADS) + "".join(_lines(found, why)), media_type=CSV_TYPE, headers=headers)


def _lines(found: Reconciled, why: str) -> list[str]:
    return [
        line(
            (
                REASONS[each.why],
                each.award,
                each.account.name if each.account else "",
                pounds(each.due),
                pounds(each.paid),
                pounds(each.pence),
            )
        )
        for each in found.rows
        if why in ("", each.why)
    ]


def _asked(request: Request, desk: Desk) -> tuple[Days, str | None, str]:
    """The days, the account and the reason asked for; what is no year, month or reason is the latest or none."""
    now = last_month(desk.last_day())
    year, month = _number(request, "year", now[0], 2200), _number(request, "month", now[1], 12)
    why = request.query_params.get("why", "")
    days = month_days(max(year, 2000), max(month, 1))
    return days, request.query_params.get("account") or None, why if why in REASONS else ""


def _number(request: Request, name: str, other: int, most: int) -> int:
    text = request.query_params.get(name, "")
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) <= 7 else other


def _address(query: dict[str, Any], start: int) -> str:
    return f"/reconciliation?{urlencode({**query, 'start': max(0, start)})}"
