"""What a decision does to dates: it meets the time to decide, tells nobody, and can be taken back or undone."""

import datetime as dt

import pytest
from fastapi.testclient import TestClient

from panel_api import services
from panel_api.services.clock import was_told
from panel_api.services.dues import drifted
from tests.panel_api.clock_support import clock, date, day, due
from tests.panel_api.deciding_support import decided, officer, reopened, waiting
from tests.panel_api.http_support import desk_of

TODAY = dt.date(2026, 9, 20)


@pytest.fixture(autouse=True)
def steady(client: TestClient) -> object:
    """After each test, nothing kept for the lists differs from a fresh count."""
    yield
    desk = desk_of(client)
    with desk.database.reading() as session:
        assert list(drifted(session, desk.settings)) == []


def told(client: TestClient, reference: str, kind: str, *, final: bool = False) -> None:
    """A letter about a decision goes out today."""
    desk = desk_of(client)
    with desk.database.writing() as session:
        was_told(session, desk, services.held_case(session, desk, reference), kind, TODAY, final=final)


def test_a_request_for_an_assessment_step_by_step(client: TestClient) -> None:
    desk, case = officer(client), waiting(client, "assessment_request")
    assert [code for code, _ in due(client, case)] == ["decide_to_assess", "tell_no_plan", "final_plan"]
    decided(desk, case, "assess")
    assert [code for code, _ in due(client, case)] == ["tell_whether", "tell_no_plan", "final_plan"]
    told(client, case, "assess")
    assert [code for code, _ in due(client, case)] == ["tell_no_plan", "final_plan"]
    reopened(desk, case)
    decided(desk, case, "issue")
    assert [code for code, _ in due(client, case)] == ["final_plan"], "no refusal is to be told any more"
    told(client, case, "issue")
    assert date(client, case, "representations").counted_from == TODAY, "the draft goes with the letter"
    reopened(desk, case)
    decided(desk, case, "name_school")
    told(client, case, "name_school")
    assert due(client, case) == []
    assert date(client, case, "appeal").due == dt.date(2026, 11, 20)


def test_a_refusal_leaves_only_the_telling(client: TestClient) -> None:
    desk, case = officer(client), waiting(client, "assessment_request")
    decided(desk, case, "refuse_to_assess")
    assert [code for code, _ in due(client, case)] == ["tell_whether"]
    told(client, case, "refuse_to_assess")
    assert due(client, case) == []
    assert date(client, case, "final_plan").state(TODAY) == "not_needed"


def test_a_decision_that_corrects_one_of_another_kind_brings_its_dates_back(client: TestClient) -> None:
    desk, case = officer(client), waiting(client, "assessment_request")
    first = decided(desk, case, "refuse_to_assess")
    told(client, case, "refuse_to_assess")
    assert due(client, case) == []
    reopened(desk, case)
    decided(desk, case, "assess", corrects=first.decision.id)
    assert [code for code, _ in due(client, case)] == ["tell_whether", "tell_no_plan", "final_plan"]
    assert "decided_not_to_assess" not in clock(client, case).days
    assert "appeal" not in [each.code for each in clock(client, case).dates]


@pytest.mark.parametrize("basis", ["non_statutory", "assessment_request", "annual_review"])
def test_a_case_withdrawn_has_nothing_due_and_opened_again_has(client: TestClient, basis: str) -> None:
    desk, case = officer(client), waiting(client, basis)
    if basis == "annual_review":
        day(client, case, "last_reviewed", "2025-10-06")
    before = due(client, case)
    assert before
    decided(desk, case, "withdrawn")
    assert due(client, case) == []
    assert clock(client, case).pressing == ()
    reopened(desk, case)
    assert due(client, case) == before


@pytest.mark.parametrize("kind", ["defer_for_information", "refer"])
def test_neither_deferring_nor_referring_stops_a_clock_of_law(client: TestClient, kind: str) -> None:
    desk, case = officer(client), waiting(client, "assessment_request")
    before = due(client, case)
    decided(desk, case, kind)
    assert due(client, case) == before


def test_an_order_carried_out_is_met_and_tells_its_kind(client: TestClient) -> None:
    desk, case = officer(client), waiting(client, "tribunal_order")
    day(client, case, "order_sent", "2026-09-07")
    assert due(client, case) == [("carry_out_order", "2026-09-21")]
    decided(desk, case, "carried_out", reason="order_section_f")
    assert due(client, case) == []
    met = date(client, case, "carry_out_order")
    assert (met.due, met.met_on, met.possible) == (dt.date(2026, 10, 12), TODAY, False)


def test_a_review_is_decided_and_then_sent(client: TestClient) -> None:
    desk, case = officer(client), waiting(client, "annual_review")
    day(client, case, "meeting_held", "2026-09-01")
    assert [code for code, _ in due(client, case)] == ["decide_after_review", "final_plan"]
    decided(desk, case, "amend")
    assert due(client, case) == [("tell_after_review", "2026-09-29"), ("final_plan", "2026-11-24")]
    told(client, case, "amend")
    assert [code for code, _ in due(client, case)] == ["final_plan_after_notice", "final_plan"]
    told(client, case, "amend", final=True)
    assert due(client, case) == []
