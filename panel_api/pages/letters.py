"""Letters about a case: who is to have one, each as its reader gets it (page, PDF, text), and its way out."""

from collections.abc import Callable
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from engine.law.calendars import local_day
from panel_api import store
from panel_api.errors import Trouble
from panel_api.letters import Page, as_pdf, as_text
from panel_api.letters.kept import page_of
from panel_api.models import Case, Letter
from panel_api.pages.forms import Form, Sent, seen_version
from panel_api.render import page
from panel_api.routes.guarding import ReadLetters, WriteLetters
from panel_api.services import Desk, find_case
from panel_api.services.recipients import recipients_on
from panel_api.services.sending import WAYS, confirm, look_at, no_letter, send, withdraw
from panel_api.views.letters import STAGES, letters_view
from panel_api.views.letters import WAYS as WAYS_SAID

router = APIRouter()
Verb = Callable[[Session, Desk, str, str, int], Letter]
_VERBS: Final[dict[str, tuple[Verb, str]]] = {
    "look": (look_at, "looked_at"),
    "confirm": (confirm, "confirmed"),
    "withdraw": (withdraw, "withdrawn"),
}
"""What can be asked of a letter, and where it stands once that is done."""


@router.get("/cases/{reference}/letters")
def list_letters(request: Request, desk: ReadLetters, reference: str) -> Response:
    """Every letter about a case that the reader may see; for those who write them, who is to have one today."""
    with desk.database.reading() as session:
        case = find_case(session, desk, reference)
        letters = store.letters_of(session, desk.viewer, case)
        decisions = store.decisions_of(session, desk.viewer, case)
    writes = desk.viewer.may("write_letters")
    whom = recipients_on(case, local_day(desk.clock())) if writes else None
    return page(request, "letters.html", letters_view(case, decisions if writes else (), letters, whom))


@router.get("/cases/{reference}/letters/{letter}")
def read_letter(request: Request, desk: ReadLetters, reference: str, letter: str) -> Response:
    """A letter as its reader gets it, with what can be done with it next."""
    return shown(request, desk, reference, letter)


@router.get("/cases/{reference}/letters/{letter}/pdf")
def letter_as_pdf(desk: ReadLetters, reference: str, letter: str) -> Response:
    """The letter as it is printed."""
    _, found = found_letter(desk, reference, letter)
    return pdf(page_of(found.blocks), f"letter-{found.reference}.pdf")


@router.get("/cases/{reference}/letters/{letter}/text")
def letter_as_text(desk: ReadLetters, reference: str, letter: str) -> Response:
    """The letter as plain text."""
    _, found = found_letter(desk, reference, letter)
    return PlainTextResponse(as_text(page_of(found.blocks)))


@router.post("/cases/{reference}/letters/{letter}/send")
def send_letter(request: Request, desk: WriteLetters, reference: str, letter: str, form: Sent) -> Response:
    """Record that it went out."""

    def sent(session: Session, desk: Desk, reference: str, letter: str, version: int) -> Letter:
        how = form.get("how", "")
        if how not in WAYS:
            raise Trouble("conflict", "Say how the letter went out.")
        return send(session, desk, reference, letter, version, how)

    return _done(request, desk, reference, letter, form, (sent, "sent"))


@router.post("/cases/{reference}/letters/{letter}/{verb}")
def step(request: Request, desk: WriteLetters, reference: str, letter: str, verb: str, form: Sent) -> Response:
    """Look at it as a second person, confirm whom it goes to, or withdraw it."""
    if verb not in _VERBS:
        raise Trouble("not-found", "There is nothing here. Check the address.")
    if verb != "withdraw" and form.get("checked") != "yes":
        return shown(request, desk, reference, letter, Trouble("conflict", "Tick that you have checked it."))
    return _done(request, desk, reference, letter, form, _VERBS[verb])


def shown(request: Request, desk: Desk, reference: str, letter: str, trouble: Trouble | None = None) -> Response:
    """A letter's page; with `trouble`, what stopped the step that was asked for."""
    case, found = found_letter(desk, reference, letter)
    told = page_of(found.blocks)
    view = {
        "title": f"{'Error: ' if trouble else ''}Letter {found.reference}: {told.title}",
        "case": case,
        "letter": found,
        "page": told,
        "stage": STAGES[found.stage],
        "writes": desk.viewer.may("write_letters"),
        "mine": found.drafted_by == desk.viewer.person,
        "ways": WAYS_SAID,
        "trouble": trouble,
    }
    return page(request, "letter.html", view, status=trouble.status if trouble else 200)


def found_letter(desk: Desk, reference: str, letter: str) -> tuple[Case, Letter]:
    """A letter with its case. Raises Trouble "not-found" also where its reader may not know whom it is about."""
    with desk.database.reading() as session:
        case = find_case(session, desk, reference)
        found = store.letter_by_reference(session, desk.viewer, case, letter)
        named = store.names_seen(session, desk.viewer, case, desk.clock())
    if found is None or not named:
        raise no_letter(letter)
    return case, found


def pdf(told: Page, name: str) -> Response:
    """A page as a PDF, under a name of its own."""
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return Response(as_pdf(told), media_type="application/pdf", headers=headers)


def _done(
    request: Request,
    desk: Desk,
    reference: str,
    letter: str,
    form: Form,
    wanted: tuple[Verb, str],
) -> Response:
    """Do it and come back to the letter. Sent twice, it is done once."""
    verb, stage = wanted
    try:
        version = seen_version(form)
        with desk.database.writing() as session:
            verb(session, desk, reference, letter, version)
    except Trouble as trouble:
        if trouble.kind == "not-found":
            raise
        _, found = found_letter(desk, reference, letter)
        if trouble.kind != "stale" or (found.stage, found.version) != (stage, version + 1):
            return shown(request, desk, reference, letter, trouble)
    return RedirectResponse(f"/cases/{reference}/letters/{letter}", status_code=303)
