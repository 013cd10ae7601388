"""Transparency by itself: what the public may ask of a council's top-ups, answered from what is in force."""

from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from engine.days import financial_year
from panel_api.errors import not_found
from panel_api.letters.letterhead import read_letterhead
from panel_api.render import page
from panel_api.routes.guarding import Public
from panel_api.services import Desk
from panel_api.services.rulebook_history import history, turning_days
from panel_api.sheets import BOM, CSV_TYPE, line
from panel_api.store.open_figures import list_months, snapshot_of
from panel_api.views.foi import HEADS, Year, answer, as_json, csv_rows, place_rows, year_of
from panel_api.views.open_figures import open_page

router = APIRouter()
MOST_YEARS: Final = 12


@router.get("/transparency")
def transparency(request: Request, desk: Public) -> Response:
    """All that is open to everyone, in one list."""
    view = {"title": "Transparency", "year": financial_year(desk.last_day()), "books": desk.shelf.books()}
    return page(request, "transparency.html", view)


@router.get("/transparency/foi")
def foi(request: Request, desk: Public, year: str | None = None) -> Response:
    """The yearly question about bands and top-ups, answered for a financial year."""
    asked, answers, years, figures = _answered(desk, year)
    view = {
        "title": f"Bands and top-ups, {asked.words}",
        "asked": asked,
        "answers": answers,
        "places": place_rows(desk.shelf.place_funding(), asked),
        "years": years,
        "figures": figures,
        "whom": read_letterhead(desk.settings.letterhead),
    }
    return page(request, "foi.html", view)


@router.get("/transparency/foi.csv")
def foi_csv(desk: Public, year: str | None = None) -> Response:
    """The same as a spreadsheet."""
    asked, answers, _, _ = _answered(desk, year)
    rows = csv_rows(answers, place_rows(desk.shelf.place_funding(), asked))
    text = BOM + "".join(line(row) for row in (HEADS, *rows))
    headers = {"Content-Disposition": f'attachment; filename="bands-and-top-ups-{asked.year}.csv"'}
    return Response(text, media_type=CSV_TYPE, headers=headers)


@router.get("/transparency/foi.json")
def foi_json(desk: Public, year: str | None = None) -> Response:
    """The same for programs."""
    asked, answers, _, figures = _answered(desk, year)
    return JSONResponse(
        {
            "financial_year": asked.words,
            "as_at": str(asked.day),
            "rulebooks": [as_json(each) for each in answers],
            "place_funding": place_rows(desk.shelf.place_funding(), asked),
            "open_figures": figures["month"] if figures else None,
        }
    )


def _answered(desk: Desk, typed: str | None) -> tuple[Year, list[dict[str, Any]], list[int], dict[str, Any] | None]:
    """The year, what each rulebook answers for it, the years there are, and the open figures of it.

    Raises Trouble "not-found" for a year that is none, or in which no rulebook was in force.
    """
    today = desk.last_day()
    with desk.database.reading() as session:
        texts = [history(session, desk, book.name) for book in desk.shelf.books()]
        first = min((turning_days(each)[0] for each in texts), default=today)
        this = financial_year(today)
        years = list(range(this, max(financial_year(first), this - MOST_YEARS) - 1, -1))
        text = str(this) if typed is None else typed.strip()
        if not (text.isascii() and text.isdigit() and int(text[:5]) in years):
            wrong = f"No rulebook was in force in the financial year “{text[:20]}”"
            raise not_found(wrong, f"Name it by the year in which it begins, such as {this}")
        asked = year_of(int(text), today)
        months = [each for each in list_months(session) if financial_year_of(each) == asked.year]
        snapshot = snapshot_of(session, *months[-1]) if months else None
    found = [answer(each, asked) for each in texts]
    figures = open_page(snapshot.published) if snapshot else None
    return asked, [each for each in found if each], years, figures


def financial_year_of(month: tuple[int, int]) -> int:
    """The financial year of a month (year, number)."""
    return month[0] if month[1] >= 4 else month[0] - 1
