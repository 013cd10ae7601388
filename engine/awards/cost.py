"""What an award costs in a financial year, until a day, by account, and in payments; every figure in whole pence.

Rounding is of the running total within the financial year. What a part costs (an account's, a school's, a
month's) is the rounded running total at its end less that before it, parts taken in order of days. So the parts
of any division come to the whole exactly, a finer division adds up to a coarser one, and what has passed is
never changed by what comes after it.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from engine.awards.calendars import Calendar, Days
from engine.awards.counting import Counting
from engine.awards.portions import payment_periods, weight_of
from engine.awards.terms import Stretch, divided, until
from engine.days import financial_year_days


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch as far as it lies in the year, and what it adds to the year's running total, in pence."""

    stretch: Stretch
    pence: int


@dataclass(frozen=True, slots=True)
class Due:
    """One payment: the period it is for, to which school, from which account, in pence."""

    from_day: dt.date
    until_day: dt.date
    account: str
    school: str | None
    pence: int


def parts(stretches: Iterable[Stretch], year: int, counting: Counting, calendar: Calendar) -> tuple[Part, ...]:
    """What each stretch adds in the year. stretches: in order of days and not overlapping, as `as_it_stands` gives.

    Raises CannotCount where the calendar does not say enough.
    """
    first, last = financial_year_days(year)
    running, told, found = Fraction(0), 0, []
    for stretch in until(stretches, last):
        assert stretch.until_day is not None
        if stretch.until_day < first:
            continue
        days = Days(max(first, stretch.from_day), stretch.until_day)
        running += stretch.pence_a_year * weight_of(days, year, counting, calendar)
        total = counting.to_penny(running)
        found.append(Part(replace(stretch, from_day=days.from_day), total - told))
        told = total
    return tuple(found)


def cost(stretches: Iterable[Stretch], year: int, counting: Counting, calendar: Calendar) -> int:
    """What the award costs in the financial year, in pence."""
    return sum(part.pence for part in parts(stretches, year, counting, calendar))


def cost_by_account(stretches: Iterable[Stretch], year: int, counting: Counting, calendar: Calendar) -> dict[str, int]:
    """The same by account, in the order in which they first bear it; their sum is `cost`."""
    by_account: dict[str, int] = {}
    for part in parts(stretches, year, counting, calendar):
        by_account[part.stretch.account] = by_account.get(part.stretch.account, 0) + part.pence
    return by_account


def cost_until(stretches: Iterable[Stretch], year: int, counting: Counting, calendar: Calendar, day: dt.date) -> int:
    """The running total of the financial year up to and including a day, in pence."""
    return cost(until(stretches, day), year, counting, calendar)


def schedule(stretches: Iterable[Stretch], year: int, counting: Counting, calendar: Calendar) -> tuple[Due, ...]:
    """The year's payments, in order of days, which come to `cost` exactly; none of nothing.

    By month where it is counted by days or months, by funding period (from April, September, January) for terms
    and twelfths, by funded week for weeks.
    """
    periods = payment_periods(year, counting, calendar)
    dues: dict[tuple[Days, str, str | None], int] = {}
    cut = divided(stretches, (period.from_day for period in periods))
    for part in parts(cut, year, counting, calendar):
        at = part.stretch
        period = next(each for each in periods if each.from_day <= at.from_day <= each.until_day)
        key = (period, at.account, at.school)
        dues[key] = dues.get(key, 0) + part.pence
    return tuple(
        Due(period.from_day, period.until_day, account, school, pence)
        for (period, account, school), pence in dues.items()
        if pence
    )
