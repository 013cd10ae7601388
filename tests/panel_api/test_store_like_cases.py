"""Decided cases of like need: the nearest, ties by the latest, from a fixed number of short walks along an index."""

import datetime as dt
from random import Random

from sqlalchemy import text
from sqlalchemy.orm import Session

from panel_api import models, store
from panel_api.database import Database
from panel_api.store import LOCAL
from panel_api.store.like_cases import FEW, nearest, need_of
from tests.panel_api.databases import DAY, new_case
from tests.panel_api.test_store_cases import statements

SINCE = dt.date(2025, 4, 1)


def with_need(session: Session, levels: list[int | None], days_ago: int = 0, **given: object) -> models.Case:
    """A decided case with these levels, asked so many days ago."""
    need = need_of(levels)
    assert need is not None
    values = {"stage": "decided", "rulebook": "top_up", **given}
    return new_case(
        session, DAY - dt.timedelta(days=days_ago),
        need_levels=need.levels, need_marked=need.marked, need_high=need.high, **values,
    )  # fmt: skip


def found(session: Session, case: models.Case, since: dt.date = SINCE, count: int = 3) -> list[tuple[str, int, int]]:
    """What stands nearest: reference, levels apart, strands compared."""
    return [(each.reference, each.apart, each.compared) for each in nearest(session, LOCAL, case, since, count)]


def test_the_nearest_come_first_and_of_equals_the_latest(database: Database) -> None:
    with database.writing() as session:
        case = with_need(session, [3, 2, 0, 1], stage="recommended")
        two = with_need(session, [3, 2, 1, 0], 5)
        one = with_need(session, [3, 3, 0, 1], 9)
        older = with_need(session, [3, 2, 0, 1], 300)
        newer = with_need(session, [3, 2, 0, 1], 30)
        with_need(session, [0, 0, 3, 3], 1)
        wanted = [(newer.reference, 0, 4), (older.reference, 0, 4), (one.reference, 1, 4), (two.reference, 2, 4)]
    with database.reading() as session:
        again = store.case_by_reference(session, LOCAL, case.reference)
        assert again is not None
        assert found(session, again, count=4) == wanted


def test_only_decided_cases_of_the_same_rulebook_and_the_present_scheme(database: Database) -> None:
    with database.writing() as session:
        case = with_need(session, [2, 2], 0)
        with_need(session, [2, 2], 1, stage="recommended")
        with_need(session, [2, 2], 1, rulebook="another")
        with_need(session, [2, 2], 100)
        good = with_need(session, [2, 2], 10)
        assert found(session, case, DAY - dt.timedelta(days=10)) == [(good.reference, 0, 2)]


def test_a_strand_that_nobody_answered_is_not_compared(database: Database) -> None:
    with database.writing() as session:
        case = with_need(session, [3, None, 1])
        whole = with_need(session, [3, 0, 1], 3)
        less = with_need(session, [3, 0, None], 2)
        assert found(session, case) == [(whole.reference, 0, 2), (less.reference, 0, 1)]


def test_a_case_whose_need_is_not_in_levels_has_none_like_it(database: Database) -> None:
    assert need_of([]) is None
    assert need_of([1] * 65) is None
    assert need_of([10]) is None
    with database.writing() as session:
        case = new_case(session)
        assert nearest(session, LOCAL, case, SINCE) == ()


def test_not_the_cases_in_which_the_viewer_has_an_interest(database: Database) -> None:
    with database.writing() as session:
        case, mine = with_need(session, [2, 1], 0), with_need(session, [2, 1], 4)
        person = models.Person(reference="member-1", name="An invented member", active=True, created_at=case.created_at)
        session.add(person)
        session.flush()
        interest = models.Interest(
            case_id=mine.id, person_id=person.id, words="A neighbour.", by_reference="m", declared_at=case.created_at
        )
        session.add(interest)
        session.flush()
        member = store.Viewer("panel_member", "member-1", person.id)
        assert nearest(session, member, case, SINCE) == ()
        interest.withdrawn_at = case.created_at
        session.flush()
        assert [each.id for each in nearest(session, member, case, SINCE)] == [mine.id]


def test_one_statement_that_reads_a_fixed_number_of_rows(database: Database) -> None:
    random = Random(1)
    with database.writing() as session:
        case = with_need(session, [2, 1, 3, 0], 0)
        for _ in range(60):
            with_need(session, [random.randint(0, 4) for _ in range(4)], random.randint(1, 200))
    with database.reading() as session, statements(database) as sent:
        again = session.merge(case, load=False)
        assert len(nearest(session, LOCAL, again, SINCE)) == 3
    assert len(sent) == 1 + (database.engine.dialect.name == "sqlite")  # SQLite's BEGIN is seen too
    assert sent[-1].count(f"LIMIT {FEW}") == 1 + 2 * 5


def test_each_walk_goes_along_its_index(database: Database) -> None:
    with database.writing() as session:
        case = with_need(session, [2, 1], 0)
        if database.engine.dialect.name == "sqlite":
            plan = session.execute(
                text(
                    "EXPLAIN QUERY PLAN SELECT id FROM cases WHERE rulebook = 'a' AND need_high = :high "
                    "AND stage = 'decided' AND asked_on >= '2025-04-01' ORDER BY asked_on DESC, id DESC LIMIT 25"
                ),
                {"high": case.need_high},
            ).all()
            assert "ix_cases_rulebook_need_high_stage_asked_on_id" in str(plan)
            assert "TEMP B-TREE" not in str(plan)
