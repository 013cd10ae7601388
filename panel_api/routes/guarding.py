"""Who asks, and whether they may: the type of a route's first parameter says it, so that a missing guard is seen.

    def read_case(desk: ReadCases, reference: Reference) -> Response: ...

A desk given so looks through the eyes of whoever is signed in (`desk.viewer`), by a session's cookie or a program's
token. A change sent by a browser carries its session's own token (`csrf`) in the form or the header `X-CSRF-Token`.
"""

import hmac
from dataclasses import dataclass, replace
from typing import Annotated, Final
from urllib.parse import parse_qs

from fastapi import Depends, Request

from panel_api import roles, store
from panel_api.database import Database
from panel_api.errors import Trouble
from panel_api.models import ApiToken, SignIn
from panel_api.routes.asking import OfDesk
from panel_api.services import Desk
from panel_api.services.signed_in import Me, lapsed, me_of_program, me_of_sign_in
from panel_api.settings import Settings

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF_FIELD: Final = "csrf"
_TOUCHED_EVERY: Final = 60
"""Seconds between two notes that a session was used."""


async def sent_csrf(request: Request) -> str | None:
    """The token a change carries, in its header or its form; None where there is none."""
    if request.method in SAFE:
        return None
    if "x-csrf-token" in request.headers:
        return request.headers["x-csrf-token"]
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        try:
            fields = parse_qs((await request.body()).decode(), max_num_fields=1000)
        except ValueError:
            return None
        return fields.get(CSRF_FIELD, [None])[-1]
    return None


def who_asks(request: Request, desk: OfDesk, csrf: Annotated[str | None, Depends(sent_csrf)]) -> Me | None:
    """Whoever is signed in, or None. Raises Trouble "not-allowed" for a change without its session's token."""
    if hasattr(request.state, "me"):
        found: Me | None = request.state.me
        return found
    me = _by_token(request, desk) if "authorization" in request.headers else _by_cookie(request, desk, csrf)
    request.state.me = me
    return me


Asker = Annotated[Me | None, Depends(who_asks)]


@dataclass(frozen=True)
class May:
    """A guard: lets through whoever has the permission, with a desk that sees what they see."""

    permission: str

    def __post_init__(self) -> None:
        assert self.permission in roles.PERMISSIONS, f"no such permission: {self.permission}"

    def __call__(self, request: Request, desk: OfDesk, me: Asker) -> Desk:
        """The desk. Raises Trouble "not-signed-in" or "not-allowed"."""
        if me is None:
            raise not_signed_in(request)
        if not me.can(self.permission):
            raise not_allowed(me, self.permission)
        return replace(desk, viewer=me.viewer)


class Everyone:
    """The guard of what is open to all: no permission is asked, and a desk sees no case unless someone is signed in."""

    permission = None

    def __call__(self, desk: OfDesk, me: Asker) -> Desk:
        """The desk."""
        return replace(desk, viewer=me.viewer if me else store.NOBODY)


Public = Annotated[Desk, Depends(Everyone())]
ReadCases = Annotated[Desk, Depends(May("read_cases"))]
TakeIn = Annotated[Desk, Depends(May("take_in"))]
Amend = Annotated[Desk, Depends(May("amend"))]
Assess = Annotated[Desk, Depends(May("assess"))]
Advise = Annotated[Desk, Depends(May("recommend"))]
SeeWorking = Annotated[Desk, Depends(May("see_working"))]
Decide = Annotated[Desk, Depends(May("decide"))]
KeepCase = Annotated[Desk, Depends(May("keep_case"))]
ArrangeSittings = Annotated[Desk, Depends(May("arrange_sittings"))]
Attend = Annotated[Desk, Depends(May("attend"))]
RunSitting = Annotated[Desk, Depends(May("run_sitting"))]
DeclareInterest = Annotated[Desk, Depends(May("declare_interest"))]
SeeDue = Annotated[Desk, Depends(May("see_due"))]
WriteLetters = Annotated[Desk, Depends(May("write_letters"))]
ReadLetters = Annotated[Desk, Depends(May("read_letters"))]
Moderate = Annotated[Desk, Depends(May("moderate"))]
ScoreSamples = Annotated[Desk, Depends(May("score"))]
ReadRecords = Annotated[Desk, Depends(May("read_records"))]
OpenNames = Annotated[Desk, Depends(May("open_names"))]
ReadPartnership = Annotated[Desk, Depends(May("read_partnership"))]
ProposeRulebook = Annotated[Desk, Depends(May("propose_rulebook"))]
AnswerProposal = Annotated[Desk, Depends(May("answer_proposal"))]
KeepPeople = Annotated[Desk, Depends(May("keep_people"))]
KeepOwnAccount = Annotated[Desk, Depends(May("keep_own_account"))]


def not_signed_in(request: Request) -> Trouble:
    """Says how to sign in; a lapsed session says that it lapsed."""
    gone = "Your session has ended. " if getattr(request.state, "lapsed", False) else ""
    return Trouble(
        "not-signed-in",
        f"{gone}Sign in first; a program sends its token.",
        headers={"WWW-Authenticate": 'Bearer realm="Evenhand"'},
    )


def not_allowed(me: Me, permission: str) -> Trouble:
    """Says who may, so that a person knows whom to ask."""
    found = roles.PERMISSIONS[permission]
    who = ", ".join(roles.ABOUT[role].name for role in found.roles)
    what = found.words[0].lower() + found.words[1:]
    return Trouble(
        "not-allowed", f"You are here as {me.role_name}. To {what} is for: {who}. /why says what each role may do."
    )


def cookie_name(settings: Settings) -> str:
    """The session cookie's name: bound to the host where the service is reached by https."""
    return "__Host-evenhand" if settings.https else "evenhand"


def _by_token(request: Request, desk: Desk) -> Me:
    scheme, _, secret = request.headers["authorization"].partition(" ")
    found: ApiToken | None = None
    if scheme.lower() == "bearer" and secret.strip():
        with desk.database.reading() as session:
            found = store.token_of(session, secret.strip(), desk.clock())
    if found is None:
        raise Trouble(
            "not-signed-in",
            "This token is unknown, has been revoked or is past its day. Ask the administrator for another.",
            headers={"WWW-Authenticate": 'Bearer realm="Evenhand", error="invalid_token"'},
        )
    return me_of_program(found)


def _by_cookie(request: Request, desk: Desk, csrf: str | None) -> Me | None:
    secret = request.cookies.get(cookie_name(desk.settings), "")
    if not secret:
        return None
    at = desk.clock()
    with desk.database.reading() as session:
        row = store.sign_in_of(session, secret)
    if row is None or lapsed(desk, row):
        request.state.lapsed = row is not None
        request.state.lapsed_person = row.person_id if row else None
        return None
    if (at - row.seen_at).total_seconds() > _TOUCHED_EVERY:
        _touch(desk.database, row, desk)
    if request.method not in SAFE and not (csrf and hmac.compare_digest(csrf.encode(), row.csrf.encode())):
        raise Trouble("cross-site", "This form is not one of your session's. Open the page again and repeat it.")
    return me_of_sign_in(desk, row)


def _touch(database: Database, row: SignIn, desk: Desk) -> None:
    with database.writing() as session:
        store.touch_sign_in(session, row, desk.clock())
