"""Counting days the way policies do: whole months, academic and financial years."""

import calendar
import datetime as dt
from functools import lru_cache


@lru_cache(4096)
def months_before(day: dt.date, months: int) -> dt.date:
    """The same day of the month `months` earlier; the last day of a shorter month (31 May → 28 February)."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < 1:
        return dt.date.min
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def months_between(start: dt.date, end: dt.date) -> int:
    """Completed months from `start` to `end`; negative when `end` comes first."""
    if end < start:
        return -months_between(end, start)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if months_before(end, months) >= start else months - 1


def academic_year(day: dt.date) -> int:
    """The year in which the academic year of `day` began (1 September)."""
    return day.year if day.month >= 9 else day.year - 1


def financial_year(day: dt.date) -> int:
    """The year in which the financial year of `day` began (1 April)."""
    return day.year if day.month >= 4 else day.year - 1


def financial_year_days(year: int) -> tuple[dt.date, dt.date]:
    """The first and the last day of the financial year that began in `year`."""
    return dt.date(year, 4, 1), dt.date(year + 1, 3, 31)


def within_year(day: dt.date, year: int) -> dt.date:
    """The day, or the nearest one of the financial year that began in `year`."""
    first, last = financial_year_days(year)
    return min(max(day, first), last)


def month_of_year(day: dt.date) -> int:
    """The month of its financial year: April is 1, March is 12."""
    return (day.month - 4) % 12 + 1


def days_between(start: dt.date, end: dt.date) -> int:
    """Days from `start` to `end`; negative when `end` comes first."""
    return (end - start).days
