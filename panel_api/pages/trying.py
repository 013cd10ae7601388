"""Try it: a form that assesses by a rulebook and keeps nothing."""

import datetime as dt
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from engine.amounts import day_words
from engine.rulebook import Rulebook
from panel_api import schemas, services
from panel_api.errors import Trouble, not_found
from panel_api.pages.answers_typed import answer_typed, errors_beside, links_to
from panel_api.pages.forms import Lists, SentLists, day_typed
from panel_api.pages.rulebooks import book_of
from panel_api.reading import read
from panel_api.render import page
from panel_api.routes.guarding import Public
from panel_api.services import Desk
from panel_api.views.advice import advice
from panel_api.views.award import beside, section_f
from panel_api.views.booklet import CAN_TRY
from panel_api.views.case import asked_for
from panel_api.views.trying import fields

router = APIRouter()


@router.get("/rulebooks/{name}/try")
def empty(request: Request, desk: Public, name: str) -> Response:
    """The form, with nothing answered yet."""
    book = _book(desk, name)
    return _page(request, book, {"as_of": [day_words(_day(desk, book))]}, {}, None)


@router.post("/rulebooks/{name}/try")
def tried(request: Request, desk: Public, name: str, typed: SentLists) -> Response:
    """What the answers lead to, and why, above the form; nothing is kept."""
    book = _book(desk, name)
    facts = {fact.name: answer_typed(fact, typed.get(fact.name, [])) for fact in book.facts.values()}
    given = {each: answer for each, answer in facts.items() if answer is not None}
    found, errors = None, {}
    try:
        body = {"rulebook": name, "as_of": day_typed(_first(typed, "as_of")), "facts": given}
        found = services.try_it(desk, read(schemas.TryIt, body))
    except Trouble as trouble:
        if trouble.kind != "bad-input":
            raise
        wrong = [str(each.where) for each in (*trouble.problems, *services.answer_problems(desk, body))]
        errors = errors_beside(book, wrong)
    return _page(request, book, typed, errors, (found, given) if found else None)


def _book(desk: Desk, name: str) -> Rulebook:
    book = book_of(desk, name)
    if book.decides not in CAN_TRY:
        raise not_found("This rulebook decides nothing for one child, so it cannot be tried", "Read it instead")
    return book


def _day(desk: Desk, book: Rulebook) -> dt.date:
    """Today, or the nearest day on which the rulebook is in force."""
    today = desk.last_day()
    if book.in_force.holds(today):
        return today
    return book.in_force.start if today < book.in_force.start else book.in_force.end or today


def _first(typed: Lists, name: str) -> str:
    return typed.get(name, [""])[0].strip()


def _page(
    request: Request, book: Rulebook, typed: Lists, errors: dict[str, str], result: tuple[Any, Any] | None
) -> Response:
    report, given = result or (None, {})
    groups = fields(book, typed, errors)
    title = f"Try it: {book.title}"
    view = {
        "title": f"Error: {title}" if errors else title,
        "heading": "Try it",
        "book": book,
        "groups": groups,
        "as_of": _first(typed, "as_of"),
        "errors": {"as_of": errors.get("as_of", "")},
        "links": links_to(errors),
        "report": report,
        "advice": advice(report, book) if report else None,
        "beside": beside(report, given, book) if report else None,
        "costs": section_f((), given) if report and "section_f_cost" in given else None,
        "asked_for": asked_for(report) if report else [],
        "told": [each for each in report["conclusions"] if each["then"] in ("refer", "flag", "note")] if report else [],
    }
    return page(request, "try.html", view, status=422 if errors else 200)
