"""The dates of each legal basis, exactly, and how each stands on a day."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.law.bases import BASES
from engine.law.clocks import Standard, consultation_date, dates_for, footing
from engine.law.dates import DueDate, Event, Finding, pressing
from engine.law.events import EVENTS, EVENTS_OF
from engine.law.orders import ORDER_KINDS

STANDARD = Standard(20, "Top-up guide 2026, page 4 (invented)")
STARTS = {
    "assessment_request": ("received", "draft_sent"),
    "annual_review": ("last_reviewed", "meeting_held", "amendments_sent"),
    "phase_transfer": ("phase_begins", "amendments_sent"),
    "transfer_in": ("move_known", "moved", "transferred", "plan_made"),
    "tribunal_order": ("order_sent",),
    "non_statutory": ("complete",),
}


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def dates(basis: str, /, **events: str) -> dict[str, DueDate]:
    found = dates_for(basis, [Event(kind, day(on)) for kind, on in events.items()], standard=STANDARD)
    return {each.code: each for each in found}


def due(basis: str, /, **events: str) -> dict[str, str | None]:
    return {code: each.due and each.due.isoformat() for code, each in dates(basis, **events).items()}


def test_an_assessment_request_received_on_1_september_2025() -> None:
    assert due("assessment_request", received="2025-09-01") == {
        "decide_to_assess": "2025-10-13",
        "tell_whether": None,
        "tell_no_plan": "2025-12-22",
        "final_plan": "2026-01-19",
        "representations": None,
    }
    first = dates("assessment_request", received="2025-09-01")["decide_to_assess"]
    assert first.sentence() == (
        "Decide whether to assess by 13 October 2025 (six weeks from receipt, SEND Regulations 2014 regs. 4 and 5)."
    )
    assert first.law


@pytest.mark.parametrize(
    ("received", "six", "sixteen", "twenty"),
    [
        ("2025-12-31", "2026-02-11", "2026-04-22", "2026-05-20"),
        ("2028-02-29", "2028-04-11", "2028-06-20", "2028-07-18"),
        ("2026-03-28", "2026-05-09", "2026-07-18", "2026-08-15"),  # ends on Saturdays: weeks are weeks
        ("2026-11-13", "2026-12-25", "2027-03-05", "2027-04-02"),  # ends on Christmas Day: so it is
    ],
)
def test_weeks_take_no_notice_of_years_leap_days_clocks_or_holidays(
    received: str, six: str, sixteen: str, twenty: str
) -> None:
    found = due("assessment_request", received=received)
    assert [found[code] for code in ("decide_to_assess", "tell_no_plan", "final_plan")] == [six, sixteen, twenty]


def test_the_family_has_fifteen_days_beginning_with_the_day_the_draft_was_served() -> None:
    answer = dates("assessment_request", received="2025-09-01", draft_sent="2025-12-08")["representations"]
    assert answer.due == day("2025-12-22")
    assert answer.whose == "family"
    assert answer.state(day("2025-12-22")) == "open"
    assert answer.state(day("2025-12-23")) == "closed"
    early = dates("assessment_request", draft_sent="2025-12-08", final_sent="2025-12-15")["representations"]
    assert early.state(day("2025-12-20")) == "open", "a plan sent too early takes no time from the family"
    assert answer not in pressing((answer,), day("2026-03-01")), "a family's time is nobody's lateness"


def test_how_a_date_stands_from_day_to_day() -> None:
    decide = dates("assessment_request", received="2025-09-01")["decide_to_assess"]
    stands = [
        ("2025-09-02", "due", "Due in 41 days."),
        ("2025-09-29", "due_soon", "Due in 14 days."),
        ("2025-10-12", "due_soon", "Due in one day."),
        ("2025-10-13", "due_soon", "Due today."),
        ("2025-10-14", "overdue", "Overdue by one day."),
        ("2026-01-01", "overdue", "Overdue by 80 days."),
    ]
    for on, state, words in stands:
        assert (decide.state(day(on)), decide.state_words(day(on))) == (state, words)
    assert decide.state(day("2025-09-29"), soon=7) == "due"
    assert pressing((decide,), day("2025-10-14")) == (decide,)
    assert pressing((decide,), day("2025-09-02")) == ()


@pytest.mark.parametrize(
    ("told", "state", "words"),
    [
        ("2025-10-13", "met", "Met on 13 October 2025, in time."),
        ("2025-10-14", "met_late", "Met on 14 October 2025, one day late."),
        ("2025-11-13", "met_late", "Met on 13 November 2025, 31 days late."),
    ],
)
def test_a_date_is_met_in_time_or_late_and_both_are_said(told: str, state: str, words: str) -> None:
    decide = dates("assessment_request", received="2025-09-01", told_no_assessment=told)["decide_to_assess"]
    assert (decide.state(day("2026-01-01")), decide.state_words(day("2026-01-01"))) == (state, words)
    assert decide.met_by == "the family was told that there will be no assessment"


def test_what_happened_later_does_not_change_how_it_stood_before() -> None:
    decide = dates("assessment_request", received="2025-09-01", told_assessment="2025-10-20")["decide_to_assess"]
    assert decide.state(day("2025-10-15")) == "overdue"
    assert decide.state(day("2025-10-20")) == "met_late"


def test_an_unknown_start_is_said_and_never_guessed() -> None:
    for each in dates("assessment_request").values():
        assert each.due is None
        assert each.state(day("2026-01-01")) == "not_started"
    waits = dates("assessment_request")["decide_to_assess"]
    assert waits.state_words(day("2026-01-01")) == (
        "Not started. The day on which the request was received is not recorded."
    )
    assert waits.sentence() == ("Decide whether to assess. The day on which the request was received is not recorded.")


def test_a_decision_meets_the_time_to_decide_and_starts_nobodys_time_to_answer() -> None:
    found = dates("assessment_request", received="2025-09-01", decided_assess="2025-10-10")
    assert found["decide_to_assess"].state(day("2025-10-14")) == "met"
    assert found["tell_whether"].due == day("2025-10-13"), "from receipt, whenever it was decided"
    assert found["tell_whether"].state(day("2025-10-14")) == "overdue", "the family was not told"
    before = dates("assessment_request", received="2025-09-01")["tell_whether"]
    assert before.state_words(day("2025-10-01")) == "Not started. It is not decided yet."
    told = dates("assessment_request", received="2025-09-01", decided_assess="2025-10-10", told_assessment="2025-10-13")
    assert told["tell_whether"].state(day("2025-10-14")) == "met"
    plan = dates("assessment_request", received="2025-09-01", decided_plan="2025-12-01")
    assert plan["tell_no_plan"].state(day("2025-12-02")) == "not_needed"
    assert plan["representations"].due is None, "nobody has a draft yet"


def test_a_refusal_to_assess_makes_the_later_dates_unnecessary() -> None:
    found = dates("assessment_request", received="2025-09-01", told_no_assessment="2025-10-10")
    for code in ("tell_no_plan", "final_plan"):
        assert found[code].state(day("2026-06-01")) == "not_needed"
        assert found[code].state(day("2025-10-09")) == "due", "not before it was told"
    assert found["final_plan"].state_words(day("2026-06-01")) == (
        "Not needed: the family was told that there will be no assessment on 10 October 2025."
    )


def test_a_draft_plan_answers_the_sixteen_weeks_and_leaves_the_twenty() -> None:
    found = dates("assessment_request", received="2025-09-01", draft_sent="2025-12-01")
    assert found["tell_no_plan"].state(day("2026-02-01")) == "not_needed"
    assert found["final_plan"].state(day("2026-02-01")) == "overdue"


def test_an_annual_review() -> None:
    found = due("annual_review", plan_made="2024-03-10", last_reviewed="2025-03-03", meeting_held="2026-02-27")
    assert found == {
        "review_meeting": "2026-03-02",
        "decide_after_review": "2026-03-27",
        "tell_after_review": None,
        "final_plan": "2026-05-22",
        "final_plan_after_notice": None,
        "representations": None,
    }
    assert due("annual_review", plan_made="2024-02-29")["review_meeting"] == "2025-02-28"
    assert (
        "last reviewed nor the day on which the plan was first made is recorded"
        in dates("annual_review")["review_meeting"].waits_for
    )


def test_amendments_sent_early_bring_the_final_plan_forward_by_a_date_of_its_own() -> None:
    found = dates("annual_review", plan_made="2025-03-01", meeting_held="2026-02-02", amendments_sent="2026-02-09")
    assert found["final_plan"].due == day("2026-04-27")
    assert found["final_plan_after_notice"].due == day("2026-04-06")
    assert found["decide_after_review"].state(day("2026-04-01")) == "met"
    assert "EWHC 493" in found["decide_after_review"].source


@pytest.mark.parametrize("told", ["told_plan_stays", "told_plan_ceases"])
def test_a_plan_that_stays_or_ceases_needs_no_final_amended_plan(told: str) -> None:
    found = dates("annual_review", plan_made="2025-03-01", meeting_held="2026-02-02", **{told: "2026-03-02"})
    assert found["decide_after_review"].state(day("2026-06-01")) == "met"
    assert found["final_plan"].state(day("2026-06-01")) == "not_needed"
    assert found["final_plan_after_notice"].state(day("2026-06-01")) == "not_needed"


@pytest.mark.parametrize(
    ("kind", "moves", "by"),
    [
        ("phase_begins", "2026-09-01", "2026-02-15"),
        ("post_16_begins", "2026-09-01", "2026-03-31"),
        ("post_16_change", "2027-01-05", "2026-08-05"),
        ("post_16_change", "2026-07-31", "2026-02-28"),
    ],
)
def test_a_move_to_the_next_phase(kind: str, moves: str, by: str) -> None:
    assert due("phase_transfer", **{kind: moves})["next_phase"] == by


def test_a_plan_that_comes_from_another_authority() -> None:
    found = due(
        "transfer_in", moved="2026-09-07", move_known="2026-09-14", transferred="2026-10-01", plan_made="2026-02-10"
    )
    assert found == {
        "transfer": "2026-10-02",
        "tell_transfer": "2026-11-12",
        "review_after_transfer": "2027-02-09",
    }
    early = due("transfer_in", moved="2026-09-07", move_known="2026-06-01")
    assert early["transfer"] == "2026-09-07", "who knew in time transfers on the day of the move"
    assert early["review_after_transfer"] is None
    stale = due("transfer_in", transferred="2026-10-01", last_reviewed="2025-11-30")
    assert stale["review_after_transfer"] == "2026-12-31", "three months from the transfer come later"


def test_an_order_whose_kind_nobody_chose_shows_the_shorter_time_as_possible() -> None:
    (order,) = dates("tribunal_order", order_sent="2026-11-30").values()
    assert order.possible
    assert order.due == day("2026-12-14")
    assert "A person must read the order and choose its kind" in order.sentence()
    assert "may be due by 14 December 2026" in order.sentence()
    assert order.state_words(day("2026-12-16")) == "May be overdue by two days."


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("order_institution_only", {"carry_out_order": "2026-12-14"}),
        ("order_section_f", {"carry_out_order": "2027-01-04"}),
        (
            "order_to_assess",
            {"tell_assessment": "2026-12-14", "tell_no_plan": "2027-02-08", "final_plan": "2027-03-08"},
        ),
        ("order_to_make_plan", {"draft_plan": "2027-01-04", "final_plan": "2027-02-15"}),
    ],
)
def test_each_kind_of_order_has_its_own_time(kind: str, expected: dict[str, str]) -> None:
    found = dates("tribunal_order", order_sent="2026-11-30", **{kind: "2026-12-01"})
    assert {code: each.due and each.due.isoformat() for code, each in found.items()} == expected
    assert not any(each.possible for each in found.values())


def test_an_order_that_names_its_day_and_a_choice_that_was_corrected() -> None:
    assert due("tribunal_order", order_sent="2026-11-30", order_names_day="2026-12-04") == {
        "carry_out_order": "2026-12-04"
    }
    events = [
        Event("order_sent", day("2026-11-30")),
        Event("order_institution_only", day("2026-12-02")),
        Event("order_section_f", day("2026-12-01")),
        Event("order_institution_only", day("2026-12-01")),
        Event("order_section_f", day("2026-12-01")),
    ]
    (order,) = dates_for("tribunal_order", events)
    assert order.due == day("2027-01-04"), "the choice given last holds"


def test_a_request_without_a_plan_has_the_authoritys_own_standard_named_as_such() -> None:
    found = dates("non_statutory", received="2026-12-01", complete="2026-12-14", decided="2027-01-12")
    outcome = found["outcome"]
    assert found["decide"].state(day("2027-01-15")) == "met", "a decision is met by itself, and tells nobody"
    assert outcome.state(day("2027-01-15")) == "overdue"
    assert outcome.due == day("2027-01-14"), "Christmas, Boxing Day and New Year are not worked"
    assert not outcome.law
    assert "own standard. No deadline in law." in outcome.sentence()
    assert footing("non_statutory", STANDARD).startswith(
        "No deadline in law. The authority's own standard is 20 working"
    )
    assert dates_for("non_statutory", [Event("complete", day("2026-12-14"))]) == ()
    assert "no standard" in footing("non_statutory")
    assert "law sets" in footing("annual_review")


def test_a_standard_beyond_the_bank_holidays_that_are_known_says_so() -> None:
    outcome = dates("non_statutory", complete="2028-12-18")["decide"]
    assert outcome.due is not None
    assert "check it" in outcome.sentence()


@pytest.mark.parametrize(
    ("events", "until", "note"),
    [
        ({"notice_sent": "2026-09-14"}, "2026-11-14", "until 16 November 2026"),
        ({"notice_sent": "2026-09-15"}, "2026-11-15", "until 16 November 2026"),
        ({"notice_sent": "2026-09-16"}, "2026-11-16", ""),
        ({"notice_sent": "2026-09-16", "certificate_dated": "2026-10-01"}, "2026-11-16", ""),
        ({"notice_sent": "2026-09-16", "certificate_dated": "2026-11-10"}, "2026-12-10", ""),
        ({"notice_sent": "2025-12-31"}, "2026-02-28", "until 2 March 2026"),
        ({"notice_sent": "2026-06-10"}, "2026-08-10", "until 1 September 2026"),
        ({"notice_sent": "2026-10-28"}, "2026-12-28", "until 4 January 2027"),
        ({"notice_sent": "2026-11-01"}, "2027-01-01", "until 4 January 2027"),
    ],
)
def test_the_familys_time_to_appeal(events: dict[str, str], until: str, note: str) -> None:
    appeal = dates("annual_review", **events)["appeal"]
    assert appeal.due == day(until)
    assert appeal.whose == "family"
    assert ("in time until" in appeal.note) is bool(note)
    assert note in appeal.note
    assert "school or college alone needs no certificate" in appeal.note


def test_no_appeal_is_shown_before_a_decision_was_sent_or_without_a_plan() -> None:
    assert "appeal" not in dates("annual_review")
    assert "appeal" not in dates("non_statutory", complete="2026-09-14", notice_sent="2026-09-20")


def test_a_finding_stands_beside_its_date_and_changes_nothing() -> None:
    events = [Event("received", day("2026-05-11"))]
    finding = Finding(
        "decide_to_assess", "school_closed", "Advice asked for on 20 July came on 9 September.", "the caseworker",
        day("2026-09-10"), day("2026-07-22"), day("2026-09-01"),
    )  # fmt: skip
    plain, excused = dates_for("assessment_request", events), dates_for("assessment_request", events, [finding])
    assert [each.due for each in plain] == [each.due for each in excused]
    assert [each.findings for each in excused] == [(finding,), (), (), (), ()]
    assert excused[0].state(day("2026-09-10")) == "overdue", "an excused date is still shown as it is"
    assert finding.sentence() == (
        "Excused by a finding of the caseworker on 10 September 2026, for 22 July 2026 to 1 September 2026: "
        "Advice asked for on 20 July came on 9 September."
    )


def test_a_school_has_fifteen_days_to_answer_and_silence_is_neither_yes_nor_no() -> None:
    asked = consultation_date(day("2026-12-20"))
    assert asked.due == day("2027-01-04")
    assert "neither yes nor no" in asked.sentence()
    assert not asked.law
    assert consultation_date(day("2026-12-20"), day("2027-01-04")).state(day("2027-02-01")) == "met"


def test_dates_come_earliest_first_and_uncounted_ones_last() -> None:
    for basis in BASES:
        found = dates_for(basis, [Event(kind, day("2026-09-14")) for kind in STARTS[basis][:1]], standard=STANDARD)
        known = [each.due for each in found if each.due]
        assert known == sorted(known)
        assert [each.due is None for each in found] == sorted(each.due is None for each in found)


def test_every_event_has_words_and_a_basis() -> None:
    assert {kind for kinds in EVENTS_OF.values() for kind in kinds} == set(EVENTS)
    assert set(EVENTS_OF) == set(BASES)
    assert set(ORDER_KINDS) <= set(EVENTS_OF["tribunal_order"])


DAYS = st.dates(dt.date(2014, 9, 1), dt.date(2040, 12, 31))


@pytest.mark.parametrize("basis", BASES)
@given(data=st.data())
def test_who_starts_later_is_never_due_earlier(basis: str, data: st.DataObject) -> None:
    starts = {kind: data.draw(DAYS) for kind in STARTS[basis]}
    moved = data.draw(st.sampled_from(STARTS[basis]))
    later = {**starts, moved: starts[moved] + data.draw(st.timedeltas(dt.timedelta(0), dt.timedelta(days=800)))}

    def found(days: dict[str, dt.date]) -> dict[str, dt.date]:
        events = [Event(kind, on) for kind, on in days.items()]
        return {each.code: each.due for each in dates_for(basis, events, standard=STANDARD) if each.due}

    before, after = found(starts), found(later)
    assert before.keys() == after.keys()
    assert all(before[code] <= after[code] for code in before)


@given(DAYS, DAYS, st.integers(0, 60))
def test_every_day_has_one_state_and_words_for_it(start: dt.date, on: dt.date, soon: int) -> None:
    for each in dates_for("assessment_request", [Event("received", start), Event("final_sent", on)]):
        assert each.state_words(on, soon).endswith(".")
        assert each.due is not None or each.state(on, soon) in ("not_started", "not_needed")
        assert each.due is None or each.state(on, soon) != "not_started"
