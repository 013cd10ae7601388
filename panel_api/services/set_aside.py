"""A form sent when its session had lapsed: kept for its sender alone, for an hour, to be sent again by one button."""

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from panel_api import store
from panel_api.errors import not_found
from panel_api.services.desk import Desk

KEPT: Final = dt.timedelta(hours=1)
MOST: Final = 900_000
_OLD: Final = "csrf"
"""The old session's own mark, which the new session replaces."""


@dataclass(frozen=True, slots=True)
class Aside:
    """What was typed: where it was going, and every field in its order."""

    path: str
    fields: list[tuple[str, str]]


def put_aside(desk: Desk, person: int, path: str, body: bytes) -> str | None:
    """Keep a form; what names it, told once. None where it is no form that may be kept."""
    try:
        fields = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=1000)
    except ValueError:
        return None
    if len(body) > MOST or len(path) > 400 or any("password" in name for name, _ in fields):
        return None
    secret, at = secrets.token_urlsafe(24), desk.clock()
    with desk.database.writing() as session:
        store.forget_set_aside(session, at - KEPT)
        store.put_aside(session, store.sha256_of(secret), person, path, body.decode(), at)
    return secret


def find_aside(desk: Desk, secret: str) -> Aside:
    """What was set aside, for whoever typed it. Raises Trouble "not-found" to anybody else, and after its time."""
    with desk.database.reading() as session:
        row = (
            store.set_aside_of(session, store.sha256_of(secret), desk.viewer.person, desk.clock() - KEPT)
            if desk.viewer.person is not None
            else None
        )
    if row is None:
        raise not_found("Nothing is kept here for you any more", "Fill in the form again")
    return Aside(row.path, [each for each in parse_qsl(row.body, keep_blank_values=True) if each[0] != _OLD])


def forget_set_aside(desk: Desk) -> None:
    """Forget what nobody came back for, as a server starts."""
    with desk.database.writing() as session:
        store.forget_set_aside(session, desk.clock() - KEPT)


def throw_away(desk: Desk, secret: str) -> None:
    """Forget it."""
    if desk.viewer.person is not None:
        with desk.database.writing() as session:
            store.throw_away(session, store.sha256_of(secret), desk.viewer.person)
