"""What is due is what the ledger commits and pays, to the penny, in the spreadsheet too; a run pays once.

The clock stands at 14 September 2026.
"""

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy.orm import Session

from engine.awards.calendars import Days
from engine.awards.counting import BY_DAYS, Counting
from panel_api import store
from panel_api.database import Database
from panel_api.errors import Trouble
from panel_api.models import Award
from panel_api.services import award_money, pay_run, posting
from panel_api.services.award_money import NewAward, NewTerm
from panel_api.services.desk import Desk
from panel_api.services.payments import Asked, payable, span, totals_of
from panel_api.sheets import rows_of
from panel_api.store import Viewer
from panel_api.store import payments as books
from panel_api.views.payments import schedule_book
from tests.panel_api.databases import NOW, new_case
from tests.panel_api.ledger_support import NORTH, SOUTH, YEAR, ledger_desk, number

APRIL, AUTUMN = dt.date(2026, 4, 1), dt.date(2026, 9, 1)
SUMMER = Days(APRIL, dt.date(2026, 8, 31))
A_YEAR = Days(APRIL, dt.date(2027, 3, 31))


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    """A desk with open accounts and allocations for 2026."""
    yield from ledger_desk(database)


def begun(
    session: Session,
    desk: Desk,
    account: str = NORTH,
    from_day: dt.date = APRIL,
    pence: int = 468_000,
    counting: Counting = BY_DAYS,
    school: str = "900001",
) -> Award:
    """An award that runs on."""
    term = NewTerm(account, from_day, pence, school)
    case = new_case(session)
    given = NewAward(term, statutory=account == "plans_mainstream", case_id=case.id, counting=counting)
    return award_money.begin_award(session, desk, given, "Band 3")[0]


def a_few(session: Session, desk: Desk) -> list[Award]:
    """Awards that begin, end and count each in its own way, and a service that names no child."""
    found = [
        begun(session, desk, pence=100_001),
        begun(session, desk, from_day=dt.date(2026, 5, 13), pence=551_000),
        begun(session, desk, SOUTH, counting=Counting("months"), pence=123_457, school="900002"),
        begun(session, desk, "plans_mainstream", counting=Counting("twelfths"), pence=899_999, school="900003"),
        begun(session, desk, SOUTH, from_day=dt.date(2026, 8, 20), pence=77_777),
    ]
    award_money.end_award(session, desk, found[1], dt.date(2026, 7, 21), "ended", "Agreed for a time")
    service = NewAward(NewTerm(NORTH, APRIL, 1_200_000), statutory=False, name="=A language group", schools=["900001"])
    return [*found, award_money.begin_award(session, desk, service, "Commissioned")[0]]


def paid(session: Session, code: str = NORTH) -> int:
    return store.figures(session, number(session, code), YEAR).paid


def test_the_terms_spreadsheet_agrees_with_the_ledger_to_the_penny(desk: Desk) -> None:
    with desk.database.writing() as session:
        a_few(session, desk)
        run = pay_run.pay_due(session, desk, desk.last_day())
        assert run.pence > 0 and run.wanting == {}
    file = schedule_book(desk, Asked(SUMMER))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(file)).get_sheet_by_name("Payments").to_python()
    assert sheet[0][0] == "Award" and sheet[-1][-1] == "=A language group"
    total = sum(int(Decimal(str(row[6])) * 100) for row in sheet[1:])
    with desk.database.reading() as session:
        accounts = [each.id for each in store.list_accounts(session, store.LOCAL)]
        by_account = books.paid_within(session, accounts, SUMMER)
        assert total == sum(by_account.values()) > 0
        totals = totals_of(payable(session, desk, Asked(SUMMER)))
        assert totals.by_account == by_account and totals.pence == sum(totals.by_school.values()) == total
        whole = totals_of(payable(session, desk, Asked(A_YEAR)))
        for account in whole.by_account:
            found = store.figures(session, account, YEAR)
            assert found.committed - found.released == whole.by_account[account]


def test_adjoining_spans_share_nothing_and_leave_nothing_out(desk: Desk) -> None:
    with desk.database.writing() as session:
        a_few(session, desk)
        whole = list(payable(session, desk, Asked(A_YEAR)))
        parts = [
            row
            for first, last in (
                ("2026-04-01", "2026-06-13"),
                ("2026-06-14", "2026-12-31"),
                ("2027-01-01", "2027-03-31"),
            )
            for row in payable(session, desk, Asked(Days(dt.date.fromisoformat(first), dt.date.fromisoformat(last))))
        ]
    key = lambda row: (row.award, row.from_day)  # noqa: E731
    assert sorted(parts, key=key) == sorted(whole, key=key)


