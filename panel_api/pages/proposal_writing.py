"""Writing a proposal: what it begins from, the form, and the form again with what the check found."""

import datetime as dt
import json
import secrets
from decimal import Decimal
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from engine.amounts import day_words
from engine.values import pounds_text
from panel_api import services
from panel_api.errors import Trouble, conflict
from panel_api.models import Proposal
from panel_api.pages.asked import once_of
from panel_api.pages.form_errors import form_errors
from panel_api.pages.forms import Form, Sent, day_typed, seen_version
from panel_api.render import page
from panel_api.routes.guarding import ProposeRulebook
from panel_api.services import Desk
from panel_api.services.proposal_texts import Written, checked
from panel_api.services.proposals import change_proposal, find_proposal, propose
from panel_api.services.protecting import protection_of, protection_typed
from panel_api.views.proposals import fault_rows

router = APIRouter()
ANEW: Final = "anew"
_SAYINGS: Final = {
    "name": "Write its name: small letters, digits and _, such as county_top_up.",
    "from_day": "",
    "words": "",
    "text": "",
    "cases": "",
    "begun_from": "",
    "promise": "Choose what it may cost, or that nothing is promised.",
    "promise_percent": "Write the tolerance in percent, such as 0.1.",
    "promise_pounds": "Write an amount such as 50,000.",
    "hold": "",
    "taper_years": "Write how many years, from 1 to 10.",
    "most_fall_percent": "Write a whole number from 0 to 100, or leave it empty.",
}


@router.get("/proposals/new")
def new(request: Request, desk: ProposeRulebook) -> Response:
    """What to begin from; once that is chosen (`from`), the form with its text."""
    chosen = request.query_params.get("from", "").strip()[:60]
    if not chosen:
        books = [(name, _title(desk, name)) for name in desk.shelf.names()]
        return page(request, "proposal_from.html", {"title": "Propose a rulebook", "books": books, "anew": ANEW})
    return _form(request, desk, "/proposals/new", _begun(desk, chosen), None)


@router.post("/proposals/new")
def add(request: Request, desk: ProposeRulebook, form: Sent) -> Response:
    """Check it and keep it, once, whatever the check finds."""

    def work(session: services.Session, given: Any) -> Proposal:
        return propose(session, desk, given)

    return _kept(request, desk, form, work)


@router.get("/proposals/{reference}/change")
def change(request: Request, desk: ProposeRulebook, reference: str) -> Response:
    """The form again, with what the check found in it."""
    with desk.database.reading() as session:
        row = find_proposal(session, desk, reference).proposal
    if row.proposed_by != desk.viewer.person or row.stage != "proposed":
        raise conflict("Only whoever proposed it changes it, and only while it has no answer", "Read it instead")
    return _form(request, desk, f"/proposals/{reference}/change", _as_typed(row), None, row)


@router.post("/proposals/{reference}/change")
def keep_change(request: Request, desk: ProposeRulebook, reference: str, form: Sent) -> Response:
    """Check it again and keep it, once."""

    def work(session: services.Session, given: Any) -> Proposal:
        return change_proposal(session, desk, reference, seen_version(form), given)

    return _kept(request, desk, form, work)


def _kept(request: Request, desk: Desk, form: Form, work: Any) -> Response:
    asked = once_of(request.url.path, form)
    try:
        answer = services.earlier(desk, asked)
        if answer is None:
            given = checked(desk, _written(form))

            def keep(session: services.Session) -> services.Answered:
                return services.answered(303, {"reference": work(session, given).reference})

            answer = services.once(desk, asked, keep)
    except Trouble as trouble:
        if trouble.kind in ("not-found", "not-allowed"):
            raise
        return _form(request, desk, request.url.path, form, trouble)
    return RedirectResponse(f"/proposals/{json.loads(answer.body)['reference']}", status_code=303)


def _written(form: Form) -> Written:
    try:
        day = dt.date.fromisoformat(day_typed(form.get("from_day", "")))
    except ValueError:
        day = None
    return Written(
        name=form.get("name", "").strip(),
        text=form.get("text", ""),
        cases=form.get("cases", ""),
        words=form.get("words", ""),
        from_day=day,
        begun_from=form.get("begun_from", "").strip(),
        promise=form.get("promise", "").strip(),
        promise_percent=form.get("promise_percent", ""),
        promise_pounds=form.get("promise_pounds", ""),
        hold=form.get("hold", ""),
        taper_years=form.get("taper_years", ""),
        most_fall_percent=form.get("most_fall_percent", ""),
    )


def _begun(desk: Desk, chosen: str) -> Form:
    """What stands in a new form: a rulebook of the shelf, an earlier proposal by its reference, or nothing."""
    if chosen in desk.shelf.names():
        texts = desk.shelf.texts(chosen)
        return {"name": chosen, "begun_from": chosen, "text": texts.rulebook, "cases": texts.cases}
    if chosen == ANEW:
        return {}
    with desk.database.reading() as session:
        typed = _as_typed(find_proposal(session, desk, chosen).proposal)
    return {name: text for name, text in typed.items() if name != "version"}


def _as_typed(row: Proposal) -> Form:
    return {
        "name": row.name,
        "begun_from": row.begun_from or "",
        "text": row.text,
        "cases": row.cases,
        "words": row.words,
        "from_day": day_words(row.from_day),
        "version": str(row.version),
        **_promise_typed(row),
        **protection_typed(protection_of(row.protection)),
    }


def _promise_typed(row: Proposal) -> Form:
    points, pence = row.promise_basis_points, row.promise_pence
    return {
        "promise": row.promise or "",
        "promise_percent": "" if points is None else f"{Decimal(points) / 100:.2f}",
        "promise_pounds": "" if pence is None else pounds_text(pence),
    }


def _form(
    request: Request, desk: Desk, action: str, typed: Form, trouble: Trouble | None, row: Proposal | None = None
) -> Response:
    title = "Propose a rulebook" if action == "/proposals/new" else f"Change proposal {action.split('/')[2]}"
    begun = typed.get("begun_from", "")
    view = {
        "title": f"Error: {title}" if trouble else title,
        "heading": title,
        "action": action,
        "back": "/proposals/new" if action == "/proposals/new" else action.removesuffix("/change"),
        "begun_title": _title(desk, begun) if begun in desk.shelf.names() else "",
        "version": typed.get("version", ""),
        "once": typed.get("once") or secrets.token_urlsafe(12),
        "typed": {name: typed.get(name, "").replace("\0", "\ufffd") for name in _SAYINGS},
        "faults": fault_rows(row) if row else [],
        "summary": row.summary if row else "",
        "today": desk.last_day(),
        **form_errors(trouble, _SAYINGS),
    }
    return page(request, "proposal_write.html", view, status=trouble.status if trouble else 200)


def _title(desk: Desk, name: str) -> str:
    return next((book.title for book in desk.shelf.books() if book.name == name), name)
