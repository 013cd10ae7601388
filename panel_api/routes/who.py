"""Who asks: a person by their session's cookie, a program by its token, or nobody; and the mark that forms carry.

A form whose session has lapsed, or has changed its role since, is not done, and is not lost either: it is set aside for
whoever sent it (`services.set_aside`), and `pages.error_page` leads them to it.
"""

import datetime as dt
import hmac
from typing import Annotated, Final
from urllib.parse import parse_qs

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from panel_api import services, store
from panel_api.errors import Trouble
from panel_api.models import ApiToken, SignIn
from panel_api.routes import multipart
from panel_api.routes.asking import OfDesk, desk_of
from panel_api.routes.cookies import carried
from panel_api.routes.uploads import upload_of
from panel_api.services import Desk
from panel_api.services.attempts import network_of
from panel_api.services.signed_in import Me, lapsed, me_of_program, me_of_sign_in

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF_FIELD: Final = "csrf"
CHALLENGE: Final = 'Bearer realm="Evenhand"'
_TOUCHED_EVERY: Final = dt.timedelta(seconds=60)
"""Between two notes that a session or a token was used."""


async def sent_csrf(request: Request) -> str | None:
    """The mark a change carries, in its header or its form; None where there is none. Keeps the form at hand."""
    if request.method in SAFE:
        return None
    if "x-csrf-token" in request.headers:
        return request.headers["x-csrf-token"]
    kind = request.headers.get("content-type", "")
    if request.url.path in multipart.STREAMED:
        known = await run_in_threadpool(own_session, request, desk_of(request))
        return (await upload_of(request)).texts.get(CSRF_FIELD) if known is not None else None
    if kind.lower().startswith(multipart.KIND):
        sent = multipart.parts_of(kind, await request.body())
        return sent[CSRF_FIELD].text if CSRF_FIELD in sent else None
    if kind.startswith("application/x-www-form-urlencoded"):
        request.state.form = await request.body()
        try:
            fields = parse_qs(request.state.form.decode(), max_num_fields=1000)
        except ValueError:
            return None
        return fields[CSRF_FIELD][-1] if CSRF_FIELD in fields else None
    return None


SentCsrf = Annotated[str | None, Depends(sent_csrf)]


def who_asks(request: Request, desk: OfDesk, csrf: SentCsrf) -> Me | None:
    """Whoever is signed in, or None. Raises Trouble "cross-site" for a change without its session's mark.

    Raises Trouble "not-signed-in" for a token that is not known, "too-many" above the limit of requests.
    """
    if hasattr(request.state, "me"):
        found: Me | None = request.state.me
        return found
    me = _by_token(request, desk) if "authorization" in request.headers else _by_cookie(request, desk, csrf)
    if me is None:
        count(request, "nobody", network_of(request.state.address))
    request.state.me = me
    return me


Asker = Annotated[Me | None, Depends(who_asks)]


def own_session(request: Request, desk: Desk) -> SignIn | None:
    """The session that asks, where it still holds. Looked up once a request."""
    if not hasattr(request.state, "sign_in"):
        secret = carried(request, desk.settings)
        row = None
        if secret:
            with desk.database.reading() as session:
                row = store.sign_in_of(session, secret)
        request.state.lapsed = row is not None and lapsed(desk, row)
        if row is not None and request.state.lapsed and row.ended_at is None:
            services.note_lapsed(desk, row)
        request.state.lapsed_person = row.person_id if row and request.state.lapsed else None
        request.state.sign_in = None if request.state.lapsed else row
    found: SignIn | None = request.state.sign_in
    return found


def set_aside(request: Request, desk: Desk, person: int | None) -> None:
    """Keep the form that was sent, so that nothing typed is lost; `request.state.set_aside` then names it."""
    form: bytes = getattr(request.state, "form", b"")
    if person is not None and form:
        request.state.set_aside = services.put_aside(desk, person, request.url.path, form)


def count(request: Request, kind: str, who: str) -> None:
    """Count one request. Raises Trouble "too-many"."""
    if request.url.path != "/healthz":
        request.app.state.meter.count(kind, who)


def first_in_a_minute(request: Request, what: str) -> bool:
    """Whether this place has not done so within a minute: what nobody signed in for may fill no log."""
    found: bool = request.app.state.meter.first(what, network_of(request.state.address))
    return found


def is_mark(sent: str | None, held: str) -> bool:
    """Whether a form carries the mark it must."""
    return sent is not None and bool(held) and hmac.compare_digest(sent.encode(), held.encode())


def _by_token(request: Request, desk: Desk) -> Me:
    scheme, _, secret = request.headers["authorization"].partition(" ")
    at, found = desk.clock(), None
    if scheme.lower() == "bearer" and secret.strip():
        with desk.database.reading() as session:
            found = store.token_of(session, secret.strip(), at)
    if found is None:
        count(request, "nobody", network_of(request.state.address))
        if first_in_a_minute(request, "token_refused"):
            services.note_token_refused(desk, secret.strip())
        raise Trouble(
            "not-signed-in",
            "This token is unknown, has been revoked or is past its day. Ask the administrator for another.",
            headers={"WWW-Authenticate": f'{CHALLENGE}, error="invalid_token"'},
        )
    count(request, "token", found.reference)
    if found.used_at is None or at - found.used_at > _TOUCHED_EVERY:
        _note_used(desk, found, at)
    return me_of_program(found)


def _by_cookie(request: Request, desk: Desk, csrf: str | None) -> Me | None:
    row = own_session(request, desk)
    if row is None:
        return None
    count(request, "session", row.token_sha256)
    if desk.clock() - row.seen_at > _TOUCHED_EVERY:
        with desk.database.writing() as session:
            store.touch_sign_in(session, row, desk.clock())
    if request.method not in SAFE and not is_mark(csrf, row.csrf):
        request.state.me = me_of_sign_in(desk, row)  # the page that says so greets them by name
        set_aside(request, desk, row.person_id)
        raise Trouble("cross-site", "This form is not one of your session's. Open the page again and repeat it.")
    return me_of_sign_in(desk, row)


def _note_used(desk: Desk, token: ApiToken, at: dt.datetime) -> None:
    with desk.database.writing() as session:
        store.note_token_used(session, token, at)
