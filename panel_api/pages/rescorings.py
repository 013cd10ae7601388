"""Re-scoring a proposal or an earlier text, what came of it, and adopting on it."""

import datetime as dt
import json
import secrets
from collections.abc import Callable
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from engine.amounts import day_words
from engine.problems import Problem
from panel_api import services
from panel_api.errors import Trouble
from panel_api.pages.asked import once_of
from panel_api.pages.form_errors import form_errors
from panel_api.pages.forms import Form, Sent, day_typed
from panel_api.pages.rulebooks import book_of
from panel_api.pages.whatif_files import read_by
from panel_api.render import page
from panel_api.routes.guarding import AdoptRulebook, Rescore
from panel_api.services import Desk
from panel_api.services.adopting import keep_adoption, meant, ready_to_adopt
from panel_api.services.equality import regard_written
from panel_api.services.in_force import history_of
from panel_api.services.proposals import find_proposal
from panel_api.services.rescoring import (
    DAYS,
    Tried,
    caseload_of,
    keep_scored,
    rescore,
    rescorings_of,
    score,
    tried_again,
    tried_of,
)
from panel_api.services.runs_at_work import MOST_AT_ONCE, at_work, begin
from panel_api.store.adoptions import adoption_on_rescoring
from panel_api.store.sufficiency import middles
from panel_api.views.whatif import whatif_view

router = APIRouter()
_DAY: Final = {"from_day": "Write a day such as 1/4/2027, today or later.", "text": "Choose a text."}
_ADOPTING: Final = {"words": "", "replace": ""}


@router.get("/proposals/{reference}/rescoring")
def proposal(request: Request, desk: Rescore, reference: str) -> Response:
    """What re-scoring does, from which day, and what was re-scored before."""
    return _asked(request, desk, reference, {}, None)


@router.post("/proposals/{reference}/rescoring")
def rescore_it(request: Request, desk: Rescore, reference: str, form: Sent) -> Response:
    """Re-score a proposal, once; a large caseload is worked out beside the requests."""

    def tried() -> Tried:
        return tried_of(desk, reference, _day(form))

    def again(trouble: Trouble) -> Response:
        return _asked(request, desk, reference, form, trouble)

    return _scored(request, desk, reference, form, tried, again)


@router.get("/rulebooks/{name}/put-back")
def earlier(request: Request, desk: Rescore, name: str) -> Response:
    """The earlier texts of a rulebook, one of which may be put back."""
    return _earlier(request, desk, name, {}, None)


@router.post("/rulebooks/{name}/put-back")
def rescore_earlier(request: Request, desk: Rescore, name: str, form: Sent) -> Response:
    """Re-score an earlier text, once; adopting on that puts it back."""

    def tried() -> Tried:
        text = form.get("text", "").strip()[:64]
        if not text:
            problem = Problem("text", "no text is chosen", "one that was in force", "Choose one")
            raise Trouble("bad-input", problems=[problem])
        return tried_again(desk, name, text, _day(form) or desk.last_day())

    def again(trouble: Trouble) -> Response:
        return _earlier(request, desk, name, form, trouble)

    return _scored(request, desk, name, form, tried, again)


@router.get("/rescorings/{rescoring}")
def one(request: Request, desk: Rescore, rescoring: str) -> Response:
    """What the caseload comes to, and what stands between this and an adoption."""
    return _shown(request, desk, rescoring, {}, None)


@router.post("/rescorings/{rescoring}/adopt")
def adopt_it(request: Request, desk: AdoptRulebook, rescoring: str, form: Sent) -> Response:
    """Adopt what was re-scored, once."""
    asked = once_of(request.url.path, form)
    try:
        if services.earlier(desk, asked) is None:
            given = meant(desk, rescoring, form.get("words", ""), replace=form.get("replace") == "yes")

            def keep(session: services.Session) -> services.Answered:
                return services.answered(303, {"reference": keep_adoption(session, desk, given).reference})

            services.once(desk, asked, keep)
            desk.shelf.look_again()
    except Trouble as trouble:
        if trouble.kind in ("not-found", "not-allowed"):
            raise
        return _shown(request, desk, rescoring, form, trouble)
    return RedirectResponse(f"/rescorings/{rescoring}", status_code=303)


