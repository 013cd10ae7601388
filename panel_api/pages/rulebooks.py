"""The published rulebooks: the shelf, and each as a booklet that anyone can read and print."""

import datetime as dt

from fastapi import APIRouter, Request
from fastapi.responses import Response

from panel_api.errors import not_found
from panel_api.pages.shelf import book_or_none
from panel_api.render import page
from panel_api.routes.asking import OfDesk
from panel_api.views.booklet import booklet

router = APIRouter()


@router.get("/rulebooks")
def shelf(request: Request, desk: OfDesk) -> Response:
    """Every rulebook that holds."""
    return page(request, "rulebooks.html", {"title": "Rulebooks", "books": desk.shelf.books()})


@router.get("/rulebooks/{name}")
def one(request: Request, desk: OfDesk, name: str, on: str | None = None) -> Response:
    """One rulebook as it stands today, or as it stood on the day in `on`."""
    book = book_or_none(desk, name)
    if book is None:
        raise not_found(f"There is no rulebook {name[:60]} on the shelf", "Choose one from the list")
    day = desk.last_day()
    if on is not None:
        try:
            day = dt.date.fromisoformat(on)
        except ValueError:
            raise not_found(f"{on[:40]} is not a day", "Write a day such as 2026-04-01") from None
    return page(request, "rulebook.html", booklet(book, day))
