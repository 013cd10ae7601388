"""Free places on a day: the numbers that hold then, less what was decided here since they were written."""

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import select

from engine.opinions.network import Network
from panel_api.database import Database
from panel_api.models import Decision, Placement
from panel_api.services.desk import Desk
from panel_api.services.places_free import free_on
from panel_api.shelf import Shelf
from panel_api.store import Viewer
from tests.panel_api.databases import NOW, decide, new_case
from tests.panel_api.provision_support import a_provision, numbers

SUMMER, AUTUMN, SPRING = dt.date(2026, 4, 1), dt.date(2026, 9, 1), dt.date(2027, 1, 1)
LATER = NOW + dt.timedelta(days=1)


@pytest.fixture
def desk(database: Database, shelf: Shelf, network: Network) -> Desk:
    return Desk(database, shelf, network, lambda: NOW, Viewer("caseworker", "cw-1"))


def test_the_numbers_that_hold_on_the_day_and_what_was_decided_since(desk: Desk) -> None:
    with desk.database.writing() as session:
        school, silent, partly = (a_provision(session, code) for code in ("912345", "912346", "912347"))
        numbers(session, school, SUMMER, 40, 40, 0, 0)
        numbers(session, school, AUTUMN, 40, 36, 0, 1)
        numbers(session, school, AUTUMN, 42, 36, 0, 1)
        numbers(session, partly, AUTUMN, 12, 10, None, 0)
        ids = [school.id, silent.id, partly.id]
        free = free_on(session, desk, ids, AUTUMN)
        assert [free[each].places for each in ids] == [5, None, None], "the later of two that begin together holds"
        assert free[partly.id].unknown == ("how many leave",)
        assert free_on(session, desk, ids, SUMMER)[school.id].places == 0
        assert free_on(session, desk, ids, SUMMER)[partly.id].numbers is None
        case = new_case(session)
        decide(session, case)
        decision = session.scalars(select(Decision.id)).one()
        kept = {"provision_id": school.id, "by_role": "chair", "by_reference": "test"}
        placed = [("M-1", decision, LATER, None), ("M-2", decision, LATER, dt.date(2026, 12, 18)),
                  ("M-3", None, LATER, None), ("M-4", decision, NOW - dt.timedelta(days=1), None)]  # fmt: skip
        for reference, of, at, until in placed:
            row = Placement(reference=reference, decision_id=of, from_day=AUTUMN, until_day=until, written_at=at)
            for name, value in kept.items():
                setattr(row, name, value)
            session.add(row)
        session.flush()
        assert free_on(session, desk, ids, AUTUMN)[school.id].places == 3, "not those of before, nor those not decided"
        assert free_on(session, desk, ids, SPRING)[school.id].places == 4, "one of the two has left by then"


def test_who_may_not_read_the_directory_learns_no_number(desk: Desk) -> None:
    with desk.database.writing() as session:
        school = a_provision(session)
        numbers(session, school, AUTUMN, 40, 36, 0, 1)
        outside = replace(desk, viewer=Viewer("school", "s-1", school="100000"))
        assert free_on(session, outside, [school.id], AUTUMN)[school.id].numbers is None
