"""A case's clock in the service: what is recorded by itself, what a person records, and dues that never drift."""

import datetime as dt
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from engine.recording.records import Person
from panel_api import services, store
from panel_api.errors import Trouble
from panel_api.models import Due, Finding
from panel_api.schemas_hanging import TakenBack
from panel_api.services.clock import was_told
from panel_api.services.dues import count_again, drifted
from panel_api.services.held import WITHHELD, nothing_said
from panel_api.services.record_days import take_back_day, withdraw_finding
from tests.panel_api.clock_support import (
    RECEIVED,
    Wall,
    clock,
    date,
    day,
    due,
    finding,
    listed,
    says,
    wall_of,
)
from tests.panel_api.http_support import NOW, a_case, a_decision, desk_of, post, problem, recommended, taken_in
from tests.panel_api.pages_cases import PLAN
from tests.panel_api.signing_in import signed_in

ASSESSMENT: dict[str, Any] = {
    "legal_basis": "assessment_request",
    "asked_on": RECEIVED,
    "facts": {"assessment_requested": True},
}
REVIEW = PLAN | {"days": {"plan_made": "2024-03-10", "last_reviewed": "2025-10-06"}}
ORDER = PLAN | {"legal_basis": "tribunal_order", "days": {"order_sent": "2026-09-07"}}


@pytest.fixture
def wall(client: TestClient) -> Wall:
    return wall_of(client)


def refused(client: TestClient, reference: str, kind: str, on: str) -> list[str]:
    with pytest.raises(Trouble) as trouble:
        day(client, reference, kind, on)
    return [f"{each.where}: {each.wrong}" for each in trouble.value.problems] or [trouble.value.detail]


def steady(client: TestClient) -> None:
    """Nothing kept for the lists differs from a fresh count."""
    desk = desk_of(client)
    with desk.database.reading() as session:
        assert list(drifted(session, desk.settings)) == []


def test_an_assessment_request_counts_from_the_day_it_came(client: TestClient) -> None:
    case = taken_in(client, **ASSESSMENT)
    assert due(client, case) == [
        ("decide_to_assess", "2025-10-13"),
        ("tell_no_plan", "2025-12-22"),
        ("final_plan", "2026-01-19"),
    ]
    document = client.get(f"/api/cases/{case}").json()["dates"]
    assert document["footing"].startswith("The law sets these dates")
    assert document["recorded"] == {"received": RECEIVED}
    assert document["dates"][0]["says"] == "Overdue by 342 days."
    assert {each["force"] for each in document["dates"]} == {"law"}
    steady(client)


def test_a_request_carries_the_days_of_its_basis(client: TestClient) -> None:
    case = taken_in(client, **REVIEW)
    assert due(client, case) == [("review_meeting", "2026-10-05")]
    order = taken_in(client, **ORDER)
    assert due(client, order) == [("carry_out_order", "2026-09-21")]
    assert [each.possible for each in listed(client) if each.reference == order] == [True], "nobody has read it yet"
    steady(client)


@pytest.mark.parametrize(
    ("days", "where"),
    [
        ({"meeting_held": "2026-09-21"}, ["days.meeting_held"]),
        ({"order_sent": "2026-09-01"}, ["days.order_sent"]),
        ({"plan_made": "2026-05-01", "last_reviewed": "2026-04-01"}, ["days.last_reviewed"]),
        ({"decided_review": "2026-09-01"}, ["days.decided_review"]),
        ({"received": "2026-09-01"}, ["days.received", "days.received"]),
    ],
)
def test_days_that_cannot_be_are_refused_with_the_request(
    client: TestClient, days: dict[str, str], where: list[str]
) -> None:
    answer = post(client, "/api/cases", a_case(**PLAN | {"days": days}))
    assert answer.status_code == 422
    assert [each["where"] for each in problem(answer)["errors"]] == where


