"""The published rulebooks: the shelf, each as a booklet that anyone can read and print, on any day it was in force."""

import datetime as dt

from fastapi import APIRouter, Request
from fastapi.responses import Response

from engine.rulebook import Rulebook
from panel_api.errors import not_found
from panel_api.pages.forms import day_typed
from panel_api.pages.shelf import book_or_none
from panel_api.render import page
from panel_api.routes.guarding import Public
from panel_api.services import Desk
from panel_api.services.in_force import lies_otherwise
from panel_api.services.rulebook_history import history, on_day, turning_days
from panel_api.views.booklet import booklet

router = APIRouter()


@router.get("/rulebooks")
def shelf(request: Request, desk: Public) -> Response:
    """Every rulebook that holds."""
    return page(request, "rulebooks.html", {"title": "Rulebooks", "books": desk.shelf.books()})


@router.get("/rulebooks/{name}")
def one(request: Request, desk: Public, name: str, on: str | None = None) -> Response:
    """One rulebook as it stands today, or as it stood on the day in `on`, by the text that was in force then."""
    book = book_of(desk, name)
    day = desk.last_day()
    if on is not None:
        try:
            day = dt.date.fromisoformat(day_typed(on))
        except ValueError:
            raise not_found(f"“{on[:40]}” is not a day", "Write a day such as 2026-04-01") from None
    with desk.database.reading() as session:
        held = history(session, desk, book.name)
    then = on_day(held, day)
    if then is not None and then.book is None:
        raise not_found("The text of that day was written for an earlier version", "Ask the council for it")
    shown = booklet(then.book if then and then.book else book, day)
    more = {
        "turning_days": turning_days(held),
        "texts": len(held),
        "held": then,
        "lies_otherwise": desk.viewer.may("answer_proposal") and lies_otherwise(desk, name),
    }
    return page(request, "rulebook.html", {**shown, **more})


def book_of(desk: Desk, name: str) -> Rulebook:
    """A rulebook on the shelf. Raises Trouble "not-found"."""
    book = book_or_none(desk, name)
    if book is None:
        raise not_found(f"There is no rulebook “{name[:60]}” on the shelf", "Choose one from the list")
    return book
