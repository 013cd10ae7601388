"""Whatever is sent over HTTP, by whomever, is answered as the interface describes itself and never by a failure.

In the suite each operation is given 10 examples, half of them on either kind of database. Each is sent, over a network,
by three in turn of those who may do it, a program among them, and by one in turn of those who may not. `make soak`
takes 200, and sends each as everybody.
"""

import itertools
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final

import pytest
import requests
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy import func, select

from engine.opinions.network import Network
from panel_api.columns import ROLES
from panel_api.main import create_app
from panel_api.models import AgendaItem, Case, Sitting
from panel_api.roles import permissions_of
from panel_api.services.tokens import NewToken, grantable, make_token
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from panel_api.store import LOCAL
from tests.panel_api.databases import MANY
from tests.panel_api.http_support import NOW, desk_of, recommended, started
from tests.panel_api.matrix import PROVISION, SITTINGS, URNS, World, build
from tests.panel_api.pages_cases import decided
from tests.panel_api.serving import running
from tests.panel_api.test_http_openapi import OPERATIONS

load_all_checks()
CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
MODES: Final = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
EXISTS: Final = {
    "reference": "NONE-NONE", "number": 1, "sequence": 1, "name": "county_top_up", "account": "riverside",
    "award": "W-CDFG-HJKM", "code": PROVISION, "report": "EQ-CDFGHJ", "rescoring": "RS-CDFGHJ",
}  # fmt: skip
NOBODY, PROGRAM = "nobody", "a school's program"


@dataclass
class Everybody:
    """A running server; what each asker sends to be known by, and may do; what each operation asks for (or nothing)."""

    world: World
    schema: Any
    known: dict[str, dict[str, str]]
    granted: dict[str, frozenset[str]]
    asks: dict[str, str | None]

    def may(self, asker: str, operation: str) -> bool:
        """Whether somebody is let in there."""
        permission = self.asks[operation]
        return permission is None or permission in self.granted[asker]

    def there(self) -> tuple[dict[str, Any], str]:
        """What may stand in an address, with a new case that waits for a decision and is seen by whoever sees any.

        Its ETag too.
        """
        client = self.world.client
        school = {"name": "Invented School", "reference": URNS["A"], "from": "2022-09-01"}
        reference, etag = recommended(client, partnership="Riverside", school=school)
        with desk_of(client).database.writing() as session:
            case = session.scalars(select(Case).where(Case.reference == reference)).one()
            sitting = session.scalars(select(Sitting).where(Sitting.reference == SITTINGS["A"])).one()
            last = session.scalar(select(func.max(AgendaItem.position)).where(AgendaItem.sitting_id == sitting.id)) or 0
            item = {"sitting_id": sitting.id, "case_id": case.id, "position": last + 1}
            times = {"put_at": NOW, "changed_at": NOW}
            session.add(AgendaItem(kind="decide", state="waiting", by_reference="test", **item, **times))
        number = client.get(f"/api/cases/{reference}").json()["assessment"]["id"]
        return {**EXISTS, "reference": reference, "number": number}, etag


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def everybody(request: pytest.FixtureRequest, shelf: Shelf, network: Network) -> Iterator[Everybody]:
    """The server, on a fresh database of each kind in turn, with everybody signed in."""
    with fresh(request) as chosen:

        def app() -> FastAPI:
            return create_app(chosen, clock=lambda: NOW, shelf=shelf, network=network)

        with started(app()) as client, running(app()) as origin:
            world = build(client)
            decided(client, partnership="Riverside")  # so that there is a record
            known: dict[str, dict[str, str]] = {NOBODY: {}, PROGRAM: {"Authorization": f"Bearer {token(world)}"}}
            for role in ROLES:
                secret, csrf = world.clients[role].sessions[role]
                known[role] = {"Cookie": f"evenhand={secret}", "X-CSRF-Token": csrf}
            granted = {role: permissions_of(role) for role in ROLES}
            granted |= {NOBODY: frozenset(), PROGRAM: frozenset(grantable("school"))}
            yield Everybody(
                world, schemathesis.openapi.from_url(f"{origin}/openapi.json"), known, granted, world.guards
            )


