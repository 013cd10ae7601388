"""Statement lines of an account: typed by a finance officer, and held against the ledger."""

import datetime as dt
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from panel_api import services
from panel_api.errors import Trouble
from panel_api.models.ledger import FIGURES
from panel_api.pages.asked import once_of
from panel_api.pages.form_errors import form_errors
from panel_api.pages.forms import Form, Sent, day_typed
from panel_api.pages.virements import pence_typed
from panel_api.render import page
from panel_api.routes.guarding import KeepLedger
from panel_api.services import Desk
from panel_api.services.budget import view_of
from panel_api.services.posting import year_words
from panel_api.services.statements import add_statement, held_statements
from panel_api.views.budget import MEASURES, address, statements_view

router = APIRouter()
_SAYINGS: Final = {
    "figure": "",
    "day": "Write a day of that year that has come, such as 31/8/2026.",
    "amount": "Write pounds, such as 12,500.00; with a minus sign where more was spent than held.",
    "source": "Say which statement it stands on.",
}


@router.get("/budget/{account}/statement")
def read_statement(request: Request, desk: KeepLedger, account: str, year: str = "") -> Response:
    """What was typed, beside the ledger, and the form for one more."""
    return _page(request, desk, account, year, {}, None)


@router.post("/budget/{account}/statement")
def add(request: Request, desk: KeepLedger, account: str, form: Sent) -> Response:
    """Keep one more line; sent twice it is kept once."""
    year = form.get("year", "")

    def work(session: Session) -> services.Answered:
        view = view_of(session, desk, account, year)
        add_statement(
            session, desk, view, form.get("figure", ""), _day(form.get("day", "")),
            _pence(form.get("amount", "")), form.get("source", ""),
        )  # fmt: skip
        return services.answered(303, {"kept": True})

    try:
        services.once(desk, once_of(request.url.path, form), work)
    except Trouble as trouble:
        if trouble.kind != "bad-input":
            raise
        return _page(request, desk, account, year, form, trouble)
    return RedirectResponse(f"/budget/{account}/statement?year={year}", status_code=303)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(day_typed(text))
    except ValueError:
        return None


def _pence(text: str) -> int | None:
    """The same as elsewhere, or below nothing where it is led by a minus sign."""
    bare = text.strip().replace("−", "-")
    found = pence_typed(bare.removeprefix("-"))
    return -found if found is not None and bare.startswith("-") else found


def _page(request: Request, desk: Desk, account: str, year: str, typed: Form, trouble: Trouble | None) -> Response:
    with desk.database.reading() as session:
        asked = view_of(session, desk, account, year if year.isdecimal() else "")
        held = held_statements(session, asked)
    title = f"Statements: {asked.account.name}"
    view: dict[str, Any] = {
        "title": f"Error: {title}" if trouble else title,
        "account": asked.account,
        "action": f"/budget/{account}/statement",
        "back": address(asked),
        "year": asked.year,
        "year_words": year_words(asked.year),
        "statements": statements_view(held),
        "options": [(each, MEASURES[each]) for each in FIGURES],
        "typed": {**dict.fromkeys(_SAYINGS, ""), **typed},
        **form_errors(trouble, _SAYINGS),
    }
    return page(request, "statements.html", view, status=trouble.status if trouble else 200)
