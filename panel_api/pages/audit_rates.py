"""Decisions otherwise than advised: rates with what chance would give, upwards and downwards, and what they cost."""

import datetime as dt
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from engine.amounts import day_words
from panel_api.errors import Trouble
from panel_api.pages.forms import day_typed
from panel_api.render import page
from panel_api.routes.guarding import ReadRecords
from panel_api.services import Desk
from panel_api.sheets import BOM, CSV_TYPE, line, pounds
from panel_api.store.audit_rates import orders_carried_out, varied_by
from panel_api.store.record_search import RecordFilter
from panel_api.views.audit_rates import BY, days_words, rates_view, sheet_rows

router = APIRouter()
_YEAR: Final = dt.timedelta(days=365)
HEADS: Final = (
    "Group", "Decisions compared", "Otherwise than advised", "Rate", "Fewest inside", "Most inside", "Standing",
    "Awarded more", "Awarded less", "No amount", "More a year, pounds", "Less a year, pounds",
)  # fmt: skip


@router.get("/audit/overrides")
def read_rates(request: Request, desk: ReadRecords) -> Response:
    """One grouping with its picture and its table; two queries, however many records there are."""
    by, wanted, typed, wrong = _asked(request, desk)
    view: dict[str, Any] = _view(desk, by, wanted) | {
        "title": "Decisions otherwise than advised",
        "options": [(code, name) for code, (name, _) in BY.items()],
        "typed": typed,
        "errors": wrong,
        "days": days_words(wanted),
        "query": f"by={by}&from={typed['from'].replace(' ', '+')}&to={typed['to'].replace(' ', '+')}",
    }
    return page(request, "audit_rates.html", view, status=422 if wrong else 200)


@router.get("/audit/overrides.csv")
def as_csv(request: Request, desk: ReadRecords) -> Response:
    """The table of one grouping."""
    by, wanted, _, wrong = _asked(request, desk)
    if wrong:
        raise Trouble("bad-input", " ".join(wrong.values()))
    rows = sheet_rows(_view(desk, by, wanted))
    text = "".join(line((*row[:-2], *(pounds(int(each or 0)) for each in row[-2:]))) for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="decisions-otherwise-by-{by}.csv"'}
    return Response(BOM + line(HEADS) + text, media_type=CSV_TYPE, headers=headers)


def _view(desk: Desk, by: str, wanted: RecordFilter) -> dict[str, Any]:
    with desk.database.reading() as session:
        groups = varied_by(session, desk.viewer, by, wanted)
        orders = orders_carried_out(session, desk.viewer, wanted)
    return rates_view(by, groups, orders, wanted)


def _asked(request: Request, desk: Desk) -> tuple[str, RecordFilter, dict[str, str], dict[str, str]]:
    """The grouping, the days (a year up to today where none are typed), what was typed, and what is wrong with it."""
    query = request.query_params
    by = query.get("by", "partnership")
    today = desk.last_day()
    given = {"from": query.get("from", day_words(today - _YEAR)), "to": query.get("to", day_words(today))}
    days: dict[str, dt.date | None] = {}
    wrong: dict[str, str] = {}
    for name, text in given.items():
        typed = str(day_typed(text.strip())) if text.strip() else ""
        try:
            days[name] = dt.date.fromisoformat(typed) if typed else None
        except ValueError:
            wrong[name] = "Write a day such as 14/9/2026, or leave it empty."
    wanted = RecordFilter(from_day=days.get("from"), to_day=days.get("to"))
    return by if by in BY else "partnership", wanted, {name: text[:40] for name, text in given.items()}, wrong
