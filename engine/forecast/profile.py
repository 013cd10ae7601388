"""Spend against profile: what share of a year's money is expected to be spent by a day, and what really is.

A profile shares a year out over its twelve months, April first; within a month every day counts the same. It says
what would be usual, and stops nothing.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from engine.forecast.year import MONTHS, days_in, first_day, last_day, month_ends


@dataclass(frozen=True, slots=True)
class Profile:
    """Shares of a year by month, April first, that add up to 1. name: flat or last_year."""

    name: str
    shares: tuple[Fraction, ...]

    def __post_init__(self) -> None:
        if len(self.shares) != MONTHS or sum(self.shares) != 1:
            raise ValueError("a profile has twelve shares, which add up to 1")

    def by(self, day: dt.date, year: int) -> Fraction:
        """The share of the year's money expected by the end of this day: 0 before 1 April, 1 from 31 March on."""
        if day < first_day(year) or day >= last_day(year):
            return Fraction(int(day >= last_day(year)))
        whole = (day.month - 4) % MONTHS
        length = month_ends(year)[whole].day
        return sum(self.shares[:whole], Fraction(0)) + self.shares[whole] * Fraction(day.day, length)


@dataclass(frozen=True, slots=True)
class Point:
    """One day of the picture, in pence. paid, committed (paid included): None on days that have not come."""

    day: dt.date
    expected: int
    paid: int | None
    committed: int | None


def flat(year: int) -> Profile:
    """Every day of the year the same."""
    return Profile("flat", tuple(Fraction(end.day, days_in(year)) for end in month_ends(year)))


def like_last_year(months: Sequence[int]) -> Profile | None:
    """As last year went: its twelve months' pence, April first.

    None where they come to nothing, or one is below it, or where the account only began: an April with less than a
    quarter of an average month says nothing of a usual year.
    """
    total = sum(months)
    if len(months) != MONTHS or total <= 0 or min(months) < 0 or months[0] * MONTHS * 4 < total:
        return None
    return Profile("last_year", tuple(Fraction(pence, total) for pence in months))


def against(
    profile: Profile, year: int, held: int, paid: Sequence[int], committed: Sequence[int], today: dt.date
) -> tuple[Point, ...]:
    """The picture at 1 April, each month's end and today, in order of day, of a year that holds `held` pence.

    paid, committed: what each came to by the end of each month, April first, as far as the months have come; the last
    of each is today's where today's month has not ended.
    """
    ends = [end for end in month_ends(year) if end < today]
    come = [*ends, today] if first_day(year) <= today <= last_day(year) else ends
    if len(paid) != len(come) or len(committed) != len(come):
        raise ValueError(f"{len(come)} months have come, not {len(paid)} and {len(committed)}")
    points = [
        Point(day, _pence(profile.by(day, year) * held), paid[place], committed[place])
        for place, day in enumerate(come)
    ]
    ahead = [
        Point(day, _pence(profile.by(day, year) * held), None, None)
        for day in month_ends(year)
        if day > (come[-1] if come else first_day(year))
    ]
    return (*points, *ahead)


def _pence(amount: Fraction) -> int:
    return round(amount)
