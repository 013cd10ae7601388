"""Who sits: whom the clerk asks, what they answer, and who came and left, written down as it happens."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from engine.problems import Problem
from panel_api import words
from panel_api.errors import Trouble
from panel_api.local_time import time_typed
from panel_api.pages.form_errors import form_errors
from panel_api.pages.forms import Form, Sent
from panel_api.pages.sitting import acted
from panel_api.quorum import PROFESSIONS
from panel_api.render import page
from panel_api.routes.asking import Number
from panel_api.routes.guarding import ArrangeSittings, Attend
from panel_api.services import Desk, seats
from panel_api.services.sitting_standing import room_of
from panel_api.services.sittings import find_sitting
from panel_api.store import seats as held_seats
from panel_api.views.sitting import sitting_view

router = APIRouter()
SAYINGS: Final = {"person": "", "seat": "", "profession": ""}


@router.get("/sittings/{reference}/people")
def people(request: Request, desk: Attend, reference: str) -> Response:
    """Everyone who is asked, what they answered, and their comings and goings."""
    return _shown(request, desk, reference, {}, None)


@router.post("/sittings/{reference}/invite")
def invite(request: Request, desk: ArrangeSittings, reference: str, form: Sent) -> Response:
    """Ask someone."""

    def work(session: Session) -> object:
        given = (form.get(name, "") for name in ("person", "seat", "profession"))
        return seats.invite(session, desk, reference, *given)

    return _done(request, desk, reference, form, work)


@router.post("/sittings/{reference}/answer")
def answer(request: Request, desk: Attend, reference: str, form: Sent) -> Response:
    """One's own answer."""

    def work(session: Session) -> object:
        return seats.answer_own(session, desk, reference, form.get("coming", ""))

    return _done(request, desk, reference, form, work, "")


@router.post("/sittings/{reference}/everyone")
def everyone(request: Request, desk: ArrangeSittings, reference: str, form: Sent) -> Response:
    """Everyone who is expected came now."""
    return _done(request, desk, reference, form, lambda session: seats.everyone_came(session, desk, reference))


@router.post("/sittings/{reference}/seats/{number}")
def seat(request: Request, desk: ArrangeSittings, reference: str, number: Number, form: Sent) -> Response:
    """What the clerk writes of one person: that they came or left, at a time or now; or what they answered."""

    def work(session: Session) -> None:
        what = form.get("what", "")
        if what in ("came", "left"):
            verb = seats.come if what == "came" else seats.leave
            verb(session, desk, reference, number, _time(form, number))
        elif what == "not_so":
            seats.not_so(session, desk, reference, number)
        else:
            seats.answer(session, desk, reference, number, what)

    return _done(request, desk, reference, {**form, "number": str(number)}, work)


def _time(form: Form, number: int) -> dt.time | None:
    text = form.get("time", "").strip()
    time = time_typed(text)
    if text and time is None:
        problem = Problem(f"time-{number}", "this is no time of day", "a time such as 9:30", "Write it as 9:30")
        raise Trouble("bad-input", problems=[problem])
    return time


def _done(
    request: Request, desk: Desk, reference: str, form: Form, work: Callable[[Session], object], part: str = "/people"
) -> Response:
    def again(form: Form, trouble: Trouble) -> Response:
        return _shown(request, desk, reference, form, trouble)

    return acted(desk, form, work, again, f"/sittings/{reference}{part}")


def _shown(request: Request, desk: Desk, reference: str, form: Form, trouble: Trouble | None) -> Response:
    with desk.database.reading() as session:
        sitting = find_sitting(session, desk, reference)
        room = room_of(session, desk, sitting, [])
        asked = {each.person_id for each in room.seats if each.coming != "withdrawn"}
        can_sit = [each for each in held_seats.who_can_sit(session, sitting.held_on) if each.person.id not in asked]
    sayings = {**SAYINGS, **{f"time-{each.id}": "" for each in room.seats}}
    view = sitting_view(desk, sitting, room) | {
        "can_sit": [(each.person.reference, f"{each.person.name} ({_roles(each.roles)})") for each in can_sit],
        "places": words.SEATS,
        "professions": PROFESSIONS,
        "on_the_day": seats.is_the_day(desk, sitting),
        "typed": {name: form.get(name, "").replace("\0", "\ufffd") for name in (*SAYINGS, "time", "number")},
        **form_errors(trouble, sayings),
    }
    view["title"] = f"{'Error: ' if trouble else ''}Who sits: {view['title']}"
    return page(request, "sitting_people.html", view, status=trouble.status if trouble else 200)


def _roles(roles: Sequence[str]) -> str:
    return ", ".join(words.said({}, role) for role in roles)
