"""Invented caseloads of nine accounts over three years: requests, awards, reviews and leavers, drawn from a seed.

They are drawn by rules that the forecast does not know, day by day and child by child, so that it can be tried on
years it never saw: what it is told on a day is only what had been written by then.
"""

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Final

from engine.forecast.outturn import Open, Standing, Waiting
from engine.forecast.past import Happened, Past
from engine.forecast.year import last_day, left_from, month_of

FIRST: Final = dt.date(2023, 4, 1)
DAYS: Final = 365 * 4 + 1
_BUSY: Final = (9, 11, 12, 6, 6, 12, 8, 1, 9, 14, 14, 6)
_SIZES: Final = (124_000, 322_000, 551_000, 874_000, 1_200_000, 1_700_000)
_AGREED: Final = Fraction(62, 100)
_FAR: Final = dt.date(2100, 1, 1)


@dataclass(frozen=True, slots=True)
class Change:
    """From a day on so many pence a year, as written on another day. kind: joined, reviewed or left."""

    kind: str
    written: dt.date
    begins: dt.date
    pence: int


@dataclass(frozen=True, slots=True)
class Request:
    """One request and, where it was agreed, the award that came of it, with all that ever happened to it."""

    account: str
    asked: dt.date
    decided: dt.date
    likely: int
    until: dt.date | None
    changes: tuple[Change, ...]

    def known(self, day: dt.date) -> list[Change]:
        """What had been written of it by the end of a day."""
        return [each for each in self.changes if each.written <= day]

    def cost(self, year: int, day: dt.date) -> Fraction:
        """Pence of a year, as known at the end of a day."""
        found, known = Fraction(0), self.known(day)
        end = min(self.until or _FAR, last_day(year))
        for place, each in enumerate(known):
            stop = known[place + 1].begins if place + 1 < len(known) else end + dt.timedelta(days=1)
            stop = max(each.begins, min(stop, end + dt.timedelta(days=1)))
            found += each.pence * (left_from(each.begins, year) - left_from(stop, year))
        return found


@dataclass(frozen=True, slots=True)
class Caseload:
    """Everything that happened in the invented caseload, in order of asking."""

    accounts: tuple[str, ...]
    requests: tuple[Request, ...]

    def committed(self, account: str, year: int, day: dt.date) -> int:
        """What a year's awards take of it, as known at the end of a day, in pence."""
        return round(sum((each.cost(year, day) for each in self.requests if each.account == account), Fraction(0)))

    def past(self, today: dt.date) -> Past:
        """What has been written by the end of a day."""
        sums: dict[tuple[str, str, dt.date, dt.date, dt.date | None], list[int]] = {}
        running = 0
        for each in self.requests:
            known, before = each.known(today), 0
            for change in known:
                ends = month_of(each.until) if each.until and change.kind != "left" else None
                key = (each.account, change.kind, month_of(change.written), month_of(change.begins), ends)
                cell = sums.setdefault(key, [0, 0, 0, 0])
                square = ((change.pence - before) // 100) ** 2
                cell[:] = [old + new for old, new in zip(cell, (1, before, change.pence, square), strict=True)]
                before = change.pence
            if known and (each.until is None or each.until > today):
                running += before
        return Past([Happened(*key, *cell) for key, cell in sums.items()], running, today, FIRST)

    def standing(self, account: str, year: int, today: dt.date) -> Standing:
        """An account as it stands at the end of a day."""
        mine = [each for each in self.requests if each.account == account]
        open_: dict[dt.date | None, int] = {}
        for each in mine:
            known = each.known(today)
            if known and known[-1].pence and (each.until is None or each.until > today):
                ends = month_of(each.until) if each.until else None
                open_[ends] = open_.get(ends, 0) + known[-1].pence
        waiting = tuple(
            Waiting(each.likely, _AGREED, max(today + dt.timedelta(days=1), each.asked + dt.timedelta(days=20)))
            for each in mine
            if each.asked <= today < each.decided
        )
        runs = tuple(Open(ends, open_[ends]) for ends in sorted(open_, key=lambda end: end or _FAR))
        outstanding = self.committed(account, year, today)
        return Standing(account, year, None, 0, outstanding, False, runs, waiting, wait=20)


def draw(seed: int) -> Caseload:
    """A caseload: the same from the same seed."""
    random = Random(seed)
    accounts = tuple(f"account {number}" for number in range(1, 10))
    requests = []
    for account in accounts:
        year, growth = random.randrange(60, 220), random.uniform(0.95, 1.12)
        leans = random.uniform(0.8, 1.25)
        weights = [
            _BUSY[day.month - 1] * growth ** (step / 365)
            for step in range(DAYS)
            for day in [FIRST + dt.timedelta(days=step)]
        ]
        days = random.choices(range(DAYS), weights, k=round(year * 4))
        agreed = random.uniform(0.5, 0.72)
        requests += [_request(random, account, FIRST + dt.timedelta(days=day), agreed, leans) for day in days]
    return Caseload(accounts, tuple(sorted(requests, key=lambda each: each.asked)))


def _request(random: Random, account: str, asked: dt.date, agreed: float, leans: float) -> Request:
    decided = asked + dt.timedelta(days=14)
    decided += dt.timedelta(days=(2 - decided.weekday()) % 7)
    size = round(random.choices(_SIZES, (20, 30, 25, 14, 8, 3))[0] * leans)
    if random.random() > agreed:
        return Request(account, asked, decided, size, None, ())
    begins = decided + dt.timedelta(days=random.choice((0, 0, 0, -20, 14, 45)))
    until = begins + dt.timedelta(days=364) if random.random() < 0.2 else None
    changes = [Change("joined", decided, begins, round(size * random.choice((1, 1, 1, 1.3, 0.8))))]
    review = begins + dt.timedelta(days=random.randrange(330, 380))
    if random.random() < 0.3 and until is None:
        rises = round(changes[0].pence * random.choice((0.6, 1.25, 1.4, 1.6)))
        changes.append(Change("reviewed", review + dt.timedelta(days=20), review, rises))
    if random.random() < 0.35:
        leaves = begins + dt.timedelta(days=random.randrange(40, 800))
        if random.random() < 0.5:
            leaves = dt.date(leaves.year, 7, 23)
        if leaves > changes[-1].begins and (until is None or leaves < until):
            changes.append(Change("left", leaves + dt.timedelta(days=random.randrange(0, 40)), leaves, 0))
    return Request(account, asked, decided, size, until, tuple(sorted(changes, key=lambda each: each.written)))
