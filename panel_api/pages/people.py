"""People: the administrator's list of accounts, a new one, and one person with the roles they hold."""

import datetime as dt
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from engine.problems import Problem
from panel_api import roles, services, store
from panel_api.errors import Trouble
from panel_api.models import Appointment, Person
from panel_api.pages.form_errors import form_errors
from panel_api.pages.forms import Form, Sent, day_typed
from panel_api.render import page
from panel_api.routes.guarding import KeepPeople
from panel_api.routes.place import own_address
from panel_api.services import Desk
from panel_api.services.people import LINK_HOLDS, NewRole
from panel_api.views.people import role_words

router = APIRouter()
SAYINGS: Final = {
    "name": "Write the person's name.",
    "email": "",
    "role": "Choose a role.",
    "school": "",
    "partnership": "",
    "last_day": "Write the last day, such as 31/8/2027, not before the first.",
    "number": "",
}


@router.get("/people")
def people(request: Request, desk: KeepPeople) -> Response:
    """Everyone with an account."""
    with desk.database.reading() as session:
        rows = [_line(each, desk.last_day()) for each in store.list_people(session, desk.viewer)]
    return page(request, "people.html", {"title": "People", "people": rows})


@router.get("/people/new")
def new(request: Request, desk: KeepPeople) -> Response:
    """The form for a new local account."""
    del desk
    return _new(request, {}, None)


@router.post("/people/new")
def add(request: Request, desk: KeepPeople, form: Sent) -> Response:
    """Make the account, and show its one-time link once."""
    try:
        with desk.database.writing() as session:
            person, link = services.add_account(
                session, desk, form.get("name", ""), form.get("email", ""), _role_typed(form)
            )
    except Trouble as trouble:
        return _new(request, form, trouble)
    return _link(request, desk, person, link)


@router.get("/people/{reference}")
def person(request: Request, desk: KeepPeople, reference: str) -> Response:
    """One person, their roles, and what can be done."""
    return _person(request, desk, reference, {}, None)


@router.post("/people/{reference}/roles")
def give(request: Request, desk: KeepPeople, reference: str, form: Sent) -> Response:
    """Give them a role from today on."""
    try:
        with desk.database.writing() as session:
            services.add_role(session, desk, reference, _role_typed(form))
    except Trouble as trouble:
        return _person(request, desk, reference, form, trouble)
    return _back(reference)


@router.post("/people/{reference}/roles/{number}/end")
def end(request: Request, desk: KeepPeople, reference: str, number: int, form: Sent) -> Response:
    """End a role after a day."""
    try:
        last = day_typed(form.get("last_day", ""))
        try:
            day = dt.date.fromisoformat(last)
        except ValueError:
            problem = Problem("last_day", "this is no day", "a day such as 31/8/2027", "Correct it")
            raise Trouble("bad-input", problems=[problem]) from None
        with desk.database.writing() as session:
            services.end_role(session, desk, reference, number, day)
    except Trouble as trouble:
        return _person(request, desk, reference, {**form, "number": str(number)}, trouble)
    return _back(reference)


@router.post("/people/{reference}/close")
def close(request: Request, desk: KeepPeople, reference: str) -> Response:
    """Close the account at once."""
    return _active(request, desk, reference, False)


@router.post("/people/{reference}/open")
def reopen(request: Request, desk: KeepPeople, reference: str) -> Response:
    """Open it again."""
    return _active(request, desk, reference, True)


@router.post("/people/{reference}/link")
def link(request: Request, desk: KeepPeople, reference: str) -> Response:
    """Another one-time link, shown once."""
    try:
        with desk.database.writing() as session:
            found, secret = services.new_link(session, desk, reference)
    except Trouble as trouble:
        return _person(request, desk, reference, {}, trouble)
    return _link(request, desk, found, secret)


def _active(request: Request, desk: Desk, reference: str, active: bool) -> Response:
    try:
        with desk.database.writing() as session:
            services.set_active(session, desk, reference, active)
    except Trouble as trouble:
        return _person(request, desk, reference, {}, trouble)
    return _back(reference)


def _role_typed(form: Form) -> NewRole:
    return NewRole(form.get("role", ""), form.get("school", "").strip(), form.get("partnership", "").strip())


def _new(request: Request, typed: Form, trouble: Trouble | None) -> Response:
    title = "A new account"
    view = {
        "title": f"Error: {title}" if trouble else title,
        "heading": title,
        "typed": {**dict.fromkeys(SAYINGS, ""), **typed},
        "roles": _choices(),
        **form_errors(trouble, SAYINGS),
    }
    return page(request, "person_new.html", view, status=trouble.status if trouble else 200)


def _person(request: Request, desk: Desk, reference: str, typed: Form, trouble: Trouble | None) -> Response:
    if trouble is not None and trouble.kind == "not-found":
        raise trouble
    today = desk.last_day()
    with desk.database.reading() as session:
        found = services.find_person(session, desk, reference)
    told = form_errors(trouble, SAYINGS)
    view = {
        "title": f"Error: {found.name}" if trouble else found.name,
        "person": {
            **_line(found, today),
            "email": found.email,
            "way": _way(found),
            "own": found.id == desk.viewer.person,
            "linked": found.issuer is None and found.email is not None and not found.demo,
            "link_until": found.link_until if found.link_until and found.link_until > desk.clock() else None,
        },
        "held": [_held(each, today) for each in found.appointments],
        "typed": {**dict.fromkeys(SAYINGS, ""), **typed},
        "roles": _choices(),
        "today": today,
        **told,
    }
    return page(request, "person.html", view, status=trouble.status if trouble else 200)


def _link(request: Request, desk: Desk, person: Person, secret: str) -> Response:
    hours = LINK_HOLDS.total_seconds() // 3600
    view = {
        "title": "The one-time link",
        "person": person,
        "link": f"{own_address(request, desk.settings)}/password/{secret}",
        "hours": int(hours),
    }
    return page(request, "person_link.html", view)


def _line(person: Person, today: dt.date) -> dict[str, Any]:
    held = [_held(each, today) for each in person.appointments]
    return {
        "reference": person.reference,
        "name": person.name,
        "email": person.email,
        "active": person.active,
        "roles": [each["words"] for each in held if each["now"]],
    }


def _held(row: Appointment, today: dt.date) -> dict[str, Any]:
    return {
        "number": row.id,
        "words": role_words(row),
        "from_day": row.from_day,
        "to_day": row.to_day,
        "now": store.holds_on(row, today),
        "ends": row.source == "local" and (row.to_day is None or row.to_day > today),
        "source": "The council's own sign-in" if row.source == "provider" else "Given here",
    }


def _way(person: Person) -> str:
    if person.demo:
        return "By a button, in demo mode."
    if person.issuer is not None:
        return "With their council account."
    return "With a password." if person.password_hash else "Not yet: no password has been set."


def _choices() -> list[tuple[str, str]]:
    return [(code, each.name) for code, each in roles.ABOUT.items()]


def _back(reference: str) -> Response:
    return RedirectResponse(f"/people/{reference}", status_code=303)
