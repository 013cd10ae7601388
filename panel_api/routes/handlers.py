"""Everything that can go wrong, brought into the one shape: ours, the framework's, the database's."""

from collections.abc import Callable

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from engine.problems import Problem
from panel_api.errors import Trouble
from panel_api.logging import log
from panel_api.routes.answering import trouble_answer

_WORDS = {
    "missing": ("it is missing", "a value", "Add it"),
    "extra_forbidden": ("it is not a parameter here", "one that this address lists in /openapi.json", "Remove it"),
}


def add_handlers(app: FastAPI) -> None:
    """Register them all. `guard` sees to what is left."""
    handlers: tuple[tuple[type[Exception], Callable[[Exception], Trouble]], ...] = (
        (Trouble, _as_it_is),
        (HTTPException, _framework),
        (RequestValidationError, _parameters),
        (OperationalError, _database),
        (PoolTimeout, _database),
    )
    for kind, translate in handlers:
        app.add_exception_handler(kind, _handler(translate))


def _handler(translate: Callable[[Exception], Trouble]) -> Callable[[Request, Exception], Response]:
    def handle(request: Request, error: Exception) -> Response:
        return trouble_answer(request, translate(error))

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
        allowed = headers.get("Allow", headers.get("allow", ""))
        return Trouble("method", f"This address takes {allowed} only." if allowed else "", headers=headers)
    if error.status_code < 500:
        return Trouble("unreadable", "The request cannot be read. Send it again.", headers=headers)
    return Trouble("unexpected", "Nothing was changed, as far as can be told.", headers=headers)


def _parameters(error: Exception) -> Trouble:
    assert isinstance(error, RequestValidationError)
    problems = []
    for each in error.errors():
        where = ".".join(str(step)[:60] for step in each["loc"])
        context = each.get("ctx") or {}
        if each["type"] == "evenhand":
            wrong, expected, remedy = context["wrong"], context["expected"], context["remedy"]
        else:
            wrong, expected, remedy = _WORDS.get(
                each["type"], ("it cannot be used", _expected(str(each["msg"])), "Correct it")
            )
        problems.append(Problem(where, wrong, expected, remedy))
    return Trouble("bad-input", problems=problems)


def _expected(message: str) -> str:
    return message.removeprefix("Input should be ").removeprefix("Value error, ").removeprefix("String should be ")


def _database(error: Exception) -> Trouble:
    log().warning("database_busy", error=type(error).__name__)
    says = "Nothing was changed. Send the same request again in a moment."
    return Trouble("busy", says, headers={"Retry-After": "2"})
