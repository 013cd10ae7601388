"""Processes race for a partnership's last money: balances exact, none overdrawn, every loser told; killed ones too."""

import random
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from engine.ledger import entries
from panel_api import store
from panel_api.database import Database
from panel_api.models import LedgerLine
from panel_api.services import posting
from panel_api.services.desk import Desk
from panel_api.services.ledger_check import check_ledger
from panel_api.settings import Settings
from tests.panel_api.ledger_support import ALLOCATED, DAY, NORTH, SOUTH, YEAR, number
from tests.panel_api.race_for_money import KEPT, MOST, Outcome, desk_with_little_left, outcome_of, process, race, start


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    """A desk whose partnership "north" has little left."""
    yield from desk_with_little_left(database)


def balances(desk: Desk) -> list[int]:
    """What was uncommitted after each line, in order; the last is what is left."""
    with desk.database.reading() as session:
        line = LedgerLine
        after = select(line.held_after - line.committed_after + line.released_after)
        where = (line.account_id == number(session, NORTH), line.year == YEAR)
        return list(session.scalars(after.where(*where).order_by(line.sequence)))


def committed(desk: Desk) -> dict[int, list[int]]:
    """What stands in the ledger, by award, in order."""
    found: dict[int, list[int]] = {}
    with desk.database.reading() as session:
        rows = select(LedgerLine.award_id, LedgerLine.pence).where(LedgerLine.award_id > 1).order_by(LedgerLine.id)
        for award, pence in session.execute(rows):
            assert award is not None
            found.setdefault(award, []).append(pence)
    return found


def every_loser_was_told_the_truth(desk: Desk, outcomes: list[Outcome]) -> None:
    """What a loser was told is left was left at some moment, and was less than they wanted."""
    were = set(balances(desk))
    for outcome in outcomes:
        for wanted, left in outcome.told:
            assert 0 <= left < wanted and left in were


def end_is_exact(desk: Desk, settings: Settings, threads: int) -> list[Outcome]:
    """A race without accidents: what was won is what stands, to the penny."""
    outcomes = race(settings, threads)
    assert [len(each.told) for each in outcomes] == [threads, threads], "each ends by being told"
    assert {award: won for each in outcomes for award, won in each.won.items()} == committed(desk)
    left = balances(desk)[-1]
    assert left == KEPT - sum(each.pence for each in outcomes) and 0 <= left < MOST
    every_loser_was_told_the_truth(desk, outcomes)
    report = check_ledger(desk)
    assert report.holds, report.faults
    return outcomes


def killed_and_restarted(desk: Desk, settings: Settings, threads: int, kills: int) -> None:
    """Processes killed at random while they write, others started in their place: nothing half done, all exact."""
    draw = random.Random(kills)
    first, outcomes = 1_000, []
    running: list[subprocess.Popen[str]] = []
    for _ in range(kills):
        while len(running) < 2:
            running.append(process(settings, first, threads))
            first += 1_000
            start(running[-1:])
        time.sleep(draw.uniform(0.02, 0.3))
        victim = running.pop(draw.randrange(2))
        victim.send_signal(signal.SIGKILL)
        outcomes.append(outcome_of(victim))
        assert check_ledger(desk).holds
    outcomes += [outcome_of(each) for each in running] + race_after(settings, first, threads)
    stands = committed(desk)
    for outcome in outcomes:
        for award, won in outcome.won.items():
            assert stands[award][: len(won)] == won, "what was said to be won stands"
            assert len(stands[award]) <= len(won) + 1, "and at most what was on its way when the process was killed"
    every_loser_was_told_the_truth(desk, outcomes)
    assert balances(desk)[-1] == KEPT - sum(sum(each) for each in stands.values()) < MOST
    assert min(balances(desk)) >= 0
    report = check_ledger(desk)
    assert report.holds and report.entries == report.lines, report.faults


def race_after(settings: Settings, first: int, threads: int) -> list[Outcome]:
    """One more process to its end, so that the last of the money goes."""
    last = process(settings, first, threads)
    start([last])
    return [outcome_of(last)]


def test_processes_killed_while_they_write_leave_nothing_half_done(desk: Desk, settings: Settings) -> None:
    killed_and_restarted(desk, settings, 4, 1)


def test_money_moved_both_ways_at_once_waits_its_turn_and_never_deadlocks(desk: Desk) -> None:
    """Each way round the accounts are held in the same order, so nobody holds one while waiting for the other."""
    with desk.database.reading() as session:
        accounts = number(session, NORTH), number(session, SOUTH)
    both = threading.Barrier(2)

    def move(giver: int, taker: int) -> None:
        for _ in range(12):
            both.wait(60)
            with desk.database.writing() as session:
                lines = entries.vire(giver, taker, YEAR, 700, DAY)
                posting.post(session, desk, "vire", 700, lines, "To and fro")

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(move, *accounts), pool.submit(move, *reversed(accounts))]:
            done.result(120)
    assert balances(desk)[-1] == KEPT
    report = check_ledger(desk)
    assert report.holds and report.entries == 3 + 24


def test_a_reader_is_never_blocked_and_sees_whole_entries_only(desk: Desk) -> None:
    with desk.database.reading() as session:
        north = number(session, NORTH)
    with desk.database.writing() as writing:
        posting.commit(writing, desk, north, YEAR, 1_000, DAY, 2, "Not kept yet")
        with desk.database.reading() as reading:  # in this same thread: were it blocked, it would wait for ever
            assert store.uncommitted(reading, north, YEAR) == KEPT
            assert store.figures(reading, north, YEAR).committed == ALLOCATED - KEPT
    with desk.database.reading() as before:
        assert store.uncommitted(before, north, YEAR) == KEPT - 1_000
        with desk.database.writing() as writing:
            posting.commit(writing, desk, north, YEAR, 1_000, DAY, 3, "While somebody reads")
        assert store.uncommitted(before, north, YEAR) == KEPT - 1_000, "a reader sees one moment"


@pytest.mark.soak
def test_fifty_clients_each(desk: Desk, settings: Settings) -> None:
    outcomes = end_is_exact(desk, settings, 50)
    assert all(each.commitments for each in outcomes), "both took part"


@pytest.mark.soak
def test_fifty_clients_each_killed_again_and_again(desk: Desk, settings: Settings) -> None:
    killed_and_restarted(desk, settings, 50, 12)
