"""Virements: money that one account asks another for; whose signature is wanting signs, or says why not."""

import re
from collections.abc import Callable
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from panel_api import services
from panel_api.errors import Trouble
from panel_api.models import Virement
from panel_api.pages.asked import once_of
from panel_api.pages.form_errors import form_errors
from panel_api.pages.forms import Form, Sent, pounds_typed, seen_version
from panel_api.render import page
from panel_api.routes.guarding import SignVirement
from panel_api.services import Desk
from panel_api.services import virement as verbs
from panel_api.services.budget import year_asked
from panel_api.services.posting import this_year, year_words
from panel_api.store import virements
from panel_api.store.virements import Moving

router = APIRouter()
STAGES: Final = {
    "asked": "Waits for the second signature",
    "signed": "Signed by both: the money moved",
    "refused": "Refused",
    "withdrawn": "Withdrawn",
}
_ASK: Final = {
    "giver": "",
    "taker": "",
    "amount": "Write pounds above nothing, such as 2,500.",
    "words": "Say what it is for, in a sentence.",
}
_ANSWER: Final = {"answer": "Say why it is refused, in a sentence."}
_AMOUNT: Final = re.compile(r"\d{1,9}(\.\d{1,2})?")


@router.get("/virements")
def read_virements(request: Request, desk: SignVirement, taker: str = "", amount: str = "", year: str = "") -> Response:
    """Those that wait, then the answered ones, and a form to ask for one, filled in where a case led to it."""
    given = {"taker": taker, "amount": amount, "year": year}
    return _list(request, desk, {name: text[:80] for name, text in given.items() if text}, None)


@router.post("/virements")
def ask(request: Request, desk: SignVirement, form: Sent) -> Response:
    """Ask for money to be moved; sent twice it is asked once."""

    def work(session: Session) -> services.Answered:
        row = verbs.ask(
            session, desk, form.get("giver", ""), form.get("taker", ""), year_asked(desk, form.get("year", "")),
            pence_typed(form.get("amount", "")), form.get("words", ""),
        )  # fmt: skip
        return services.answered(303, {"reference": row.reference})

    try:
        services.once(desk, once_of(request.url.path, form), work)
    except Trouble as trouble:
        if trouble.kind not in ("bad-input", "conflict"):
            raise
        return _list(request, desk, form, trouble)
    return RedirectResponse("/virements", status_code=303)


@router.get("/virements/{virement}")
def read_virement(request: Request, desk: SignVirement, virement: str) -> Response:
    """One, with what the person who asks may do."""
    return _one(request, desk, virement, {}, None)


@router.post("/virements/{virement}/sign")
def sign(request: Request, desk: SignVirement, virement: str, form: Sent) -> Response:
    """Give the second signature: the money moves."""
    return _answer(request, desk, virement, form, lambda session, seen: verbs.sign(session, desk, virement, seen))


@router.post("/virements/{virement}/refuse")
def refuse(request: Request, desk: SignVirement, virement: str, form: Sent) -> Response:
    """Refuse it, with words."""
    words = form.get("answer", "")
    return _answer(
        request, desk, virement, form, lambda session, seen: verbs.refuse(session, desk, virement, seen, words)
    )


@router.post("/virements/{virement}/withdraw")
def withdraw(request: Request, desk: SignVirement, virement: str, form: Sent) -> Response:
    """Take back what one asked for."""
    return _answer(request, desk, virement, form, lambda session, seen: verbs.withdraw(session, desk, virement, seen))


def pence_typed(text: str) -> int | None:
    """£2,500 → 250000; None where it is no amount."""
    bare = pounds_typed(text)
    if not (bare.isascii() and _AMOUNT.fullmatch(bare)):
        return None
    pounds, _, rest = bare.partition(".")
    return int(pounds) * 100 + int(rest.ljust(2, "0") or 0)


def _answer(
    request: Request, desk: Desk, reference: str, form: Form, verb: Callable[[Session, int], Virement]
) -> Response:
    try:
        with desk.database.reading() as session:
            verbs.find_virement(session, desk, reference)
        with desk.database.writing() as session:
            verb(session, seen_version(form))
    except Trouble as trouble:
        if trouble.kind not in ("bad-input", "conflict", "stale"):
            raise
        return _one(request, desk, reference, form, trouble)
    return RedirectResponse(f"/virements/{reference}", status_code=303)


def _list(request: Request, desk: Desk, typed: Form, trouble: Trouble | None) -> Response:
    with desk.database.reading() as session:
        found = [_view(desk, each) for each in virements.list_virements(session, desk.viewer)]
        accounts = virements.all_accounts(session)
        own = [each.code for each in accounts if verbs.signs_for(desk, each)]
    year = this_year(desk)
    view: dict[str, Any] = {
        "title": "Error: Virements" if trouble else "Virements",
        "waiting": [each for each in found if each["stage"] == "asked"],
        "answered": [each for each in found if each["stage"] != "asked"],
        "accounts": [(each.code, each.name) for each in accounts],
        "years": [(str(each), year_words(each)) for each in (year, year + 1, year - 1)],
        "typed": {
            **dict.fromkeys(_ASK, ""),
            "year": str(year),
            **({"giver": own[0]} if len(own) == 1 else {}),
            **typed,
        },
        **form_errors(trouble, _ASK),
    }
    return page(request, "virements.html", view, status=trouble.status if trouble else 200)


def _one(request: Request, desk: Desk, reference: str, typed: Form, trouble: Trouble | None) -> Response:
    with desk.database.reading() as session:
        moving = verbs.find_virement(session, desk, reference)
        seen = _view(desk, moving)
    view = {
        "title": f"Error: Virement {reference}" if trouble else f"Virement {moving.row.reference}",
        **seen,
        "typed": {"answer": "", **typed},
        **form_errors(trouble, _ANSWER),
    }
    return page(request, "virement.html", view, status=trouble.status if trouble else 200)


def _view(desk: Desk, moving: Moving) -> dict[str, Any]:
    row = moving.row
    return {
        "reference": row.reference,
        "giver": moving.giver.name,
        "taker": moving.taker.name,
        "year": year_words(row.year),
        "pence": row.pence,
        "words": row.words,
        "stage": row.stage,
        "stage_words": STAGES[row.stage],
        "version": row.version,
        "asked_at": row.asked_at,
        "asker": moving.asker,
        "answered_at": row.answered_at,
        "answerer": moving.answerer,
        "answer": row.answer,
        "entry": row.entry_id,
        "wanting": verbs.open_side(moving).name,
        "yours_to_sign": verbs.may_sign(desk, moving),
        "yours_to_withdraw": row.stage == "asked" and row.asked_by == desk.viewer.person,
    }
