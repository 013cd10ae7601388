"""Lists for inspectors and the Department for Education: what each holds and what not, and taking one away."""

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from panel_api.pages.forms import Sent
from panel_api.render import page
from panel_api.routes.guarding import MakeReturns
from panel_api.services import Desk
from panel_api.services.returns import PURPOSES, RETURNS, Taken, tables, take_list, years
from panel_api.sheets import CSV_TYPE

router = APIRouter()
_CHUNK = 65_536


@router.get("/returns")
def returns(request: Request, desk: MakeReturns) -> Response:
    """The lists there are, with a form to take one away."""
    return _page(request, desk, {}, {})


@router.post("/returns")
def take(request: Request, desk: MakeReturns, form: Sent) -> Response:
    """One list as CSV; the access log says who took it, for what, and how many rows went."""
    sent = {name: form.get(name, "").strip()[:60] for name in ("list", "year", "purpose")}
    errors = {}
    if sent["list"] not in tables():
        errors["list"] = "Choose the list you want."
    if sent["year"] not in {str(year) for year in years(desk)}:
        errors["year"] = "Choose the year it is of."
    if sent["purpose"] not in PURPOSES:
        errors["purpose"] = "Choose what you need it for."
    if errors:
        return _page(request, desk, sent, errors)
    taken = take_list(desk, sent["list"], int(sent["year"]), sent["purpose"])
    headers = {"Content-Disposition": f'attachment; filename="{taken.name}"'}
    return StreamingResponse(_read(taken), media_type=CSV_TYPE, headers=headers)


def _read(taken: Taken) -> Iterator[bytes]:
    with taken.file as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _page(request: Request, desk: Desk, sent: dict[str, str], errors: dict[str, str]) -> Response:
    title = "Lists for inspections and returns"
    view: dict[str, Any] = {
        "title": f"Error: {title}" if errors else title,
        "heading": title,
        "returns": [
            {"code": code, "title": module.TITLE, "version": module.VERSION, "tables": module.TABLES}
            for code, module in RETURNS.items()
        ],
        "lists": [(address, f"{address.split('.')[0].upper()}: {table.title}") for address, table in tables().items()],
        "years": [(str(year), str(year)) for year in years(desk)],
        "purposes": list(PURPOSES.items()),
        "sent": {"list": "", "year": str(desk.last_day().year), "purpose": "", **sent},
        "errors": {**dict.fromkeys(("list", "year", "purpose"), ""), **errors},
        "links": [{"anchor": name, "text": text} for name, text in errors.items()],
    }
    return page(request, "returns.html", view, status=422 if errors else 200)
