"""The published rulebooks: the shelf, each as a booklet that anyone can read and print, and what changed in it."""

import datetime as dt

from fastapi import APIRouter, Request
from fastapi.responses import Response

from engine.amounts import day_words
from engine.rulebook import Rulebook
from panel_api.errors import not_found
from panel_api.pages.forms import day_typed
from panel_api.pages.shelf import book_or_none
from panel_api.render import page
from panel_api.routes.guarding import Public
from panel_api.services import Desk
from panel_api.views.booklet import booklet
from panel_api.views.differing import differing, side

router = APIRouter()


@router.get("/rulebooks")
def shelf(request: Request, desk: Public) -> Response:
    """Every rulebook that holds."""
    return page(request, "rulebooks.html", {"title": "Rulebooks", "books": desk.shelf.books()})


@router.get("/rulebooks/{name}")
def one(request: Request, desk: Public, name: str, on: str | None = None) -> Response:
    """One rulebook as it stands today, or as it stood on the day in `on`."""
    book = book_of(desk, name)
    day = desk.last_day()
    if on is not None:
        try:
            day = dt.date.fromisoformat(day_typed(on))
        except ValueError:
            raise not_found(f"“{on[:40]}” is not a day", "Write a day such as 2026-04-01") from None
    return page(request, "rulebook.html", booklet(book, day))


@router.get("/rulebooks/{name}/changes")
def changes(request: Request, desk: Public, name: str) -> Response:
    """What differs between any two days; at first, between the last two days on which anything turned."""
    book = book_of(desk, name)
    turning = book.turning_days
    asked = {key: request.query_params.get(key, "").strip()[:40] for key in ("first", "second")}
    days, errors = {"first": turning[max(0, len(turning) - 2)], "second": turning[-1]}, dict.fromkeys(asked, "")
    for key, text in asked.items():
        if text:
            day = _in_force(book, text)
            errors[key] = "" if day else _wrong(book)
            days[key] = day or days[key]
    typed = {key: asked[key] if errors[key] else day_words(days[key]) for key in asked}
    wrong = any(errors.values())
    title = f"What changed: {book.title}"
    view = {
        "title": f"Error: {title}" if wrong else title,
        "heading": "What changed between two days",
        "book": book,
        "days": days,
        "typed": typed,
        "errors": errors,
        "links": [{"anchor": key, "text": text} for key, text in errors.items() if text],
        "found": None if wrong else differing(side(book, days["first"]), side(book, days["second"])),
    }
    return page(request, "changes.html", view, status=422 if wrong else 200)


def book_of(desk: Desk, name: str) -> Rulebook:
    """A rulebook on the shelf. Raises Trouble "not-found"."""
    book = book_or_none(desk, name)
    if book is None:
        raise not_found(f"There is no rulebook “{name[:60]}” on the shelf", "Choose one from the list")
    return book


def _in_force(book: Rulebook, text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(day_typed(text))
    except ValueError:
        return None
    return day if book.in_force.holds(day) else None


def _wrong(book: Rulebook) -> str:
    start, end = day_words(book.in_force.start), book.in_force.end
    until = f" to {day_words(end)}" if end and end < dt.date.max else " on"
    return f"Write a day from {start}{until}, such as {day_words(book.turning_days[-1])}."
