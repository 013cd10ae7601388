"""The door: signing in by password, by the council's own sign-in or in demo mode, choosing a role, and signing out."""

from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from panel_api import roles, services, store
from panel_api.errors import Trouble, not_found
from panel_api.pages.form_errors import NOT_KEPT, form_errors
from panel_api.pages.forms import Form, Sent
from panel_api.render import page
from panel_api.routes import cookies
from panel_api.routes.guarding import AtTheDoor, OnTheWayOut, own_session
from panel_api.routes.place import own_address
from panel_api.routes.who import first_in_a_minute
from panel_api.services import Begun, Desk
from panel_api.services.devices import REMEMBERED, Devices, devices_in
from panel_api.services.passwords import SHORTEST
from panel_api.services.provider import JOURNEY, Journey, NotThrough, Provider
from panel_api.services.signing import installation_key, signed, unsigned

router = APIRouter()
SAYINGS: Final = {
    "email": "Write your e-mail address.",
    "password": "",
    "again": "The two passwords differ. Type both again.",
}
RULE: Final = f"At least {SHORTEST} characters, such as three words that have nothing to do with each other."
ASIDE: Final = "/set-aside/"


def local_path(text: str | None) -> str:
    """Where to go after signing in: an address of this server, or its first page. Never anybody else's."""
    if not text or len(text) > 400 or not text.isprintable() or "\\" in text:
        return "/"
    return text if text.startswith("/") and not text.startswith(("//", "/sign-", "/role", "/password/")) else "/"


@router.get("/sign-in")
def sign_in(request: Request, desk: AtTheDoor) -> Response:
    """The ways to sign in."""
    if own_session(request, desk) is not None and not request.query_params.get("out"):
        return RedirectResponse(local_path(request.query_params.get("next")), status_code=303)
    return _page(request, desk, {"next": request.query_params.get("next", "")}, None)


@router.post("/sign-in")
def sign_in_local(request: Request, desk: AtTheDoor, form: Sent) -> Response:
    """By e-mail address and password."""
    devices = _devices(request, desk)
    email, password = form.get("email", ""), form.get("password", "")
    try:
        begun = services.sign_in_local(desk, email[:254], password[:1000], request.state.address, devices)
    except Trouble as trouble:
        return _page(request, desk, form, trouble)
    return _signed_in(request, desk, begun, form.get("next"), devices)


@router.post("/sign-in/demo")
def sign_in_demo(request: Request, desk: AtTheDoor, form: Sent) -> Response:
    """As somebody of the invented county; in demo mode only."""
    return _signed_in(request, desk, services.sign_in_demo(desk, form.get("person", "")), form.get("next"))


@router.get("/sign-in/provider")
def begin_there(request: Request, desk: AtTheDoor) -> Response:
    """Send the browser to the council's own sign-in."""
    wanted = local_path(request.query_params.get("next"))
    address, journey = _provider(request).begin(own_address(request, desk.settings), wanted, desk.clock())
    answer = RedirectResponse(address, status_code=303)
    text = signed(installation_key(desk), "journey", [getattr(journey, each) for each in Journey.__slots__])
    cookies.carry(answer, desk.settings, text, cookies.JOURNEY, JOURNEY)
    return answer


@router.get("/sign-in/callback")
def back_from_there(request: Request, desk: AtTheDoor) -> Response:
    """Where the council's own sign-in sends the browser back; a journey ends here, well or not."""
    try:
        carried = unsigned(installation_key(desk), "journey", cookies.carried(request, desk.settings, cookies.JOURNEY))
        if carried is None:
            raise NotThrough("no_journey", "It was not begun in this browser, or was finished already.")
        journey = Journey(*carried)
        own = own_address(request, desk.settings)
        identity = _provider(request).finish(own, journey, dict(request.query_params), desk.clock())
        answer = _signed_in(request, desk, services.sign_in_by_provider(desk, identity), journey.next)
    except Trouble as trouble:
        if isinstance(trouble, NotThrough) and first_in_a_minute(request, "callback"):
            services.note_not_through(desk, trouble.reason)
        answer = _page(request, desk, {}, trouble)
    cookies.drop(answer, desk.settings, cookies.JOURNEY)
    return answer


@router.get("/password/{link}")
def choose_password(request: Request, desk: AtTheDoor, link: str) -> Response:
    """The form behind a one-time link. Looking at it uses nothing up: some mail programs look at every link."""
    return _password(request, desk, link, None)


