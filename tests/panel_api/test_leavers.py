"""Leavers: found from returns, concluded by people, the money to the day and the plan untouched.

The clock stands at 14 September 2026. Each award costs £100 a month; April to September are paid.
"""

import datetime as dt
from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from engine.awards.counting import Counting
from panel_api import store
from panel_api.database import Database
from panel_api.errors import Trouble
from panel_api.models import Award, Case
from panel_api.services import leavers, pay_run, posting
from panel_api.services.desk import Desk
from panel_api.services.leavers import Found
from panel_api.services.paid_file import read_paid
from panel_api.services.paid_import import take_in
from panel_api.services.roll_file import RollRead, read_roll
from panel_api.services.roll_import import plan_roll, take_in_roll
from panel_api.sheets import rows_of
from tests.panel_api.ledger_support import ALLOCATED, NORTH, SOUTH, YEAR, ledger_desk, number
from tests.panel_api.test_payments import begun

HEADS = "School URN,Award,UPN,On roll,Left on\n"
LEFT = dt.date(2026, 7, 31)
HOW = "The school wrote on 3 August"


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    """A desk with open accounts and allocations for 2026."""
    yield from ledger_desk(database)


def read(*lines: str) -> RollRead:
    return read_roll(rows_of((HEADS + "\n".join(lines)).encode()))


def a_leaver(session: Session, desk: Desk, account: str = NORTH) -> tuple[Award, int]:
    """An award that is paid to September, whose child's school says they left on 31 July; and the line's number."""
    award = begun(session, desk, account, counting=Counting("months"), pence=120_000)
    pay_run.pay_due(session, desk, desk.last_day())
    take_in_roll(session, desk, "july.csv", read(f"900001,{award.reference},,no,31/7/2026"))
    return award, leavers.who_left(session, desk)[0].line.id


def test_a_return_finds_who_left_and_ends_nothing(desk: Desk) -> None:
    with desk.database.writing() as session:
        award, _ = a_leaver(session, desk)
        (left,) = leavers.who_left(session, desk)
        assert (left.due, left.paid, left.overpaid) == (40_000, 60_000, 20_000)
        assert left.account.code == NORTH and left.pence_a_year == 120_000
        cell = store.award_cells(session, award.id)[number(session, NORTH), YEAR]
        assert cell.outstanding == 60_000 and len(store.terms_of_awards(session, [award.id])[award.id]) == 1


def test_one_who_left_is_released_to_the_day_and_the_overpayment_recovered(desk: Desk) -> None:
    with desk.database.writing() as session:
        award, line = a_leaver(session, desk)
        case = session.get_one(Case, award.case_id)
        before = (case.stage, case.version, case.facts)
        leavers.conclude(session, desk, line, Found("left", LEFT, HOW))
        cell = number(session, NORTH), YEAR
        assert leavers.overpaid(session, desk, [award])[0].cells == {cell: 20_000}
        assert store.uncommitted(session, *cell) == ALLOCATED - 60_000
        assert leavers.recover(session, desk, award.reference, "Taken off the next payment") == 20_000
        found = store.award_cells(session, award.id)[cell]
        assert (found.paid, found.outstanding, found.committed - found.released) == (40_000, 0, 40_000)
        assert store.uncommitted(session, *cell) == ALLOCATED - 40_000
        assert leavers.overpaid(session, desk, [award]) == [] and leavers.who_left(session, desk) == []
        assert pay_run.pay_due(session, desk, desk.last_day()).payments == []
        assert (case.stage, case.version, case.facts) == before
        with pytest.raises(Trouble):
            leavers.recover(session, desk, award.reference, "Again")
        with pytest.raises(Trouble) as refused:
            leavers.conclude(session, desk, line, Found("stays", None, HOW))
        assert "found already" in refused.value.detail


def test_one_who_moved_takes_the_award_along_to_the_other_partnership(desk: Desk) -> None:
    with desk.database.writing() as session:
        award, line = a_leaver(session, desk)
        moved = Found("moved_school", LEFT, HOW, "900002", dt.date(2026, 9, 7), SOUTH)
        leavers.conclude(session, desk, line, moved)
        cells = store.award_cells(session, award.id)
        south = cells[number(session, SOUTH), YEAR]
        assert south.committed == 24 * 10_000 // 30 + 6 * 10_000
        assert leavers.overpaid(session, desk, [award])[0].cells == {(number(session, NORTH), YEAR): 20_000}
        ((_, gap),) = leavers.gaps_of(session, desk, [award])
        assert gap is not None and (gap.left, gap.joined) == ("900001", "900002")
        assert gap.days.from_day == dt.date(2026, 8, 1) and 0 < len(gap.without_provision) < 7


