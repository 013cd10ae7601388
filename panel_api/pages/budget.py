"""The budget's pages: every account a person sees, and one account's year."""

import datetime as dt
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from engine.law.calendars import local_day
from engine.ledger.accounts import slug
from panel_api.render import page
from panel_api.routes.guarding import ReadLedger
from panel_api.services import Desk, budget
from panel_api.services.forecasting import forecast_of
from panel_api.services.posting import this_year, year_words
from panel_api.services.statements import held_statements
from panel_api.store.budget import balances
from panel_api.store.finance import not_committed_on
from panel_api.store.ledger import last_sequence
from panel_api.views.budget import account_view, list_view, statements_view
from panel_api.views.forecast import forecast_view

router = APIRouter()
KEPT_FOR: Final = dt.timedelta(hours=1)
"""How long a forecast is kept while nothing is written to its account."""


@router.get("/budget")
def read_accounts(request: Request, desk: ReadLedger, year: str = "", known: str = "") -> Response:
    """Every account with its four figures; who sees one alone is led to it."""
    chosen, known_on = budget.year_asked(desk, year), budget.day_asked(known)
    with desk.database.reading() as session:
        found = balances(session, desk.viewer, chosen, budget.end_of(known_on))
    if len(found) == 1 and desk.viewer.role == "budget_holder":
        return RedirectResponse(f"/budget/{slug(found[0].account.code)}", status_code=303)
    view = {
        "title": "Budgets",
        "rows": list_view(found, chosen, known_on),
        "year": chosen,
        "year_words": year_words(chosen),
        "years": [each for each in range(this_year(desk) - 2, this_year(desk) + 2) if each != chosen],
        "ended": this_year(desk) - 1,
        "known_on": known_on,
        "partnership": desk.viewer.partnership,
    }
    return page(request, "budget_list.html", view)


@router.get("/budget/{account}")
def read_account(
    request: Request, desk: ReadLedger, account: str, year: str = "", known: str = "", before: str = ""
) -> Response:
    """One account: where it stands, what is new, what presses, and its awards."""
    number = int(before) if before.isascii() and before.isdecimal() and len(before) < 16 else None
    budget.note_look(desk, account)
    with desk.database.reading() as session:
        asked = budget.view_of(session, desk, account, year, known)
        found = budget.budget_of(session, desk, asked, number)
        told, at = _heading(request, desk, session, asked)
        held = held_statements(session, asked)
        beyond = not_committed_on(session, asked.account.id, asked.year)
    view: dict[str, Any] = account_view(found, desk.last_day(), told)
    view |= {"later_page": number is not None, "one_account": desk.viewer.role == "budget_holder", "worked_out": at}
    view |= {"statements": statements_view(held), "not_committed": beyond}
    return page(request, "budget.html", view)


def _heading(
    request: Request, desk: Desk, session: Session, asked: budget.View
) -> tuple[dict[str, Any] | None, dt.datetime]:
    """Where the account is heading, for the year that it is, and when that was worked out.

    It reads every award there is, so it is kept in this process for an hour while nothing is written to the account.
    """
    at = desk.clock()
    if asked.known_on is not None or asked.year != this_year(desk):
        return None, at
    if not hasattr(request.app.state, "forecasts"):
        request.app.state.forecasts = {}
    kept: dict[int, tuple[dt.datetime, int, dict[str, Any]]] = request.app.state.forecasts
    place = last_sequence(session, asked.account.id, asked.year)
    made, upto, told = kept.get(asked.account.id, (at, -1, {}))
    if upto != place or local_day(made) != local_day(at) or at - made > KEPT_FOR:
        made, told = at, forecast_view(forecast_of(session, desk, asked.account))
        kept[asked.account.id] = (made, place, told)
    return told, made
