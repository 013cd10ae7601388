"""Awards and accounts: what is committed is what the terms cost, year by year, whatever is changed and when.

The clock stands at 14 September 2026. The financial year 2026 has 365 days.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from engine.ledger.figures import Figures
from panel_api import store
from panel_api.database import Database
from panel_api.errors import Trouble
from panel_api.models import Award
from panel_api.services import award_money, posting
from panel_api.services.award_money import NewAward, NewTerm
from panel_api.services.desk import Desk
from tests.panel_api.databases import NOW, new_case
from tests.panel_api.ledger_support import ALLOCATED, NORTH, SOUTH, YEAR, ledger_desk, number

APRIL, OCTOBER, MARCH = dt.date(2026, 4, 1), dt.date(2026, 10, 1), dt.date(2027, 3, 31)
A_YEAR = 365_000
"""£10 a day in a financial year of 365 days."""


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    """A desk with open accounts and allocations for 2026."""
    yield from ledger_desk(database)


def award_of(session: Session, account: str = NORTH, **term: object) -> NewAward:
    case = new_case(session)
    values = {"from_day": OCTOBER, "pence_a_year": A_YEAR, "school": "900001", **term}
    return NewAward(NewTerm(account, **values), statutory=False, case_id=case.id)  # type: ignore[arg-type]


def begun(session: Session, desk: Desk, account: str = NORTH, **term: object) -> Award:
    return award_money.begin_award(session, desk, award_of(session, account, **term), "Band 3")[0]


def of(session: Session, award: Award, account: str = NORTH, year: int = YEAR) -> Figures:
    return store.award_cells(session, award.id).get((number(session, account), year), Figures())


def test_this_year_is_committed_by_the_day_and_the_next_is_a_first_call(desk: Desk) -> None:
    with desk.database.writing() as session:
        award = begun(session, desk)
        assert of(session, award).committed == 182_000  # 1 October to 31 March: 182 days, both counted
        assert of(session, award, year=2027) == Figures(called=A_YEAR)
        assert award_money.first_calls(session, number(session, NORTH), 2027) == A_YEAR


def test_what_it_would_take_is_told_before_anything_is_written(desk: Desk) -> None:
    with desk.database.writing() as session:
        fit = award_money.fit_of(session, desk, award_of(session))
        assert (fit.this_year, fit.later, fit.fits) == (182_000, {2027: A_YEAR}, True)
        assert fit.after == ALLOCATED - 182_000
        dear = award_money.fit_of(session, desk, award_of(session, pence_a_year=2 * ALLOCATED * 365 // 182 + 1_000))
        assert not dear.fits and dear.short == dear.this_year - ALLOCATED
        assert award_money.fit_of(session, desk, award_of(session, "post_16", pence_a_year=ALLOCATED * 9)).fits
        assert store.figures(session, number(session, NORTH), YEAR).committed == 0


def test_one_that_does_not_fit_leaves_nothing_behind(desk: Desk) -> None:
    with pytest.raises(Trouble) as refused, desk.database.writing() as session:
        begun(session, desk, from_day=APRIL, pence_a_year=ALLOCATED + 1)
    assert "uncommitted" in refused.value.detail
    with desk.database.reading() as session:
        assert store.awards_of_account(session, number(session, NORTH)) == []


def test_a_change_within_the_year_settles_the_difference(desk: Desk) -> None:
    with desk.database.writing() as session:
        award = begun(session, desk, from_day=APRIL)
        more = NewTerm(NORTH, OCTOBER, 2 * A_YEAR, "900001")
        settled = award_money.change_award(session, desk, award, more, "Band 4")
        assert settled.committed == {(number(session, NORTH), YEAR): 182_000}
        less = replace(more, pence_a_year=0)
        settled = award_money.change_award(session, desk, award, less, "Ended")
        assert settled.released == {(number(session, NORTH), YEAR): 364_000}
        assert of(session, award).outstanding == 183_000  # April to September: 183 days
        assert award_money.first_calls(session, number(session, NORTH), 2027) == 0


def test_a_child_who_moves_partnership_is_borne_by_the_other_from_that_day(desk: Desk) -> None:
    with desk.database.writing() as session:
        award = begun(session, desk, from_day=APRIL)
        moved = NewTerm(SOUTH, OCTOBER, A_YEAR, "900200", why="moved")
        award_money.change_award(session, desk, award, moved, "Moved school")
        assert of(session, award).outstanding == 183_000
        assert of(session, award, SOUTH).outstanding == 182_000
        assert award_money.first_calls(session, number(session, NORTH), 2027) == 0
        assert award_money.first_calls(session, number(session, SOUTH), 2027) == A_YEAR


def test_a_leaver_is_released_to_the_day_and_what_was_paid_beyond_it_is_told(desk: Desk) -> None:
    with desk.database.writing() as session:
        award = begun(session, desk, from_day=APRIL)
        north = number(session, NORTH)
        posting.pay(session, desk, north, YEAR, 200_000, OCTOBER, award.id, "Two terms")
        settled = award_money.end_award(session, desk, award, dt.date(2026, 9, 30), "left", "Left the school")
        assert settled.overpaid == {(north, YEAR): 17_000}
        assert settled.released == {(north, YEAR): 165_000}
        assert of(session, award).outstanding == 0
        posting.recover(session, desk, north, YEAR, 17_000, OCTOBER, award.id, "Came back")
        assert store.figures(session, north, YEAR).uncommitted == ALLOCATED - 183_000


def test_a_year_that_is_allocated_takes_its_first_calls(desk: Desk) -> None:
    with desk.database.writing() as session:
        first, second = begun(session, desk), begun(session, desk, pence_a_year=10 * A_YEAR)
        north = posting.account_of(session, NORTH)
        posting.allocate(session, desk, NORTH, 2027, 5 * A_YEAR, dt.date(2027, 4, 1), "Allocation")
        wanting = award_money.open_year(session, desk, north, 2027)
        assert [(award.id, pence) for award, pence in wanting] == [(second.id, 10 * A_YEAR * 366 // 366)]
        assert of(session, first, year=2027) == Figures(committed=A_YEAR)
        assert award_money.first_calls(session, north.id, 2027) == 10 * A_YEAR


def test_what_changes_in_a_closed_year_is_taken_in_the_open_one(desk: Desk) -> None:
    with desk.database.writing() as session:
        county = posting.account_of(session, "plans_mainstream")
        award = begun(session, desk, "plans_mainstream", from_day=APRIL)
        county.closed_through = 2025
        session.flush()
        back = NewTerm("plans_mainstream", dt.date(2026, 3, 1), A_YEAR, "900001", why="corrected")
        award_money.change_award(session, desk, award, back, "The plan was issued on 1 March")
        assert of(session, award, "plans_mainstream", 2025) == Figures()
        assert of(session, award, "plans_mainstream").committed == A_YEAR + 31_000
        with pytest.raises(Trouble) as refused:
            posting.allocate(session, desk, "plans_mainstream", 2025, 1, dt.date(2026, 3, 31), "Too late")
        assert "closed" in refused.value.detail


DAYS = st.dates(APRIL, MARCH)
TERMS = st.lists(st.tuples(DAYS, st.integers(0, 40_000_000), st.sampled_from([NORTH, SOUTH, "post_16"])), max_size=4)


@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(terms=TERMS)
def test_what_is_committed_is_always_what_it_costs_and_restoring_restores(desk: Desk, terms: list[object]) -> None:
    with desk.database.engine.connect() as connection, Session(connection) as session:
        before = {code: store.figures(session, number(session, code), YEAR) for code in (NORTH, SOUTH, "post_16")}
        award = begun(session, desk, "post_16", from_day=APRIL)
        for day, pence, account in terms:  # type: ignore[misc]
            new = NewTerm(account, day, pence, "900001")
            try:
                award_money.change_award(session, desk, award, new, "Changed")
            except Trouble:
                session.rollback()
                return
        cells = store.award_cells(session, award.id)
        for (account, year), found in cells.items():
            assert found.outstanding >= 0 and (found.called == 0 or year == 2027), account
        cost = award_money.cost_of(session, desk, award)
        assert {cell: each.committed - each.released for cell, each in cells.items() if cell[1] == YEAR} == {
            cell: cost.get(cell, 0) for cell in cells if cell[1] == YEAR
        }
        award_money.change_award(session, desk, award, NewTerm("post_16", APRIL, 0), "Ended")
        after = {code: store.figures(session, number(session, code), YEAR) for code in before}
        assert {code: each.uncommitted for code, each in after.items()} == {
            code: each.uncommitted for code, each in before.items()
        }
        session.rollback()


def test_the_clock_is_the_desks(desk: Desk) -> None:
    assert desk.clock() == NOW and posting.this_year(desk) == YEAR
