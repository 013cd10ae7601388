"""Counting days as the law does: working days in England, weeks, months, and the day it is in London.

"Within 6 weeks of" a day ends six weeks later on the same weekday. "A period of 15 working days beginning
with" a day counts that day as the first, and a period of twelve months beginning with 1 September ends on
31 August.
"""

import calendar
import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from engine.amounts import day_words
from engine.days import months_before

LONDON: Final = ZoneInfo("Europe/London")
_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class BankHolidays:
    """The bank holidays of England and Wales that are known. first, last: between them all are known."""

    days: frozenset[dt.date]
    first: dt.date
    last: dt.date

    def known(self, day: dt.date) -> bool:
        """Whether it is known if this day is a bank holiday."""
        return self.first <= day <= self.last

    def is_working_day(self, day: dt.date) -> bool:
        """Monday to Friday and no bank holiday that is known."""
        return day.weekday() < 5 and day not in self.days


@dataclass(frozen=True, slots=True)
class Counted:
    """The day that a count of working days came to. doubt: "" or why it may be too early."""

    day: dt.date
    doubt: str


@cache
def bank_holidays() -> BankHolidays:
    """Those of England and Wales that are published, from a copy that came with the software; nothing is fetched.

    A year counts as known from its first day to its last. An extra holiday proclaimed later is not in it.
    """
    from govuk_bank_holidays.bank_holidays import BankHolidays as Published

    published = Published(use_cached_holidays=True)
    days = [each["date"] for each in published.get_holidays(division=Published.ENGLAND_AND_WALES)]
    return BankHolidays(frozenset(days), dt.date(min(days).year, 1, 1), dt.date(max(days).year, 12, 31))


def working_days_from(start: dt.date, count: int, holidays: BankHolidays | None = None) -> Counted:
    """The day `count` working days after `start`, which itself does not count. count: at least 1."""
    return _count(start + _DAY, count, holidays or bank_holidays())


def working_days_beginning(start: dt.date, count: int, holidays: BankHolidays | None = None) -> Counted:
    """The last day of a period of `count` working days beginning with `start`. count: at least 1."""
    return _count(start, count, holidays or bank_holidays())


def _count(day: dt.date, count: int, holidays: BankHolidays) -> Counted:
    if count < 1:
        raise ValueError("at least one working day is counted")
    begun = day
    while True:
        count -= holidays.is_working_day(day)
        if count == 0:
            break
        day += _DAY
    sure = holidays.known(begun) and holidays.known(day)
    return Counted(day, "" if sure else doubt_of(holidays))


def doubt_of(holidays: BankHolidays) -> str:
    """What is said where a count ran outside the bank holidays that are known."""
    return (
        f"Bank holidays are known from {day_words(holidays.first)} to {day_words(holidays.last)}. "
        "This day lies outside, so check it."
    )


def working_days_between(start: dt.date, end: dt.date, holidays: BankHolidays | None = None) -> int:
    """Working days after `start`, up to and with `end`; 0 when `end` does not come later."""
    known = holidays or bank_holidays()
    return sum(known.is_working_day(start + _DAY * step) for step in range(1, (end - start).days + 1))


def weeks_from(start: dt.date, weeks: int) -> dt.date:
    """The last day "within so many weeks of" `start`."""
    return start + dt.timedelta(weeks=weeks)


def months_from(start: dt.date, months: int) -> dt.date:
    """The last day "within so many months of" `start`: the same day of the month, or the last of a shorter one."""
    return months_before(start, -months)


def days_beginning(start: dt.date, count: int) -> dt.date:
    """The last day of a period of `count` days beginning with `start`."""
    return start + _DAY * (count - 1)


def months_beginning(start: dt.date, months: int) -> dt.date:
    """The last day of a period of so many months beginning with `start`.

    1 September → 31 August; 1 March → the last of February; 29 February → 28 February, for the month then
    has no 29th.
    """
    end = months_from(start, months)
    return end if end.day < start.day else end - _DAY


def local_day(moment: dt.datetime) -> dt.date:
    """The day it is in England at a moment. Raises ValueError for a moment without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment must have a time zone")
    return moment.astimezone(LONDON).date()


def day_begins(day: dt.date) -> dt.datetime:
    """The moment, in UTC, at which a day begins in England: at 23:00 the evening before in summer."""
    return dt.datetime(day.year, day.month, day.day, tzinfo=LONDON).astimezone(dt.UTC)


def last_friday_of_june(year: int) -> dt.date:
    """The school leaving date of a year."""
    last = dt.date(year, 6, calendar.monthrange(year, 6)[1])
    return last - _DAY * ((last.weekday() - calendar.FRIDAY) % 7)