def test_a_request_without_a_deadline_is_complete_when_nothing_is_found_missing(client: TestClient, wall: Wall) -> None:
    case = taken_in(client)
    assert due(client, case) == []
    assert says(client, case, "decide") == "Not started. The day on which the request was complete is not recorded."
    assert post(client, f"/api/cases/{case}/assessments", {}).status_code == 201
    assert date(client, case, "decide").counted_from == dt.date(2026, 9, 14), "complete since it came"
    assert due(client, case) == [("decide", "2026-10-26")]
    assert not listed(client)[0].law
    assert "own standard. No deadline in law." in date(client, case, "decide").sentence()

    late = taken_in(client, facts={"apdr_cycles": 0, "last_cycle": "none"})
    post(client, f"/api/cases/{late}/assessments", {})
    assert due(client, late) == [], "something is missing"
    wall.set("2026-10-01")
    version = client.get(f"/api/cases/{late}").headers["etag"]
    body = {"facts": {"apdr_cycles": 2, "last_cycle": "2026-07-06"}}
    assert client.patch(f"/api/cases/{late}", json=body, headers={"If-Match": version}).status_code == 200
    wall.set("2026-10-05")
    post(client, f"/api/cases/{late}/assessments", {})
    assert date(client, late, "decide").counted_from == dt.date(2026, 10, 1), "the day what was missing came"
    steady(client)


def test_a_decision_meets_the_time_to_decide_and_the_letter_the_time_to_tell(client: TestClient, wall: Wall) -> None:
    case = decided(client)
    assert due(client, case) == [("outcome", "2026-10-26")], "decided; nobody is told yet"
    assert says(client, case, "decide") == "Met on 20 September 2026, in time."
    desk = desk_of(client)
    with desk.database.writing() as session:
        was_told(session, desk, services.held_case(session, desk, case), "agree", dt.date(2026, 9, 25))
    assert due(client, case) == []
    wall.set("2026-09-26")
    assert says(client, case, "outcome") == "Met on 25 September 2026, in time."
    steady(client)


def test_the_family_is_told_by_the_first_letter_and_may_appeal_from_the_last(client: TestClient) -> None:
    case = taken_in(client, **ASSESSMENT | {"asked_on": "2026-08-10"})
    desk = desk_of(client)
    for on in (dt.date(2026, 9, 14), dt.date(2026, 9, 18)):
        with desk.database.writing() as session:
            was_told(session, desk, services.held_case(session, desk, case), "refuse_to_assess", on)
    assert date(client, case, "tell_whether").met_on == dt.date(2026, 9, 14)
    assert date(client, case, "appeal").due == dt.date(2026, 11, 18)
    steady(client)


def test_a_request_deferred_for_information_is_not_complete(client: TestClient, wall: Wall) -> None:
    case = decided(client, kind="defer_for_information", reason="evidence_awaited")
    assert due(client, case) == [], "the authority's own standard counts from a complete request"
    wall.set("2026-10-12")
    version = client.get(f"/api/cases/{case}").headers["etag"]
    body = {"facts": {"attendance": 91}}
    assert client.patch(f"/api/cases/{case}", json=body, headers={"If-Match": version}).status_code == 200
    post(client, f"/api/cases/{case}/assessments", {})
    assert date(client, case, "decide").counted_from == dt.date(2026, 10, 12)
    steady(client)


def decided(client: TestClient, **given: str) -> str:
    case, etag = recommended(client)
    answer = post(client, f"/api/cases/{case}/decisions", a_decision(**given), if_match=etag)
    assert answer.status_code == 201, answer.text
    return case


def test_a_day_is_corrected_by_a_later_row_and_the_history_says_so(client: TestClient) -> None:
    case = taken_in(client, **REVIEW)
    day(client, case, "meeting_held", "2026-09-10")
    assert ("decide_after_review", "2026-10-08") in due(client, case)
    day(client, case, "meeting_held", "2026-09-11", "The minutes say Friday.")
    assert ("decide_after_review", "2026-10-09") in due(client, case)
    with desk_of(client).database.reading() as session:
        held = services.held_of(session, desk_of(client), case)
    assert [each.day for each in held.days if each.kind == "meeting_held"] == [
        dt.date(2026, 9, 10),
        dt.date(2026, 9, 11),
    ]
    assert held.events[0].words == (
        "The review meeting was held: 11 September 2026. Until now it stood at 10 September 2026."
    )
    before = held.case.version
    day(client, case, "meeting_held", "2026-09-11")
    with desk_of(client).database.reading() as session:
        assert services.find_case(session, desk_of(client), case).version == before, "sent twice, recorded once"
    steady(client)


def test_a_day_written_down_by_mistake_is_taken_back_and_stays_in_the_history(client: TestClient) -> None:
    case = taken_in(client, **ASSESSMENT)
    day(client, case, "final_sent", "2025-12-18")
    assert [code for code, _ in due(client, case)] == ["decide_to_assess"]
    desk, given = desk_of(client), TakenBack(words="It was another child's plan.")
    with desk.database.reading() as session:
        number = services.held_of(session, desk, case).days[-1].id
    with desk.database.writing() as session:
        take_back_day(session, desk, case, number, given)
    assert ("final_plan", "2026-01-19") in due(client, case)
    with desk.database.writing() as session, pytest.raises(Trouble, match="taken it back already"):
        take_back_day(session, desk, case, number, given)
    steady(client)


