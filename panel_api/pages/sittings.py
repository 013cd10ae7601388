"""Sittings: those to come, those past, and the form that arranges one."""

import datetime as dt
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from engine.law.calendars import local_day
from panel_api.errors import Trouble
from panel_api.local_time import time_typed
from panel_api.pages.form_errors import form_errors
from panel_api.pages.forms import Form, Sent, day_typed
from panel_api.render import page
from panel_api.routes.guarding import ArrangeSittings, Attend
from panel_api.services import Desk
from panel_api.services.papers import due_to_freeze
from panel_api.services.sittings import Arranged, arrange
from panel_api.store import Cursor, sittings

router = APIRouter()
SAYINGS: Final = {
    "panel": "",
    "held_on": "Write a day that is still to come, such as 14/9/2026.",
    "begins": "Write when it begins, such as 9:30.",
    "place": "",
}


@router.get("/sittings")
def list_sittings(request: Request, desk: Attend) -> Response:
    """Those to come, the soonest first, and those past, the latest first, a page at a time: two queries."""
    with desk.database.reading() as session:
        coming = sittings.coming_sittings(session, desk.viewer)
        past, after = sittings.past_sittings(session, desk.viewer, after=_cursor(request))
    today = local_day(desk.clock())
    view = {
        "title": "Sittings",
        "coming": [{"line": line, "freeze": _freeze(desk, line, today)} for line in coming],
        "past": past,
        "older": f"/sittings?after={after}#past" if after else None,
        "first": "after" not in request.query_params,
    }
    return page(request, "sittings.html", view)


@router.get("/sittings/new")
def new(request: Request, desk: ArrangeSittings) -> Response:
    """The form, begun with what the last sitting was like."""
    return _form(request, desk, None, None)


@router.post("/sittings/new")
def add(request: Request, desk: ArrangeSittings, form: Sent) -> Response:
    """Arrange it, and go there."""
    try:
        with desk.database.writing() as session:
            made = arrange(session, desk, arranged_in(form), as_before=form.get("as_before") == "yes")
    except Trouble as trouble:
        return _form(request, desk, form, trouble)
    return RedirectResponse(f"/sittings/{made.reference}", status_code=303)


def arranged_in(form: Form) -> Arranged:
    """What someone typed about when and where, read as far as it can be."""
    try:
        held_on = dt.date.fromisoformat(day_typed(form.get("held_on", "")))
    except ValueError:
        held_on = None
    return Arranged(form.get("panel", ""), held_on, time_typed(form.get("begins", "")), form.get("place", ""))


def _form(request: Request, desk: Desk, form: Form | None, trouble: Trouble | None) -> Response:
    begun: dict[str, Any] = {"panel": "", "begins": "", "place": ""}
    if form is None:
        with desk.database.reading() as session:
            last = sittings.latest_seen(session, desk.viewer)
        if last is not None:
            begun = {"panel": last.panel, "begins": last.begins, "place": last.place, "as_before": "yes"}
    names = ("panel", "held_on", "begins", "place", "as_before")
    view = {
        "title": "Error: Arrange a sitting" if trouble else "Arrange a sitting",
        "typed": {name: (form or begun).get(name, "").replace("\0", "\ufffd") for name in names},
        **form_errors(trouble, SAYINGS),
    }
    return page(request, "sitting_new.html", view, status=trouble.status if trouble else 200)


def _cursor(request: Request) -> Cursor | None:
    try:
        return Cursor.parse(request.query_params["after"])
    except (KeyError, ValueError):
        return None


def _freeze(desk: Desk, line: sittings.SittingLine, today: dt.date) -> str:
    """What there is to say about its papers, in words."""
    if line.sitting.frozen_at is not None:
        return "Frozen"
    due = due_to_freeze(desk, line.sitting)
    return "Freeze them now" if due <= today else f"To freeze by {due.day} {due:%b %Y}"
