"""Signing in and out: the invented county's accounts in demo mode."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from panel_api import roles, services, store
from panel_api.errors import not_found
from panel_api.pages.forms import Sent
from panel_api.render import page
from panel_api.routes.guarding import Public, cookie_name
from panel_api.services import Desk

router = APIRouter()


def local_path(text: str | None) -> str:
    """Where to go after signing in: an address of this server, or its first page."""
    if text and text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable() and len(text) <= 400:
        return text
    return "/"


@router.get("/sign-in")
def sign_in(request: Request, desk: Public) -> Response:
    """The ways to sign in."""
    return page(request, "sign_in.html", _view(desk, request.query_params.get("next")))


@router.post("/sign-in/demo")
def sign_in_demo(desk: Public, form: Sent) -> Response:
    """Sign in as someone of the invented county; in demo mode only."""
    if not desk.settings.demo:
        raise not_found("There is no demo here")
    with desk.database.writing() as session:
        secret = services.sign_in_demo(session, desk, form.get("person", ""))
    answer = RedirectResponse(local_path(form.get("next")), status_code=303)
    set_cookie(answer, desk, secret)
    return answer


@router.post("/sign-out")
def sign_out(request: Request, desk: Public) -> Response:
    """End this session."""
    name = cookie_name(desk.settings)
    with desk.database.writing() as session:
        store.end_sign_in(session, store.sha256_of(request.cookies.get(name, "")), desk.clock())
    answer = RedirectResponse("/", status_code=303)
    answer.delete_cookie(name, path="/", secure=desk.settings.https, httponly=True, samesite="lax")
    return answer


def set_cookie(answer: Response, desk: Desk, secret: str) -> None:
    """Let the browser carry a session."""
    answer.set_cookie(
        cookie_name(desk.settings), secret, path="/", secure=desk.settings.https, httponly=True, samesite="lax"
    )


def _view(desk: Desk, wanted: str | None) -> dict[str, object]:
    people = []
    if desk.settings.demo:
        with desk.database.reading() as session:
            people = [
                {"reference": each.reference, "name": each.name, "does": roles.ABOUT[held.role].does}
                for each in store.demo_people(session)
                for held in each.appointments[:1]
            ]
    return {"title": "Sign in", "people": people, "next": local_path(wanted)}