def _scored(
    request: Request,
    desk: Desk,
    what: str,
    form: Form,
    tried: Callable[[], Tried],
    again: Callable[[Trouble], Response],
) -> Response:
    asked = once_of(request.url.path, form)
    try:
        answer = services.earlier(desk, asked)
        if answer is None:
            given = tried()
            many = caseload_of(desk, given)
            if many > MOST_AT_ONCE:
                begin(desk, _key(what), many, lambda told: rescore(desk, given, told))
                return RedirectResponse(f"{request.url.path}?begun=1", status_code=303)
            scored = score(desk, given)

            def keep(session: services.Session) -> services.Answered:
                return services.answered(303, {"reference": keep_scored(session, desk, scored).reference})

            answer = services.once(desk, asked, keep)
    except Trouble as trouble:
        if trouble.kind in ("not-found", "not-allowed"):
            raise
        return again(trouble)
    return RedirectResponse(f"/rescorings/{json.loads(answer.body)['reference']}", status_code=303)


def _asked(request: Request, desk: Desk, reference: str, form: Form, trouble: Trouble | None) -> Response:
    with desk.database.reading() as session:
        row = find_proposal(session, desk, reference).proposal
        made = rescorings_of(session, row)
    title = f"Re-score proposal {row.reference}"
    view = {
        "title": f"Error: {title}" if trouble else title,
        "heading": title,
        "row": row,
        "made": made,
        **_form(request, desk, reference, form, trouble, day_words(row.from_day)),
    }
    return page(request, "rescoring.html", view, status=trouble.status if trouble else 200)


def _earlier(request: Request, desk: Desk, name: str, form: Form, trouble: Trouble | None) -> Response:
    book = book_of(desk, name)
    with desk.database.reading() as session:
        texts = history_of(session, desk, name)
    today = desk.last_day()
    held = [each for each in texts if each.from_day <= today]
    now = held[-1].sha256 if held else ""
    title = f"Put an earlier text back: {book.title}"
    view = {
        "title": f"Error: {title}" if trouble else title,
        "heading": "Put an earlier text back",
        "book": book,
        "texts": list({each.sha256: each for each in held if each.sha256 != now}.values()),
        **_form(request, desk, name, form, trouble, day_words(today)),
    }
    return page(request, "put_back.html", view, status=trouble.status if trouble else 200)


def _form(request: Request, desk: Desk, what: str, form: Form, trouble: Trouble | None, day: str) -> dict[str, Any]:
    typed = {name: form.get(name, "").replace("\0", "\ufffd") for name in _DAY}
    return {
        "typed": {**typed, "from_day": typed["from_day"] or day},
        "once": form.get("once") or secrets.token_urlsafe(12),
        "at_work": at_work(desk, _key(what)),
        "begun": bool(request.query_params.get("begun")),
        **form_errors(trouble, _DAY, "Nothing was kept."),
    }


def _shown(request: Request, desk: Desk, reference: str, form: Form, trouble: Trouble | None) -> Response:
    with desk.database.reading() as session:
        ready = ready_to_adopt(session, desk, reference)
        adoption = adoption_on_rescoring(session, ready.rescoring.id)
        lying = middles(session, desk.viewer)
        document = read_by(session, desk, ready.rescoring)
        weighed = ready.proposal is None or regard_written(session, ready.proposal)
    row = ready.rescoring
    title = f"Re-scoring {row.reference}: {row.name}"
    view = {
        "title": f"Error: {title}" if trouble else title,
        "row": row,
        "proposal": ready.proposal,
        "it": whatif_view(document, lying),
        "missing": ready.missing,
        "replaces": ready.replaces,
        "adoption": adoption,
        "weighed": weighed,
        "days": DAYS,
        "once": form.get("once") or secrets.token_urlsafe(12),
        "typed": {name: form.get(name, "").replace("\0", "\ufffd") for name in _ADOPTING},
        **form_errors(trouble, _ADOPTING, "Nothing was adopted."),
    }
    return page(request, "rescored.html", view, status=trouble.status if trouble else 200)


def _key(what: str) -> str:
    return f"rescoring:{what}"


def _day(form: Form) -> dt.date | None:
    text = form.get("from_day", "").strip()
    if not text:
        return None
    try:
        return dt.date.fromisoformat(day_typed(text))
    except ValueError:
        problem = Problem("from_day", "this is no day", "a day such as 1 April 2027", "Write the day")
        raise Trouble("bad-input", problems=[problem]) from None
