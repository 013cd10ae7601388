"""Everybody decides at once on a partnership's last money, over two server processes, some of them killed.

Balances are exact, none is overdrawn, every loser is told with figures, and no decision stands without its money.
"""

from collections import Counter

import pytest
from fastapi.testclient import TestClient

from panel_api import services
from panel_api.services import Desk
from panel_api.services.ledger_check import check_ledger
from panel_api.settings import Settings
from tests.panel_api.deciding_support import stage_of
from tests.panel_api.http_support import desk_of
from tests.panel_api.money_support import PART_YEAR, awards_of, commits, figures
from tests.panel_api.race_deciding import SPARE, Answer, Race, Seat, seated, servers


def ends_exactly(desk: Desk, seats: list[Seat], answers: list[Answer], winners: int) -> None:
    """So many won, the rest were told; what stands in the ledger, the records and the cases is the same story."""
    assert Counter(each.status for each in answers) == {201: winners, 409: len(seats) - winners}
    won = {each.reference for each in answers if each.status == 201}
    for each in answers:
        if each.status == 409:
            told = each.body["money"]
            assert (told["before"], told["short"]) == ("1000.00", {"2026": "1474.63"}), told
            assert "£1,000 uncommitted" in each.body["detail"]
            assert stage_of(desk, each.reference) == "recommended" and awards_of(desk, each.reference) == []
    entries = commits(desk)
    assert sorted(each.award_id or 0 for each in entries) == sorted(
        award.id for reference in won for award in awards_of(desk, reference)
    )
    found = figures(desk)
    assert (found.committed, found.uncommitted) == (winners * PART_YEAR, SPARE)
    assert {stage_of(desk, reference) for reference in won} == {"decided"}
    report = check_ledger(desk)
    assert report.holds, report.faults
    chain = services.verify_records(desk)[0]
    assert chain.holds and chain.records == winners


def raced(
    client: TestClient, settings: Settings, people: int, winners: int, kills: tuple[int, ...], *, replaced: bool = True
) -> None:
    """One race, and what must be true after it."""
    seats = seated(client, people, winners)
    with servers(settings) as made:
        answers = Race(made, seats, kills, replaced).run()
        assert made.killed == len(kills)
    ends_exactly(desk_of(client), seats, answers, winners)


def test_ten_people_decide_at_once_while_a_server_is_killed(client: TestClient, settings: Settings) -> None:
    raced(client, settings, 10, 4, (1,), replaced=False)


@pytest.mark.soak
def test_a_hundred_people_decide_at_once(client: TestClient, settings: Settings) -> None:
    raced(client, settings, 100, 37, ())


@pytest.mark.soak
def test_a_hundred_people_decide_at_once_while_servers_are_killed(client: TestClient, settings: Settings) -> None:
    raced(client, settings, 100, 37, (1, 9, 21, 36, 60))
