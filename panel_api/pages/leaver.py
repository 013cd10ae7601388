"""One child who is said to have left: the money, the duty that goes on, and what a person finds."""

import datetime as dt
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from engine.problems import Problem
from panel_api import services, store
from panel_api.errors import Trouble
from panel_api.pages.asked import once_of
from panel_api.pages.form_errors import form_errors
from panel_api.pages.forms import Form, Sent, day_typed
from panel_api.pages.leavers import typed_of
from panel_api.render import page
from panel_api.routes.asking import Number
from panel_api.routes.guarding import KeepLedger
from panel_api.services import Desk
from panel_api.services.leavers import Found, conclude, find_left
from panel_api.store import leavers as rows

router = APIRouter()
KINDS: Final = {
    "left": "Left this school, and no next school is known",
    "moved_school": "Moved to another school, and the award goes along",
    "moved_authority": "Another authority is responsible from the day after",
    "stays": "Is still on roll: the return is wrong",
}
_SAYINGS: Final = {
    "kind": "Choose what became of the child.",
    "last_day": "",
    "to_school": "Write the next school’s URN.",
    "from_day": "",
    "account": "",
    "authority": "Write the authority’s code, such as 929.",
    "words": "Write how you know.",
}


@router.get("/leavers/{number}")
def read_leaver(request: Request, desk: KeepLedger, number: Number) -> Response:
    """What is due, paid and overpaid, and the form."""
    return _page(request, desk, number, {}, None)


@router.post("/leavers/{number}/found")
def found_out(request: Request, desk: KeepLedger, number: Number, form: Sent) -> Response:
    """Keep what a person found, once; the money follows."""

    def work(session: services.Session) -> services.Answered:
        conclude(session, desk, number, _found(form))
        return services.answered(303, {})

    try:
        services.once(desk, once_of(request.url.path, form), work)
    except Trouble as trouble:
        if trouble.kind not in ("bad-input", "conflict"):
            raise
        return _page(request, desk, number, form, trouble)
    return RedirectResponse("/leavers", status_code=303)


def _found(form: Form) -> Found:
    problems: list[Problem] = []
    typed = {name: form.get(name, "").strip() for name in _SAYINGS}
    kind = typed["kind"]
    if kind not in KINDS:
        problems.append(Problem("kind", "nothing is chosen", "one of the list", "Choose one"))
    last_day = None if kind == "stays" else _day(typed["last_day"], "last_day", problems)
    moved = kind == "moved_school"
    from_day = _day(typed["from_day"], "from_day", problems) if moved else None
    if problems:
        raise Trouble("bad-input", problems=problems)
    return Found(
        kind,
        last_day,
        typed["words"][:400],
        typed["to_school"][:32] if moved else None,
        from_day,
        (typed["account"] or None) if moved else None,
        typed["authority"][:10] if kind == "moved_authority" else None,
    )


def _day(text: str, name: str, problems: list[Problem]) -> dt.date | None:
    try:
        return dt.date.fromisoformat(day_typed(text))
    except ValueError:
        problems.append(Problem(name, "this is no day", "a day such as 31/7/2026", "Write a day such as 31/7/2026"))
        return None


def _page(request: Request, desk: Desk, number: int, form: Form, trouble: Trouble | None) -> Response:
    with desk.database.reading() as session:
        left = find_left(session, desk, number)
        accounts = [(each.code, each.name) for each in store.list_accounts(session, desk.viewer)]
        answered = rows.found_of(session, left.line.id)
    typed = typed_of(form, tuple(_SAYINGS))
    title = f"Award {left.award.reference}: has the child left?"
    view = {
        "title": f"Error: {title}" if trouble else title,
        "heading": title,
        "left": left,
        "answered": answered,
        "kinds": KINDS,
        "accounts": accounts,
        "typed": typed,
        **form_errors(trouble, _SAYINGS),
    }
    return page(request, "leaver.html", view, status=trouble.status if trouble else 200)
