"""A financial year's own days and months: how many there are, and how much of it a day leaves."""

import calendar
import datetime as dt
from fractions import Fraction
from typing import Final

MONTHS: Final = 12
_DAY: Final = dt.timedelta(days=1)


def first_day(year: int) -> dt.date:
    """1 April of the financial year that began in `year`."""
    return dt.date(year, 4, 1)


def last_day(year: int) -> dt.date:
    """31 March, on which it ends."""
    return dt.date(year + 1, 3, 31)


def days_in(year: int) -> int:
    """365, or 366 where its last February has 29 days."""
    return (last_day(year) - first_day(year)).days + 1


def left_from(day: dt.date, year: int) -> Fraction:
    """The part of the year from `day` on, that day included: all of it before 1 April, nothing after 31 March."""
    days = (last_day(year) - max(day, first_day(year))).days + 1
    return Fraction(max(days, 0), days_in(year))


def left_on_average(first: dt.date, last: dt.date, year: int) -> Fraction:
    """The part of the year left from a day between these two, both included, on average. They lie in one month."""
    return (left_from(first, year) + left_from(last, year)) / 2


def month_of(day: dt.date) -> dt.date:
    """The first day of its month."""
    return day.replace(day=1)


def month_end(month: dt.date) -> dt.date:
    """The last day of the month of a day."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def months_on(month: dt.date, count: int) -> dt.date:
    """The first day of the month so many months later (earlier where below nothing)."""
    year, number = divmod(month.year * MONTHS + month.month - 1 + count, MONTHS)
    return dt.date(year, number + 1, 1)


def months_from_to(first: dt.date, last: dt.date) -> list[dt.date]:
    """The first days of all months from that of `first` to that of `last`, both included."""
    count = (last.year - first.year) * MONTHS + last.month - first.month
    return [months_on(month_of(first), step) for step in range(count + 1)]


def month_ends(year: int) -> list[dt.date]:
    """The last days of its twelve months, 30 April first."""
    return [month_end(month) for month in months_from_to(first_day(year), last_day(year))]


def day_after(day: dt.date) -> dt.date:
    """The day after."""
    return day + _DAY
