"""The early alarm: at the pace of new awards, when would the uncommitted balance be gone?

A pace is what new awards cost a whole year, for each part of the year that has gone by. An award agreed later costs
less of this year, so money runs out more slowly than a straight line says, and a fair area is not taken for a fast one.

The alarm rings when all of these hold (`WORDS` says them on pages):

1. fourteen days of the year have gone by, and eight awards at least were agreed;
2. at that pace the uncommitted balance is gone three months or more before 31 March;
3. it is more than chance: what was agreed lies one and a half spreads or more above what would have been agreed by
   now at the fair pace, at which the money lasts exactly until 31 March. The spread is the square root of the fair
   pace's own variance, each award coming by itself (a compound Poisson count). So few awards, or one large one, ring
   nothing. What one school was given on one day counts as one. Or so little is left that it is gone three months or
   more before 31 March even at a pace two spreads lower.

The pace is counted from the last day on which awards were agreed before 1 April: a sitting deals with what gathered
since the one before it. First calls are no news and belong to no pace; what is released lowers it. The alarm is a
reason to look; it stops nobody and touches no band.
"""

import datetime as dt
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate
from math import isqrt
from typing import Final

from engine.amounts import count_words, day_words, money_words
from engine.forecast.year import days_in, first_day, last_day

FEWEST: Final = 8
"""Awards that must have been agreed."""
EARLY: Final = 90
"""Days before 31 March by which the money must be gone at the pace."""
SPREADS: Final = Fraction(3, 2)
"""How many spreads above the fair pace."""
LOWER: Final = 2
"""How many spreads below its own lies the pace at which money that is nearly gone must still be gone early."""
FORTNIGHT: Final = 14
WORDS: Final = (
    "The alarm rings from the third week of the year on, once eight awards have been agreed, if at their pace the "
    "money would be gone three months or more before 31 March, and if that is more than chance makes of a pace at "
    "which it lasts, or so little is left that a far lower pace would take it."
)


@dataclass(frozen=True, slots=True)
class Agreed:
    """What one award agreed (or, below nothing, one release) takes of this year, in pence, by the day it was agreed.

    school: whose it is; what one school was given on one day is looked at together. "" stands by itself.
    """

    day: dt.date
    pence: int
    school: str = ""


@dataclass(frozen=True, slots=True)
class Alarm:
    """What was found. state: rings, quiet, early (too soon or too few to say), gone (nothing is left to agree), or
    over (more is committed than there is, which law may require).

    gone_on: the day at the pace, None where the money lasts. since: the day after which the awards were agreed. agreed:
    what they take of this year, less what was released, in pence; fair: what it would be by now at the fair pace.
    """

    state: str
    day: dt.date
    year: int
    awards: int
    since: dt.date
    agreed: int
    fair: int | None = None
    gone_on: dt.date | None = None

    @property
    def sentence(self) -> str:
        """What it means, in a sentence."""
        if self.state == "over":
            return "More than the year's money is committed."
        if self.state == "gone":
            return "All of the year's money is committed."
        if self.state == "early":
            return f"It is too early to tell a pace: {count_words(self.awards)} awards since {day_words(self.since)}."
        if self.gone_on is None:
            return "At this pace the year's money lasts until 31 March."
        return f"At this pace the year's money is gone on {day_words(self.gone_on)}."

    @property
    def evidence(self) -> str:
        """What a ringing alarm rests on, in a sentence; "" where it does not ring."""
        if self.state != "rings" or self.fair is None:
            return ""
        return (
            f"{count_words(self.awards).capitalize()} awards agreed since {day_words(self.since)} take "
            f"{money_words(_whole_pounds(self.agreed))} of the year. For the money to last until 31 March, it would be "
            f"about {money_words(_whole_pounds(self.fair))} by now."
        )


def alarm(uncommitted: int, agreed: Sequence[Agreed], year: int, today: dt.date, since: dt.date | None = None) -> Alarm:
    """Whether the alarm rings today, a day of the financial year. uncommitted: pence left to agree.

    agreed: awards and releases since `since`, the last day before 1 April on which awards were agreed (a week before
    it where there is none).
    """
    begun = since or first_day(year) - dt.timedelta(days=8)
    seen = [each for each in agreed if begun < each.day <= today]
    awards = sum(each.pence > 0 for each in seen)
    net = sum(each.pence for each in seen)
    found = (today, year, awards, begun, net)
    if uncommitted <= 0:
        return Alarm("over" if uncommitted < 0 else "gone", *found, gone_on=today)
    went_by = Fraction((today - begun).days, days_in(year))
    if awards < FEWEST or (today - first_day(year)).days < FORTNIGHT:
        return Alarm("early", *found)
    lumps = _lumps(seen, year)
    total = sum(lumps)
    gone_on = _gone(uncommitted, Fraction(total) / went_by, year, today)
    begin_with = uncommitted + sum(each.pence for each in seen if each.day >= first_day(year))
    fair = begin_with / _taken(year)[-1] * went_by
    lower = (total - LOWER * _root(sum(lump * lump for lump in lumps))) / went_by
    sure = _more_than_chance(total, fair, lumps) or _early(_gone(uncommitted, lower, year, today), year)
    state = "rings" if _early(gone_on, year) and sure else "quiet"
    return Alarm(state, *found, fair=round(net * fair / total) if total > 0 else None, gone_on=gone_on)


def _early(gone_on: dt.date | None, year: int) -> bool:
    return gone_on is not None and (last_day(year) - gone_on).days >= EARLY


def _more_than_chance(total: int, fair: Fraction, lumps: Sequence[int]) -> bool:
    """Whether `total` lies so many spreads above `fair`, whose variance is that of as many such lumps as make it up."""
    above, squares = total - fair, sum(lump * lump for lump in lumps)
    return above > 0 and above * above * total >= SPREADS * SPREADS * squares * fair


def _lumps(agreed: Sequence[Agreed], year: int) -> list[int]:
    """What each award would cost a whole year, in pence; one school's of one day as one."""
    days, end = days_in(year), last_day(year) + dt.timedelta(days=1)
    together: dict[tuple[dt.date, str], int] = {}
    for place, each in enumerate(agreed):
        key = (each.day, each.school or f"\0{place}")
        left = min((end - each.day).days, days)
        together[key] = together.get(key, 0) + each.pence * days // left
    return list(together.values())


def _gone(uncommitted: int, pace: Fraction, year: int, today: dt.date) -> dt.date | None:
    """The day by which awards from tomorrow on take all that is uncommitted; None where it lasts until 31 March."""
    if pace <= 0:
        return None
    taken, gone_by = _taken(year), (today - first_day(year)).days
    place = bisect_left(taken, taken[gone_by] + uncommitted / pace)
    return first_day(year) + dt.timedelta(days=place) if place < len(taken) else None


@lru_cache(64)
def _taken(year: int) -> tuple[Fraction, ...]:
    """What a pace of 1 takes of the year by the end of each of its days: an award agreed later takes less of it."""
    days = days_in(year)
    return tuple(accumulate(Fraction(days - step, days * days) for step in range(days)))


def _root(square: int) -> int:
    """The square root, rounded up to the penny."""
    return isqrt(max(square - 1, 0)) + 1 if square else 0


def _whole_pounds(pence: int) -> int:
    return round(Fraction(pence, 100)) * 100
