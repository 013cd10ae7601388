"""For tests of signing in: a running service with a clock that can be moved, and browsers that keep their cookies."""

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import select

from engine.opinions.network import Network
from panel_api import services, store
from panel_api.main import create_app
from panel_api.models import Attempt, LogLine, Person, SignIn
from panel_api.services import Desk, passwords
from panel_api.services.people import NewRole
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from tests.panel_api.http_support import BASE, NOW
from tests.panel_api.pages_support import PAGE, Form, Html, checked, page

PASSWORD = "lantern copper willow"
ANOTHER = "meadow trumpet granite"


@pytest.fixture(autouse=True, scope="session")
def quick_hashes() -> Iterator[None]:
    """Argon2 with the least it takes: what is tested is who gets in, not how long a guess costs."""
    with pytest.MonkeyPatch.context() as patch:
        least = Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(passwords, "_hasher", PasswordHash((least,)))
        yield


class Moving:
    """A clock that a test moves."""

    def __init__(self, now: dt.datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now

    def on(self, **time: int) -> None:
        """Let this much time pass."""
        self.now += dt.timedelta(**time)


class Service:
    """A running service, its clock, and how to reach it."""

    def __init__(self, app: FastAPI, clock: Moving) -> None:
        self.app, self.clock = app, clock
        self.desk: Desk = app.state.desk

    def browser(self, address: str = "127.0.0.1", base: str = BASE, **headers: str) -> TestClient:
        """A browser with no cookies yet, on a machine of this address."""
        return TestClient(
            self.app, base_url=base, raise_server_exceptions=False, client=(address, 50_000), headers=headers
        )

    def person(self, role: str = "caseworker", email: str = "wren@council.example", **scope: str) -> Person:
        """A local account whose password is PASSWORD."""
        given = NewRole(role, scope.get("school", ""), scope.get("partnership", ""))
        with self.desk.database.writing() as session:
            person, link = services.add_account(session, self.desk, scope.get("name", "Wren Ashby"), email, given)
        services.set_password(self.desk, link, PASSWORD, PASSWORD)
        with self.desk.database.writing() as session:
            store.end_sign_ins_of(session, person.id, self.clock())
        return person

    def rows(self, table: Any) -> list[Any]:
        """Every row of a table."""
        with self.desk.database.reading() as session:
            found = list(session.scalars(select(table)))
            session.expunge_all()
        return found

    def sessions(self) -> list[SignIn]:
        """Every session that has not been ended."""
        return [row for row in self.rows(SignIn) if row.ended_at is None]

    def attempts(self) -> int:
        """How many failures are counted."""
        return len(self.rows(Attempt))

    def logged(self, log: str) -> list[str]:
        """What a log says was done, in order: the action, and after a colon the way, the role or the reason."""
        rows = sorted((row for row in self.rows(LogLine) if row.log == log), key=lambda row: row.sequence)
        details = [json.loads(row.stored)["entry"].get("detail", {}) for row in rows]
        return [":".join([row.action, *map(str, each.values())]) for row, each in zip(rows, details, strict=True)]


@contextmanager
def service(settings: Settings, shelf: Shelf, network: Network, **changes: Any) -> Iterator[Service]:
    """The service started, on a fresh database with other settings."""
    clock = changes.pop("clock", None) or Moving()
    chosen = Settings(database_url=settings.database_url, **changes)
    app = create_app(chosen, clock=clock, shelf=shelf, network=network)
    with TestClient(app, base_url=BASE):
        yield Service(app, clock)


def sign_in(
    browser: TestClient, password: str = PASSWORD, email: str = "wren@council.example", **query: str
) -> Response:
    """Open the page, type both, and send it; the answer, not followed."""
    form = Html(browser.get("/sign-in", params=query, headers=PAGE).text).form("/sign-in")
    return post(browser, form, email=email, password=password)


def post(browser: TestClient, form: Form, **typed: Any) -> Response:
    """Send a form as this browser would; the answer, not followed."""
    fields = {**form.fields, **{name: str(value) for name, value in typed.items()}}
    headers = {**PAGE, "Origin": str(browser.base_url).rstrip("/")}
    return browser.post(form.action, data=fields, headers=headers, follow_redirects=False)


def pressed(browser: TestClient, address: str, ending: str, **typed: Any) -> Response:
    """Open a page and send one of its forms; the answer, not followed."""
    return post(browser, page(browser, address).form(ending), **typed)


def followed(browser: TestClient, answer: Response) -> Html:
    """Where an answer leads, as a page."""
    for _ in range(5):
        if answer.status_code not in (303, 307):
            break
        answer = browser.get(local(answer), headers=PAGE, follow_redirects=False)
    return checked(answer)


def local(answer: Response) -> str:
    """The address an answer leads to, which must be one of ours."""
    assert answer.status_code == 303, f"{answer.status_code}: {Html(answer.text).words[:500]}"
    there = answer.headers["location"]
    assert urlsplit(there).netloc == "" and there.startswith("/"), there
    return str(there)
