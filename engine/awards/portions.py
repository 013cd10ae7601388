"""A financial year laid out as its counting sees it: portions, each with its share of a year's amount.

Inside a portion every day weighs the same, so what any days cost is a fraction of the year's amount, and the
whole year is exactly one.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from engine.awards.calendars import Calendar, Days
from engine.awards.counting import CannotCount, Counting
from engine.days import financial_year_days, months_before


@dataclass(frozen=True, slots=True)
class Portion:
    """Days and their share of a year's amount."""

    days: Days
    share: Fraction

    def weight(self, days: Days) -> Fraction:
        """The share that falls on these days, both ends counted; they must not all lie outside."""
        first, last = max(self.days.from_day, days.from_day), min(self.days.until_day, days.until_day)
        counted = (last - first).days + 1
        return Fraction(self.share.numerator * counted, self.share.denominator * self.days.count)


def weight_of(days: Days, year: int, counting: Counting, calendar: Calendar) -> Fraction:
    """The part of a year's amount that these days of the financial year cost. Raises CannotCount."""
    touched = (
        portion
        for portion in portions(year, counting, calendar)
        if portion.days.from_day <= days.until_day and days.from_day <= portion.days.until_day
    )
    return sum((portion.weight(days) for portion in touched), Fraction(0))


@lru_cache(1024)
def portions(year: int, counting: Counting, calendar: Calendar) -> tuple[Portion, ...]:
    """The year's portions in order; their shares come to one. Raises CannotCount where the calendar falls short."""
    match counting.by:
        case "days":
            return (Portion(Days(*financial_year_days(year)), Fraction(1)),)
        case "months":
            return tuple(Portion(month, Fraction(1, 12)) for month in months_of(year))
        case "twelfths":
            return _by_term(funding_periods(year), counting)
        case "terms":
            return _by_term(calendar.terms_in(year), counting)
        case "weeks":
            weeks = calendar.weeks_in(year)
            if len(weeks) != counting.weeks:
                raise CannotCount(
                    f"the calendar funds {len(weeks)} weeks in {year}-{(year + 1) % 100:02d}"
                    f" and the award counts {counting.weeks}"
                )
            return tuple(Portion(week, Fraction(1, counting.weeks)) for week in weeks)


def months_of(year: int) -> tuple[Days, ...]:
    """The twelve months of a financial year."""
    return _between([months_before(dt.date(year, 4, 1), -count) for count in range(13)])


def funding_periods(year: int) -> Mapping[str, Days]:
    """The funding periods of a financial year, from April, September and January, by the term they pay for."""
    starts = [dt.date(year, 4, 1), dt.date(year, 9, 1), dt.date(year + 1, 1, 1), dt.date(year + 1, 4, 1)]
    return dict(zip(("summer", "autumn", "spring"), _between(starts), strict=True))


def payment_periods(year: int, counting: Counting, calendar: Calendar) -> tuple[Days, ...]:
    """The periods in which an award is paid: months, funding periods or weeks as counted. They cover the year.

    A week reaches to the day before the next funded one, so no day is left out.
    """
    if counting.by in ("days", "months"):
        return months_of(year)
    if counting.by in ("terms", "twelfths"):
        return tuple(funding_periods(year).values())
    first, last = financial_year_days(year)
    mondays = [portion.days.from_day for portion in portions(year, counting, calendar)]
    return _between([first, *mondays[1:], last + dt.timedelta(days=1)])


def _by_term(terms: Mapping[str, Days], counting: Counting) -> tuple[Portion, ...]:
    return tuple(Portion(days, counting.share(name)) for name, days in terms.items())


def _between(starts: list[dt.date]) -> tuple[Days, ...]:
    """Days from each start to the day before the next."""
    return tuple(Days(start, following - dt.timedelta(days=1)) for start, following in pairwise(starts))