@contextmanager
def fresh(request: pytest.FixtureRequest) -> Iterator[Settings]:
    """Settings that name a fresh, migrated database of the kind that is asked for."""
    if request.param == "sqlite":
        file = request.getfixturevalue("tmp_path_factory").mktemp("everybody") / "evenhand.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        yield Settings(database_url=f"sqlite:///{file}", requests_a_minute=MANY)
        return
    server, template = (request.getfixturevalue(f"postgres_{each}") for each in ("server", "template"))
    name = server.create(template)
    yield Settings(database_url=server.url(name), requests_a_minute=MANY)
    server.drop(name)


def token(world: World) -> str:
    """What a program of school A sends."""
    desk = replace(desk_of(world.client), viewer=LOCAL)
    given = NewToken("Everything", "school", URNS["A"], grantable("school"), 30)
    with desk.database.writing() as session:
        return make_token(session, desk, given)[1]


@pytest.mark.parametrize("name", OPERATIONS)
def test_whatever_is_sent_by_whomever_is_answered_as_described(everybody: Everybody, name: str) -> None:
    ask(everybody, name, 5)


@pytest.mark.soak
@pytest.mark.parametrize("name", OPERATIONS)
def test_much_more_is_answered_so_too(everybody: Everybody, name: str) -> None:
    ask(everybody, name, 100, all_of_them=True)


def ask(everybody: Everybody, name: str, examples: int, *, all_of_them: bool = False) -> None:
    """Send so many examples of an operation, each as several askers; every answer is held to its description."""
    method, path = name.split()
    operation = everybody.schema[path][method]
    there, etag = everybody.there() if "{" in path else ({}, "")
    may = [asker for asker in everybody.known if everybody.may(asker, name)]
    others = [asker for asker in everybody.known if asker not in may]
    first, last = (len(may), len(others)) if all_of_them else (min(3, len(may)), 1)
    turns = itertools.count()
    answers: dict[str, set[int]] = {asker: set() for asker in everybody.known}

    with requests.Session() as connection:

        @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        @given(data=st.data(), known=st.booleans())
        def send(data: st.DataObject, known: bool) -> None:
            turn = next(turns)
            case = data.draw(operation.as_strategy(generation_mode=data.draw(st.sampled_from(MODES))))
            if known:
                case.path_parameters = {each: there.get(each, was) for each, was in case.path_parameters.items()}
                if "If-Match" in str(case.headers).title():
                    case.headers = {**case.headers, "If-Match": etag}
            for asker in [*in_turn(may, turn, first), *in_turn(others, turn, last)]:
                answer = case.call(session=connection, headers=everybody.known[asker])
                case.validate_response(answer, checks=CHECKS)
                answers[asker].add(answer.status_code)

        send()
    assert sum(bool(answers[asker]) for asker in may) >= first
    for asker in others:  # what stands in the query is looked at first, and says nothing of what is there
        assert answers[asker] <= {401, 403, 422}, asker
    assert everybody.world.client.get("/api/records/verify").json()["holds"] is True


def in_turn(askers: list[str], turn: int, most: int) -> list[str]:
    """So many of them, another one first at each turn: each is the first to change something now and then."""
    step = most if most < len(askers) else 1
    ahead = turn * step % max(1, len(askers))
    return [*askers[ahead:], *askers[:ahead]][:most]


def test_asking_too_much_is_answered_as_described(sqlite_settings: Settings, shelf: Shelf, network: Network) -> None:
    few = sqlite_settings.model_copy(update={"requests_a_minute": 10})
    app = create_app(few, clock=lambda: NOW, shelf=shelf, network=network)
    schema = schemathesis.openapi.from_asgi("/openapi.json", app, headers={"Host": "127.0.0.1"})
    with started(app) as client:
        secret, csrf = client.sessions["senior_officer"]
        known = {"Host": "127.0.0.1", "Cookie": f"evenhand={secret}", "X-CSRF-Token": csrf}
        while client.get("/api/rulebooks").status_code == 200:
            pass
        for name in OPERATIONS:
            method, path = name.split()
            case = schema[path][method].Case(path_parameters=dict(EXISTS))
            answer = case.call(headers=known)
            case.validate_response(answer, checks=CHECKS)
            assert answer.status_code == (200 if path == "/healthz" else 429), name
