"""Programs' tokens: the administrator's list, a new one shown once, and an end to one."""

from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from panel_api import roles, services, store
from panel_api.errors import Trouble
from panel_api.models import ApiToken
from panel_api.pages.form_errors import form_errors
from panel_api.pages.forms import Lists, SentLists
from panel_api.render import page
from panel_api.routes.guarding import KeepPeople
from panel_api.services.tokens import LONGEST, ROLES, NewToken, grantable

router = APIRouter()
SAYINGS: Final = {
    "name": "Write what the program is called.",
    "role": "Choose whose program it is.",
    "school": "Write the school's URN for a school's program, and nothing for another.",
    "permissions": "Choose what the program may do, of what its role may.",
    "days": f"Write how many days it holds, from 1 to {LONGEST}.",
}


@router.get("/tokens")
def tokens(request: Request, desk: KeepPeople) -> Response:
    """Every token, and the form for another."""
    return _page(request, desk, {}, None)


@router.post("/tokens")
def make(request: Request, desk: KeepPeople, form: SentLists) -> Response:
    """Make a token and show it, this once."""
    days = _last(form, "days")
    given = NewToken(
        _last(form, "name"),
        _last(form, "role"),
        _last(form, "school"),
        [code for code in form.get("permissions", []) if code],
        int(days) if days.isascii() and days.isdigit() and len(days) < 5 else 0,
    )
    try:
        with desk.database.writing() as session:
            token, secret = services.make_token(session, desk, given)
    except Trouble as trouble:
        return _page(request, desk, form, trouble)
    return page(request, "token_made.html", {"title": "The token", "token": _line(token, desk), "secret": secret})


@router.post("/tokens/{reference}/revoke")
def revoke(desk: KeepPeople, reference: str) -> Response:
    """End a token at once."""
    with desk.database.writing() as session:
        services.revoke_token(session, desk, reference)
    return RedirectResponse("/tokens", status_code=303)


def _page(request: Request, desk: KeepPeople, typed: Lists, trouble: Trouble | None) -> Response:
    with desk.database.reading() as session:
        rows = [_line(each, desk) for each in store.list_tokens(session, desk.viewer)]
    view = {
        "title": "Error: Programs" if trouble else "Programs",
        "tokens": rows,
        "typed": {name: _last(typed, name) for name in ("name", "role", "school", "days")},
        "chosen": typed.get("permissions", []),
        "roles": [(role, roles.ABOUT[role].name) for role in ROLES],
        "permissions": _choices(),
        "most_days": LONGEST,
        **form_errors(trouble, SAYINGS),
    }
    return page(request, "tokens.html", view, status=trouble.status if trouble else 200)


def _choices() -> list[tuple[str, str, str]]:
    """Each permission a program may have, its words, and whose programs may have it."""
    every = dict.fromkeys(code for role in ROLES for code in grantable(role))
    who = {code: [roles.ABOUT[role].name.lower() for role in ROLES if code in grantable(role)] for code in every}
    return [(code, roles.PERMISSIONS[code].words, " or ".join(who[code])) for code in every]


def _line(token: ApiToken, desk: KeepPeople) -> dict[str, Any]:
    ended = token.revoked_at is not None or token.expires_at <= desk.clock()
    return {
        "reference": token.reference,
        "name": token.name,
        "role": roles.ABOUT[token.role].name + (f", school {token.school}" if token.school else ""),
        "may": [roles.PERMISSIONS[code].words for code in token.permissions if code in roles.PERMISSIONS],
        "until": token.expires_at,
        "used": token.used_at,
        "works": not ended,
        "state": "Revoked" if token.revoked_at else "Past its day" if ended else "Works",
    }


def _last(form: Lists, name: str) -> str:
    return form.get(name, [""])[-1].strip()
