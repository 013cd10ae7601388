"""What place a case seeks, as a form: where home is, from when until when, and what the place must be able to give."""

import secrets
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from engine.amounts import day_words
from engine.facts import Fact
from engine.rulebook import Rulebook
from panel_api import services
from panel_api.errors import Trouble
from panel_api.models import PlaceSought
from panel_api.pages.answering import texts_of
from panel_api.pages.answers_typed import answer_typed, told_of
from panel_api.pages.asked import once_of
from panel_api.pages.forms import Lists, SentLists, day_typed
from panel_api.pages.shelf import book_or_none
from panel_api.reading import read
from panel_api.render import page
from panel_api.routes.guarding import KeepCase
from panel_api.schemas_sought import NewSought
from panel_api.services import Desk
from panel_api.services.child_facts import fit_book, still_asked
from panel_api.services.gazetteer import sector_words
from panel_api.services.sought import keep_sought
from panel_api.store.local import all_sought
from panel_api.views.local_sought import given_already, sought_before
from panel_api.views.opening import opening
from panel_api.views.trying import fields

router = APIRouter()
_FIXED: Final = {
    "home_sector": "Write the home’s postcode without its last two letters, such as OX16 0, or leave it empty.",
    "from": "Write the day the place is to begin, such as 1/9/2027.",
    "until": "Write a day on or after the first one, or leave it empty.",
}


@router.get("/cases/{reference}/sought")
def read_sought(request: Request, desk: KeepCase, reference: str) -> Response:
    """What is written down, in a form that writes it anew, and what was written before."""
    return _page(request, desk, reference)


@router.post("/cases/{reference}/sought")
def write_sought(request: Request, desk: KeepCase, reference: str, typed: SentLists) -> Response:
    """Write it down; where something cannot be kept, nothing is, and what was typed stays."""
    try:
        given = read(NewSought, _sent(fit_book(desk), typed))
        flat = {name: "\n".join(values) for name, values in typed.items()}

        def work(session: services.Session) -> services.Answered:
            keep_sought(session, desk, reference, given)
            return services.answered(303, {})

        services.once(desk, once_of(request.url.path, flat), work)
    except Trouble as trouble:
        if trouble.kind not in ("bad-input", "conflict"):
            raise
        return _page(request, desk, reference, typed, trouble)
    return RedirectResponse(f"/cases/{reference}/places", status_code=303)


def _sent(book: Rulebook, typed: Lists) -> dict[str, Any]:
    """What was typed as a program would have sent it."""
    found: dict[str, Any] = {}
    for name in _FIXED:
        text = _first(typed, name)
        if text:
            found[name] = text if name == "home_sector" else day_typed(text)
    answers = {fact.name: answer_typed(fact, typed.get(fact.name, ())) for fact in book.facts.values()}
    found["facts"] = {name: answer for name, answer in answers.items() if answer is not None}
    return found


def _page(
    request: Request, desk: Desk, reference: str, typed: Lists | None = None, trouble: Trouble | None = None
) -> Response:
    with desk.database.reading() as session:
        case = services.find_case(session, desk, reference)
        rows = all_sought(session, desk.viewer, case)
    book, latest = fit_book(desk), rows[0] if rows else None
    asked = still_asked(book, case)
    shown = typed if typed is not None else _as_typed(asked, latest)
    errors = _errors(book, trouble)
    wanted = {fact.name for fact in asked}
    groups = [
        {**group, "help": "", "fields": kept}
        for group in fields(book, shown, errors)
        if (kept := [each for each in group["fields"] if each["name"] in wanted])
    ]
    title = f"What place is sought: case {case.reference}"
    view = {
        "title": f"Error: {title}" if trouble else title,
        "case": case,
        "opening": opening(case, book_or_none(desk, case.rulebook)),
        "groups": groups,
        "typed": {name: _first(shown, name) for name in _FIXED},
        "errors": {name: errors.get(name, "") for name in _FIXED},
        "given": given_already(book, case, latest),
        "before": [sought_before(book, each) for each in rows],
        "once": (typed or {}).get("once", [""])[-1] or secrets.token_urlsafe(12),
        "trouble": _told(trouble, errors) if trouble else None,
    }
    return page(request, "sought.html", view, status=trouble.status if trouble else 200)


def _as_typed(asked: list[Fact], latest: PlaceSought | None) -> Lists:
    if latest is None:
        return {}
    found = {fact.name: texts_of(fact, latest.facts[fact.name]) for fact in asked if fact.name in latest.facts}
    found["home_sector"] = [sector_words(latest.home_sector)] if latest.home_sector else []
    found["from"] = [day_words(latest.start_day)]
    found["until"] = [day_words(latest.until_day)] if latest.until_day else []
    return found


def _errors(book: Rulebook, trouble: Trouble | None) -> dict[str, str]:
    """What to say beside each field."""
    found: dict[str, str] = {}
    for problem in trouble.problems if trouble else ():
        name = str(problem.where).removeprefix("facts.").split("[")[0]
        fact = book.facts.get(name)
        found.setdefault(name, _FIXED[name] if name in _FIXED else told_of(fact) if fact else problem.message)
    return found


def _told(trouble: Trouble, errors: dict[str, str]) -> dict[str, Any]:
    links = [{"anchor": name if name in _FIXED else f"f-{name}", "text": text} for name, text in errors.items()]
    if trouble.kind != "bad-input":
        return {"title": trouble.title, "detail": trouble.detail, "links": links, "others": []}
    title = "There is a problem" if len(links) == 1 else f"There are {len(links)} problems"
    return {"title": title, "detail": "Nothing was kept. What you typed is still here.", "links": links, "others": []}


def _first(typed: Lists, name: str) -> str:
    return typed.get(name, [""])[-1].strip() if typed.get(name) else ""
