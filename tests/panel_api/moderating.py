"""A moderated sample for tests: a few decided cases, drawn, and people asked to score them."""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from fastapi.testclient import TestClient

from panel_api.models import Interest
from tests.panel_api.http_support import NOW, desk_of
from tests.panel_api.pages_cases import decided
from tests.panel_api.pages_support import Html, page, send
from tests.panel_api.signing_in import As, signed_in

STRANDS: Final = (
    "talking", "understanding", "interaction", "learning", "skills", "attention", "relationships", "feelings",
    "wellbeing", "hearing", "vision", "movement", "senses", "health", "self_care", "organisation",
)  # fmt: skip
LIGHT: Final = {"talking": 2, "understanding": 1, "learning": 1}
"""Changes to the example that bring it to band 2; the example itself is band 3."""


@dataclass
class Moderated:
    """Who takes part, the sample's address, and the references of its cases in the order of its numbers."""

    officer: As
    member: As
    caseworker: As
    address: str
    cases: list[str]


def drawn_by(who: TestClient, **typed: Any) -> str:
    """Draw a sample by its form; its address."""
    form = page(who, "/moderation/new").form("/moderation")
    given = {"title": "Autumn moderation", "rulebook": "county_top_up", "from": "1/9/2026", "to": "20/9/2026"}
    answer = send(who, form, **{**given, "size": 3, "seed": 7, **typed})
    assert answer.status_code == 303, Html(answer.text).words[:800]
    return str(answer.headers["location"])


def asked(who: TestClient, address: str, *people: As) -> None:
    """Ask these people to score."""
    form = page(who, address).form("/scorers")
    form.fields.pop("scorer", None)
    references = [next(iter(each.people.values())).reference for each in people]
    body = urlencode([*form.fields.items(), *(("scorer", each) for each in references)])
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": "http://127.0.0.1"}
    assert who.post(form.action, content=body, headers=headers, follow_redirects=False).status_code == 303


def scored(who: TestClient, address: str, position: int, then: str = "finish", **levels: Any) -> Any:
    """Send one case's form with these levels; every strand not named at 0."""
    form = page(who, f"{address}/cases/{position}").form(f"/cases/{position}")
    return send(who, form, **{**dict.fromkeys(STRANDS, 0), **levels}, then=then)


def moderated(client: TestClient) -> Moderated:
    """Three decided cases in a sample, and a panel member and a caseworker to score them."""
    cases = sorted(each.rpartition("/")[2] for each in (decided(client), decided(client, facts=LIGHT), decided(client)))
    officer = signed_in(client, "senior_officer")
    member, caseworker = signed_in(client, "panel_member"), signed_in(client, "caseworker")
    address = drawn_by(officer)
    asked(officer, address, member, caseworker)
    return Moderated(officer, member, caseworker, address, cases)


def interest(client: TestClient, who: As, case_id: int) -> None:
    """Someone declares an interest in a case."""
    (person,) = who.people.values()
    row = Interest(case_id=case_id, person_id=person.id, words="A neighbour.", by_reference="T", declared_at=NOW)
    with desk_of(client).database.writing() as session:
        session.add(row)
