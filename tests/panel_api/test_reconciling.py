"""Reconciliation: every kind of difference is found, the sums are the ledger's, and what agrees is not listed.

The clock stands at 14 September 2026. Each award costs £100 a month; all is looked at to the end of August.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from engine.awards.counting import Counting
from panel_api import store
from panel_api.database import Database
from panel_api.models import Award
from panel_api.services import award_money, leavers, pay_run, posting
from panel_api.services.award_money import NewTerm
from panel_api.services.desk import Desk
from panel_api.services.leavers import Found
from panel_api.services.paid_import import take_in
from panel_api.services.reconciling import Reconciled, last_month, month_days, reconcile
from panel_api.services.roll_import import take_in_roll
from panel_api.store import Viewer
from tests.panel_api.ledger_support import NORTH, SOUTH, YEAR, ledger_desk, number
from tests.panel_api.test_leavers import read as roll
from tests.panel_api.test_paid_import import april
from tests.panel_api.test_paid_import import read as payments
from tests.panel_api.test_payments import begun

AUGUST = month_days(YEAR, 8)


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    """A desk with open accounts and allocations for 2026."""
    yield from ledger_desk(database)


def an_award(session: Session, desk: Desk, account: str = NORTH) -> Award:
    return begun(session, desk, account, counting=Counting("months"), pence=120_000)


def paid(session: Session, desk: Desk) -> None:
    pay_run.pay_due(session, desk, dt.date(2026, 8, 31))


def why(found: Reconciled) -> dict[str, tuple[str, int]]:
    return {each.award: (each.why, each.pence) for each in found.rows}


def test_what_agrees_is_not_listed_and_the_sums_are_the_ledgers(desk: Desk) -> None:
    with desk.database.writing() as session:
        for account in (NORTH, NORTH, SOUTH, "plans_mainstream"):
            an_award(session, desk, account)
        paid(session, desk)
        found = reconcile(session, desk, AUGUST)
        assert found.rows == [] and found.awards == 4
        for sums in found.accounts.values():
            assert sums.agrees and sums.due == sums.by_ledger == store.figures(session, sums.account.id, YEAR).paid
        assert sum(each.by_ledger for each in found.accounts.values()) == 4 * 50_000


def test_each_difference_is_found_with_its_reason(desk: Desk) -> None:
    with desk.database.writing() as session:
        left, gone, twice, elsewhere, other = (an_award(session, desk) for _ in range(5))
        paid(session, desk)
        never = an_award(session, desk, SOUTH)
        take_in_roll(
            session,
            desk,
            "r.csv",
            roll(f"900001,{left.reference},,no,30/6/2026", f"900001,{gone.reference},,no,31/5/2026"),
        )
        line = next(each.line.id for each in leavers.who_left(session, desk) if each.award.id == gone.id)
        leavers.conclude(session, desk, line, Found("left", dt.date(2026, 5, 31), "The school wrote"))
        take_in(session, desk, "p.csv", payments(
            april(twice), april(elsewhere, "1.00", "900009"), april(elsewhere, "-1.00", "900009"),
            april("W-NOBODY", "7.00"),
        ))  # fmt: skip
        halved = NewTerm(NORTH, dt.date(2026, 8, 1), 60_000, "900001")
        award_money.change_award(session, desk, other, halved, "Changed")
        found = reconcile(session, desk, AUGUST)
        assert why(found) == {
            left.reference: ("leaver", 20_000),
            gone.reference: ("leaver", 30_000),
            twice.reference: ("twice", 10_000),
            elsewhere.reference: ("another_school", 0),
            never.reference: ("not_paid", -50_000),
            other.reference: ("amount", 5_000),
            "W-NOBODY": ("unknown", 700),
        }
        assert found.counts["leaver"] == (2, 50_000)
        assert next(each.said_left for each in found.rows if each.award == left.reference) is not None
        for sums in found.accounts.values():
            assert sums.agrees
            own = [each.pence for each in found.rows if each.account and each.account.id == sums.account.id]
            assert sum(own) == sums.by_ledger + sums.not_committed - sums.due


def test_an_award_that_is_paid_late_is_told_apart(desk: Desk) -> None:
    with desk.database.writing() as session:
        award = an_award(session, desk)
        for month in (7, 8):
            posting.pay(session, desk, number(session, NORTH), YEAR, 10_000, dt.date(2026, month, 28), award.id, "Paid")
        assert why(reconcile(session, desk, AUGUST)) == {award.reference: ("late", -30_000)}
        assert why(reconcile(session, desk, month_days(YEAR, 5))) == {award.reference: ("not_paid", -20_000)}


def test_money_late_for_a_closed_year_is_expected_in_the_first_open_one(desk: Desk) -> None:
    with desk.database.writing() as session:
        north = number(session, NORTH)
        store.hold_accounts(session, [north])[north].closed_through = 2025
        begun(session, desk, from_day=dt.date(2026, 2, 1), counting=Counting("months"), pence=120_000)
        paid(session, desk)
        found = reconcile(session, desk, AUGUST)
        assert found.rows == [] and found.accounts[north].due == 70_000


def test_a_partnership_that_runs_out_is_told_and_no_other(desk: Desk) -> None:
    with desk.database.writing() as session:
        begun(session, desk, NORTH, counting=Counting("months"), pence=49_500_000)
        begun(session, desk, SOUTH, counting=Counting("months"), pence=48_000_000)
        begun(session, desk, "plans_mainstream", counting=Counting("months"), pence=48_000_000)
        found = reconcile(session, desk, month_days(YEAR, 9))
        assert [each.account.code for each in found.accounts.values() if found.runs_out(each)] == [NORTH]
        later = replace(desk, clock=lambda: dt.datetime(2027, 1, 1, 9, tzinfo=dt.UTC))
        found = reconcile(session, later, AUGUST)
        assert not any(map(found.runs_out, found.accounts.values())), "a quarter before the end is no surprise"


def test_a_holder_sees_their_own_account_alone(desk: Desk) -> None:
    with desk.database.writing() as session:
        an_award(session, desk)
        an_award(session, desk, SOUTH)
        take_in(session, desk, "p.csv", payments(april("W-NOBODY", "7.00")))
        holder = replace(desk, viewer=Viewer("budget_holder", "h", partnership="north"))
        found = reconcile(session, holder, AUGUST)
        assert [each.account.code for each in found.accounts.values()] == [NORTH] and len(found.rows) == 1


def test_a_months_days_are_those_of_its_financial_year() -> None:
    firsts = [last_month(dt.date(2026, month, 20)) for month in (4, 5, 11, 12)]
    assert firsts == [(2026, 4), (2026, 4), (2026, 10), (2026, 11)]
    assert [last_month(dt.date(2027, month, 1)) for month in (1, 2, 3)] == [(2026, 12), (2026, 1), (2026, 2)]
    assert month_days(2026, 4).until_day == dt.date(2026, 4, 30)
    assert month_days(2026, 12).until_day == dt.date(2026, 12, 31)
    assert month_days(2026, 3) == replace(month_days(2026, 4), until_day=dt.date(2027, 3, 31))
