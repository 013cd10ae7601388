"""A clock on the wall that tests set, and days recorded on a case as a person would."""

import datetime as dt
from dataclasses import dataclass, replace

from fastapi.testclient import TestClient

from engine.law.dates import DueDate
from panel_api import services, store
from panel_api.reading import read
from panel_api.schemas_hanging import NewDay, NewFinding
from panel_api.services.clock import Clock, clock_of
from panel_api.services.record_days import record_day, record_finding
from panel_api.store.due_lists import DueFilter, DueLine, list_dues
from tests.panel_api.http_support import NOW, desk_of
from tests.panel_api.signing_in import As

RECEIVED = "2025-09-01"
"""A Monday: six weeks on is 13 October 2025, twenty 19 January 2026."""


@dataclass
class Wall:
    """A clock that stands where a test sets it; sessions do not live that long, so its client signs in again."""

    client: As
    now: dt.datetime = NOW

    def __call__(self) -> dt.datetime:
        """The moment it shows."""
        return self.now

    def set(self, day: str, time: str = "09:30") -> None:
        """Set it to a moment, in UTC."""
        self.now = dt.datetime.fromisoformat(f"{day}T{time}:00+00:00")
        for role in list(self.client.sessions):
            self.client.sign_in(role)


def wall_of(client: TestClient) -> Wall:
    """Hang such a clock over the desk behind the client."""
    assert isinstance(client, As)
    wall = Wall(client)
    client.app.state.desk = replace(desk_of(client), clock=wall)  # type: ignore[attr-defined]
    return wall


def clock(client: TestClient, reference: str) -> Clock:
    """How a case stands now."""
    desk = desk_of(client)
    with desk.database.reading() as session:
        held = services.held_of(session, desk, reference)
        return clock_of(desk, held.case, held.days, held.findings)


def date(client: TestClient, reference: str, code: str) -> DueDate:
    """One date of a case."""
    return next(each for each in clock(client, reference).dates if each.code == code)


def says(client: TestClient, reference: str, code: str) -> str:
    """How one date of a case stands, in words."""
    found = clock(client, reference)
    return date(client, reference, code).state_words(found.today)


def day(client: TestClient, reference: str, kind: str, on: str, words: str | None = None) -> None:
    """Record a day."""
    desk = desk_of(client)
    raw = {"kind": kind, "day": on} | ({"words": words} if words else {})
    with desk.database.writing() as session:
        record_day(session, desk, reference, read(NewDay, raw))


def finding(client: TestClient, reference: str, **given: str) -> int:
    """Record a finding; its number."""
    desk = desk_of(client)
    with desk.database.writing() as session:
        return record_finding(session, desk, reference, read(NewFinding, given)).id


def listed(client: TestClient, **wanted: object) -> list[DueLine]:
    """What the lists show as not met, the earliest due first."""
    desk = desk_of(client)
    with desk.database.reading() as session:
        return list(list_dues(session, store.LOCAL, DueFilter(**wanted)).rows)  # type: ignore[arg-type]


def due(client: TestClient, reference: str) -> list[tuple[str, str]]:
    """The same of one case: code and day."""
    return [(each.code, each.due_on.isoformat()) for each in listed(client) if each.reference == reference]
