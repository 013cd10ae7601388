"""The budget holder's page until there is a ledger: what is agreed and asked for in their partnership."""

from itertools import groupby
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from panel_api.render import page
from panel_api.routes.guarding import ReadPartnership
from panel_api.store.partnership import MOST, BandSum, award_lines, award_sums, waiting_sums

router = APIRouter()


@router.get("/partnership")
def read_partnership(request: Request, desk: ReadPartnership) -> Response:
    """Sums by account and band, each award as a pseudonym, and what waits: three queries."""
    day = desk.last_day()
    routes = {code: name for book in desk.shelf.books() for code, name in book.routes.items()}
    with desk.database.reading() as session:
        sums = award_sums(session, desk.viewer, day)
        lines = award_lines(session, desk.viewer, day)
        waiting = waiting_sums(session, desk.viewer)
    view = {
        "title": f"{desk.viewer.partnership} partnership",
        "day": day,
        "accounts": [_account(routes, route, list(rows)) for route, rows in groupby(sums, lambda each: each.route)],
        "lines": lines,
        "more": sum(each.many for each in sums) > MOST,
        "waiting": waiting,
        "waiting_many": sum(each.many for each in waiting),
        "routes": routes,
    }
    return page(request, "partnership.html", view)


def _account(routes: dict[str, str], route: str | None, rows: list[BandSum]) -> dict[str, Any]:
    return {
        "name": _first_large(routes.get(route or "", "no account that the advice named")),
        "rows": rows,
        "many": sum(each.many for each in rows),
        "pence": sum(each.pence for each in rows),
    }


def _first_large(text: str) -> str:
    return text[:1].upper() + text[1:]