def test_a_person_may_not_record_what_cannot_be(client: TestClient) -> None:
    case = taken_in(client, **REVIEW)
    assert refused(client, case, "meeting_held", "2026-09-21") == ["day: this day has not come yet"]
    assert refused(client, case, "draft_sent", "2026-09-01") == ["kind: nothing of this kind happens here"]
    assert refused(client, case, "decided_review", "2026-09-01") == ["kind: a decision records this by itself"]
    wrong = refused(client, case, "meeting_held", "2025-10-01")
    assert wrong == ["day: 1 October 2025 comes before the plan was last reviewed on 6 October 2025"]
    phase = taken_in(client, **PLAN | {"legal_basis": "phase_transfer"})
    day(client, phase, "phase_begins", "2027-09-01")
    assert due(client, phase) == [("next_phase", "2027-02-15")], "the move itself lies ahead"
    assert refused(client, phase, "phase_begins", "2047-09-01") == ["day: this day is far ahead"]


def test_a_person_reads_an_order_and_chooses_its_kind(client: TestClient) -> None:
    order = taken_in(client, **ORDER)
    day(client, order, "order_section_f", "2026-09-15")
    assert due(client, order) == [("carry_out_order", "2026-10-12")]
    day(client, order, "order_institution_only", "2026-09-15", "Read again by the senior officer.")
    assert due(client, order) == [("carry_out_order", "2026-09-21")]
    assert not listed(client)[0].possible
    steady(client)


def test_a_finding_stands_beside_its_date_and_moves_nothing(client: TestClient) -> None:
    case = taken_in(client, **ASSESSMENT | {"asked_on": "2026-05-11"})
    given = {
        "clock": "decide_to_assess",
        "ground": "school_closed",
        "words": "Advice asked for on 20 July came on 9 September.",
        "from": "2026-07-22",
        "to": "2026-09-01",
    }
    before = due(client, case)
    number = finding(client, case, **given)
    assert due(client, case) == before
    assert [each.excused for each in listed(client)] == [True, False, False]
    shown = date(client, case, "decide_to_assess")
    assert shown.state(dt.date(2026, 9, 20)) == "overdue", "the missed date is never hidden"
    assert [each.sentence()[:30] for each in shown.findings] == ["Excused by a finding of the op"]
    for wrong, where in (
        (given | {"to": "2026-08-01"}, ["to"]),
        (given | {"ground": "staff_shortage"}, ["ground"]),
        (given | {"clock": "review_meeting"}, ["clock"]),
        (given | {"from": "2026-10-01", "to": "2026-11-01"}, ["from"]),
    ):
        with pytest.raises(Trouble) as trouble:
            finding(client, case, **wrong)
        assert [str(each.where) for each in trouble.value.problems] == where
    desk = desk_of(client)
    with desk.database.writing() as session:
        withdraw_finding(session, desk, case, number)
    assert date(client, case, "decide_to_assess").findings == ()
    assert not listed(client)[0].excused
    with desk.database.reading() as session:
        kept = services.held_of(session, desk, case)
    assert [each.withdrawn_at is not None for each in kept.findings] == [True], "withdrawn, never removed"
    assert kept.events[0].words == "A finding was withdrawn."


def test_no_reason_excuses_a_review_or_the_authoritys_own_standard(client: TestClient) -> None:
    case = taken_in(client, **REVIEW)
    given = {"clock": "review_meeting", "ground": "exceptional_circumstances", "words": "Illness."}
    with pytest.raises(Trouble) as trouble:
        finding(client, case, **given)
    assert "no reason for missing this date" in trouble.value.problems[0].wrong


def test_a_case_that_is_withdrawn_or_disposed_of_has_nothing_due(client: TestClient) -> None:
    case = taken_in(client, **REVIEW)
    desk = desk_of(client)
    assert due(client, case)
    with desk.database.writing() as session:
        store.dispose_case(session, services.held_case(session, desk, case), "31 years", Person("records", "r-1"), NOW)
    assert due(client, case) == []
    steady(client)


