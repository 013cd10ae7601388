"""A year's end: what closing it would do to each account, and one button that does it."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from panel_api.render import page
from panel_api.routes.guarding import KeepLedger
from panel_api.services.budget import View, year_asked
from panel_api.services.posting import year_words
from panel_api.services.year_end import close_year, closings, rule_words
from panel_api.views.budget import address, opens

router = APIRouter()


@router.get("/budget/year-end/{year}")
def preview(request: Request, desk: KeepLedger, year: str) -> Response:
    """Each account, with what it carries forward; nothing is written by looking."""
    chosen = year_asked(desk, year)
    with desk.database.reading() as session:
        found = closings(session, desk, chosen)
    view = {
        "title": f"The end of {year_words(chosen)}",
        "year": chosen,
        "next_words": year_words(chosen + 1),
        "rule": rule_words(desk.settings),
        "rows": [
            {
                "name": each.account.name,
                "href": address(View(each.account, chosen)),
                "balance": each.figures.uncommitted,
                "balance_href": opens(View(each.account, chosen), "uncommitted"),
                "carried": each.carried,
                "stays": each.stays,
                "closed": each.closed,
                "hinders": each.hinders,
                "calls": each.calls,
                "calls_href": opens(View(each.account, chosen + 1), "called"),
            }
            for each in found
        ],
        "open": [each for each in found if not each.closed and not each.hinders],
    }
    return page(request, "year_end.html", view)


@router.post("/budget/year-end/{year}/close")
def close(desk: KeepLedger, year: str) -> Response:
    """Close every account that can be closed, in one transaction."""
    chosen = year_asked(desk, year)
    with desk.database.writing() as session:
        close_year(session, desk, chosen)
    return RedirectResponse(f"/budget/year-end/{chosen}", status_code=303)
