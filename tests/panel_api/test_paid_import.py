"""Payments of the finance system: each line counts once, pays what is outstanding, and hides nothing that is not.

The clock stands at 14 September 2026. Each award costs £100 a month.
"""

import datetime as dt
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.awards.counting import Counting
from engine.ledger.figures import Figures
from panel_api import store
from panel_api.database import Database
from panel_api.errors import Trouble
from panel_api.models import Award, LedgerEntry, PaidLine
from panel_api.services import award_money
from panel_api.services.desk import Desk
from panel_api.services.paid_file import Read, read_paid
from panel_api.services.paid_import import plan, take_in
from panel_api.sheets import rows_of, workbook
from panel_api.store import finance as files
from tests.panel_api.ledger_support import NORTH, SOUTH, YEAR, ledger_desk, number
from tests.panel_api.test_payments import begun

MONTHS = Counting("months")
HEADS = "Award,Period from,Period to,Amount,School (URN),Paid on\n"


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    """A desk with open accounts and allocations for 2026."""
    yield from ledger_desk(database)


def an_award(session: Session, desk: Desk, account: str = NORTH) -> Award:
    return begun(session, desk, account, counting=MONTHS, pence=120_000)


def read(*lines: str) -> Read:
    return read_paid(rows_of((HEADS + "\n".join(lines)).encode()))


def april(award: Award | str, amount: str = "100.00", school: str = "900001", paid: str = "30/4/2026") -> str:
    name = award if isinstance(award, str) else award.reference
    return f'{name},1/4/2026,30/4/2026,"{amount}",{school},{paid}'


def of(session: Session, award: Award, account: str = NORTH) -> Figures:
    return store.award_cells(session, award.id)[number(session, account), YEAR]


def test_a_line_pays_what_is_outstanding_and_the_rest_is_told(desk: Desk) -> None:
    with desk.database.writing() as session:
        award, other = an_award(session, desk), an_award(session, desk, SOUTH)
        file = read(april(award, "1,150.00"), april(other), april(award, "£200"), april("W-ZZZZ-ZZZZ", "12.34"))
        found = plan(session, desk, file)
        assert [(each.posts, each.not_committed) for each in found.lines] == [
            (115_000, 0), (10_000, 0), (5_000, 15_000), (0, 1_234),
        ]  # fmt: skip
        assert [each.row.award for each in found.unknown] == ["W-ZZZZ-ZZZZ"]
        assert of(session, award).paid == 0
        kept = take_in(session, desk, "may.csv", file)
        assert (of(session, award).paid, of(session, award).outstanding, of(session, other, SOUTH).paid) == (
            120_000, 0, 10_000,
        )  # fmt: skip
        lines = files.paid_lines_of(session, kept.id)
        assert [(each.row, each.pence, each.posted_pence, each.entry_id is None) for each in lines] == [
            (2, 115_000, 115_000, False), (3, 10_000, 10_000, False), (4, 20_000, 5_000, False), (5, 1_234, 0, True),
        ]  # fmt: skip
        entry = session.get_one(LedgerEntry, lines[2].entry_id)
        assert entry.source == f"Payments file {kept.id}, row 4" and entry.pence == 5_000


def test_the_same_file_twice_does_no_harm_however_it_was_saved(desk: Desk) -> None:
    with desk.database.writing() as session:
        award = an_award(session, desk)
        take_in(session, desk, "april.csv", read(april(award)))
        heads = ("Paid on", "Amount paid", "URN", "Award reference", "From", "Until")
        day = dt.date(2026, 4, 1), dt.date(2026, 4, 30)
        again = read_paid(rows_of(workbook([("x", heads, [(day[1], 100, 900001, award.reference, *day)])])))
        assert plan(session, desk, again).same_as is not None
        with pytest.raises(Trouble) as refused:
            take_in(session, desk, "again.xlsx", again)
        assert "taken in before" in refused.value.detail
        assert of(session, award).paid == 10_000


def test_a_line_that_came_before_counts_once_and_two_in_one_file_are_two(desk: Desk) -> None:
    with desk.database.writing() as session:
        award = an_award(session, desk)
        take_in(session, desk, "april.csv", read(april(award)))
        more = read(april(award), april(award), april(award, "5.00"))
        assert [each.before is not None for each in plan(session, desk, more).lines] == [True, False, False]
        take_in(session, desk, "to-may.csv", more)
        assert of(session, award).paid == 20_500
        assert session.scalar(select(func.count()).select_from(PaidLine)) == 3


def test_what_came_back_is_recovered_and_stays_committed_while_it_is_due(desk: Desk) -> None:
    with desk.database.writing() as session:
        award = an_award(session, desk)
        take_in(session, desk, "april.csv", read(april(award)))
        take_in(session, desk, "may.csv", read(april(award, "(40.00)", paid="5/5/2026")))
        found = of(session, award)
        assert found.paid == 6_000 and found.committed - found.released == 120_000
        award_money.end_award(session, desk, award, dt.date(2026, 4, 15), "left", "Left the school")
        assert (
            of(session, award).outstanding == 0 and of(session, award).committed - of(session, award).released == 6_000
        )


def test_a_payment_to_the_wrong_school_put_right_in_one_file_leaves_the_ledger_as_it_was(desk: Desk) -> None:
    with desk.database.writing() as session:
        award = an_award(session, desk)
        take_in(session, desk, "april.csv", read(april(award, "1200", school="900009")))
        entries = session.scalar(select(func.count()).select_from(LedgerEntry))
        put_right = read(april(award, "-1200", "900009", "5/5/2026"), april(award, "1200", "900001", "5/5/2026"))
        take_in(session, desk, "may.csv", put_right)
        assert of(session, award).paid == 120_000
        assert files.not_committed_of(session, [award.id]) == {award.id: 0}
        assert session.scalar(select(func.count()).select_from(LedgerEntry)) == entries


def test_more_than_was_paid_does_not_come_back(desk: Desk) -> None:
    with desk.database.writing() as session:
        award = an_award(session, desk)
        take_in(session, desk, "april.csv", read(april(award, "10")))
        back = plan(session, desk, read(april(award, "-25")))
        assert [(each.posts, each.not_committed) for each in back.lines] == [(-1_000, -1_500)]


def test_every_row_that_cannot_be_used_is_told_and_nothing_is_taken_in(desk: Desk) -> None:
    file = read(
        "W-CDFG-HJKM,31/4/2026,,12.00,100000,1/5/2026",
        "W-CDFG-HJKM,2/4/2026,1/4/2026,12.005,100000,",
        "Total,,,24.00,,",
        ",1/4/2026,30/4/2026,0,1/2,1/5/2026",
    )
    assert [str(each.where) for each in file.problems] == [
        "row 2, From", "row 2, Until", "row 3, Until", "row 3, Amount", "row 4, From", "row 4, Until",
        "row 5, Award", "row 5, Amount", "row 5, School",
    ]  # fmt: skip
    assert all(each.wrong and each.expected and each.remedy for each in file.problems)
    with desk.database.writing() as session, pytest.raises(Trouble) as refused:
        take_in(session, desk, "x.csv", file)
    assert len(refused.value.problems) == 9


@pytest.mark.parametrize("heads", ["", "Name,Day\n", "Award,From,Amount,amount\nW-1,1/4/2026,1,1\n"])
def test_a_file_without_the_columns_it_needs_says_which(heads: str) -> None:
    with pytest.raises(Trouble) as refused:
        read_paid(rows_of(heads.encode()))
    assert {str(each.where) for each in refused.value.problems} == {"row 1"}
