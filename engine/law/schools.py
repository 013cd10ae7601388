"""When schools are closed: holidays as data, and the closures of four weeks that a finding can rest on.

Nothing is excused here. A closure is a fact shown to the person who may make a finding.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from engine.amounts import day_words
from engine.problems import Complaints

LONG: Final = dt.timedelta(weeks=4)
WEEK: Final = dt.timedelta(weeks=1)


@dataclass(frozen=True, slots=True, order=True)
class Closure:
    """A time during which a school is closed, first and last day with it. words: "Summer holiday"."""

    first: dt.date
    last: dt.date
    words: str

    @property
    def reopens(self) -> dt.date:
        """The day on which it is open again."""
        return self.last + dt.timedelta(days=1)

    @property
    def long(self) -> bool:
        """Whether it lasts four weeks or more."""
        return self.reopens - self.first >= LONG


@dataclass(frozen=True, slots=True)
class SchoolCalendar:
    """A school's or an authority's closures, in order of days; read with `school_calendar`."""

    closures: tuple[Closure, ...]

    def closed_on(self, day: dt.date) -> Closure | None:
        """The closure that a day lies in; None where none is known. Weekends are no closure."""
        return next((each for each in self.closures if each.first <= day <= each.last), None)

    def closure_for_advice(self, asked_on: dt.date) -> Closure | None:
        """The long closure because of which advice asked for on a day may have been late; None where there is none.

        SEND Regulations 2014 reg. 10(4)(a): asked for in the time from one week before a closure of at least
        four weeks to one week before the school opens again. A person still finds whether it was impractical.
        """
        for each in self.closures:
            if each.long and each.first - WEEK <= asked_on <= each.reopens - WEEK:
                return each
        return None


def school_calendar(closures: Iterable[Closure]) -> SchoolCalendar:
    """Closures put in order; those that meet or overlap become one, so that its length is the whole of it.

    A weekend alone between two closures joins them. Raises Refused where one ends before it begins.
    """
    complaints = Complaints()
    joined: list[Closure] = []
    for each in sorted(closures):
        if each.last < each.first:
            wrong = f"{each.words} ends on {day_words(each.last)}, before it begins"
            complaints.add("closures", wrong, "a last day that is not before the first", "Correct it")
        elif joined and each.first <= _next_school_day(joined[-1].last):
            before = joined[-1]
            words = before.words if each.words == before.words else f"{before.words}, {each.words}"
            joined[-1] = Closure(before.first, max(before.last, each.last), words)
        else:
            joined.append(each)
    complaints.raise_if_any()
    return SchoolCalendar(tuple(joined))


def _next_school_day(day: dt.date) -> dt.date:
    """The first day after this one on which a school could be open."""
    day += dt.timedelta(days=1)
    return day + dt.timedelta(days=max(0, 7 - day.weekday())) if day.weekday() >= 5 else day
