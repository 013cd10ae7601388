"""A budget to take away: its figures, its months and its awards as a spreadsheet (XLSX)."""

from collections.abc import Iterator
from typing import Final

from fastapi import APIRouter
from fastapi.responses import Response

from panel_api.routes.guarding import ReadLedger
from panel_api.services import Desk
from panel_api.services.budget import Budget, View, award_lines, budget_of, view_of
from panel_api.services.posting import year_words
from panel_api.sheets import XLSX_TYPE, Cell, pounds, workbook
from panel_api.views.budget import MEASURES, months_view

router = APIRouter()
_FIGURES: Final = (
    "allocated", "vired", "carried", "held", "paid", "outstanding", "uncommitted", "council_cash", "handed", "called",
    "due_in", "received",
)  # fmt: skip


@router.get("/budget/{account}/statement.xlsx")
def take_away(desk: ReadLedger, account: str, year: str = "", known: str = "") -> Response:
    """Three sheets: the figures, each month, and every award with lines in the year."""
    with desk.database.reading() as session:
        view = view_of(session, desk, account, year, known)
        found = budget_of(session, desk, view)
    made = workbook(
        (
            ("Figures", ("Figure", "Pounds"), _figures(found)),
            ("Months", ("Month", "Paid in it", "Paid up to its end", "Profile up to its end"), _months(desk, found)),
            ("Awards", ("Award", "What for", "Pounds a year", "Takes of the year", "Paid", "Outstanding"),
             _awards(desk, view)),
        )
    )  # fmt: skip
    headers = {"Content-Disposition": f'attachment; filename="budget-{view.account.id}-{view.year}.xlsx"'}
    return Response(made, media_type=XLSX_TYPE, headers=headers)


def _figures(found: Budget) -> Iterator[tuple[Cell, ...]]:
    view = found.view
    yield ("Account", view.account.name)
    yield ("Year", year_words(view.year))
    if view.known_on:
        yield ("As known on", view.known_on)
    for name in _FIGURES:
        yield (MEASURES[name], pounds(getattr(found.figures, name)))


def _months(desk: Desk, found: Budget) -> Iterator[tuple[Cell, ...]]:
    for row in months_view(found, desk.last_day(), ()):
        amounts = (row["paid"], row["so_far"], row["profile"])
        yield (row["name"], *(None if each is None else pounds(each) for each in amounts))


def _awards(desk: Desk, view: View) -> Iterator[tuple[Cell, ...]]:
    """Every award, read a page at a time."""
    before: int | None = None
    while True:
        with desk.database.reading() as session:
            lines, before = award_lines(session, desk, view, before)
        for each in lines:
            award, figures = each.award, each.figures
            what = award.name or (f"Band {award.band}" if award.band else "Priced individually")
            yield (
                award.reference,
                what,
                None if each.a_year is None else pounds(each.a_year),
                *(pounds(getattr(figures, name)) for name in ("spent", "paid", "outstanding")),
            )
        if before is None:
            return
