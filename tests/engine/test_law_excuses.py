"""Excuses are findings of people, on the law's own list; days that cannot be in that order are refused."""

import datetime as dt
from dataclasses import replace

import pytest

from engine.law.clocks import dates_for
from engine.law.dates import Event, Finding
from engine.law.events import check_events
from engine.law.excuses import check_finding, grounds_for
from engine.problems import Refused


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


GOOD = Finding(
    "final_plan", "school_closed", "The school's advice could only come in September.", "the caseworker",
    day("2026-09-10"), day("2026-07-22"), day("2026-09-01"),
)  # fmt: skip


def wrong_places(basis: str, finding: Finding) -> list[str]:
    with pytest.raises(Refused) as refused:
        check_finding(basis, finding)
    return [str(problem.where) for problem in refused.value.problems]


@pytest.mark.parametrize("clock", ["decide_to_assess", "tell_no_plan", "final_plan"])
def test_an_assessment_has_the_four_reasons_of_the_regulations(clock: str) -> None:
    codes = [ground.code for ground in grounds_for("assessment_request", clock)]
    assert codes == ["school_closed", "early_years_closed", "exceptional_circumstances", "absent_four_weeks"]
    check_finding("assessment_request", replace(GOOD, clock=clock))


def test_an_order_has_another_list() -> None:
    codes = [ground.code for ground in grounds_for("tribunal_order", "carry_out_order")]
    assert codes == ["exceptional_circumstances", "absent_two_weeks", "as_for_a_final_plan"]
    check_finding("tribunal_order", replace(GOOD, clock="carry_out_order", ground="absent_two_weeks"))


@pytest.mark.parametrize(
    ("basis", "clock"),
    [("annual_review", "final_plan"), ("phase_transfer", "next_phase"), ("assessment_request", "appeal"),
     ("non_statutory", "outcome")],
)  # fmt: skip
def test_other_dates_have_no_excuse_in_law(basis: str, clock: str) -> None:
    assert grounds_for(basis, clock) == ()
    assert wrong_places(basis, replace(GOOD, clock=clock)) == ["clock"]


def test_a_finding_needs_a_listed_reason_a_person_and_words() -> None:
    empty = replace(GOOD, ground="we_were_busy", words=" ", by="")
    assert wrong_places("assessment_request", empty) == ["by", "ground", "words"]


@pytest.mark.parametrize(
    ("ground", "first", "last", "places"),
    [
        ("school_closed", "2026-07-22", "2026-08-17", ["to_day"]),  # a day short of four weeks
        ("school_closed", None, None, ["from_day", "to_day"]),
        ("absent_four_weeks", "2026-07-22", None, ["to_day"]),
        ("exceptional_circumstances", "2026-07-22", "2026-07-21", ["to_day"]),
        ("exceptional_circumstances", None, "2026-07-21", ["from_day"]),
    ],
)
def test_its_days_must_carry_it(ground: str, first: str | None, last: str | None, places: list[str]) -> None:
    finding = replace(GOOD, ground=ground, from_day=first and day(first), to_day=last and day(last))
    assert wrong_places("assessment_request", finding) == places


def test_exactly_four_weeks_are_enough_and_exceptional_circumstances_need_no_days() -> None:
    check_finding("assessment_request", replace(GOOD, to_day=day("2026-08-18")))
    check_finding("assessment_request", replace(GOOD, ground="exceptional_circumstances", from_day=None, to_day=None))


def test_no_school_holiday_excuses_anything_by_itself() -> None:
    late = dates_for("assessment_request", [Event("received", day("2026-07-20"))])[0]
    assert late.due == day("2026-08-31"), "in the summer holiday and on a bank holiday"
    assert late.state(day("2026-09-01")) == "overdue"
    assert late.findings == ()


def test_days_in_an_order_that_cannot_be_are_all_refused() -> None:
    days = {
        "received": day("2026-09-14"),
        "told_assessment": day("2026-09-13"),
        "draft_sent": day("2026-09-12"),
        "meeting_held": day("2026-09-20"),
    }
    with pytest.raises(Refused) as refused:
        check_events("assessment_request", days)
    assert [str(problem.where) for problem in refused.value.problems] == [
        "draft_sent", "draft_sent", "meeting_held", "told_assessment",
    ]  # fmt: skip
    assert "13 September 2026 comes before the request was received on 14 September 2026" in str(refused.value)


def test_days_that_follow_each_other_or_fall_together_stand() -> None:
    check_events("assessment_request", {"received": day("2026-09-14"), "told_assessment": day("2026-09-14")})
    check_events("phase_transfer", {"phase_begins": day("2027-09-01"), "final_sent": day("2027-02-10")})
    check_events("annual_review", {"plan_made": day("2025-09-14"), "meeting_held": day("2026-09-01")})
