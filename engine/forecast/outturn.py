"""Where an account will stand on 31 March: a range, not one line, and the parts it is made of.

    outturn = paid + outstanding until 31 March + uprating + requests that wait + requests not yet made
              + what reviews change − what leavers release

What is paid and agreed is known to the penny. Each other part is a flow with a likely amount and a variance: so much a
year, shared over months by the season past months show, each month's taking the part of the year that is left from
when it counts. The whole lies between low and high four times in five. A part's own low and high are its share, by
variance, of how far the whole may stray, so that they add up. Nothing here ever touches a band or a decision.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import Final

from engine.days import financial_year
from engine.forecast.past import Past, taken
from engine.forecast.year import day_after, first_day, last_day, month_end, months_from_to
from engine.sharing.apportion import apportion

FOUR_IN_FIVE: Final = Fraction(7, 5)
"""Spreads on either side between which an amount lies four times in five. A bell would ask for 1.28; but awards are few
and unlike, so amounts stray farther a little more often (`python -m benchmarks.forecast` says how often).
"""
DRIFT: Final = Fraction(15, 100)
"""How far a flow may have changed within a year, where nothing says: one spread, as a part of it; half as much
again for each year ahead."""
ADVICE: Final = Fraction(1, 4)
"""How far an award may lie from its advice: one spread, as a part of it."""
_PENCE_SQUARED: Final = 10_000


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request in the queue: pence a year if agreed, how likely that is, and the day it is expected to be decided."""

    pence: int
    chance: Fraction
    decided_on: dt.date


@dataclass(frozen=True, slots=True)
class Open:
    """Awards that run today and end in the same month (None: until further notice), added up: pence a year."""

    ends: dt.date | None
    pence: int


@dataclass(frozen=True, slots=True)
class Standing:
    """An account as it stands today in one financial year, in pence.

    held: None where the year is not allocated yet. outstanding: until the year's last day, and first calls where the
    year has not begun. most: whether it can never be overdrawn. reviews: pence a year of awards by the month their
    next review falls due; empty where that is not known. wait: the usual days from a request to its decision. until:
    the last day of which anything is expected; None is the year's own.
    """

    account: str
    year: int
    held: int | None
    paid: int
    outstanding: int
    most: bool
    open: Sequence[Open]
    waiting: Sequence[Waiting]
    reviews: Sequence[tuple[dt.date, int]] = ()
    wait: int = 0
    until: dt.date | None = None

    @property
    def last(self) -> dt.date:
        """The last day of which anything is expected."""
        return self.until or last_day(self.year)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the range, in pence; what is known has one amount only."""

    name: str
    low: int
    likely: int
    high: int


@dataclass(frozen=True, slots=True)
class Outturn:
    """The range at 31 March of a financial year, in pence: the sums of its parts.

    Parts, in order: paid, outstanding, uprated, queue, joined, reviewed, left; and not_fitting where the account can
    never be overdrawn and more would be asked of it than it holds.
    """

    year: int
    held: int | None
    parts: tuple[Part, ...]

    @property
    def low(self) -> int:
        """One time in ten it ends below."""
        return sum(part.low for part in self.parts)

    @property
    def likely(self) -> int:
        """The middle."""
        return sum(part.likely for part in self.parts)

    @property
    def high(self) -> int:
        """One time in ten it ends above."""
        return sum(part.high for part in self.parts)

    def part(self, name: str) -> Part:
        """One part by its name; nothing where there is no such part."""
        return next((part for part in self.parts if part.name == name), Part(name, 0, 0, 0))

    @property
    def asked(self) -> int:
        """What is likely to be asked of it, whether or not it fits."""
        return self.likely - self.part("not_fitting").likely


@dataclass(frozen=True, slots=True)
class _Flow:
    """An amount that is not known: its middle and its variance, in pence."""

    name: str
    mean: int
    variance: int


def outturn(standing: Standing, past: Past) -> Outturn:
    """The range for the standing's year, as seen at the end of `past.today`."""
    joins = _joining(standing, past)
    flows = (
        _uprating(standing, past),
        _queue(standing, past),
        _flow("joined", joins, _dispersion(past) * _size(past, "joined"), standing, past),
        _flow("reviewed", _changing("reviewed", standing, past, joins), _size(past, "reviewed"), standing, past),
        _flow("left", _changing("left", standing, past, joins), _size(past, "left"), standing, past),
    )
    known = (
        Part("paid", *[standing.paid] * 3),
        Part("outstanding", *[standing.outstanding] * 3),
    )
    parts = (*known, *_spread(flows))
    beyond = _not_fitting(standing, parts)
    return Outturn(standing.year, standing.held, (*parts, beyond) if beyond else parts)


@dataclass(frozen=True, slots=True)
class _Month:
    """What is expected in one month, in pence a year, and the part of the year that it takes."""

    month: dt.date
    a_year: int
    share: Fraction


def _joining(standing: Standing, past: Past) -> list[_Month]:
    """Requests not yet made: the account's own last twelve months, by the season of all."""
    went_by = past.went_by("joined")
    own = sum(each.after for each in past.of("joined", standing.account))
    level = round(own / went_by) if went_by else 0
    season = past.season("joined")
    start = past.today + dt.timedelta(days=standing.wait)
    return _months(standing, past, "joined", start, lambda month: level * season[month.month - 1])


def _changing(kind: str, standing: Standing, past: Past, joins: Sequence[_Month]) -> list[_Month]:
    """Reviews or leavers: what the past shows for each pound that runs, by the season, of what runs and has joined."""
    went_by = past.went_by(kind)
    changes = sum(each.change for each in past.of(kind))
    rate = changes / (past.ran * went_by) if went_by and past.ran else Fraction(0)
    shares = _due_shares(standing, past, kind)

    def of(month: dt.date) -> Fraction:
        running = sum(each.pence for each in standing.open if each.ends is None or each.ends >= month)
        joined = sum(each.a_year for each in joins if each.month < month)
        return rate * shares[month.month - 1] * (running + joined)

    return _months(standing, past, kind, past.today, of)


