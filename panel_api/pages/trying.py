"""Try it: a form that assesses by a rulebook and keeps nothing."""

import datetime as dt
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from engine.amounts import day_words
from engine.facts import Fact, number_from_text
from engine.rulebook import Rulebook
from engine.values import NONE
from panel_api import schemas, services
from panel_api.errors import Trouble, not_found
from panel_api.pages.forms import Lists, SentLists, day_typed, pounds_typed
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
    facts = {fact.name: _answer(fact, typed.get(fact.name, [])) for fact in book.facts.values()}
    given = {each: answer for each, answer in facts.items() if answer is not None}
    found, errors = None, {}
    try:
        body = {"rulebook": name, "as_of": day_typed(_first(typed, "as_of")), "facts": given}
        found = services.try_it(desk, read(schemas.TryIt, body))
    except Trouble as trouble:
        if trouble.kind != "bad-input":
            raise
        wrong = [str(each.where) for each in (*trouble.problems, *services.answer_problems(desk, body))]
        errors = {where.removeprefix("facts.").split("[")[0]: _told(book, where) for where in wrong}
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


def _answer(fact: Fact, texts: list[str]) -> Any:
    """What was typed as the API would have been sent it; None where nothing was."""
    filled = [text.strip() for text in texts if text.strip()]
    if not filled:
        return None
    text, kind = filled[0], fact.type.kind
    if text.lower() == NONE and fact.type.maybe_none:
        return NONE
    if kind in ("set", "ranked"):
        return filled
    if kind == "yes_no":
        return {"true": True, "false": False}.get(text, text)
    if kind == "money":
        return pounds_typed(text) if number_from_text(pounds_typed(text)) is not None else text
    if kind == "date":
        return day_typed(text)
    if kind in ("whole", "number", "percent"):
        number = number_from_text(text.removesuffix("%").strip())
        return text if number is None else number
    return text


def _told(book: Rulebook, where: str) -> str:
    """What an answer to this question looks like, for the person who typed another."""
    if where == "as_of":
        return "Write a day such as 14/9/2026."
    fact = book.facts.get(where.removeprefix("facts.").split("[")[0])
    if fact is None:
        return "This is not asked here."
    expected = fact.expected.replace(" in quotes", "").replace('"', "")
    return f"“{fact.asks.strip()}” takes {expected}."


def _page(
    request: Request, book: Rulebook, typed: Lists, errors: dict[str, str], result: tuple[Any, Any] | None
) -> Response:
    report, given = result or (None, {})
    groups = fields(book, typed, errors)
    title = f"Try it: {book.title}"
    links = [{"anchor": "as_of" if name == "as_of" else f"f-{name}", "text": text} for name, text in errors.items()]
    view = {
        "title": f"Error: {title}" if errors else title,
        "heading": "Try it",
        "book": book,
        "groups": groups,
        "as_of": _first(typed, "as_of"),
        "errors": {"as_of": errors.get("as_of", "")},
        "links": links,
        "report": report,
        "advice": advice(report, book) if report else None,
        "beside": beside(report, given, book) if report else None,
        "costs": section_f((), given) if report and "section_f_cost" in given else None,
        "asked_for": asked_for(report) if report else [],
        "told": [each for each in report["conclusions"] if each["then"] in ("refer", "flag", "note")] if report else [],
    }
    return page(request, "try.html", view, status=422 if errors else 200)
