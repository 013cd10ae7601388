"""What is to be claimed from other authorities: income due, gross, never set against what the award costs here."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from engine.awards.calendars import Calendar
from engine.awards.cost import parts
from engine.awards.counting import Counting
from engine.awards.terms import Stretch, divided
from engine.days import financial_year_days, months_before

_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Responsible:
    """Days, both included, for which another authority is responsible; an `until_day` of None is open."""

    authority: str
    from_day: dt.date
    until_day: dt.date | None

    def holds(self, day: dt.date) -> bool:
        """Whether the day lies in them."""
        return self.from_day <= day and (self.until_day is None or day <= self.until_day)


@dataclass(frozen=True, slots=True)
class Claim:
    """An amount to claim, in pence, for days both included, out of which account it was paid, and the last day to."""

    authority: str
    from_day: dt.date
    until_day: dt.date
    account: str
    pence: int
    claim_by: dt.date


def claims(
    stretches: Iterable[Stretch],
    year: int,
    counting: Counting,
    calendar: Calendar,
    responsible: Sequence[Responsible],
    months_to_claim: int,
) -> tuple[Claim, ...]:
    """The year's claims, in order of days; none of nothing.

    months_to_claim: after the end of the financial year; a local setting (check the agreement between the
    authorities). With the days that are our own the claims come to the year's cost exactly. Raises ValueError where
    two authorities are responsible for one day.
    """
    last = financial_year_days(year)[1]
    claim_by = months_before(last, -months_to_claim)
    turning = [each.from_day for each in responsible]
    turning += [each.until_day + _DAY for each in responsible if each.until_day is not None]
    found = []
    for part in parts(divided(stretches, turning), year, counting, calendar):
        at = part.stretch
        theirs = [each.authority for each in responsible if each.holds(at.from_day)]
        if len(theirs) > 1:
            raise ValueError(f"{' and '.join(theirs)} are both responsible on {at.from_day}")
        if theirs and part.pence:
            assert at.until_day is not None
            found.append(Claim(theirs[0], at.from_day, at.until_day, at.account, part.pence, claim_by))
    return tuple(found)
