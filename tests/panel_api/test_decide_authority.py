"""By what authority: limits by amount, what goes up, what cannot wait, and two people at once."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from panel_api import services, store
from panel_api.errors import Trouble
from panel_api.services import Decided, Desk, WentUp
from panel_api.services.authority import authority_of
from panel_api.settings import Settings
from tests.panel_api.deciding_support import (
    as_person,
    chair,
    decide,
    decided,
    officer,
    opened,
    sent,
    stage_of,
    waiting,
)
from tests.panel_api.http_support import desk_of, row_counts

HIGH: dict[str, Any] = {"amount": "21000.00"}
HIGHEST: dict[str, Any] = {"amount": "150000.00"}


def places(desk: Desk, reference: str, kind: str, **changes: Any) -> set[str]:
    """Where a decision is refused."""
    with pytest.raises(Trouble) as found:
        decide(desk, reference, sent(kind, **changes))
    return {str(each.where) for each in found.value.problems}


def test_the_authority_is_written_from_the_scheme() -> None:
    settings = Settings(scheme="Scheme 4.2", chair_limit=12_000)
    assert authority_of(settings, "chair", "agree", 100).text == "Scheme 4.2: the chair, to £12,000 a year"
    assert authority_of(settings, "chair", "assess", None).text == "Scheme 4.2: the chair"
    urgent = authority_of(settings, "senior_officer", "agree", 100, urgent=True)
    assert urgent.text == "Scheme 4.2: a senior officer, between meetings, to £100,000 a year"
    bound = authority_of(settings, "senior_officer", "secure_section_f", 99_999_999)
    assert (bound.text, bound.limit_pence) == ("Scheme 4.2: a senior officer, whatever securing Section F takes", None)


def test_at_the_limit_the_chair_decides_and_a_pound_above_it_goes_up(sqlite_client: TestClient) -> None:
    above, reference = waiting(sqlite_client), waiting(sqlite_client)
    desk = chair(sqlite_client, above, reference)
    opened(desk, reference)
    assert isinstance(decide(desk, above, sent("exceptional_award", amount="15000.01")), WentUp)
    done = decide(desk, reference, sent("exceptional_award", amount="15000.00"))
    assert isinstance(done, Decided)
    assert (done.decision.limit_pence, done.decision.by_role) == (1_500_000, "chair")


def test_what_goes_up_is_kept_as_written_and_listed_until_an_officer_decides(sqlite_client: TestClient) -> None:
    reference = waiting(sqlite_client)
    desk = chair(sqlite_client, reference)
    given = sent("exceptional_award", **HIGH, words="Two adults are needed all day.")
    with desk.database.reading() as session:
        before = services.find_case(session, desk, reference).version
    up = decide(desk, reference, given)
    assert isinstance(up, WentUp) and up.role == "senior_officer"
    assert stage_of(desk, reference) == "recommended"
    assert row_counts(sqlite_client)["decisions"] == 0
    boss = officer(sqlite_client)
    with boss.database.reading() as session:
        ((row, case),) = store.put_ups(session, boss.viewer)
        assert (case.reference, row.amount_pence, row.limit_pence) == (reference, 2_100_000, 1_500_000)
        assert row.given["words"] == "Two adults are needed all day."
        assert case.version == before + 1, "so that nobody decides it unaware"
    done = decided(boss, reference, "exceptional_award", **HIGH)
    assert done.decision.authority == "Scheme of delegation: a senior officer, to £100,000 a year"
    with boss.database.reading() as session:
        assert store.put_ups(session, boss.viewer) == []


def test_a_later_attempt_takes_the_place_of_what_went_up(sqlite_client: TestClient) -> None:
    """Another sitting took it up again before an officer came to it."""
    reference = waiting(sqlite_client)
    for amount in ("21000.00", "22000.00"):
        assert isinstance(
            decide(chair(sqlite_client, reference), reference, sent("exceptional_award", amount=amount)), WentUp
        )
    desk = officer(sqlite_client)
    with desk.database.reading() as session:
        assert [row.amount_pence for row, _ in store.put_ups(session, desk.viewer)] == [2_200_000]


def test_what_could_not_stand_does_not_go_up_either(sqlite_client: TestClient) -> None:
    reference = waiting(sqlite_client)
    desk = chair(sqlite_client, reference)
    assert places(desk, reference, "exceptional_award", **HIGH, reason="no_reason") == {"reason"}
    assert row_counts(sqlite_client)["put_up"] == 0


def test_above_every_limit_it_is_referred_but_a_duty_has_no_limit(sqlite_client: TestClient) -> None:
    desk, reference = officer(sqlite_client), waiting(sqlite_client)
    assert places(desk, reference, "exceptional_award", **HIGHEST) == {"amount"}
    decided(desk, reference, "refer", reason="beyond_authority")
    bound = waiting(sqlite_client, "annual_review", section_f_cost="150000.00")
    assert isinstance(decide(chair(sqlite_client, bound), bound, sent("secure_section_f", **HIGHEST)), WentUp)
    assert decided(desk, bound, "secure_section_f", **HIGHEST).decision.limit_pence is None


def test_what_cannot_wait_is_a_senior_officers(sqlite_client: TestClient) -> None:
    why = "The placement ends on Friday."
    reference = waiting(sqlite_client, "annual_review")
    assert places(chair(sqlite_client, reference), reference, "secure_section_f", urgent=why) == {"urgent"}
    done = decided(officer(sqlite_client), reference, "secure_section_f", urgent=why)
    assert (done.decision.urgent, done.decision.urgent_words, done.decision.sitting_id) == (True, why, None)
    assert "between meetings" in done.decision.authority
    desk = desk_of(sqlite_client)
    with desk.database.reading() as session:
        record = store.record_by_sequence(session, desk.viewer, done.link.sequence)
        values = {each.path: each.value for each in store.sealed_values_of(session, desk.viewer, done.link.sequence)}
    assert record is not None and why.encode() not in record.stored
    assert values["/decision/urgent"] == f'"{why}"'


def test_the_second_of_two_is_told_what_the_first_decided(sqlite_client: TestClient) -> None:
    reference = waiting(sqlite_client)
    one, other = chair(sqlite_client, reference), officer(sqlite_client)
    with one.database.reading() as session:
        version = services.find_case(session, one, reference).version
    with one.database.writing() as session:
        services.decide(session, one, reference, version, sent("agree"))
    with other.database.writing() as session, pytest.raises(Trouble) as found:
        services.decide(session, other, reference, version, sent("not_agreed"))
    assert found.value.kind == "stale"
    current = found.value.more["current"]
    assert isinstance(current, dict) and current["stage"] == "decided"
    assert current["last_change"].startswith("decided by the chair (agreed as recommended, band 3, £4,680 a year) on")
    assert row_counts(sqlite_client)["decisions"] == 1


def test_the_second_of_two_is_told_that_it_went_up(sqlite_client: TestClient) -> None:
    reference = waiting(sqlite_client)
    one, other = chair(sqlite_client, reference), as_person(desk_of(sqlite_client), "chair")
    with one.database.reading() as session:
        version = services.find_case(session, one, reference).version
    decide(one, reference, sent("exceptional_award", **HIGH))
    with other.database.writing() as session, pytest.raises(Trouble) as found:
        services.decide(session, other, reference, version, sent("agree"))
    current = found.value.more["current"]
    assert isinstance(current, dict)
    assert current["last_change"].startswith("put to a senior officer by the chair on")
