"""What is asked of a what-if: the texts, the day, the years, and the rules of transition."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Final

from engine.awards.calendars import NO_DATES, Calendar
from engine.days import financial_year
from engine.rulebook import Rulebook
from engine.sharing.allocation import AllocationAnswers

YEARS: Final = 3
"""This financial year and the next two."""


@dataclass(frozen=True, slots=True)
class Change:
    """A rulebook as it is in force and as it would be. answers: for one over partnerships, what it is worked out on."""

    name: str
    before: Rulebook
    after: Rulebook
    answers: AllocationAnswers | None = None


@dataclass(frozen=True, slots=True)
class Protection:
    """Rules of transition for awards in payment; they apply to the money and never to what need gives.

    hold_until_review: no award falls before its review day. taper_years: a fall comes in so many equal parts, the
    first at once and each further one a year later; 1 is all at once. most_fall_percent: no award falls by more than
    this of what is paid now; None for no such limit. floor_pence: no award falls below it; None for no floor.
    """

    hold_until_review: bool = False
    taper_years: int = 1
    most_fall_percent: int | None = None
    floor_pence: int | None = None

    def __post_init__(self) -> None:
        percent, floor = self.most_fall_percent, self.floor_pence
        if not 1 <= self.taper_years <= 10:
            raise ValueError(f"a fall cannot be tapered over {self.taper_years} years: 1 to 10")
        if (percent is not None and not 0 <= percent <= 100) or (floor is not None and floor < 0):
            raise ValueError("a limit of falls is 0 to 100 percent, and a floor at least nothing")


@dataclass(frozen=True, slots=True)
class Spec:
    """The day whose rules apply, and from which the new text would; everything else follows from it.

    years: the first years of the financial years that are told; those of `YEARS` where none are given. range: whether
    cases with unknown facts get the least and most they can come to. calendar: for countings by terms and weeks.
    """

    as_of: dt.date
    years: tuple[int, ...] = ()
    protection: Protection = field(default_factory=Protection)
    range: bool = False
    calendar: Calendar = NO_DATES

    @property
    def told_years(self) -> tuple[int, ...]:
        """The financial years, in order."""
        first = financial_year(self.as_of)
        return tuple(sorted(set(self.years))) or tuple(range(first, first + YEARS))