def _due_shares(standing: Standing, past: Past, kind: str) -> Sequence[Fraction]:
    """The share of a year in each month of the calendar: reviews by when they fall due, where that is known."""
    total = sum(pence for _, pence in standing.reviews)
    if kind != "reviewed" or not total:
        return past.season(kind)
    sums = [0] * 12
    for month, pence in standing.reviews:
        sums[month.month - 1] += pence
    return [Fraction(pence, total) for pence in sums]


def _months(
    standing: Standing, past: Past, kind: str, after: dt.date, a_year: Callable[[dt.date], Fraction]
) -> list[_Month]:
    """Each month after a day until the year ends, with what its flow comes to and takes of the year."""
    begin, end, spans = day_after(after), standing.last, past.spans(kind)
    if begin > end:
        return []
    found = []
    for month in months_from_to(begin, end):
        first, last = max(month, begin), min(month_end(month), end)
        part = Fraction((last - first).days + 1, month_end(month).day)
        found.append(_Month(month, round(a_year(month) * part), taken(spans, first, last, standing.year)))
    return found


def _flow(name: str, months: Sequence[_Month], size: Fraction, standing: Standing, past: Past) -> _Flow:
    """The sum of a flow's months: by chance, each change by itself; by level and season known only so well; by drift.

    size: what one change weighs, in pence a year: the mean square over the mean.
    """
    mean = sum((each.a_year * each.share for each in months), Fraction(0))
    chance = size * sum((abs(each.a_year) * each.share * each.share for each in months), Fraction(0))
    reach = sum((abs(each.a_year) * each.share for each in months), Fraction(0))
    seen = past.of(name, standing.account if name == "joined" else None)
    weight = sum(abs(each.change) for each in seen)
    season = past.seen_in(name, {each.month.month for each in months})
    unsure = sum((size * reach * reach / each for each in (weight, season) if each), Fraction(0))
    ahead = standing.year - financial_year(past.today)
    drift = DRIFT * (1 + Fraction(ahead, 2)) * reach
    return _Flow(name, round(mean), round(chance + unsure + drift * drift))


def _size(past: Past, kind: str) -> Fraction:
    """What one change weighs, in pence a year: the sum of squares over the sum."""
    seen = past.of(kind)
    weight = sum(abs(each.change) for each in seen)
    return Fraction(sum(each.squares for each in seen) * _PENCE_SQUARED, weight) if weight else Fraction(0)


def _dispersion(past: Past) -> Fraction:
    """How much more months stray from what was expected of them than awards that come one by one would; at least 1."""
    size, season, went_by = _size(past, "joined"), past.season("joined"), past.went_by("joined")
    seen = past.of("joined")
    if not size or not went_by:
        return Fraction(1)
    sums: dict[tuple[str, dt.date], int] = {}
    for each in seen:
        sums[each.account, each.month] = sums.get((each.account, each.month), 0) + each.after
    strays, cells = Fraction(0), 0
    for account in sorted({each.account for each in seen}):
        level = sum(sums.get((account, month), 0) for month in past.window) / went_by
        for month in past.window:
            expected = level * season[month.month - 1] * past.part(month)
            if expected > 0:
                strays += Fraction(
                    round((sums.get((account, month), 0) - expected) ** 2 / (expected * size) * 1000), 1000
                )
                cells += 1
    return max(Fraction(1), strays / cells) if cells else Fraction(1)


def _uprating(standing: Standing, past: Past) -> _Flow:
    """What runs on 1 April rises then as it did the last time; nobody has decided that yet: it may be twice or none."""
    if standing.year <= financial_year(past.today):
        return _Flow("uprated", 0, 0)
    first = first_day(standing.year)
    running = sum(each.pence for each in standing.open if each.ends is None or each.ends >= first)
    mean = round(past.uprating * running)
    return _Flow("uprated", mean, mean * mean // 4)


def _queue(standing: Standing, past: Past) -> _Flow:
    """Requests that wait, each by itself: agreed or not."""
    spans, mean, variance = past.spans("joined"), Fraction(0), Fraction(0)
    for each in standing.waiting:
        if each.decided_on > standing.last:
            continue
        cost = each.pence * taken(spans, each.decided_on, each.decided_on, standing.year)
        mean += each.chance * cost
        variance += each.chance * (1 - each.chance + ADVICE * ADVICE) * cost * cost
    return _Flow("queue", round(mean), round(variance + DRIFT * DRIFT * mean * mean))


def _spread(flows: Sequence[_Flow]) -> Iterable[Part]:
    """The flows as parts: how far the whole may stray, shared by variance."""
    whole = sum(flow.variance for flow in flows)
    stray = isqrt(int(FOUR_IN_FIVE * FOUR_IN_FIVE * whole))
    shares = apportion(stray, {flow.name: Fraction(flow.variance) for flow in flows}) if stray else {}
    for flow in flows:
        own = shares.get(flow.name, 0)
        yield Part(flow.name, flow.mean - own, flow.mean, flow.mean + own)


def _not_fitting(standing: Standing, parts: Sequence[Part]) -> Part | None:
    """What would be asked beyond all that is held, where an account can never be overdrawn."""
    if not standing.most or standing.held is None:
        return None
    sums = (sum(part.low for part in parts), sum(part.likely for part in parts), sum(part.high for part in parts))
    beyond = [min(0, standing.held - each) for each in sums]
    return Part("not_fitting", *beyond) if any(beyond) else None
