"""One's own account: roles, sessions, password; and the form that was kept when a session had lapsed."""

import datetime as dt
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from panel_api import roles, services, store
from panel_api.errors import Trouble
from panel_api.models import Appointment, SignIn
from panel_api.pages.form_errors import NOT_KEPT, form_errors
from panel_api.pages.forms import Sent
from panel_api.pages.sign_in import RULE, local_path
from panel_api.render import page
from panel_api.routes import cookies
from panel_api.routes.asking import OfDesk
from panel_api.routes.guarding import SignedIn, own_session
from panel_api.services import Desk
from panel_api.services.devices import REMEMBERED, devices_in
from panel_api.services.own_password import NewPassword
from panel_api.services.signing import installation_key
from panel_api.views.people import role_words

router = APIRouter()
SAYINGS: Final = {
    "current": "This is not your password. Type it again.",
    "password": "",
    "again": "The two passwords differ. Type both again.",
}
WAYS: Final = {
    "local": "With a password.",
    "provider": "With your council account.",
    "demo": "By a button, in demo mode.",
}
_DONE: Final = {"password": "Your password is changed, and every other session of yours has ended."}
_NOT_SHOWN: Final = frozenset({"version"})
"""What a page sent besides what was typed."""


def session_of(request: Request, desk: OfDesk) -> SignIn:
    """The session that asks. The guard beside it has let a person through, so there is one."""
    row = own_session(request, desk)
    assert row is not None
    return row


OwnSession = Annotated[SignIn, Depends(session_of)]


@router.get("/role")
def choose(request: Request, desk: SignedIn, row: OwnSession) -> Response:
    """The roles one holds, to choose from."""
    with desk.database.reading() as session:
        held = store.appointments_on(session, row.person_id, desk.last_day())
    if not held:
        raise services.no_role()
    view = {
        "title": "Choose your role",
        "roles": [_role(each, row) for each in held],
        "next": local_path(request.query_params.get("next")),
    }
    return page(request, "role.html", view)


@router.post("/role")
def act_as(desk: SignedIn, row: OwnSession, form: Sent) -> Response:
    """Go on in that role, under a new secret."""
    number = form.get("role", "")
    begun = services.choose_role(desk, row, int(number) if number.isascii() and number.isdigit() else 0)
    answer = RedirectResponse(local_path(form.get("next")), status_code=303)
    cookies.carry(answer, desk.settings, begun.secret)
    return answer


@router.get("/account")
def account(request: Request, desk: SignedIn, row: OwnSession) -> Response:
    """Who one is here, in which roles, and where one is signed in."""
    return _account(request, desk, row, None)


@router.post("/account/password")
def change_password(request: Request, desk: SignedIn, row: OwnSession, form: Sent) -> Response:
    """Change one's password; every other session ends."""
    devices = devices_in(installation_key(desk), cookies.carried(request, desk.settings, cookies.DEVICE))
    typed = NewPassword(*(form.get(name, "")[:1000] for name in ("current", "password", "again")))
    try:
        begun = services.change_password(desk, row, typed, request.state.address, devices)
    except Trouble as trouble:
        return _account(request, desk, row, trouble)
    answer = RedirectResponse("/account?done=password", status_code=303)
    cookies.carry(answer, desk.settings, begun.secret)
    cookies.carry(answer, desk.settings, devices.text_with(begun.person, desk.last_day()), cookies.DEVICE, REMEMBERED)
    return answer


@router.post("/account/sign-out-everywhere")
def sign_out_everywhere(desk: SignedIn, row: OwnSession) -> Response:
    """End every session one has, this one too."""
    services.sign_out(desk, row, everywhere=True)
    answer = RedirectResponse(f"/sign-in?{urlencode({'out': row.way})}", status_code=303)
    cookies.drop(answer, desk.settings)
    return answer


@router.get("/set-aside/{secret}")
def set_aside(request: Request, desk: SignedIn, secret: str) -> Response:
    """What was typed when the session had lapsed, to look at before it is sent."""
    aside = services.find_aside(desk, secret)
    typed = [(_spoken(name), text) for name, text in aside.fields if name not in _NOT_SHOWN and text.strip()]
    view = {
        "title": "What you typed is kept",
        "typed": typed,
        "fields": aside.fields,
        "address": f"/set-aside/{secret}",
    }
    return page(request, "set_aside.html", view)


@router.post("/set-aside/{secret}/send")
def send(desk: SignedIn, secret: str) -> Response:
    """Send it where it was going: the browser sends the same once more, and nothing stays here."""
    path = services.find_aside(desk, secret).path
    services.throw_away(desk, secret)
    return RedirectResponse(path, status_code=307)


@router.post("/set-aside/{secret}/throw-away")
def throw_away(desk: SignedIn, secret: str) -> Response:
    """Forget it."""
    services.throw_away(desk, secret)
    return RedirectResponse("/", status_code=303)


def _account(request: Request, desk: Desk, row: SignIn, trouble: Trouble | None) -> Response:
    with desk.database.reading() as session:
        person = store.person_by_number(session, row.person_id)
        held = store.appointments_on(session, row.person_id, desk.last_day())
        sessions = store.live_sign_ins(session, row.person_id, desk.limits, desk.clock())
    view = {
        "title": "Error: Your account" if trouble else "Your account",
        "person": person,
        "way": WAYS.get(row.way, row.way),
        "roles": [_role(each, row) for each in held],
        "sessions": [
            {
                "begun": each.begun_at,
                "seen": each.seen_at,
                "role": roles.ABOUT[each.appointment.role].name if each.appointment else "None yet",
                "this": each.token_sha256 == row.token_sha256,
            }
            for each in sessions
        ],
        "has_password": person.password_hash is not None,
        "idle": _long(desk.limits.idle),
        "longest": _long(desk.limits.longest),
        "rule": RULE,
        "done": _DONE.get(request.query_params.get("done", "")),
        **form_errors(trouble, SAYINGS, NOT_KEPT),
    }
    answer = page(request, "account.html", view, status=trouble.status if trouble else 200)
    answer.headers.update(trouble.headers if trouble else {})
    return answer


def _role(row: Appointment, session: SignIn) -> dict[str, Any]:
    about = roles.ABOUT[row.role]
    return {
        "number": row.id,
        "name": role_words(row),
        "does": about.does,
        "until": row.to_day,
        "here": row.id == session.appointment_id,
    }


def _spoken(name: str) -> str:
    return name.replace("_", " ").replace(".", " ").capitalize()


def _long(time: dt.timedelta) -> str:
    minutes = time // dt.timedelta(minutes=1)
    hours, rest = divmod(minutes, 60)
    if rest:
        return f"{minutes} minutes"
    return f"{hours} hour{'s' * (hours != 1)}"
