"""`evenhand ledger check`: a true ledger holds, and whatever is altered with the triggers off is found and named."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from engine.ledger import entries
from panel_api.cli import run
from panel_api.database import Database
from panel_api.models import LedgerAssertion, LogLine
from panel_api.services import posting
from panel_api.services.desk import Desk
from panel_api.services.ledger_check import check_ledger
from panel_api.services.verifying import verify_database
from panel_api.settings import Settings
from tests.panel_api.databases import NOW, tamper
from tests.panel_api.ledger_support import DAY, NORTH, SOUTH, YEAR, ledger_desk, number


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    """A desk whose ledger has an entry of every kind; entries are numbered from 1, the first two are allocations."""
    for desk in ledger_desk(database):
        with database.writing() as session:
            north, south = number(session, NORTH), number(session, SOUTH)
            cell = (north, YEAR)
            vire = entries.vire(north, south, YEAR, 5_000, DAY)
            posting.post(session, desk, "vire", 5_000, vire, "Lent")  # entry 3
            posting.commit(session, desk, *cell, 90_000, DAY, 7, "Band 3")  # 4
            posting.hand_over(session, desk, *cell, 40_000, DAY, "To the host school")  # 5
            posting.pay(session, desk, *cell, 30_000, DAY, 7, "Autumn", by_host=True)  # 6
            posting.pay(session, desk, *cell, 20_000, DAY, 7, "Autumn")  # 7
            posting.recover(session, desk, *cell, 1_000, DAY, 7, "Left")  # 8
            posting.release(session, desk, *cell, 10_000, DAY, 7, "Left")  # 9
            posting.reverse(session, desk, 9, DAY, "Came back")  # 10
            posting.income(session, desk, "claim", *cell, 9_000, DAY, 7, "Of the neighbour")  # 11
            posting.income(session, desk, "receive", *cell, 8_000, DAY, 7, "First part")  # 12
            call = entries.call(north, YEAR + 1, 70_000, dt.date(YEAR + 1, 4, 1), 7)
            posting.post(session, desk, "call", 70_000, call, "Next year", award=7)  # 13
            last, first = dt.date(YEAR + 1, 3, 31), dt.date(YEAR + 1, 4, 1)
            carried = entries.carry_forward(south, YEAR, 400, last, first)
            posting.post(session, desk, "carry_forward", 400, carried, "A surplus")  # 14
            said = {"figure": "paid", "source": "Statement", "by_role": "local", "by_reference": "local"}
            for day, pence in ((DAY, 49_000), (DAY - dt.timedelta(days=1), 0)):
                row = LedgerAssertion(account_id=north, year=YEAR, on_day=day, pence=pence, written_at=NOW, **said)
                session.add(row)
        yield desk


def test_a_true_ledger_holds(desk: Desk, settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ledger", "check", "--database", settings.database_url]) == 0
    assert capsys.readouterr().out == (
        "The ledger holds: 18 lines in 4 years of accounts, 14 entries, 1 awards. 2 of 2 statement lines agree.\n"
    )


ALTERED = {
    "a line's amount": (
        "UPDATE ledger_lines SET pence = 89999 WHERE entry_id = 4",
        "north partnership, 2026 to 2027, line 3 (entry 4): committed comes to £899.99 with it, and it says £900.00",
    ),
    "the balance after a line": (
        "UPDATE ledger_lines SET held_after = held_after + 1 WHERE entry_id = 3",
        "north partnership, 2026 to 2027, line 2 (entry 3): held comes to £499,950.00",
    ),
    "a balance from a line on, so that each follows": (
        "UPDATE ledger_lines SET held_after = held_after + 1 WHERE year = 2026 AND entry_id >= 4",
        "north partnership, 2026 to 2027: held is £499,950.00 by its lines, and its last line says £499,950.01",
    ),
    "the total of a month": (
        "UPDATE ledger_lines SET month_after = 1 WHERE entry_id = 7",
        "line 7 (entry 7): paid of month 6 comes to £500.00 with it, and it says £0.01",
    ),
    "the month of a line": (
        "UPDATE ledger_lines SET month = 7 WHERE entry_id = 4",
        "its day is 2026-09-14, and its month 7",
    ),
    "a line taken away": ("DELETE FROM ledger_lines WHERE entry_id = 5", "it stands after line 3"),
    "an entry taken away": ("DELETE FROM ledger_entries WHERE id = 13", "Entry 13: its entry is missing"),
    "an entry's lines taken away": (
        "DELETE FROM ledger_lines WHERE entry_id = 14",
        "The ledger: entry 14 has no lines",
    ),
    "half an entry": ("DELETE FROM ledger_lines WHERE entry_id = 8 AND measure = 'paid'", "it has 2 lines, and 1 are"),
    "an entry's amount": (
        "UPDATE ledger_entries SET pence = 89999 WHERE id = 4",
        "Entry 4: its lines are not those of",
    ),
    "an entry's kind": (
        "UPDATE ledger_entries SET kind = 'release' WHERE id = 4",
        "Entry 4: its lines are not those of",
    ),
    "what an entry takes back": (
        "UPDATE ledger_entries SET reverses_id = 8 WHERE id = 10",
        "Entry 10: it does not take back what entry 8 did",
    ),
    "whose award it was": (
        "UPDATE ledger_entries SET award_id = 8 WHERE id = 4",
        "Entry 4: a line of it is of another",
    ),
    "the moment": (
        "UPDATE ledger_lines SET written_at = '2026-09-14 09:14:04' WHERE entry_id = 6",
        "was written before",
    ),
    "who may overspend, after the fact": (
        "UPDATE ledger_lines SET held_after = 0 WHERE entry_id = 4",
        "it leaves −£900.00 in an account that is never overdrawn",
    ),
    "a payment that was never committed": (
        "UPDATE ledger_lines SET award_id = 9 WHERE entry_id = 7",
        "Award 9, north partnership, 2026 to 2027: more is paid or released than was committed, from line 7 on",
    ),
    "where a line stands": (
        "UPDATE ledger_lines SET year = 2025 WHERE entry_id = 14 AND year = 2026",
        "Entry 14: its lines stand in accounts or years that carry_forward does not join",
    ),
    "a statement": (
        "UPDATE ledger_assertions SET pence = 48999 WHERE pence = 49000",
        "north partnership, 2026 to 2027: paid on 14 September 2026 is £490.00 here, and Statement says £489.99",
    ),
}


@pytest.mark.parametrize("what", ALTERED)
def test_whatever_is_altered_by_raw_sql_is_found(
    desk: Desk, settings: Settings, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    statement, says = ALTERED[what]
    tamper(desk.database, statement)
    assert run(["ledger", "check", "--database", settings.database_url]) == 1
    said = capsys.readouterr().out
    assert says in said
    assert ("The ledger holds" in said) == (what == "a statement")


def test_one_altered_line_is_told_once_and_not_for_every_line_after_it(desk: Desk) -> None:
    tamper(desk.database, "UPDATE ledger_lines SET pence = 89999 WHERE entry_id = 4")
    of_lines = [each for each in check_ledger(desk).faults if "(entry" in each]
    assert len(of_lines) == 2 and all("line 3 (entry 4)" in each for each in of_lines)


def test_what_adds_up_and_was_not_written_so_is_found_by_the_log(desk: Desk) -> None:
    """Each of these leaves a ledger whose every total is right: its log alone tells that it is another."""
    for statement in (
        "UPDATE ledger_entries SET words = 'Band 2' WHERE id = 4",
        "UPDATE ledger_entries SET by_reference = 'P-2' WHERE id = 5",
        "UPDATE ledger_lines SET effective_on = '2026-09-13' WHERE entry_id = 7 AND measure = 'paid'",
        "DELETE FROM ledger_lines WHERE entry_id = 13",
        "DELETE FROM ledger_entries WHERE id = 13",
        "UPDATE ledger_lines SET entry_id = 15 WHERE entry_id = 14",
        "UPDATE ledger_entries SET id = 15 WHERE id = 14",
    ):
        tamper(desk.database, statement)
    altered = "it or a line of it was altered after it was written: its digest is another"
    gone = "it stands in the log of the ledger, and is not in the ledger any more"
    assert check_ledger(desk).faults == [
        *(f"Entry {number}: {altered}" for number in (4, 5, 7)),
        *(f"Entry {number}: {gone}" for number in (13, 14)),
        "Entry 15: it does not stand in the log of the ledger: it was added from outside",
    ]
    of_log = verify_database(desk).reports["ledger"]
    assert of_log.faulty == 6 and f"Entry 4: {altered}" in str(of_log.first), "evenhand verify says the same"


def test_a_log_that_was_altered_with_the_ledger_is_no_chain_any_more(desk: Desk) -> None:
    tamper(desk.database, "DELETE FROM ledger_lines WHERE entry_id = 13")
    tamper(desk.database, "DELETE FROM ledger_entries WHERE id = 13")
    with desk.database.reading() as session:
        stored = session.scalars(select(LogLine.stored).where(LogLine.log == "ledger")).all()[-1]
    other = re.sub(rb'\[13,"[0-9a-f]{64}"\],?', b"", stored)
    assert other != stored
    tamper(desk.database, "UPDATE log_lines SET stored = :stored WHERE stored = :was", stored=other, was=stored)
    (fault,) = check_ledger(desk).faults
    assert fault.startswith("The log of the ledger: ")
