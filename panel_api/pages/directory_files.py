"""Files of establishments: sent, held against the directory, looked at, then applied or left."""

import re
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from panel_api import services
from panel_api.errors import Trouble, not_found
from panel_api.pages.asked import once_of
from panel_api.pages.files import file_told
from panel_api.pages.forms import LargeUpload, Sent
from panel_api.render import page
from panel_api.routes.asking import Number
from panel_api.routes.guarding import KeepProvision
from panel_api.services import Desk
from panel_api.services.directory_apply import apply_directory
from panel_api.services.directory_import import (
    REJECTED_HEADS,
    check_directory,
    counts_of,
    leave_directory,
    rejected_cells,
)
from panel_api.sheets import BOM, CSV_TYPE, line
from panel_api.store import directory
from panel_api.views.directory import SHOWN, STATES, count_lines, file_row, numbers_of, row_views

router = APIRouter()
_CODES: Final = 20


@router.get("/provision/files")
def list_files(request: Request, desk: KeepProvision) -> Response:
    """Send a file, and the files that were sent."""
    return _listed(request, desk, None)


@router.post("/provision/files/check")
def check(request: Request, desk: KeepProvision, sent: LargeUpload) -> Response:
    """Hold a file against the directory; then its page shows what it would change."""
    authorities = sent.texts.get("authorities", "").replace(",", " ").split()[:_CODES]
    try:
        if not sent.name:
            raise Trouble("bad-input", "Choose a file first.")
        number = check_directory(desk, sent.file, re.split(r"[\\/]", sent.name)[-1], authorities)
    except Trouble as trouble:
        if trouble.kind != "bad-input":
            raise
        return _listed(request, desk, trouble, sent.texts.get("authorities", ""))
    return RedirectResponse(f"/provision/files/{number}", status_code=303)


@router.get("/provision/files/{number}")
def read_file(request: Request, desk: KeepProvision, number: Number) -> Response:
    """What one file would change, or changed, a page at a time."""
    return _shown(request, desk, number, None)


@router.get("/provision/files/{number}/rejected.csv")
def rejected(desk: KeepProvision, number: Number) -> Response:
    """Every row that was rejected and why, as CSV."""
    with desk.database.reading() as session:
        if directory.import_by_number(session, number) is None:
            raise not_found(f"There is no file of establishments {number}")

    def lines() -> Any:
        with desk.database.reading() as session:
            yield BOM + line(REJECTED_HEADS)
            yield from map(line, rejected_cells(session, number))

    named = {"Content-Disposition": f'attachment; filename="rejected-{number}.csv"'}
    return StreamingResponse(lines(), media_type=CSV_TYPE, headers=named)


@router.post("/provision/files/{number}/apply")
def apply(request: Request, desk: KeepProvision, number: Number, sent: Sent) -> Response:
    """Apply it, whole. Pressed twice it is done once."""

    def work(session: services.Session) -> services.Answered:
        apply_directory(session, desk, number, over_hand=sent.get("over_hand") == "yes")
        return services.answered(303, {"file": number}, {"Location": f"/provision/files/{number}"})

    try:
        done = services.once(desk, once_of(request.url.path, sent), work)
    except Trouble as trouble:
        if trouble.kind != "conflict":
            raise
        return _shown(request, desk, number, trouble)
    return RedirectResponse(done.headers["Location"], status_code=303)


@router.post("/provision/files/{number}/leave")
def leave(request: Request, desk: KeepProvision, number: Number) -> Response:
    """Leave the directory as it is."""
    try:
        with desk.database.writing() as session:
            leave_directory(session, number)
    except Trouble as trouble:
        if trouble.kind != "conflict":
            raise
        return _shown(request, desk, number, trouble)
    return RedirectResponse("/provision/files", status_code=303)


def _listed(request: Request, desk: Desk, trouble: Trouble | None, typed: str = "") -> Response:
    with desk.database.reading() as session:
        files = [file_row(each) for each in directory.latest_imports(session)]
    title = "Files of schools"
    view = {
        "title": f"Error: {title}" if trouble else title,
        "heading": title,
        "told": file_told(trouble, trouble.problems if trouble else ()),
        "problems": trouble.problems if trouble else (),
        "files": files,
        "most": directory.MOST_LISTED,
        "typed": typed,
        "megabytes": desk.settings.file_megabytes,
    }
    return page(request, "provision_files.html", view, status=trouble.status if trouble else 200)


def _shown(request: Request, desk: Desk, number: int, trouble: Trouble | None) -> Response:
    with desk.database.reading() as session:
        row = directory.import_by_number(session, number)
        if row is None:
            raise not_found(f"There is no file of establishments {number}")
        counts = counts_of(row)
        numbers = numbers_of(counts)
        first = next((name for name in SHOWN if numbers[name]), "changed")
        chosen = request.query_params.get("show", first)
        chosen = chosen if chosen in SHOWN else first
        rows = directory.page_of_rows(session, number, chosen, _after(request.query_params.get("after", "")))
    shown, last = row_views(rows[: directory.PAGE]), rows[directory.PAGE - 1 : directory.PAGE]
    more = f"?show={chosen}&after={last[0].line}.{last[0].code}" if len(rows) > directory.PAGE else None
    title = f"File {number}: {row.file_name}"
    view = {
        "title": f"Error: {title}" if trouble else title,
        "heading": title,
        "trouble": trouble,
        "file": row,
        "state": STATES[row.state],
        "counts": counts,
        "lines": count_lines(counts, done=row.state == "applied"),
        "numbers": numbers,
        "names": SHOWN,
        "chosen": chosen,
        "rows": shown,
        "more": more,
        "further": "after" in request.query_params,
    }
    return page(request, "provision_file.html", view, status=trouble.status if trouble else 200)


def _after(text: str) -> tuple[int, str]:
    line, _, code = text.partition(".")
    return (int(line), code[:32]) if line.isascii() and line.isdigit() and len(line) <= 9 else (-1, "")
