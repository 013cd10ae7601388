"""What changed in a rulebook: between any two days, as a page and a spreadsheet; and its whole history."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from engine.amounts import day_words
from engine.explaining.stated import Standing
from panel_api.errors import not_found
from panel_api.pages.forms import day_typed
from panel_api.pages.rulebooks import book_of
from panel_api.render import page
from panel_api.routes.guarding import Public
from panel_api.services import Desk
from panel_api.services.rulebook_history import Held, history, on_day, turning_days
from panel_api.sheets import BOM, CSV_TYPE, line
from panel_api.views.differing import HEADS, csv_rows, differing
from panel_api.views.rulebook_history import history_rows

router = APIRouter()
ENDS: Final = ("from", "to")


@dataclass(frozen=True)
class Asked:
    """The two days that were asked for, the texts there are, and what is wrong with the days."""

    held: list[Held]
    typed: dict[str, str]
    days: dict[str, dt.date]
    errors: dict[str, str]

    def sides(self) -> tuple[Standing, Standing] | None:
        """The rulebook on both days; None where a day is wrong."""
        found = [self._side(end) for end in ENDS]
        return None if any(self.errors.values()) or None in found else (found[0], found[1])  # type: ignore[return-value]

    def _side(self, end: str) -> Standing | None:
        held = on_day(self.held, self.days[end])
        return held.standing(self.days[end]) if held else None


@router.get("/rulebooks/{name}/changes")
def changes(request: Request, desk: Public, name: str) -> Response:
    """What differs between any two days; at first, between the last two days on which anything turned."""
    book = book_of(desk, name)
    asked = _asked(request, desk, name)
    sides = asked.sides()
    title = f"What changed: {book.title}"
    view = {
        "title": title if sides else f"Error: {title}",
        "heading": "What changed between two days",
        "book": book,
        "days": asked.days,
        "typed": asked.typed,
        "errors": asked.errors,
        "links": [{"anchor": key, "text": text} for key, text in asked.errors.items() if text],
        "found": differing(*sides) if sides else None,
    }
    return page(request, "changes.html", view, status=200 if sides else 422)


@router.get("/rulebooks/{name}/changes.csv")
def spreadsheet(request: Request, desk: Public, name: str) -> Response:
    """The same, a line a part that differs. Raises Trouble "not-found" where a day is none."""
    asked = _asked(request, desk, name)
    sides = asked.sides()
    if sides is None:
        raise not_found("A day is not one on which the rulebook was in force", "Choose both days on the page")
    text = BOM + "".join(line(row) for row in (HEADS, *csv_rows(*sides)))
    file = f"{name}-{asked.days['from']}-{asked.days['to']}.csv"
    return Response(text, media_type=CSV_TYPE, headers={"Content-Disposition": f'attachment; filename="{file}"'})


@router.get("/rulebooks/{name}/history")
def whole_history(request: Request, desk: Public, name: str) -> Response:
    """Which text was in force from when, and on which days something in it turned, with what changed then."""
    book = book_of(desk, name)
    with desk.database.reading() as session:
        held = history(session, desk, book.name)
    view = {"title": f"History: {book.title}", "book": book, "rows": history_rows(held), "texts": held}
    return page(request, "rulebook_history.html", view)


def _asked(request: Request, desk: Desk, name: str) -> Asked:
    book = book_of(desk, name)
    with desk.database.reading() as session:
        held = history(session, desk, book.name)
    turning = turning_days(held)
    sent = {key: request.query_params.get(key, "").strip()[:40] for key in ENDS}
    days, errors = {"from": turning[max(0, len(turning) - 2)], "to": turning[-1]}, dict.fromkeys(ENDS, "")
    for key, text in sent.items():
        if text:
            day, errors[key] = _day(held, turning, text)
            days[key] = day or days[key]
    typed = {key: sent[key] if errors[key] else day_words(days[key]) for key in ENDS}
    return Asked(held, typed, days, errors)


def _day(held: list[Held], turning: list[dt.date], text: str) -> tuple[dt.date | None, str]:
    """The day, or what is wrong with it."""
    try:
        day = dt.date.fromisoformat(day_typed(text))
    except ValueError:
        return None, f"“{text}” is not a day. Write one such as {day_words(turning[-1])}."
    found = on_day(held, day)
    if found is None:
        end = held[-1].book.in_force.end if held[-1].book else None
        until = f" to {day_words(end)}" if end and end < dt.date.max else " on"
        return None, f"It was not in force then. Write a day from {day_words(turning[0])}{until}."
    if found.book is None:
        return None, f"The text of {day_words(day)} was written for an earlier version and cannot be compared."
    return day, ""
