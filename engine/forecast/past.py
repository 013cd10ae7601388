"""What past months teach: who joined, who left, what reviews changed, and when in a year that comes.

Months are added up over the accounts of one kind, since one partnership's own are too few to show a season. How much
an account itself takes on is read from its own last twelve months.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final

from engine.forecast.year import MONTHS, left_from, left_on_average, month_end, month_of, months_from_to, months_on

KINDS: Final = ("joined", "reviewed", "left")
MOST_MONTHS: Final = 24
"""How far back is looked."""
_FARTHEST: Final = 12
"""Months between the day something is written and the day it counts from; what lies farther counts as this."""


@dataclass(frozen=True, slots=True)
class Happened:
    """What awards of one account went through in one month, of one kind, added up.

    month: in which it was written. begins: the month it counts from; ends: the month it ends in, None until further
    notice. before, after: pence a year in all. squares: the sum of each change's square, in whole pounds a year.
    """

    account: str
    kind: str
    month: dt.date
    begins: dt.date
    ends: dt.date | None
    count: int
    before: int
    after: int
    squares: int

    @property
    def change(self) -> int:
        """Pence a year more, or below nothing fewer."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Span:
    """When what is written in a month counts: so many months later, for so many months (None: open), how often."""

    later: int
    length: int | None
    share: Fraction


class Past:
    """The past of all accounts of one kind, as it is known at the end of `today`.

    open_pence: what all their awards together cost a year today. since: the first month that is known; what came before
    is not looked at. uprating: by what part awards rose the last 1 April.
    """

    def __init__(
        self,
        happened: Sequence[Happened],
        open_pence: int,
        today: dt.date,
        since: dt.date,
        uprating: Fraction = Fraction(0),
    ) -> None:
        first = min(max(month_of(since), months_on(today, -MOST_MONTHS)), month_of(today))
        self.today, self.first, self.open_pence, self.uprating = today, first, open_pence, uprating
        self.happened = tuple(each for each in happened if first <= each.month <= today)

    def of(self, kind: str, account: str | None = None) -> list[Happened]:
        """What happened of a kind within the last year's window, to one account or to all."""
        begin = self.window[0]
        return [
            each
            for each in self.happened
            if each.kind == kind and each.month >= begin and account in (None, each.account)
        ]

    @cached_property
    def window(self) -> tuple[dt.date, ...]:
        """The months that levels are read from: twelve whole ones and today's, as far as they are known."""
        begin = max(self.first, months_on(month_of(self.today), -MONTHS))
        return tuple(months_from_to(begin, self.today))

    @cached_property
    def ran(self) -> int:
        """What all awards together cost a year in the middle of the window: as now, less half of what changed."""
        changed = sum(each.change for kind in KINDS for each in self.of(kind))
        ended = sum(each.after for each in self.of("joined") if each.ends is not None and each.ends < self.today)
        return max(self.open_pence - (changed - ended) // 2, self.open_pence // 4)

    def part(self, month: dt.date) -> Fraction:
        """How much of a month is past."""
        return Fraction(self.today.day, month_end(month).day) if month == month_of(self.today) else Fraction(1)

    def season(self, kind: str) -> tuple[Fraction, ...]:
        """The share of a year's flow that comes in each month of the calendar, January first; adds up to 1.

        A month never seen, and a past that is too thin to show any season, counts like the others.
        """
        return self._season[kind]

    def seen_in(self, kind: str, months: Collection[int]) -> int:
        """What the season of these months of the calendar is read from, in pence a year, over all accounts."""
        return sum(abs(each.change) for each in self.happened if each.kind == kind and each.month.month in months)

    def went_by(self, kind: str) -> Fraction:
        """How much of a year, by its season, the window holds."""
        season = self.season(kind)
        return sum((season[month.month - 1] * self.part(month) for month in self.window), Fraction(0))

    def spans(self, kind: str) -> tuple[Span, ...]:
        """When what is written counts, weighed by money. Where nothing is known: from that month on, open."""
        return self._spans[kind]

    @cached_property
    def _season(self) -> dict[str, tuple[Fraction, ...]]:
        return {kind: _season(self, kind) for kind in KINDS}

    @cached_property
    def _spans(self) -> dict[str, tuple[Span, ...]]:
        return {kind: _spans(self, kind) for kind in KINDS}


def _season(past: Past, kind: str) -> tuple[Fraction, ...]:
    sums, seen = [0] * MONTHS, [Fraction(0)] * MONTHS
    for month in months_from_to(past.first, past.today):
        seen[month.month - 1] += past.part(month)
    for each in past.happened:
        if each.kind == kind:
            sums[each.month.month - 1] += _weight(each)
    rates = [round(pence / weight) if weight else None for pence, weight in zip(sums, seen, strict=True)]
    known = [rate for rate in rates if rate is not None]
    mean = sum(known) // len(known) if known else 0
    if mean == 0:
        return (Fraction(1, MONTHS),) * MONTHS
    filled = [mean if rate is None else rate for rate in rates]
    return tuple(Fraction(rate, sum(filled)) for rate in filled)


def _spans(past: Past, kind: str) -> tuple[Span, ...]:
    weights: dict[tuple[int, int | None], int] = {}
    for each in past.of(kind):
        later = max(-_FARTHEST, min(_FARTHEST, _months(each.month, each.begins)))
        length = None if each.ends is None else max(1, _months(each.begins, each.ends))
        weights[later, length] = weights.get((later, length), 0) + _weight(each)
    total = sum(weights.values())
    if not total:
        return (Span(0, None, Fraction(1)),)
    order = sorted(weights, key=lambda key: (key[0], key[1] is None, key[1] or 0))
    return tuple(Span(*key, Fraction(weights[key], total)) for key in order)


def _weight(happened: Happened) -> int:
    """What a month's flow weighs: money that came, went, or was looked at again."""
    return happened.before if happened.kind != "joined" else happened.after


def _months(first: dt.date, last: dt.date) -> int:
    return (last.year - first.year) * MONTHS + last.month - first.month


def taken(spans: Sequence[Span], first: dt.date, last: dt.date, year: int) -> Fraction:
    """The part of a year that something takes which is written between two days of one month, on average."""
    found = Fraction(0)
    for span in spans:
        begin, close = (first, last) if not span.later else _whole(months_on(first, span.later))
        part = left_on_average(begin, close, year)
        if span.length is not None:
            part -= left_from(months_on(begin, span.length + (span.later == 0 and begin.day > 1)), year)
        found += span.share * max(part, Fraction(0))
    return found


def _whole(month: dt.date) -> tuple[dt.date, dt.date]:
    return month, month_end(month)
