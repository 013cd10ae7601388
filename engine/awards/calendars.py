"""School years as a county gives them: terms, closed days and funded weeks, with their source.

A calendar is always passed in. What it does not cover is not known: it is never guessed from another year.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from engine.awards.counting import TERMS, CannotCount
from engine.days import academic_year, financial_year_days

_DAY: Final = dt.timedelta(days=1)
_SCHOOL_WEEK: Final = 5


@dataclass(frozen=True, slots=True)
class Days:
    """Days from and until, both included. Raises ValueError where they come the wrong way round."""

    from_day: dt.date
    until_day: dt.date

    def __post_init__(self) -> None:
        if self.until_day < self.from_day:
            raise ValueError(f"{self.until_day} comes before {self.from_day}")

    @property
    def count(self) -> int:
        """How many days they are."""
        return (self.until_day - self.from_day).days + 1

    def __iter__(self) -> Iterator[dt.date]:
        return (self.from_day + _DAY * step for step in range(self.count))

    def both(self, other: "Days") -> "Days | None":
        """The days that lie in both, or None."""
        first, last = max(self.from_day, other.from_day), min(self.until_day, other.until_day)
        return Days(first, last) if first <= last else None


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """One school year. year: that in which it began. terms: from first to last day, in the order of `TERMS`.

    closed: half-terms, bank holidays and other days without school inside terms. funded: runs of funded weeks,
    each from a Monday; a week is funded whose Monday lies in one.
    """

    year: int
    source: str
    terms: tuple[Days, ...]
    closed: tuple[Days, ...] = ()
    funded: tuple[Days, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """The school years that are known, in order. Two calendars are the same only if they are one."""

    years: tuple[SchoolYear, ...]

    def school_year(self, year: int) -> SchoolYear:
        """The school year that began in `year`. Raises CannotCount where it is not known."""
        found = next((each for each in self.years if each.year == year), None)
        if found is None:
            raise CannotCount(f"the calendar does not give the school year {year}-{(year + 1) % 100:02d}")
        return found

    def terms_in(self, year: int) -> dict[str, Days]:
        """The terms of a financial year by name, in order of time, cut at its ends.

        The summer term of one school year comes first, then autumn and spring of the next. What a spring term has
        beyond 31 March counts for nothing: its share is counted over its days until then.
        """
        first, last = financial_year_days(year)
        autumn, spring, summer = TERMS
        given = {
            summer: self.school_year(year - 1).terms[2],
            autumn: self.school_year(year).terms[0],
            spring: self.school_year(year).terms[1],
        }
        cut = {name: term.both(Days(first, last)) for name, term in given.items()}
        for name, term in cut.items():
            if term is None:
                raise CannotCount(f"the {name} term lies outside the financial year from {first}")
        return {name: term for name, term in cut.items() if term is not None}

    def weeks_in(self, year: int) -> tuple[Days, ...]:
        """The funded weeks whose Monday lies in a financial year, Monday to Friday, cut at 31 March."""
        whole = Days(*financial_year_days(year))
        runs = (*self.school_year(year - 1).funded, *self.school_year(year).funded)
        mondays = sorted({day for run in runs for day in run if day.weekday() == 0} & set(whole))
        return tuple(Days(day, min(day + _DAY * (_SCHOOL_WEEK - 1), whole.until_day)) for day in mondays)

    def school_days(self, days: Days) -> tuple[dt.date, ...]:
        """The days of school among these. Raises CannotCount where the calendar does not cover them."""
        years = [
            self.school_year(year) for year in range(academic_year(days.from_day), academic_year(days.until_day) + 1)
        ]
        closed = {day for year in years for run in year.closed for day in run}
        open_days = {day for year in years for term in year.terms for day in term} - closed
        return tuple(day for day in days if day in open_days and day.weekday() < _SCHOOL_WEEK)


NO_DATES: Final = Calendar(())
"""A calendar that knows nothing: enough for counting by days, months and twelfths."""
