"""A bundle of every record to take away, as a ZIP that is sent as it is made."""

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from panel_api import store
from panel_api.bundle.sinks import Zip
from panel_api.bundle.writing import Wanted, write_bundle
from panel_api.errors import Trouble
from panel_api.pages.forms import Sent
from panel_api.render import page
from panel_api.routes.guarding import ReadRecords
from panel_api.services import Desk
from panel_api.services.bundle_taken import NEEDED, is_purpose, note_bundle_taken

router = APIRouter()


@router.get("/records/export")
def ask(request: Request, desk: ReadRecords) -> Response:
    """What goes into it, and a form that makes it."""
    return _form(request, desk, {}, {})


@router.post("/records/export")
def take(request: Request, desk: ReadRecords, form: Sent) -> Response:
    """The ZIP. Values only for whoever may open names, with a purpose that is kept in the access log."""
    wanted = Wanted(values=form.get("values") == "yes", logs=form.get("logs") == "yes")
    purpose = " ".join(form.get("purpose", "").split())
    if wanted.values and not desk.viewer.may("open_names"):
        raise Trouble("not-allowed", "You may take records away, but not the values that are sealed apart from them.")
    if wanted.values and not is_purpose(purpose):
        return _form(request, desk, dict(form), {"purpose": NEEDED})
    with desk.database.writing() as session:
        note_bundle_taken(session, desk, values=wanted.values, logs=wanted.logs, purpose=purpose)
    name = f"evenhand-records-{desk.last_day().isoformat()}"
    headers = {"Content-Disposition": f'attachment; filename="{name}.zip"'}
    return StreamingResponse(_zipped(desk, name, wanted), media_type="application/zip", headers=headers)


def _zipped(desk: Desk, name: str, wanted: Wanted) -> Iterator[bytes]:
    packed = Zip(name, desk.clock())
    with desk.database.reading() as session:
        for _ in write_bundle(session, desk.viewer, packed, wanted, desk.clock()):
            if ready := packed.take():
                yield ready
    packed.close()
    yield packed.take()


def _form(request: Request, desk: Desk, typed: dict[str, str], errors: dict[str, str]) -> Response:
    with desk.database.reading() as session:
        head = store.chain_head(session)
    title = "Take the records away"
    view: dict[str, Any] = {
        "title": f"Error: {title}" if errors else title,
        "heading": title,
        "records": head.sequence if head else 0,
        "with_values": desk.viewer.may("open_names"),
        "typed": {name: typed.get(name, "").replace("\0", "\ufffd") for name in ("logs", "values", "purpose")},
        "errors": errors,
    }
    return page(request, "records_bundle.html", view, status=422 if errors else 200)
