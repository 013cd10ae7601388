"""Everything that can go wrong, brought into the one shape: ours, the framework's, the database's."""

from collections.abc import Callable

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.routing import Match

from panel_api.errors import Trouble
from panel_api.logging import log
from panel_api.reading import said
from panel_api.routes.answering import trouble_answer


def add_handlers(app: FastAPI) -> None:
    """Register them all. `guard` sees to what is left."""
    handlers: tuple[tuple[type[Exception], Callable[[Exception], Trouble]], ...] = (
        (Trouble, _as_it_is),
        (HTTPException, _framework),
        (RequestValidationError, _parameters),
        (DataError, _unkeepable),
        (OperationalError, _database),
        (PoolTimeout, _database),
    )
    for kind, translate in handlers:
        app.add_exception_handler(kind, _handler(translate))


def _handler(translate: Callable[[Exception], Trouble]) -> Callable[[Request, Exception], Response]:
    def handle(request: Request, error: Exception) -> Response:
        trouble = translate(error)
        if trouble.kind == "method":
            trouble = _with_methods(request)
        return trouble_answer(request, trouble)

    return handle


def _as_it_is(error: Exception) -> Trouble:
    assert isinstance(error, Trouble)
    return error


def _framework(error: Exception) -> Trouble:
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == 404:
        return Trouble(
            "not-found", "There is nothing at this address. /openapi.json lists what there is.", headers=headers
        )
    if error.status_code == 405:
        return Trouble("method")
    if error.status_code < 500:
        return Trouble("unreadable", "The request cannot be read. Send it again.", headers=headers)
    return Trouble("unexpected", "Nothing was changed, as far as can be told.", headers=headers)


def _with_methods(request: Request) -> Trouble:
    """Every method the address takes: the framework names those of the first route alone."""
    found: set[str] = set()
    for method in ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"):
        asked = {**request.scope, "method": method}
        if any(route.matches(asked)[0] is Match.FULL for route in request.app.routes):
            found.add(method)
    allowed = ", ".join(sorted(found))
    return Trouble("method", f"This address takes {allowed}.", headers={"Allow": allowed})


def _parameters(error: Exception) -> Trouble:
    assert isinstance(error, RequestValidationError)
    return Trouble("bad-input", problems=said(error.errors()))


def _unkeepable(_error: Exception) -> Trouble:
    """PostgreSQL takes no zero byte, anywhere; where a page did not see it first, it is told here."""
    return Trouble("unreadable", "It holds a character that cannot be kept. Write it without, and send it again.")


def _database(error: Exception) -> Trouble:
    log().warning("database_busy", error=type(error).__name__)
    says = "Nothing was changed. Send the same request again in a moment."
    return Trouble("busy", says, headers={"Retry-After": "2"})
