"""Open figures for everyone: each month as it was published, as a page, a spreadsheet and JSON; and publishing it."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from engine.open_figures.parts import Month
from panel_api.errors import not_found
from panel_api.models import OpenSnapshot
from panel_api.pages.forms import Sent
from panel_api.render import page
from panel_api.routes.guarding import Public, PublishOpenFigures
from panel_api.services import Desk, Session
from panel_api.services.open_figures import due_month, publish_month
from panel_api.sheets import BOM, CSV_TYPE, line
from panel_api.store.open_figures import list_months, snapshot_of
from panel_api.views.open_figures import HEADS, csv_rows, month_words, open_page

router = APIRouter()


@router.get("/open")
def latest(request: Request, desk: Public) -> Response:
    """The latest month, or what will stand here once there is one."""
    with desk.database.reading() as session:
        months = list_months(session)
        snapshot = snapshot_of(session, *months[-1]) if months else None
        return _page(request, session, desk, snapshot, months)


@router.get("/open/{month}.csv")
def spreadsheet(desk: Public, month: str) -> Response:
    """A month, a line a figure."""
    with desk.database.reading() as session:
        document = _found(session, month).published
    text = BOM + "".join(line(row) for row in (HEADS, *csv_rows(document)))
    headers = {"Content-Disposition": f'attachment; filename="open-figures-{document["month"]}.csv"'}
    return Response(text, media_type=CSV_TYPE, headers=headers)


@router.get("/open/{month}.json")
def as_json(desk: Public, month: str) -> Response:
    """A month as it was published."""
    with desk.database.reading() as session:
        return JSONResponse(_found(session, month).published)


@router.get("/open/{month}")
def one(request: Request, desk: Public, month: str) -> Response:
    """One month."""
    with desk.database.reading() as session:
        return _page(request, session, desk, _found(session, month), list_months(session))


@router.post("/open")
def publish(desk: PublishOpenFigures, form: Sent) -> Response:
    """Publish the month that is due; one that is published already is shown."""
    month = _month(form.get("month", ""))
    with desk.database.writing() as session:
        if snapshot_of(session, *month) is None:
            publish_month(session, desk, month)
    return RedirectResponse(f"/open/{month}", status_code=303)


def _page(
    request: Request, session: Session, desk: Desk, snapshot: OpenSnapshot | None, months: list[tuple[int, int]]
) -> Response:
    due = due_month(session, desk) if desk.viewer.may("publish_open_figures") else None
    view: dict[str, Any] = {
        "title": "Open figures" if snapshot is None else f"Open figures: {month_words(snapshot.published['month'])}",
        "found": None if snapshot is None else open_page(snapshot.published),
        "published_at": None if snapshot is None else snapshot.published_at,
        "months": [
            {"month": str(Month(*each)), "year": each[0], "words": month_words(str(Month(*each)))} for each in months
        ],
        "due": None if due is None else {"month": str(due), "words": month_words(str(due))},
    }
    return page(request, "open_figures.html", view)


def _found(session: Session, month: str) -> OpenSnapshot:
    """Raises Trouble "not-found"."""
    snapshot = snapshot_of(session, *_month(month))
    if snapshot is None:
        raise not_found(f"No figures are published for “{month[:20]}”", "Choose a month from the list")
    return snapshot


def _month(text: str) -> Month:
    year, _, number = text.partition("-")
    if len(text) != 7 or not (text.isascii() and year.isdigit() and number.isdigit() and 1 <= int(number) <= 12):
        raise not_found(f"“{text[:20]}” is not a month", "Write it as 2026-10")
    return Month(int(year), int(number))
