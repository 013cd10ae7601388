"""For tests of deciding with money: open accounts behind a client, and what the ledger says afterwards."""

import datetime as dt
import json
from typing import Any, Final

from fastapi.testclient import TestClient
from sqlalchemy import select

from engine.ledger.figures import Figures
from panel_api import services, store
from panel_api.models import Award, LedgerEntry
from panel_api.services import Desk, posting
from panel_api.services.held import copied
from tests.panel_api.deciding_support import waiting
from tests.panel_api.http_support import desk_of

YEAR: Final = 2026
NORTH: Final = "partnership:north"
PART_YEAR: Final = 247_463
"""£4,680 a year from 20 September 2026 to 31 March 2027: 193 of 365 days."""


def with_accounts(client: TestClient, pence: int = 10_000_000) -> Desk:
    """Accounts open, the partnership of the example request with so much for the year; the desk behind the client."""
    desk = desk_of(client)
    with desk.database.writing() as session:
        posting.open_accounts(session, desk, ["north"])
        posting.allocate(session, desk, NORTH, YEAR, pence, dt.date(2026, 4, 1), "Allocation")
    return desk


def figures(desk: Desk, code: str = NORTH, year: int = YEAR) -> Figures:
    """What an account comes to."""
    with desk.database.reading() as session:
        return store.figures(session, posting.account_of(session, code).id, year)


def awards_of(desk: Desk, reference: str) -> list[Award]:
    """A case's awards, the oldest first."""
    with desk.database.reading() as session:
        return list(store.awards_of_case(session, store.LOCAL, services.find_case(session, desk, reference)))


def commits(desk: Desk) -> list[LedgerEntry]:
    """Every commitment that was written, the first first."""
    with desk.database.reading() as session:
        rows = session.scalars(select(LedgerEntry).where(LedgerEntry.kind == "commit").order_by(LedgerEntry.id))
        return list(rows)


def sealed(desk: Desk, sequence: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """The budget of a record as it stands in clear, and what was sealed of it by its path within it."""
    with desk.database.reading() as session:
        record = store.record_by_sequence(session, store.LOCAL, sequence)
        values = store.sealed_values_of(session, store.LOCAL, sequence)
    assert record is not None
    opened = {each.path: json.loads(each.value) for each in values if each.path.startswith("/budget/")}
    return json.loads(record.stored)["entry"]["budget"], opened


def many(client: TestClient, desk: Desk, count: int) -> list[str]:
    """So many cases that wait for a decision, all alike; their references."""
    reference = waiting(client)
    with desk.database.writing() as session:
        case = services.find_case(session, desk, reference)
        assessment = store.latest_assessment(session, store.LOCAL, case)
        advice = store.latest_recommendation(session, store.LOCAL, case)
        assert assessment is not None and advice is not None
        references = []
        for _ in range(count):
            other = copied(case, id=None, version=None, reference=store.new_reference())
            session.add(other)
            session.flush()
            assessed = copied(assessment, id=None, case_id=other.id)
            session.add(assessed)
            session.flush()
            session.add(copied(advice, id=None, case_id=other.id, assessment_id=assessed.id))
            references.append(other.reference)
    return references
