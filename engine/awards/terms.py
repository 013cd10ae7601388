"""The terms of an award as they were written, and what they come to: stretches of days at one rate.

Terms are never changed. A later one replaces what earlier ones said from its first day on; one of nothing a
year ends the award there.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from engine.days import financial_year

_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days at one rate, both ends included; an `until_day` of None is open. pence_a_year: at least 0.

    Raises ValueError where the days come the wrong way round or the amount is below nothing.
    """

    from_day: dt.date
    until_day: dt.date | None
    account: str
    school: str | None
    pence_a_year: int

    def __post_init__(self) -> None:
        if self.pence_a_year < 0 or (self.until_day is not None and self.until_day < self.from_day):
            raise ValueError(f"no award runs from {self.from_day} to {self.until_day} at {self.pence_a_year} pence")

    def holds(self, day: dt.date) -> bool:
        """Whether the day lies in it."""
        return self.from_day <= day and (self.until_day is None or day <= self.until_day)


@dataclass(frozen=True, slots=True)
class Term:
    """One row of an award's terms. number: the order in which they were written. The rest as in `Stretch`."""

    number: int
    from_day: dt.date
    until_day: dt.date | None
    account: str
    school: str | None
    pence_a_year: int
    written_at: dt.datetime


def as_it_stands(terms: Iterable[Term], known_at: dt.datetime | None = None) -> tuple[Stretch, ...]:
    """The stretches that the terms come to, in order of days, none overlapping and none at nothing a year.

    With `known_at`, as it was known at that moment. Neighbours that differ in nothing are one stretch, so what is
    ended and then restored is exactly what it was.
    """
    stands: tuple[Stretch, ...] = ()
    for term in sorted(terms, key=lambda each: each.number):
        if known_at is None or term.written_at <= known_at:
            own = Stretch(term.from_day, term.until_day, term.account, term.school, term.pence_a_year)
            stands = (*until(stands, term.from_day - _DAY), own)
    return joined(stands)


def joined(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Neighbours that differ in nothing but their days put together; what comes to nothing a year left out."""
    found: list[Stretch] = []
    for each in stretches:
        last = found[-1] if found else None
        if last and last.until_day == each.from_day - _DAY and _rate(last) == _rate(each):
            found[-1] = replace(last, until_day=each.until_day)
        elif each.pence_a_year:
            found.append(each)
    return tuple(found)


def until(stretches: Iterable[Stretch], day: dt.date) -> tuple[Stretch, ...]:
    """What there is of the stretches up to and including a day."""
    return tuple(
        replace(each, until_day=day) if each.until_day is None or each.until_day > day else each
        for each in stretches
        if each.from_day <= day
    )


def divided(stretches: Iterable[Stretch], days: Iterable[dt.date]) -> tuple[Stretch, ...]:
    """The same stretches, cut so that each of these days begins a new one where it lies inside one."""
    parts: list[Stretch] = []
    turning = sorted(set(days))
    for stretch in stretches:
        rest = stretch
        for day in turning:
            if rest.from_day < day and rest.holds(day):
                parts.append(replace(rest, until_day=day - _DAY))
                rest = replace(rest, from_day=day)
        parts.append(rest)
    return tuple(parts)


def years_of(stretches: Iterable[Stretch], through: int) -> tuple[int, ...]:
    """The financial years in which any of the days lie, in order, none after the year `through`."""
    years: set[int] = set()
    for each in stretches:
        last = through if each.until_day is None else min(through, financial_year(each.until_day))
        years.update(range(financial_year(each.from_day), last + 1))
    return tuple(sorted(years))


def _rate(stretch: Stretch) -> tuple[str, str | None, int]:
    return stretch.account, stretch.school, stretch.pence_a_year
