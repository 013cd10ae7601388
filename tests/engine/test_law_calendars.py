"""Counting days as the law does: bank holidays, Easter, year ends, leap days, clock changes, school holidays."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.law.calendars import (
    BankHolidays,
    bank_holidays,
    day_begins,
    days_beginning,
    last_friday_of_june,
    local_day,
    months_beginning,
    months_from,
    weeks_from,
    working_days_beginning,
    working_days_between,
    working_days_from,
)
from engine.law.schools import Closure, school_calendar
from engine.problems import Refused

KNOWN = st.dates(dt.date(2012, 1, 1), dt.date(2027, 12, 31))
ANY = st.dates(dt.date(1990, 1, 1), dt.date(2090, 12, 31))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-12-23", 1, "2026-12-24"),  # Christmas Day is a Friday, Boxing Day is kept on Monday
        ("2026-12-23", 2, "2026-12-29"),
        ("2026-12-31", 1, "2027-01-04"),  # New Year's Day, then a weekend
        ("2027-03-25", 1, "2027-03-30"),  # Good Friday, Easter Monday
        ("2026-04-30", 2, "2026-05-05"),  # the early May bank holiday
        ("2028-02-28", 1, "2028-02-29"),  # a leap day is worked
        ("2026-03-27", 1, "2026-03-30"),  # over the change to summer time
        ("2022-09-16", 1, "2022-09-20"),  # the bank holiday of a state funeral
    ],
)
def test_working_days_from_a_day(start: str, count: int, end: str) -> None:
    counted = working_days_from(day(start), count)
    assert (counted.day, counted.doubt) == (day(end), "")


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [("2026-09-14", 15, "2026-10-02"), ("2026-09-12", 1, "2026-09-14"), ("2026-12-25", 1, "2026-12-29")],
)
def test_a_period_of_working_days_counts_the_day_it_begins_with(start: str, count: int, end: str) -> None:
    assert working_days_beginning(day(start), count).day == day(end)


@given(KNOWN, st.integers(1, 60))
def test_counting_on_agrees_with_counting_each_day(start: dt.date, count: int) -> None:
    known = bank_holidays()
    end, left = start, count
    while left:
        end += dt.timedelta(days=1)
        if end.isoweekday() <= 5 and end not in known.days:
            left -= 1
    assert working_days_from(start, count).day == end
    assert working_days_between(start, end) == count
    assert working_days_beginning(start + dt.timedelta(days=1), count).day == end


@given(ANY, ANY, st.integers(1, 40))
def test_who_starts_later_never_ends_earlier(one: dt.date, other: dt.date, count: int) -> None:
    start, later = sorted((one, other))
    assert working_days_from(start, count).day <= working_days_from(later, count).day
    assert months_from(start, count) <= months_from(later, count)
    assert months_beginning(start, count) <= months_beginning(later, count)
    assert weeks_from(start, count) <= weeks_from(later, count)


@pytest.mark.parametrize(("start", "sure"), [("2028-12-20", True), ("2028-12-29", False), ("2011-12-30", False)])
def test_a_count_beyond_the_holidays_that_are_known_says_so(start: str, sure: bool) -> None:
    counted = working_days_from(day(start), 3)
    assert (counted.doubt == "") is sure
    if not sure:
        assert "31 December 2028" in counted.doubt
        assert "check it" in counted.doubt


def test_a_county_can_bring_its_own_list() -> None:
    known = BankHolidays(frozenset({day("2031-01-01")}), day("2031-01-01"), day("2031-12-31"))
    assert working_days_from(day("2030-12-31"), 1, known).day == day("2031-01-02")
    assert working_days_from(day("2031-03-03"), 1, known).doubt == ""


def test_no_working_days_are_no_count() -> None:
    with pytest.raises(ValueError, match="at least one"):
        working_days_from(day("2026-09-14"), 0)


@pytest.mark.parametrize(
    ("start", "months", "within", "period"),
    [
        ("2025-09-01", 12, "2026-09-01", "2026-08-31"),
        ("2024-02-29", 12, "2025-02-28", "2025-02-28"),
        ("2024-03-01", 12, "2025-03-01", "2025-02-28"),
        ("2027-03-01", 12, "2028-03-01", "2028-02-29"),
        ("2025-12-31", 2, "2026-02-28", "2026-02-28"),
        ("2026-08-31", 6, "2027-02-28", "2027-02-28"),
        ("2026-11-30", 3, "2027-02-28", "2027-02-28"),
        ("2026-01-15", 1, "2026-02-15", "2026-02-14"),
    ],
)
def test_months_end_where_the_law_ends_them(start: str, months: int, within: str, period: str) -> None:
    assert months_from(day(start), months) == day(within)
    assert months_beginning(day(start), months) == day(period)


def test_a_period_of_days_counts_the_first() -> None:
    assert days_beginning(day("2026-09-14"), 15) == day("2026-09-28")
    assert days_beginning(day("2028-02-28"), 2) == day("2028-02-29")


@pytest.mark.parametrize(
    ("moment", "local"),
    [
        ("2026-03-28T23:59:59+00:00", "2026-03-28"),  # the last hour of winter time
        ("2026-03-29T22:59:59+00:00", "2026-03-29"),
        ("2026-03-29T23:00:00+00:00", "2026-03-30"),  # the first midnight of summer time
        ("2026-03-31T23:30:00+00:00", "2026-04-01"),  # already the new financial year in England
        ("2026-08-31T23:30:00+00:00", "2026-09-01"),
        ("2026-10-24T23:30:00+00:00", "2026-10-25"),
        ("2026-10-25T23:30:00+00:00", "2026-10-25"),  # the day of twenty-five hours
        ("2026-12-31T23:59:59+00:00", "2026-12-31"),
        ("2027-01-01T00:30:00+01:00", "2026-12-31"),
    ],
)
def test_a_moment_lies_in_the_day_it_is_in_england(moment: str, local: str) -> None:
    assert local_day(dt.datetime.fromisoformat(moment)) == day(local)


def test_a_moment_without_a_zone_lies_in_no_day() -> None:
    with pytest.raises(ValueError, match="time zone"):
        local_day(dt.datetime(2026, 9, 14, 12))


@given(ANY)
def test_a_day_begins_at_its_first_moment_and_lasts_23_to_25_hours(today: dt.date) -> None:
    begins, ends = day_begins(today), day_begins(today + dt.timedelta(days=1))
    assert local_day(begins) == today
    assert local_day(begins - dt.timedelta(microseconds=1)) == today - dt.timedelta(days=1)
    assert (ends - begins) // dt.timedelta(hours=1) in (23, 24, 25)


@pytest.mark.parametrize(
    ("year", "friday"), [(2024, "2024-06-28"), (2026, "2026-06-26"), (2028, "2028-06-30"), (2029, "2029-06-29")]
)
def test_the_last_friday_of_june(year: int, friday: str) -> None:
    assert last_friday_of_june(year) == day(friday)


SUMMER = Closure(day("2026-07-22"), day("2026-09-01"), "Summer holiday")
CHRISTMAS = Closure(day("2026-12-19"), day("2027-01-03"), "Christmas holiday")


def test_a_closure_is_known_by_its_days() -> None:
    calendar = school_calendar([CHRISTMAS, SUMMER])
    assert calendar.closures == (SUMMER, CHRISTMAS)
    assert calendar.closed_on(day("2026-07-22")) == calendar.closed_on(day("2026-09-01")) == SUMMER
    assert calendar.closed_on(day("2026-07-21")) is calendar.closed_on(day("2026-09-02")) is None


@pytest.mark.parametrize(
    ("asked", "late"),
    [
        ("2026-07-14", False),
        ("2026-07-15", True),  # one week before the closure
        ("2026-08-26", True),  # one week before the school opens again
        ("2026-08-27", False),
        ("2026-12-20", False),  # too short a holiday
    ],
)
def test_only_a_long_closure_near_the_asking_can_be_put_to_a_person(asked: str, late: bool) -> None:
    found = school_calendar([SUMMER, CHRISTMAS]).closure_for_advice(day(asked))
    assert (found == SUMMER) is late
    assert (found is None) is not late


def test_four_weeks_are_long_and_a_day_less_is_not() -> None:
    assert Closure(day("2026-07-01"), day("2026-07-28"), "Closed").long
    assert not Closure(day("2026-07-01"), day("2026-07-27"), "Closed").long


def test_closures_that_meet_over_a_weekend_are_one() -> None:
    flood = Closure(day("2026-07-06"), day("2026-07-17"), "Flood")  # a Friday; the next begins on Monday
    summer = Closure(day("2026-07-20"), day("2026-08-10"), "Summer holiday")
    calendar = school_calendar([summer, flood])
    assert calendar.closures == (Closure(day("2026-07-06"), day("2026-08-10"), "Flood, Summer holiday"),)
    apart = Closure(day("2026-08-12"), day("2026-08-20"), "Repairs")
    assert len(school_calendar([summer, flood, apart]).closures) == 2


def test_closures_that_end_before_they_begin_are_all_refused() -> None:
    backwards = [
        Closure(day("2026-09-01"), day("2026-07-22"), "Summer"),
        Closure(day("2027-01-03"), day("2026-12-19"), "Winter"),
    ]
    with pytest.raises(Refused) as refused:
        school_calendar(backwards)
    assert len(refused.value.problems) == 2
