"""Requests as whoever sends them sees them: those being written, those sent with what each waits for, and a new one."""

import secrets
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from engine.amounts import day_words
from engine.rulebook import Rulebook
from panel_api import services, store, words
from panel_api.errors import Trouble
from panel_api.letters.letterhead import read_letterhead
from panel_api.models import RequestDraft
from panel_api.pages.asked import once_of
from panel_api.pages.forms import Form, Sent
from panel_api.render import page
from panel_api.routes.guarding import TakeIn
from panel_api.schemas import CaseQuery
from panel_api.services import Desk
from panel_api.services.drafts import Typed, kept_until
from panel_api.views.waiting import line

router = APIRouter()
DECIDES: Final = ("top_up", "placement")
PAGE: Final = 25
FOOTINGS: Final = {
    "non_statutory": "Money for more support in school. It needs no plan.",
    "assessment_request": "To have the council find out whether the child needs an EHC plan. Parents may ask too.",
    "annual_review": "What the review of a plan asks for, after the meeting.",
    "phase_transfer": "The next school or college of a child with a plan.",
    "transfer_in": "A plan that another authority made, after a move.",
    "tribunal_order": "What the tribunal decided. It is carried out.",
}
"""What each legal basis is for, in a sentence."""


@router.get("/requests")
def list_requests(request: Request, desk: TakeIn) -> Response:
    """What is being written; for a school also what it sent, newest first: nine queries, however many there are."""
    own = desk.viewer.role == "school"
    with desk.database.reading() as session:
        drafts = store.drafts_of(session, desk.viewer)
        sent = _sent(session, desk, request) if own else store.CasePage((), None, None)
        around = store.surroundings(session, desk.viewer, [each.id for each in sent.rows])
        name = store.known_of_school(session, desk.viewer, desk.viewer.school).name if desk.viewer.school else None
    view = {
        "title": "Requests",
        "own": own,
        "school": name,
        "drafts": [_draft(desk, each) for each in drafts],
        "sent": [line(each, around[each.id]) for each in sent.rows],
        "newer": f"/requests?before={sent.before}" if sent.before else None,
        "older": f"/requests?after={sent.after}" if sent.after else None,
    }
    return page(request, "requests.html", view)


@router.get("/requests/new")
def choose(request: Request, desk: TakeIn) -> Response:
    """What is asked for, on what footing, by which rulebook."""
    return _choosing(request, desk, {}, {})


@router.post("/requests/new")
def begin(request: Request, desk: TakeIn, form: Sent) -> Response:
    """Begin a request; pressed twice, it is begun once."""
    books = {book.name: book for book in books_for(desk)}
    name = form.get("rulebook", "") or (next(iter(books)) if len(books) == 1 else "")
    errors: dict[str, str] = {}
    if name not in books:
        errors["rulebook"] = "Choose what is asked for."
    if form.get("legal_basis") not in services.bases_for(desk):
        errors["legal_basis"] = "Choose what the request stands on."
    if errors:
        return _choosing(request, desk, form, errors)

    def work(session: services.Session) -> services.Answered:
        row = services.begin_draft(session, desk, name, form["legal_basis"], _first_typed(desk))
        return services.answered(303, {}, {"Location": f"/requests/{row.reference}"})

    begun = services.once(desk, once_of(request.url.path, form), work)
    return RedirectResponse(begun.headers["Location"], status_code=303)


@router.post("/requests/{reference}/discard")
def discard(desk: TakeIn, reference: str) -> Response:
    """Throw a request away that was not sent."""
    with desk.database.writing() as session:
        services.discard_draft(session, desk, reference)
    return RedirectResponse("/requests", status_code=303)


def _sent(session: services.Session, desk: Desk, request: Request) -> store.CasePage:
    """The page that is asked for; the first one where there is no such page."""
    places = {name: request.query_params[name][:40] for name in ("after", "before") if name in request.query_params}
    try:
        return services.list_cases(session, desk, CaseQuery(size=PAGE, **places))
    except Trouble:
        return services.list_cases(session, desk, CaseQuery(size=PAGE))


def books_for(desk: Desk) -> list[Rulebook]:
    """The rulebooks by which a request made today can be assessed, in order of name."""
    today = desk.last_day()
    return [book for book in desk.shelf.books() if book.decides in DECIDES and book.in_force.holds(today)]


def council_of(desk: Desk) -> dict[str, str]:
    """The authority that requests are sent to: its name and its code."""
    return {"name": read_letterhead(desk.settings.letterhead).authority, "reference": desk.settings.authority_code}


def _first_typed(desk: Desk) -> Typed:
    """What stands in a new draft from the beginning: a caseworker mostly writes for their own council, on the day."""
    if desk.viewer.role == "school":
        return {}
    named = {
        f"authorities.{role}.{part}": [text] for role in ("area", "paying") for part, text in council_of(desk).items()
    }
    return {"case.asked_on": [day_words(desk.last_day())], **named}


def _choosing(request: Request, desk: Desk, form: Form, errors: dict[str, str]) -> Response:
    books = books_for(desk)
    with desk.database.reading() as session:
        urn = desk.viewer.school
        known = store.known_of_school(session, desk.viewer, urn) if urn else store.Known()
    chosen = form.get("rulebook", known.rulebook or (books[0].name if len(books) == 1 else ""))
    view: dict[str, Any] = {
        "title": "Error: Send a request" if errors else "Send a request",
        "books": [(book.name, book.title, f"{book.about} {book.notice}".strip()) for book in books],
        "bases": [(code, words.said(words.LEGAL_BASES, code), FOOTINGS[code]) for code in services.bases_for(desk)],
        "usual": next((book.title for book in books if book.name == known.rulebook), "") if not errors else "",
        "chosen": {"rulebook": chosen, "legal_basis": form.get("legal_basis", "")},
        "errors": {name: errors.get(name, "") for name in ("rulebook", "legal_basis")},
        "links": [{"anchor": f"{name}-1", "text": text} for name, text in errors.items()],
        "once": form.get("once") or secrets.token_urlsafe(12),
    }
    return page(request, "request_new.html", view, status=422 if errors else 200)


def _draft(desk: Desk, row: RequestDraft) -> dict[str, Any]:
    name = next(iter(row.typed.get("child.name", ())), "").replace("\0", "\ufffd").strip()
    return {
        "reference": row.reference,
        "child": name or "No name yet",
        "basis": row.legal_basis,
        "saved": row.saved_at,
        "until": kept_until(desk, row),
    }