def test_one_who_moved_within_a_day_has_no_gap_and_the_same_cost(desk: Desk) -> None:
    with desk.database.writing() as session:
        award, line = a_leaver(session, desk)
        leavers.conclude(session, desk, line, Found("moved_school", LEFT, HOW, "900002", dt.date(2026, 8, 1)))
        assert leavers.overpaid(session, desk, [award]) == leavers.gaps_of(session, desk, [award]) == []
        cell = store.award_cells(session, award.id)[number(session, NORTH), YEAR]
        assert cell.committed - cell.released == 120_000


def test_one_who_stays_changes_nothing_and_may_leave_later(desk: Desk) -> None:
    with desk.database.writing() as session:
        award, line = a_leaver(session, desk)
        leavers.conclude(session, desk, line, Found("stays", None, "Off sick, not gone"))
        assert leavers.who_left(session, desk) == []
        take_in_roll(session, desk, "september.csv", read(f"900001,{award.reference},,no,1/9/2026"))
        assert [each.line.left_on for each in leavers.who_left(session, desk)] == [dt.date(2026, 9, 1)]
        take_in_roll(session, desk, "later.csv", read(f"900001,{award.reference},,yes,"))
        assert leavers.who_left(session, desk) == []


def test_what_a_closed_year_overpaid_is_told_until_it_came_back(desk: Desk) -> None:
    with desk.database.writing() as session:
        north, gone = number(session, NORTH), dt.date(2026, 1, 31)
        posting.allocate(session, desk, NORTH, 2025, 10_000_000, dt.date(2025, 4, 1), "Allocation")
        award = begun(session, desk, from_day=dt.date(2026, 1, 1), counting=Counting("months"), pence=120_000)
        pay_run.pay_due(session, desk, desk.last_day())
        store.hold_accounts(session, [north])[north].closed_through = 2025
        take_in_roll(session, desk, "late.csv", read(f"900001,{award.reference},,no,31/1/2026"))
        leavers.conclude(session, desk, leavers.who_left(session, desk)[0].line.id, Found("left", gone, HOW))
        (found,) = leavers.overpaid(session, desk, [award])
        assert (found.cells, found.closed) == ({(north, YEAR): 60_000}, 20_000)
        assert leavers.recover(session, desk, award.reference, "Came back") == 60_000
        (found,) = leavers.overpaid(session, desk, [award])
        assert (found.cells, found.closed) == ({}, 20_000)
        back = f"Award,From,Amount\n{award.reference},1/2/2026,-150.00\n"
        take_in(session, desk, "back.csv", read_paid(rows_of(back.encode())))
        assert leavers.overpaid(session, desk, [award])[0].closed == 5_000


def test_the_same_leaver_in_next_months_return_is_not_asked_about_again(desk: Desk) -> None:
    with desk.database.writing() as session:
        award, line = a_leaver(session, desk)
        leavers.conclude(session, desk, line, Found("left", LEFT, HOW))
        again = f"900001,{award.reference},,no,31/7/2026"
        with pytest.raises(Trouble):
            take_in_roll(session, desk, "again.csv", read(again))
        take_in_roll(session, desk, "august.csv", read(again, "900002,W-NONE,,yes,"))
        assert leavers.who_left(session, desk) == []


def test_a_pupil_is_matched_by_upn_and_what_is_not_known_is_told_and_not_kept(desk: Desk) -> None:
    with desk.database.writing() as session:
        award = begun(session, desk, counting=Counting("months"), pence=120_000)
        found = plan_roll(session, desk, read("900001,,b801200005001,no,31/7/2026", "900001,,A1,no,1/7/2026"))
        assert [each.award and each.award.id for each in found.lines] == [award.id, None]
        assert len(found.left) == len(found.unknown) == 1


def test_what_does_not_fit_together_is_told_field_by_field(desk: Desk) -> None:
    wrong = {
        "last_day": tuple(Found("left", day, HOW) for day in (None, dt.date(2026, 3, 1), LEFT.replace(year=2028))),
        "to_school": (Found("moved_school", LEFT, HOW, None, dt.date(2026, 9, 1)),),
        "from_day": (Found("moved_school", LEFT, HOW, "900002", LEFT), Found("moved_school", LEFT, HOW, "900002")),
        "authority": (Found("moved_authority", LEFT, HOW),),
        "words": (Found("stays", None, " "),),
    }  # fmt: skip
    with desk.database.writing() as session:
        _, line = a_leaver(session, desk)
        for field, tries in wrong.items():
            for each in tries:
                with pytest.raises(Trouble) as refused:
                    leavers.conclude(session, desk, line, each)
                assert [str(problem.where) for problem in refused.value.problems] == [field], each
        assert leavers.who_left(session, desk) != []


def test_rows_of_a_return_that_cannot_be_used_are_told() -> None:
    found = read("900001,W-1,,perhaps,", ",W-1,,no,", "900001,,,yes,1/7/2026")
    assert [str(each.where) for each in found.problems] == [
        "row 2, On roll", "row 3, School", "row 3, Left on", "row 4, Award", "row 4, Left on",
    ]  # fmt: skip
