"""The minutes of a sitting: a page to read and print, the same as text, and gaps that the clerk fills in."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from panel_api import store
from panel_api.errors import Trouble
from panel_api.models import Sitting
from panel_api.pages.form_errors import form_errors
from panel_api.pages.forms import Form, Sent
from panel_api.pages.sitting import acted, renamed
from panel_api.render import page
from panel_api.routes.answering import json_answer
from panel_api.routes.guarding import ArrangeSittings, Attend
from panel_api.services import Desk
from panel_api.services.held import nothing_said
from panel_api.services.minutes import fill_gap, minutes_of
from panel_api.services.sitting_standing import room_of
from panel_api.services.sittings import find_sitting
from panel_api.store import minutes, seats
from panel_api.store.minutes import Decided
from panel_api.views.minutes import Seen, minutes_text, minutes_view
from panel_api.views.sitting import sitting_view

router = APIRouter()


def minutes_in_words(session: Session, desk: Desk, sitting: Sitting) -> dict[str, Any]:
    """The minutes as their reader may see them, in the same number of queries however long they are."""
    data = minutes_of(session, desk, sitting)
    items = minutes.items_seen(session, desk.viewer, sitting)
    wanted = {each["decision"] for each in data["items"]} | {item.decision_id for item in items.values()}
    cases = {item.case_id for item in items.values()}
    named = store.cases_named(session, desk.viewer, cases, desk.clock())
    found = minutes.decided_at(session, desk.viewer, [number for number in wanted if number is not None])
    decided = {number: _as_seen(each, named) for number, each in found.items()}
    filled = minutes.filled_gaps(session, sitting)
    people = {each["put_by"] for each in data["items"]} | {each["by"] for each in data["items"]}
    people |= {each.by_reference for each in filled} | {each.decision.by_reference for each in decided.values()}
    names = seats.names_of(session, [each for each in people if each is not None])
    return minutes_view(data, Seen(items, decided, names, filled, named), fixed=sitting.stage == "closed")


def _as_seen(each: Decided, named: Collection[int]) -> Decided:
    """The same, without people's words where the reader may not know whom the case is about."""
    return each if each.decision.case_id in named else replace(each, decision=nothing_said(each.decision))


@router.get("/sittings/{reference}/minutes")
def read_minutes(request: Request, desk: Attend, reference: str) -> Response:
    """The minutes: fixed once the sitting is closed, a draft before."""
    return _shown(request, desk, reference, {}, None)


@router.get("/sittings/{reference}/minutes.txt")
def text(desk: Attend, reference: str) -> Response:
    """The same as plain text."""
    with desk.database.reading() as session:
        sitting = find_sitting(session, desk, reference)
        said = minutes_text(minutes_in_words(session, desk, sitting))
    name = f"minutes-{sitting.held_on.isoformat()}-{sitting.reference}.txt"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(said, media_type="text/plain; charset=utf-8", headers=headers)


@router.get("/sittings/{reference}/minutes.json")
def document(desk: Attend, reference: str) -> Response:
    """The same as JSON."""
    with desk.database.reading() as session:
        sitting = find_sitting(session, desk, reference)
        return json_answer({"sitting": sitting.reference, **minutes_in_words(session, desk, sitting)})


@router.post("/sittings/{reference}/minutes")
def fill(request: Request, desk: ArrangeSittings, reference: str, form: Sent) -> Response:
    """Fill a gap in."""

    def work(session: Session) -> object:
        return fill_gap(session, desk, reference, form.get("gap", ""), form.get("words", ""))

    def again(form: Form, trouble: Trouble) -> Response:
        return _shown(request, desk, reference, form, trouble)

    return acted(desk, form, work, again, f"/sittings/{reference}/minutes#gaps")


def _shown(request: Request, desk: Desk, reference: str, form: Form, trouble: Trouble | None) -> Response:
    with desk.database.reading() as session:
        sitting = find_sitting(session, desk, reference)
        room = room_of(session, desk, sitting, [])
        found = minutes_in_words(session, desk, sitting)
    gap = form.get("gap", "")
    if trouble is not None:  # each gap has a field of its own
        trouble = renamed(trouble, {"words": f"gap-{gap}"})
    view = sitting_view(desk, sitting, room) | {
        "minutes": found,
        "typed": {"gap": gap, "words": form.get("words", "").replace("\0", "\ufffd")},
        **form_errors(trouble, {f"gap-{each['gap']}": "" for each in found["gaps"]}),
    }
    view["title"] = f"{'Error: ' if trouble else ''}Minutes: {view['title']}"
    return page(request, "minutes.html", view, status=trouble.status if trouble else 200)
