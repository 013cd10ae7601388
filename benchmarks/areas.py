"""Invented areas with a year's money: fair ones, whose money lasts, and fast ones; drawn the same from the same seed.

The forecast assumes none of what is drawn here: requests come singly or a school's several together, evenly or by
season, and wait for the next sitting; awards are of six sizes; some are released early.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from engine.forecast.alarm import Agreed, Alarm, alarm

YEAR: Final = 2026
_FIRST: Final = dt.date(YEAR, 4, 1)
_DAYS: Final = 365
_SIZES: Final = (124_000, 322_000, 551_000, 874_000, 1_200_000, 2_200_000)
_SHARES: Final = (20, 30, 25, 14, 8, 3)
_BUSY: Final = (9, 11, 12, 6, 6, 12, 8, 1, 9, 14, 14, 6)
"""How busy each month is, January first."""
_BEFORE: Final = 60
"""Days before 1 April with which drawing begins, so that the first sitting finds what gathered before."""


@dataclass(frozen=True, slots=True)
class Area:
    """An area's year: what it holds for new awards, what it agrees by day, and its last sitting before 1 April."""

    holds: int
    agreed: tuple[Agreed, ...]
    since: dt.date | None

    def lasts(self) -> bool:
        """Whether the money really lasts until March, as the year went."""
        taken = 0
        for each in self.agreed:
            taken += each.pence
            if taken > self.holds and each.day < dt.date(YEAR + 1, 3, 1):
                return False
        return True

    def looks(self, days: Sequence[int]) -> Iterator[Alarm]:
        """What the alarm says at the end of each of these days after 1 April."""
        for step in days:
            today = _FIRST + dt.timedelta(days=step)
            seen = [each for each in self.agreed if each.day <= today]
            yield alarm(self.holds - sum(each.pence for each in seen), seen, YEAR, today, since=self.since)


def fair_area(random: Random) -> Area:
    """An area whose money lasts: 40 to 400 awards a year, daily to six-weekly sittings, some with several at once."""
    while True:
        awards, gap = random.choice((40, 80, 150, 400)), random.choice((1, 7, 14, 28, 42))
        agreed, since = _agreed(random, awards, gap, random.random() < 0.5, random.choice((1, 1, 1, 4)))
        released = random.sample(agreed, len(agreed) // 10)
        agreed += [Agreed(each.day + dt.timedelta(days=random.randrange(1, 90)), -each.pence) for each in released]
        agreed.sort(key=lambda each: each.day)
        taken = sum(each.pence for each in agreed)
        area = Area(taken * 100 // random.randint(80, 98), tuple(agreed), since)
        if area.lasts():
            return area


def fast_area(random: Random, a_week: int, gap: int) -> Area:
    """An area that really spends its year's money in the first quarter, with about so many awards a week."""
    agreed, since = _agreed(random, a_week * 52, gap, seasonal=False, together=1)
    quarter = [each for each in agreed if each.day < dt.date(YEAR, 7, 1)]
    return Area(sum(each.pence for each in quarter), tuple(agreed), since)


def _agreed(
    random: Random, awards: int, gap: int, seasonal: bool, together: int
) -> tuple[list[Agreed], dt.date | None]:
    """Awards of a year by the day of their sitting, and the last sitting before it."""
    weights = [_BUSY[day.month - 1] if seasonal else 1 for day in map(_day, range(-_BEFORE, _DAYS))]
    year = sum(weights[_BEFORE:])
    count = round(awards * sum(weights) / year / together)
    asked = sorted(random.choices(range(-_BEFORE, _DAYS), weights, k=count))
    phase, found, since = random.randrange(gap), [], None
    for number, day in enumerate(asked):
        heard = day + (phase - day) % gap
        if heard < 0:
            since = _day(heard)
        elif heard < _DAYS:
            for _ in range(together):
                whole = random.choices(_SIZES, _SHARES)[0]
                found.append(Agreed(_day(heard), whole * (_DAYS - heard) // _DAYS, f"school {number}"))
    return found, since


def _day(step: int) -> dt.date:
    return _FIRST + dt.timedelta(days=step)
