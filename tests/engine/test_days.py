"""Counting days as policies do, around leap days and the ends of months."""

import calendar
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.days import academic_year, financial_year, months_before, months_between

DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("today", "months", "then"),
    [
        ("2026-09-14", 12, "2025-09-14"),
        ("2026-05-31", 3, "2026-02-28"),
        ("2028-05-31", 3, "2028-02-29"),
        ("2028-02-29", 12, "2027-02-28"),
        ("2028-02-29", 48, "2024-02-29"),
        ("2026-01-31", 1, "2025-12-31"),
        ("2026-03-15", 3, "2025-12-15"),
        ("2026-09-14", 0, "2026-09-14"),
        ("2100-03-31", 1, "2100-02-28"),
        ("2000-03-31", 1, "2000-02-29"),
        ("2026-01-01", 40_000, "0001-01-01"),
    ],
)
def test_so_many_months_ago(today: str, months: int, then: str) -> None:
    assert months_before(day(today), months) == day(then)


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2025-09-14", "2026-09-14", 12),
        ("2025-09-15", "2026-09-14", 11),
        ("2026-01-31", "2026-02-28", 0),
        ("2026-01-31", "2026-03-30", 1),
        ("2026-01-31", "2026-03-31", 2),
        ("2026-02-28", "2026-03-28", 1),
        ("2026-02-28", "2026-03-31", 1),
        ("2024-02-29", "2025-02-28", 11),
        ("2024-02-29", "2025-03-01", 12),
        ("2024-02-29", "2028-02-29", 48),
        ("2026-09-14", "2026-09-14", 0),
        ("2026-09-14", "2025-09-15", -11),
        ("2026-09-14", "2025-09-14", -12),
    ],
)
def test_completed_months(start: str, end: str, months: int) -> None:
    assert months_between(day(start), day(end)) == months


@given(DAYS, DAYS)
def test_months_are_complete_and_no_more(one: dt.date, other: dt.date) -> None:
    start, end = min(one, other), max(one, other)
    months = months_between(start, end)

    def come_round(count: int) -> bool:
        """Whether the day of the month of `start` has come `count` times by `end`; a short month has none."""
        year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
        return (year, month + 1, start.day) <= (end.year, end.month, end.day)

    assert come_round(months)
    assert not come_round(months + 1)
    assert months_between(end, start) == -months


@given(DAYS, st.integers(0, 600))
def test_months_ago_is_that_month_and_as_near_that_day_as_it_has(today: dt.date, months: int) -> None:
    then = months_before(today, months)
    assert (today.year - then.year) * 12 + today.month - then.month == months
    assert then.day == min(today.day, calendar.monthrange(then.year, then.month)[1])


@pytest.mark.parametrize(
    ("text", "academic", "financial"),
    [
        ("2026-08-31", 2025, 2026),
        ("2026-09-01", 2026, 2026),
        ("2027-03-31", 2026, 2026),
        ("2027-04-01", 2026, 2027),
        ("2027-01-01", 2026, 2026),
        ("2028-02-29", 2027, 2027),
    ],
)
def test_years_begin_in_september_and_april(text: str, academic: int, financial: int) -> None:
    assert academic_year(day(text)) == academic
    assert financial_year(day(text)) == financial
