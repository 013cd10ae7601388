"""Fixtures for the HTTP side: an application on a fresh database, with a fixed clock and one shelf for all.

A test that asks for `client` runs on SQLite and on PostgreSQL.
"""

import copy
import datetime as dt
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import func, select

from engine.opinions.network import Network
from panel_api.main import create_app
from panel_api.models import Base
from panel_api.schema_examples import CASE, DECISION
from panel_api.services import Desk
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from tests.panel_api.signing_in import As

NOW = dt.datetime(2026, 9, 20, 9, 30, tzinfo=dt.UTC)
BASE = "http://127.0.0.1"
_keys = itertools.count(1)


@pytest.fixture(scope="session")
def shelf() -> Shelf:
    """The shipped rulebooks, checked once a test process."""
    return Shelf()


@pytest.fixture(scope="session")
def network() -> Iterator[Network]:
    """One rules network for all tests that need no broken one."""
    with Network(timeout=60) as network:  # a busy machine is not a fault
        yield network


@pytest.fixture
def app(settings: Settings, shelf: Shelf, network: Network) -> FastAPI:
    """The application on a fresh database of each kind in turn."""
    return create_app(settings, clock=lambda: NOW, shelf=shelf, network=network)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A client of a started application; errors come as answers, as they would over a network."""
    with started(app) as client:
        yield client


@pytest.fixture
def sqlite_client(sqlite_settings: Settings, shelf: Shelf, network: Network) -> Iterator[TestClient]:
    """The same on SQLite alone, for what no database has a part in."""
    app = create_app(sqlite_settings, clock=lambda: NOW, shelf=shelf, network=network)
    with started(app) as client:
        yield client


@contextmanager
def started(app: FastAPI) -> Iterator[As]:
    """The application started, and a client signed in as a caseworker and a senior officer at once."""
    with As(app, base_url=BASE, raise_server_exceptions=False) as client:
        client.sign_in("caseworker")
        client.sign_in("senior_officer")
        yield client


def desk_of(client: TestClient) -> Desk:
    """The desk behind a client."""
    assert isinstance(client.app, FastAPI)
    desk: Desk = client.app.state.desk
    return desk


def a_case(**changes: Any) -> dict[str, Any]:
    """The example request, with other fields; `facts` are merged, a fact of None is left out."""
    body = copy.deepcopy(CASE)
    facts = {**body["facts"], **changes.pop("facts", {})}
    body["facts"] = {name: value for name, value in facts.items() if value is not None}
    body.update(changes)
    return {name: value for name, value in body.items() if value is not None}


def a_decision(**changes: Any) -> dict[str, Any]:
    """The example decision, with other fields; None leaves one out."""
    return {name: value for name, value in {**copy.deepcopy(DECISION), **changes}.items() if value is not None}


def post(client: TestClient, path: str, body: object, key: str | None = None, **headers: str) -> Response:
    """POST with a key (a new one by itself) and further headers, `_` standing for `-`."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    sent["Idempotency-Key"] = key or f"key-{next(_keys)}"
    return client.post(path, json=body, headers=sent)


def taken_in(client: TestClient, **changes: Any) -> str:
    """A new case; its reference."""
    answer = post(client, "/api/cases", a_case(**changes))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["reference"])


def recommended(client: TestClient, **changes: Any) -> tuple[str, str]:
    """A case that waits for a decision: its reference and its ETag."""
    reference = taken_in(client, **changes)
    for step in ("assessments", "recommendations"):
        answer = post(client, f"/api/cases/{reference}/{step}", {})
        assert answer.status_code == 201, answer.text
    return reference, answer.headers["etag"]


def row_counts(client: TestClient) -> dict[str, int]:
    """How many rows each table has, but for what looking alone leaves."""
    with desk_of(client).database.reading() as session:
        return {
            name: session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in sorted(Base.metadata.tables.items())
            if name not in ("log_lines", "case_readings")
        }


def problem(answer: Response) -> dict[str, Any]:
    """The problem document of an answer, after checking its shape."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    document: dict[str, Any] = answer.json()
    assert document["status"] == answer.status_code
    assert document["type"].startswith("urn:evenhand:problem:")
    assert document["errors"], "every refusal lists what is wrong"
    for each in document["errors"]:
        assert list(each) == ["where", "wrong", "expected", "do"]
        assert all(isinstance(text, str) and text for text in each.values()), each
    return document


def places(answer: Response) -> list[str]:
    """Where each problem stands."""
    return [each["where"] for each in problem(answer)["errors"]]
