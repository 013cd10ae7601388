"""The ledger on both databases: entries do what their kind says, balances are seeks, and nothing can be made to lie."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from engine.ledger.figures import Figures, fold
from panel_api import store
from panel_api.database import Database
from panel_api.errors import Trouble
from panel_api.models import Account, LedgerEntry, LedgerLine
from panel_api.services import posting
from panel_api.services.desk import Desk
from panel_api.store import LOCAL, Viewer
from tests.panel_api.databases import NOW
from tests.panel_api.ledger_support import ALLOCATED, DAY, NORTH, SOUTH, YEAR, ledger_desk, number


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    """A desk with open accounts: two partnerships with half a million pounds each."""
    yield from ledger_desk(database)


def figures(session: Session, code: str, known_at: dt.datetime | None = None) -> Figures:
    return store.figures(session, number(session, code), YEAR, known_at)


def test_the_accounts_there_are_follow_law(desk: Desk) -> None:
    with desk.database.reading() as session:
        found = {each.code: each.may_overspend for each in store.list_accounts(session, LOCAL)}
    assert found == {
        "plans_mainstream": True,
        "specialist_places": True,
        "post_16": True,
        "early_years_fund": False,
        "contingency": False,
        NORTH: False,
        SOUTH: False,
    }


def test_an_award_is_committed_paid_released_and_recovered(desk: Desk) -> None:
    with desk.database.writing() as session:
        north = number(session, NORTH)
        posting.commit(session, desk, north, YEAR, 468_000, DAY, 7, "Band 3")
        posting.pay(session, desk, north, YEAR, 156_000, DAY, 7, "Autumn")
        posting.release(session, desk, north, YEAR, 200_000, DAY, 7, "Left")
        posting.recover(session, desk, north, YEAR, 6_000, DAY, 7, "Paid too much")
        found = figures(session, NORTH)
    assert found == Figures(allocated=ALLOCATED, committed=468_000, paid=150_000, released=206_000)
    assert found.outstanding == 112_000
    assert found.uncommitted == ALLOCATED - 262_000 == found.held - found.paid - found.outstanding


def test_a_partnership_is_never_overdrawn_and_is_told_its_figures(desk: Desk) -> None:
    with desk.database.writing() as session, pytest.raises(Trouble) as refused:
        posting.commit(session, desk, number(session, NORTH), YEAR, ALLOCATED + 1, DAY, 7, "Too much")
    assert refused.value.kind == "conflict" and "£500,000 uncommitted" in refused.value.detail
    assert refused.value.more["uncommitted_pence"] == ALLOCATED
    with desk.database.writing() as session:
        posting.commit(session, desk, number(session, NORTH), YEAR, ALLOCATED, DAY, 7, "All of it")
        posting.commit(session, desk, number(session, "plans_mainstream"), YEAR, 1, DAY, 8, "Section F")
        assert figures(session, "plans_mainstream").uncommitted == -1


def test_no_award_is_paid_or_released_beyond_its_commitment(desk: Desk) -> None:
    with desk.database.writing() as session:
        north = number(session, NORTH)
        posting.commit(session, desk, north, YEAR, 100, DAY, 7, "Band 1")
        for verb in (posting.pay, posting.release):
            with pytest.raises(Trouble) as refused:
                verb(session, desk, north, YEAR, 101, DAY, 7, "Too much")
            assert "£1 is outstanding" in refused.value.detail
        with pytest.raises(Trouble):
            posting.pay(session, desk, north, YEAR, 1, DAY, 8, "Of no award")


def test_no_more_comes_back_than_was_paid(desk: Desk) -> None:
    with desk.database.writing() as session:
        of_award = (number(session, NORTH), YEAR)
        posting.commit(session, desk, *of_award, 1_000, DAY, 7, "Band 1")
        paid = posting.pay(session, desk, *of_award, 600, DAY, 7, "Autumn").number
        with pytest.raises(Trouble) as refused:
            posting.recover(session, desk, *of_award, 601, DAY, 7, "Too much")
        assert "£6 is paid" in refused.value.detail
        posting.recover(session, desk, *of_award, 600, DAY, 7, "All of it")
        with pytest.raises(Trouble):
            posting.reverse(session, desk, paid, DAY, "It came back already")


def test_a_closed_year_is_written_to_no_more_by_raw_sql_either(desk: Desk) -> None:
    with desk.database.writing() as session:
        posting.account_of(session, NORTH).closed_through = YEAR
        with pytest.raises(Trouble) as refused:
            posting.commit(session, desk, number(session, NORTH), YEAR, 100, DAY, 7, "Late")
        assert "closed for 2026 to 2027" in refused.value.detail
    with pytest.raises(DBAPIError), desk.database.writing() as session:
        session.execute(insert(LedgerLine), [{**GOOD, "account_id": number(session, NORTH)}])


def test_an_entry_is_reversed_once_and_restores_exactly(desk: Desk) -> None:
    with desk.database.writing() as session:
        north = number(session, NORTH)
        before = figures(session, NORTH)
        entry = posting.commit(session, desk, north, YEAR, 468_000, DAY, 7, "Band 3").number
        posting.reverse(session, desk, entry, DAY, "The wrong case")
        assert figures(session, NORTH) == before
        with pytest.raises(Trouble) as refused:
            posting.reverse(session, desk, entry, DAY, "Again")
        assert "reversed already" in refused.value.detail


def test_cash_at_a_host_school_is_told_apart_and_never_below_nothing(desk: Desk) -> None:
    with desk.database.writing() as session:
        north = number(session, NORTH)
        posting.hand_over(session, desk, north, YEAR, 90_000, DAY, "To the host school")
        posting.commit(session, desk, north, YEAR, 200_000, DAY, 7, "A language group")
        posting.pay(session, desk, north, YEAR, 60_000, DAY, 7, "Autumn", by_host=True)
        found = figures(session, NORTH)
        assert (found.handed, found.council_cash, found.paid) == (30_000, ALLOCATED - 90_000, 60_000)
        assert found.uncommitted == ALLOCATED - 200_000
        with pytest.raises(Trouble) as refused:
            posting.pay(session, desk, north, YEAR, 60_000, DAY, 7, "More than it holds", by_host=True)
        assert "holds £300" in refused.value.detail


def test_a_balance_can_be_read_as_it_was_known(desk: Desk) -> None:
    later = NOW + dt.timedelta(days=3)
    with desk.database.writing() as session:
        north = number(session, NORTH)
        posting.commit(session, replace(desk, clock=lambda: later), north, YEAR, 100, dt.date(2026, 4, 1), 7, "Late")
        assert figures(session, NORTH, later - dt.timedelta(seconds=1)).committed == 0
        assert figures(session, NORTH, later).committed == figures(session, NORTH).committed == 100
        assert figures(session, NORTH, NOW - dt.timedelta(days=1)) == Figures()


def test_income_is_gross_and_moves_no_balance(desk: Desk) -> None:
    with desk.database.writing() as session:
        county = number(session, "plans_mainstream")
        posting.commit(session, desk, county, YEAR, 900_000, DAY, 7, "Section F")
        posting.income(session, desk, "claim", county, YEAR, 300_000, DAY, 7, "Of the neighbour")
        posting.income(session, desk, "receive", county, YEAR, 100_000, DAY, 7, "First part")
        found = figures(session, "plans_mainstream")
    assert (found.uncommitted, found.income_outstanding) == (-900_000, 200_000)


def test_months_add_up_to_the_year(desk: Desk) -> None:
    with desk.database.writing() as session:
        north = number(session, NORTH)
        for month, award in ((4, 1), (9, 2), (9, 3), (12, 4)):
            day = dt.date(2026, month, 20)
            posting.commit(session, desk, north, YEAR, 1_000 * month, day, award, "Band")
        sums = store.month_sums(session, north, YEAR)
        assert [(each.month, each.pence) for each in sums if each.measure == "committed"] == [
            (1, 4_000),
            (6, 18_000),
            (9, 12_000),
        ]
        lines = session.execute(select(LedgerLine.measure, LedgerLine.pence).where(LedgerLine.account_id == north))
        assert fold((measure, pence) for measure, pence in lines) == figures(session, NORTH)


LIES = {
    "changing a line": update(LedgerLine).values(pence=1),
    "taking a line away": delete(LedgerLine),
    "changing an entry": update(LedgerEntry).values(pence=1),
    "taking an entry away": delete(LedgerEntry),
}


@pytest.mark.parametrize("lie", LIES)
def test_nothing_written_can_be_changed(desk: Desk, lie: str) -> None:
    with pytest.raises(DBAPIError), desk.database.writing() as session:
        session.execute(LIES[lie].execution_options(synchronize_session=False))


GOOD: dict[str, object] = {
    "entry_id": 3, "year": YEAR, "sequence": 2, "measure": "committed", "pence": 100, "award_id": 7,
    "effective_on": DAY, "month": 6, "written_at": NOW, "held_after": ALLOCATED, "committed_after": 100,
    "paid_after": 0, "released_after": 0, "handed_after": 0, "month_after": 100,
}  # fmt: skip
FORGED: dict[str, dict[str, object]] = {
    "a running total that does not follow": {"committed_after": 99},
    "more held than was given": {"held_after": ALLOCATED + 1},
    "a month that does not follow": {"month_after": 5},
    "a gap": {"sequence": 3},
    "the same place twice": {"sequence": 1},
    "a line of an entry that is written": {"entry_id": 1},
    "before what came before": {"written_at": NOW - dt.timedelta(seconds=1)},
    "more than there is": {"pence": ALLOCATED + 1, "committed_after": ALLOCATED + 1, "month_after": ALLOCATED + 1},
    "paid and never committed": {"measure": "paid", "committed_after": 0, "paid_after": 100},
    "back and never paid": {
        "measure": "paid",
        "pence": -100,
        "committed_after": 0,
        "paid_after": -100,
        "month_after": -100,
    },
    "a line whose entry never comes": {},
}


@pytest.mark.parametrize("how", FORGED)
def test_the_database_itself_refuses_a_line_that_does_not_add_up(desk: Desk, how: str) -> None:
    with pytest.raises(DBAPIError), desk.database.writing() as session:
        row = {**GOOD, "account_id": number(session, NORTH), **FORGED[how]}
        session.execute(insert(LedgerLine), [row])


ENTRY: dict[str, object] = {
    "id": 3, "kind": "commit", "pence": 100, "line_count": 1, "words": "w", "by_role": "local", "by_reference": "local",
    "written_at": NOW,
}  # fmt: skip
HALF: dict[str, dict[str, object]] = {
    "a count that is not so": {"line_count": 2},
    "another sum": {"pence": 99},
    "another moment": {"written_at": NOW + dt.timedelta(seconds=1)},
    "a virement with one side": {"kind": "vire"},
    "a reversal of something else": {"kind": "reverse", "reverses_id": 1},
}


@pytest.mark.parametrize("how", HALF)
def test_the_database_itself_refuses_an_entry_that_is_not_whole(desk: Desk, how: str) -> None:
    with pytest.raises(DBAPIError), desk.database.writing() as session:
        session.execute(insert(LedgerLine), [{**GOOD, "account_id": number(session, NORTH)}])
        session.execute(insert(LedgerEntry), [{**ENTRY, **HALF[how]}])


def test_the_same_line_and_entry_stand_when_they_are_true(desk: Desk) -> None:
    with desk.database.writing() as session:
        session.execute(insert(LedgerLine), [{**GOOD, "account_id": number(session, NORTH)}])
        session.execute(insert(LedgerEntry), [ENTRY])
    with desk.database.reading() as session:
        assert figures(session, NORTH).committed == 100
        assert session.scalar(text("SELECT count(*) FROM ledger_entries")) == 3


def test_a_holder_sees_their_own_account_and_a_school_none(desk: Desk) -> None:
    holder = Viewer("budget_holder", "h", partnership="north")
    with desk.database.reading() as session:
        assert [each.code for each in store.list_accounts(session, holder)] == [NORTH]
        assert store.account_by_code(session, holder, SOUTH) is None
        assert store.list_accounts(session, Viewer("school", "s", school="100000")) == []
        everything = store.list_accounts(session, Viewer("finance_officer", "f"))
        assert len(everything) == session.scalar(select(text("count(*)")).select_from(Account)) == 7
