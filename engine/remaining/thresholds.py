"""The answers worth trying for one fact: every kind of answer that can make a difference, once.

A fact with few answers tries them all. One with many (money, numbers, days, large whole numbers) is
tried on, just below and just above each threshold it is compared with, which is exact as long as
nothing else is read from it. Where something is, `representatives` says so by giving None.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import combinations, permutations
from math import perm
from typing import Final

from engine.days import months_before
from engine.facts import Fact
from engine.remaining.matters import Matters, Use
from engine.rulebook import Ladder, Table
from engine.tree import Call, Compare, Lookup, Member, Node, Options
from engine.values import NONE, Answer, Value

MOST_ANSWERS: Final = 5000
FEW: Final = 40
FIRST_DAY: Final = dt.date(1900, 1, 1)
LAST_DAY: Final = dt.date(2199, 12, 31)
Point = int | Decimal | dt.date
Reader = Callable[[Node], Answer]
"""Gives the value of a part of an expression in the case at hand."""


def domain_size(fact: Fact) -> int | None:
    """How many answers a fact allows, "none" included; None where nobody would count them."""
    kind, count = fact.type.kind, len(fact.type.options)
    extra = int(fact.type.maybe_none)
    if kind == "yes_no":
        return 2 + extra
    if kind == "choice":
        return count + extra
    if kind == "set":
        return int(2**count) + extra
    if kind == "ranked":
        return sum([perm(count, n) for n in range(min(count, int(fact.most or 0)) + 1)], extra)
    if kind == "whole" and fact.least is not None and fact.most is not None:
        size = int(fact.most) - int(fact.least) + 1 + extra
        return size if size <= MOST_ANSWERS else None
    return None


def every_answer(fact: Fact) -> Iterator[Value]:
    """All answers of a fact that has a `domain_size`, in their natural order, "none" last."""
    options = fact.type.options
    match fact.type.kind:
        case "yes_no":
            yield from (False, True)
        case "choice":
            yield from options
        case "set":
            for n in range(len(options) + 1):
                yield from map(frozenset, combinations(options, n))
        case "ranked":
            for n in range(min(len(options), int(fact.most or 0)) + 1):
                yield from permutations(options, n)
        case _:
            yield from range(int(fact.least or 0), int(fact.most or 0) + 1)
    if fact.type.maybe_none:
        yield NONE


def is_small(fact: Fact) -> bool:
    """Whether all answers of the fact are few enough to try each one."""
    size = domain_size(fact)
    return size is not None and size <= (FEW if fact.type.kind == "whole" else MOST_ANSWERS)


class Thresholds:
    """How one many-valued fact is read in the open parts of an evaluation."""

    def __init__(self, fact: Fact, uses: Iterable[Use], day: dt.date, matters: Matters) -> None:
        self.fact, self.day, self.matters = fact, day, matters
        self.fixed: set[Point] = set()
        self.against: list[Node] = []
        self.analysable = all(self._read(use) for use in uses)

    def waits_for(self) -> frozenset[str]:
        """The other unanswered facts that decide where a threshold lies."""
        return frozenset().union(*(self.matters.open(node) for node in self.against))

    def points(self, value: Reader) -> tuple[Point, ...]:
        """The thresholds, given the values of what the fact is compared with."""
        found = set(self.fixed)
        for node in self.against:
            point = value(node)
            if isinstance(point, int | Decimal | dt.date) and not isinstance(point, bool):
                found.add(point)
        return tuple(sorted(found))

    def _read(self, use: Use) -> bool:
        parent = use.parent
        if isinstance(parent, Compare):
            other = parent.right if parent.left is use.child else parent.left
            if self.fact.name in self.matters.open(other):
                return False
            self.against.append(other)
            return True
        if isinstance(parent, Member) and isinstance(parent.within, Options):
            self.fixed |= {each for each in parent.within.values if _is_point(each)}  # type: ignore[misc]
            return True
        if isinstance(parent, Call):
            return self._read_call(parent)
        return isinstance(parent, Lookup) and self._read_lookup(parent, use)

    def _read_call(self, call: Call) -> bool:
        if call.name == "recent":
            months, days = call.setting("months"), call.setting("days")
            span = months_before(self.day, int(months)) if months is not None else _days_before(self.day, days)  # type: ignore[arg-type]
            self.fixed |= {span, self.day}
            return True
        return call.name == "known"

    def _read_lookup(self, lookup: Lookup, use: Use) -> bool:
        shape = self.matters.in_force.values[lookup.name].shape
        if isinstance(shape, Ladder):
            self.fixed |= set(shape.starts)
            return True
        assert isinstance(shape, Table)
        position = next(i for i, arg in enumerate(lookup.args) if arg is use.child)
        self.fixed |= {key[position] for key in shape.cells if _is_point(key[position])}  # type: ignore[misc]
        return True


def representatives(fact: Fact, points: Iterable[Point]) -> tuple[Value, ...]:
    """One answer on each threshold, and one in each gap between, below and above them; "none" last.

    A threshold the answers cannot reach leaves the gap beyond it, whose answer is the nearest there is.
    """
    low, high = _bounds(fact)
    found: set[Point] = set()
    for point in points:
        found |= {min(max(each, low), high) for each in _around(fact, point)}
    several = sorted(found or {low})
    return (*several, NONE) if fact.type.maybe_none else tuple(several)


def region(value: Value, points: Iterable[Point]) -> tuple[int, ...] | str:
    """Which gap between thresholds (or which threshold) a value lies in; NONE for itself."""
    if isinstance(value, str):
        return value
    return tuple((value > point) - (value < point) for point in points)  # type: ignore[operator]


def _around(fact: Fact, point: Point) -> Iterator[Point]:
    if isinstance(point, dt.date):
        yield point
        if point > dt.date.min:
            yield point - dt.timedelta(days=1)
        if point < dt.date.max:
            yield point + dt.timedelta(days=1)
        return
    if fact.type.kind in ("whole", "money"):
        low, high = (
            int(Decimal(point).to_integral_value(ROUND_FLOOR)),
            int(Decimal(point).to_integral_value(ROUND_CEILING)),
        )
        yield from (low, high, high - 1, low + 1)
        return
    step = Decimal((0, (1,), -fact.places))
    below = Decimal(point).quantize(step, ROUND_FLOOR)
    above = Decimal(point).quantize(step, ROUND_CEILING)
    yield from (below, above, above - step, below + step)


def _bounds(fact: Fact) -> tuple[Point, Point]:
    """The least and the greatest answer."""
    if fact.type.kind == "date":
        return FIRST_DAY, LAST_DAY
    assert fact.least is not None
    assert fact.most is not None
    if fact.type.kind in ("whole", "money"):
        return fact.least, fact.most
    step = Decimal((0, (1,), -fact.places))
    return Decimal(fact.least).quantize(step, ROUND_CEILING), Decimal(fact.most).quantize(step, ROUND_FLOOR)


def _is_point(value: object) -> bool:
    return isinstance(value, int | Decimal | dt.date) and not isinstance(value, bool)


def _days_before(day: dt.date, days: Value | None) -> dt.date:
    assert isinstance(days, int)
    return dt.date.min if day.toordinal() <= days else day - dt.timedelta(days=days)