def test_dues_that_drift_are_found_and_put_right(client: TestClient) -> None:
    case = taken_in(client)
    post(client, f"/api/cases/{case}/assessments", {})
    desk = desk_of(client)
    steady(client)
    shorter = desk.settings.model_copy(update={"standard_days": 20})
    with desk.database.reading() as session:
        (found,) = drifted(session, shorter)
    assert (found.reference, [each.due_on.isoformat() for each in found.fresh]) == (case, ["2026-10-12"])
    assert count_again(desk.database, shorter) == (1, 1)
    assert due(client, case) == [("decide", "2026-10-12")]
    with desk.database.writing() as session:
        session.execute(update(Due).values(words="Something else"))
    assert count_again(desk.database, desk.settings) == (1, 1)
    assert count_again(desk.database, desk.settings) == (1, 0), "and then there is nothing to do"


@pytest.mark.parametrize(
    ("moment", "today"),
    [
        ("2026-06-30T23:30", dt.date(2026, 7, 1)),
        ("2026-12-31T23:30", dt.date(2026, 12, 31)),
        ("2027-03-28T00:30", dt.date(2027, 3, 28)),
        ("2026-10-25T00:30", dt.date(2026, 10, 25)),
        ("2028-02-28T23:30", dt.date(2028, 2, 28)),
    ],
)
def test_the_day_is_that_of_england_whatever_the_season(
    client: TestClient, wall: Wall, moment: str, today: dt.date
) -> None:
    case = taken_in(client, **ASSESSMENT)
    wall.set(*moment.split("T"))
    assert clock(client, case).today == today
    day(client, case, "told_assessment", today.isoformat())
    tomorrow = today + dt.timedelta(days=1)
    assert refused(client, case, "draft_sent", tomorrow.isoformat()) == ["day: this day has not come yet"]


@pytest.mark.parametrize(
    ("asked_on", "six_weeks"),
    [
        ("2026-09-12", "2026-10-24"),  # a Saturday: received is received
        ("2025-12-31", "2026-02-11"),
        ("2024-02-29", "2024-04-11"),
        ("2026-08-15", "2026-09-26"),  # in the school holidays: they stop no clock
        ("2025-11-13", "2025-12-25"),
    ],
)
def test_weeks_are_weeks(client: TestClient, asked_on: str, six_weeks: str) -> None:
    case = taken_in(client, **ASSESSMENT | {"asked_on": asked_on})
    assert due(client, case)[0] == ("decide_to_assess", six_weeks)


@pytest.mark.parametrize(
    ("asked_on", "by"),
    [
        ("2025-12-15", "2026-01-29"),  # Christmas, Boxing Day and New Year are not worked
        ("2026-03-20", "2026-05-06"),  # nor are Good Friday, Easter Monday and the first Monday of May
        ("2026-09-12", "2026-10-23"),  # a Saturday
    ],
)
def test_the_own_standard_counts_working_days(client: TestClient, asked_on: str, by: str) -> None:
    case = taken_in(client, asked_on=asked_on)
    post(client, f"/api/cases/{case}/assessments", {})
    assert due(client, case) == [("decide", by)]


def test_the_familys_time_is_shown_and_is_in_no_list(client: TestClient, wall: Wall) -> None:
    case = taken_in(client, **ASSESSMENT)
    day(client, case, "told_assessment", "2025-10-10")
    day(client, case, "draft_sent", "2025-12-08")
    wall.set("2025-12-22")
    assert says(client, case, "representations") == "Open until 22 December 2025."
    wall.set("2025-12-22", "23:59")
    assert says(client, case, "representations") == "Open until 22 December 2025."
    wall.set("2025-12-23", "00:00")
    assert says(client, case, "representations") == "Closed on 22 December 2025."
    assert due(client, case) == [("final_plan", "2026-01-19")]


def test_findings_are_for_the_eyes_that_may_see_whom_a_case_is_about() -> None:
    row = Finding(clock="final_plan", ground="exceptional_circumstances", words="Robin was in hospital.")
    assert nothing_said(row).words == WITHHELD


def test_a_school_sends_the_days_it_knows_and_no_other(client: TestClient) -> None:
    school = signed_in(client, "school", school="100000")
    sent = a_case(**PLAN | {"days": {"plan_made": "2024-03-10", "meeting_held": "2026-09-10"}})
    assert post(school, "/api/cases", sent).status_code == 201
    sent["days"] |= {"told_plan_stays": "2026-09-12"}
    answer = post(school, "/api/cases", sent)
    assert [each["where"] for each in problem(answer)["errors"]] == ["days.told_plan_stays"]
    assert "council records this itself" in answer.text
