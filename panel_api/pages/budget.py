"""The budget's pages: every account a person sees, and one account's year."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from engine.ledger.accounts import slug
from panel_api.render import page
from panel_api.routes.guarding import ReadLedger
from panel_api.services import budget
from panel_api.services.posting import year_words
from panel_api.store.budget import balances
from panel_api.views.budget import account_view, list_view

router = APIRouter()


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
        view: dict[str, Any] = account_view(found, desk.last_day())
    view |= {"later_page": number is not None, "one_account": desk.viewer.role == "budget_holder"}
    return page(request, "budget.html", view)
