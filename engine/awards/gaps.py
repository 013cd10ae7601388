"""A child who changes school with days between: school days without provision, shown and never charged."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from engine.awards.calendars import Calendar, Days
from engine.awards.terms import Stretch

_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Gap:
    """Days between the last at one school and the first at another, and the school days among them."""

    days: Days
    left: str | None
    joined: str | None
    without_provision: tuple[dt.date, ...]


def between_schools(stretches: Sequence[Stretch], calendar: Calendar) -> tuple[Gap, ...]:
    """Every gap between two different schools, in order; one of no school days (a holiday) is not listed.

    Raises CannotCount where the calendar does not cover the days: they are then not known, which is not none.
    """
    gaps = []
    for before, after in pairwise(stretches):
        if before.until_day is None or before.school == after.school or after.from_day - before.until_day <= _DAY:
            continue
        days = Days(before.until_day + _DAY, after.from_day - _DAY)
        gaps.append(Gap(days, before.school, after.school, calendar.school_days(days)))
    return tuple(gap for gap in gaps if gap.without_provision)
