"""School terms as the figures count them: each by one day, that of the school census.

The census is on the first Thursday of October and the third Thursdays of January and May (check: the Department for
Education sets each year's).
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

NAMES: Final = ("Autumn", "Spring", "Summer")
_MONTHS: Final = (10, 1, 5)
_THURSDAYS: Final = (1, 3, 3)
_THURSDAY: Final = 3


@dataclass(frozen=True, slots=True, order=True)
class SchoolTerm:
    """One term. year: in which its academic year began. part: 0 autumn, 1 spring, 2 summer."""

    year: int
    part: int

    @property
    def counted_on(self) -> dt.date:
        """The day on which the term's figures are counted."""
        first = dt.date(self.year + (self.part > 0), _MONTHS[self.part], 1)
        days = (_THURSDAY - first.weekday()) % 7 + 7 * (_THURSDAYS[self.part] - 1)
        return first + dt.timedelta(days=days)

    @property
    def words(self) -> str:
        """Such as "Autumn 2025"."""
        return f"{NAMES[self.part]} {self.counted_on.year}"


def terms_counted(first: dt.date, last: dt.date) -> tuple[SchoolTerm, ...]:
    """The terms whose day lies between two days, both included, in order."""
    every = (SchoolTerm(year, part) for year in range(first.year - 1, last.year + 1) for part in range(3))
    return tuple(each for each in every if first <= each.counted_on <= last)
