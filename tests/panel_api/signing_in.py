"""Signed in for tests: people made on the spot, and a client that asks as one of them."""

import datetime as dt
import itertools
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from panel_api import store
from panel_api.models import Appointment, Person
from panel_api.services import Desk

_numbers = itertools.count(1)
LONG_AGO = dt.date(2020, 1, 1)


def a_person(desk: Desk, role: str, *, school: str | None = None, partnership: str | None = None) -> Person:
    """Someone new who holds a role."""
    at = desk.clock()
    number = next(_numbers)
    held = Appointment(
        role=role, school=school, partnership=partnership, from_day=LONG_AGO, by_reference="test", written_at=at
    )
    person = Person(reference=f"T-{role}-{number}", name=f"Test {role} {number}", created_at=at, appointments=[held])
    with desk.database.writing() as session:
        session.add(person)
    return person


def a_session(desk: Desk, person: Person) -> tuple[str, str]:
    """A session of a person in their first role: what its cookie and its forms carry."""
    with desk.database.writing() as session:
        (held, *_) = store.appointments_on(session, person.id, desk.last_day())
        secret = store.begin_sign_in(session, person, held, "test", desk.clock())
        row = store.sign_in_of(session, secret)
    assert row is not None
    return secret, row.csrf


class As(TestClient):
    """A client that is signed in: as `people[role]`, whichever role `choose` names for what is asked."""

    def __init__(self, app: FastAPI, **given: Any) -> None:
        super().__init__(app, **{"client": ("127.0.0.1", 50_000), **given})
        self.sessions: dict[str, tuple[str, str]] = {}
        self.people: dict[str, Person] = {}
        self.role: str | None = None

    def sign_in(self, role: str, **scope: Any) -> Person:
        """Sign someone new in, for whatever is asked in this role from now on."""
        assert isinstance(self.app, FastAPI)
        desk: Desk = self.app.state.desk
        self.people[role] = a_person(desk, role, **scope)
        self.sessions[role] = a_session(desk, self.people[role])
        return self.people[role]

    def choose(self, method: str, path: str) -> str:
        """Requests are sent in and changed by a caseworker; the rest is asked by a senior officer."""
        if self.role is not None:
            return self.role
        return "caseworker" if (method, path) == ("POST", "/api/cases") or method == "PATCH" else "senior_officer"

    def request(self, method: str, url: Any, **given: Any) -> Response:  # type: ignore[override]
        """Ask, with the cookie of the role and, where a form does not bring it, its session's token."""
        headers = dict(given.pop("headers", None) or {})
        if not {"cookie", "authorization"} & {name.lower() for name in headers}:
            path = urlsplit(str(url)).path
            role = self.choose(method.upper(), path)
            if role in self.sessions:
                secret, csrf = self.sessions[role]
                headers["Cookie"] = f"evenhand={secret}"
                if path.startswith("/api/") or "urlencoded" not in headers.get("Content-Type", ""):
                    headers["X-CSRF-Token"] = csrf
        follows = given.pop("follow_redirects", True)
        answer = super().request(method, url, headers=headers, follow_redirects=False, **given)
        if follows and answer.is_redirect:  # followed here, for the way on carries the cookie too
            return self.request("GET", answer.headers["location"], headers=headers)
        return answer


def signed_in(client: TestClient, role: str, **scope: Any) -> As:
    """Another client of the same running application, signed in as someone new in one role."""
    assert isinstance(client.app, FastAPI)
    other = As(client.app, base_url=str(client.base_url), raise_server_exceptions=False)
    other.sign_in(role, **scope)
    other.role = role
    return other


def signed_out(client: TestClient) -> TestClient:
    """Another client of the same running application, that has not signed in."""
    assert isinstance(client.app, FastAPI)
    return TestClient(client.app, base_url=str(client.base_url), raise_server_exceptions=False)
