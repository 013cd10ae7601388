"""Payments the finance system made: a file is read and shown first, then taken in by a button, once."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from panel_api import services
from panel_api.errors import Trouble, not_found
from panel_api.pages.asked import once_of
from panel_api.pages.files import MOST_SHOWN, checked
from panel_api.pages.forms import Upload, Uploaded
from panel_api.render import page
from panel_api.routes.asking import Number
from panel_api.routes.guarding import KeepLedger
from panel_api.services import Desk
from panel_api.services.paid_file import Read, read_paid
from panel_api.services.paid_import import Plan, plan, take_in
from panel_api.sheets import rows_of
from panel_api.store import finance as files

router = APIRouter()


@router.get("/paid")
def read_files(request: Request, desk: KeepLedger) -> Response:
    """The files that were taken in, and what was paid and is not committed."""
    with desk.database.reading() as session:
        view = {
            "title": "Payments made",
            "files": files.latest_imports(session, "paid"),
            "rest": files.lines_not_committed(session, desk.viewer),
            "most": files.MOST_LISTED,
        }
    return page(request, "paid.html", view)


@router.post("/paid/check")
def check(request: Request, desk: KeepLedger, sent: Upload) -> Response:
    """What taking the file in would do, and every row that cannot be used. Nothing is written."""
    return _shown(request, desk, sent, None)


@router.post("/paid/take-in")
def take(request: Request, desk: KeepLedger, sent: Upload) -> Response:
    """Take it in, whole. Pressed twice it is done once."""

    def work(session: services.Session) -> services.Answered:
        kept = take_in(session, desk, sent.name, read_paid(rows_of(sent.content)))
        return services.answered(303, {"file": kept.id}, {"Location": f"/paid/{kept.id}"})

    try:
        done = services.once(desk, once_of(request.url.path, sent.form), work)
    except Trouble as trouble:
        if trouble.kind not in ("bad-input", "conflict"):
            raise
        return _shown(request, desk, sent, trouble)
    return RedirectResponse(done.headers["Location"], status_code=303)


@router.get("/paid/{number}")
def read_file(request: Request, desk: KeepLedger, number: Number) -> Response:
    """One file: each line with what the ledger has of it."""
    with desk.database.reading() as session:
        kept = files.import_by_number(session, "paid", number)
        if kept is None:
            raise not_found(f"There is no payments file {number}")
        lines = files.paid_lines_of(session, number)
    view = {"title": f"Payments file {number}", "file": kept, "lines": lines, "most": MOST_SHOWN}
    return page(request, "paid_file.html", view)


def _shown(request: Request, desk: Desk, sent: Uploaded, trouble: Trouble | None) -> Response:
    nothing = (Read(), Plan())
    return checked(request, desk, sent, trouble, "Check a payments file", "paid_check.html", read_paid, plan, nothing)