def test_a_run_pays_once(desk: Desk) -> None:
    with desk.database.writing() as session:
        a_few(session, desk)
        preview = pay_run.planned(session, desk, desk.last_day())
        assert paid(session) == 0
        run = pay_run.pay_due(session, desk, desk.last_day())
        assert run == preview
    with desk.database.writing() as session:
        assert pay_run.pay_due(session, desk, desk.last_day()).payments == []
        assert paid(session) == sum(each.pence for each in run.payments if each.account == number(session, NORTH))


def test_a_run_pays_only_what_has_begun_and_only_the_account_asked_for(desk: Desk) -> None:
    with desk.database.writing() as session:
        begun(session, desk, counting=Counting("months"), pence=120_000)
        begun(session, desk, SOUTH, counting=Counting("months"), pence=120_000)
        run = pay_run.pay_due(session, desk, dt.date(2026, 8, 31), NORTH)
        assert run.pence == 50_000 == paid(session) and paid(session, SOUTH) == 0
        assert pay_run.pay_due(session, desk, AUTUMN, NORTH).pence == 10_000
        with pytest.raises(Trouble):
            pay_run.planned(session, desk, dt.date(2026, 9, 15))


def test_a_change_backwards_is_paid_by_the_next_run(desk: Desk) -> None:
    with desk.database.writing() as session:
        award = begun(session, desk, counting=Counting("months"), pence=120_000)
        pay_run.pay_due(session, desk, desk.last_day())
        raised = NewTerm(NORTH, dt.date(2026, 7, 1), 240_000, "900001")
        award_money.change_award(session, desk, award, raised, "Corrected")
        run = pay_run.pay_due(session, desk, desk.last_day())
        assert run.pence == 3 * 10_000 and paid(session) == 90_000


def test_money_late_for_a_closed_year_is_paid_once_in_the_first_open_one(desk: Desk) -> None:
    with desk.database.writing() as session:
        north = number(session, NORTH)
        posting.allocate(session, desk, NORTH, 2025, 10_000_000, dt.date(2025, 4, 1), "Allocation")
        account = store.hold_accounts(session, [north])[north]
        account.closed_through = 2025
        award = begun(session, desk, from_day=dt.date(2026, 2, 1), counting=Counting("months"), pence=120_000)
        run = pay_run.pay_due(session, desk, desk.last_day())
        assert {each.year for each in run.payments} == {YEAR} and run.pence == 80_000 and run.wanting == {}
        assert store.award_cells(session, award.id)[north, YEAR].outstanding == 60_000
        assert pay_run.pay_due(session, desk, desk.last_day()).payments == []


def test_what_is_due_and_not_committed_is_told_and_not_paid(desk: Desk) -> None:
    with desk.database.writing() as session:
        award = begun(session, desk, counting=Counting("months"), pence=120_000)
        posting.release(session, desk, number(session, NORTH), YEAR, 90_000, APRIL, award.id, "By hand")
        run = pay_run.pay_due(session, desk, desk.last_day())
        assert run.pence == 30_000 and run.wanting == {award.reference: 30_000}


def test_a_holder_sees_their_own_accounts_payments_alone(desk: Desk) -> None:
    with desk.database.writing() as session:
        a_few(session, desk)
        holder = replace(desk, viewer=Viewer("budget_holder", "h", partnership="north"))
        assert {row.account.code for row in payable(session, holder, Asked(A_YEAR))} == {NORTH}
        with pytest.raises(Trouble) as refused:
            list(payable(session, holder, Asked(A_YEAR, SOUTH)))
        assert refused.value.kind == "not-found"
        school = replace(desk, viewer=Viewer("school", "s", school="900001"))
        assert list(payable(session, school, Asked(A_YEAR))) == []


def test_a_span_is_the_term_that_it_is_unless_days_are_given() -> None:
    assert span(None, None, NOW.date()) == Days(AUTUMN, dt.date(2026, 12, 31))
    assert span(None, None, dt.date(2026, 2, 3)) == Days(dt.date(2026, 1, 1), dt.date(2026, 3, 31))
    assert span(APRIL, APRIL, NOW.date()).count == 1
    for first, last in ((AUTUMN, APRIL), (APRIL, dt.date(2028, 4, 1))):
        with pytest.raises(Trouble):
            span(first, last, NOW.date())


def test_a_spreadsheet_is_read_as_it_was_written(desk: Desk) -> None:
    with desk.database.writing() as session:
        a_few(session, desk)
    rows = [row for _, row in rows_of(schedule_book(desk, Asked(SUMMER)))]
    assert rows[0][4:7] == ["From", "Until", "Pounds"]
    assert rows[1][4:7] == ["2026-04-01", "2026-04-30", "82.19"]