@router.post("/password/{link}")
def set_password(request: Request, desk: AtTheDoor, link: str, form: Sent) -> Response:
    """Set the password, and sign in."""
    try:
        begun = services.set_password(desk, link, form.get("password", ""), form.get("again", ""))
    except Trouble as trouble:
        return _password(request, desk, link, trouble)
    return _signed_in(request, desk, begun, "/", _devices(request, desk))


@router.post("/sign-out")
def sign_out(request: Request, desk: OnTheWayOut) -> Response:
    """End this session. A page that stood open since an older session may do so too: it harms nobody."""
    row = own_session(request, desk)
    way = row.way if row else ""
    if row is not None:
        services.sign_out(desk, row)
    answer = RedirectResponse(f"/sign-in?{urlencode({'out': way or 'already'})}", status_code=303)
    cookies.drop(answer, desk.settings)
    return answer


def _signed_in(
    request: Request, desk: Desk, begun: Begun, wanted: str | None, devices: Devices | None = None
) -> Response:
    """On to where they wanted to go, over the choice of a role where there is one. An older session here ends."""
    before = own_session(request, desk)
    if before is not None:
        services.sign_out(desk, before)
    there = local_path(wanted)
    if not begun.chosen:
        there = f"/role?{urlencode({'next': there})}"
    answer = RedirectResponse(there, status_code=303)
    cookies.carry(answer, desk.settings, begun.secret)
    if devices is not None:
        text = devices.text_with(begun.person, desk.last_day())
        cookies.carry(answer, desk.settings, text, cookies.DEVICE, REMEMBERED)
    return answer


def _devices(request: Request, desk: Desk) -> Devices:
    return devices_in(installation_key(desk), cookies.carried(request, desk.settings, cookies.DEVICE))


def _provider(request: Request) -> Provider:
    provider: Provider | None = request.app.state.provider
    if provider is None:
        raise not_found("The council's own sign-in is not set up here", "Sign in with a password")
    return provider


def _page(request: Request, desk: Desk, typed: Form, trouble: Trouble | None) -> Response:
    wanted = local_path(typed.get("next"))
    provider: Provider | None = request.app.state.provider
    out = request.query_params.get("out", "") if request.method == "GET" else ""
    people = _demo(desk)
    view = {
        "title": "Error: Sign in" if trouble else "Sign in",
        "next": wanted,
        "kept": wanted.startswith(ASIDE),
        "lapsed": "lapsed" in request.query_params and wanted != "/",
        "out": out,
        "out_there": provider.sign_out_address(own_address(request, desk.settings), desk.clock())
        if provider and out == "provider"
        else None,
        "people": people,
        "provider": {
            "name": desk.settings.oidc_name,
            "href": f"/sign-in/provider?{urlencode({'next': wanted})}",
        }
        if provider
        else None,
        "folded": bool(people or provider),
        "typed": typed.get("email", ""),
        **form_errors(trouble, SAYINGS, NOT_KEPT),
    }
    answer = page(request, "sign_in.html", view, status=trouble.status if trouble else 200)
    answer.headers.update(trouble.headers if trouble else {})
    cookies.carry(answer, desk.settings, request.state.form_mark, cookies.FORM)
    return answer


def _password(request: Request, desk: Desk, link: str, trouble: Trouble | None) -> Response:
    with desk.database.reading() as session:
        person = services.owner_of_link(session, desk, link)
    view = {
        "title": "Error: Set your password" if trouble else "Set your password",
        "email": person.email,
        "action": request.url.path,
        "rule": RULE,
        **form_errors(trouble, SAYINGS, NOT_KEPT),
    }
    answer = page(request, "password.html", view, status=trouble.status if trouble else 200)
    cookies.carry(answer, desk.settings, request.state.form_mark, cookies.FORM)
    return answer


def _demo(desk: Desk) -> list[dict[str, Any]]:
    """The invented people to be, one line each; nobody outside demo mode."""
    if not desk.settings.demo:
        return []
    with desk.database.reading() as session:
        return [
            {
                "reference": each.reference,
                "name": each.name,
                "role": roles.ABOUT[held.role].name,
                "does": roles.ABOUT[held.role].does,
            }
            for each in store.demo_people(session)
            if each.active
            for held in each.appointments[:1]
        ]
