"""What a value may be, soundly: finite sets or intervals of exact numbers, names, truths, days, groups.

A `Range` never leaves out a value that can occur; it may hold some that cannot. Numbers are in the
measure of their type (money in pence). Every number in a rulebook is bounded, so every interval is.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Final

from engine.values import divide

Exact = int | Fraction
MOST_KEPT: Final = 400
"""A set of numbers larger than this becomes an interval."""

_PAIRS: Final = 10_000
FIRST_DAY: Final = dt.date(1900, 1, 1)
LAST_DAY: Final = dt.date(2199, 12, 31)


def exact(value: int | Decimal | Fraction) -> Exact:
    """The same number, as an int where it is whole, else as a Fraction."""
    if isinstance(value, int):
        return value
    ratio = Fraction(value)
    return ratio.numerator if ratio.denominator == 1 else ratio


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers from `low` to `high` with at most `places` decimal places; only those in `only`, where given.

    An empty `only` means that no number can occur.
    """

    low: Exact
    high: Exact
    places: int = 0
    only: frozenset[Exact] | None = None

    @property
    def empty(self) -> bool:
        """Whether no number can occur."""
        return self.only is not None and not self.only

    @property
    def point(self) -> Exact | None:
        """The one number it must be, or None."""
        return self.low if not self.empty and self.low == self.high else None

    def may_be(self, value: Exact) -> bool:
        """Whether `value` can occur."""
        if self.only is not None:
            return value in self.only
        return self.low <= value <= self.high and (value * 10**self.places) % 1 == 0

    def between(self, low: Exact | None, high: Exact | None) -> "Numbers":
        """Those from `low` to `high`, both included; None leaves a side as it is."""
        if self.only is not None:
            return numbers_of(
                (v for v in self.only if (low is None or v >= low) and (high is None or v <= high)), self.places
            )
        scale = 10**self.places
        least = self.low if low is None else max(self.low, _up(low, scale))
        most = self.high if high is None else min(self.high, _down(high, scale))
        return NO_NUMBER if least > most else interval(least, most, self.places)

    def beyond(self, value: Exact, *, above: bool) -> "Numbers":
        """Those strictly above (or below) `value`."""
        if self.only is not None:
            return numbers_of((v for v in self.only if (v > value if above else v < value)), self.places)
        step = Fraction(1, 10**self.places)
        return self.between(exact(value + step), None) if above else self.between(None, exact(value - step))

    def without(self, value: Exact) -> "Numbers":
        """All but `value`, where that can be said."""
        if self.only is not None:
            return numbers_of((v for v in self.only if v != value), self.places)
        if value == self.low:
            return self.beyond(value, above=True)
        return self.beyond(value, above=False) if value == self.high else self


def _up(value: Exact, scale: int) -> Exact:
    return exact(Fraction(-((-value * scale) // 1), scale))


def _down(value: Exact, scale: int) -> Exact:
    return exact(Fraction((value * scale) // 1, scale))


NO_NUMBER: Final = Numbers(0, 0, 0, frozenset())


def numbers_of(values: Iterable[Exact], places: int) -> Numbers:
    """Just these numbers; an interval where there are too many to keep."""
    only = frozenset(values)
    if not only:
        return NO_NUMBER
    return Numbers(min(only), max(only), places, only if len(only) <= MOST_KEPT else None)


def interval(low: Exact, high: Exact, places: int) -> Numbers:
    """Every number with `places` places from `low` to `high`, both on that grid; listed where they are few."""
    scale = 10**places
    count = int((high - low) * scale) + 1
    if count <= MOST_KEPT:
        first = int(low * scale)
        return numbers_of((exact(Fraction(first + i, scale)) for i in range(count)), places)
    return Numbers(low, high, places)


def join(several: Iterable[Numbers]) -> Numbers:
    """Whatever any of them can be."""
    full = [each for each in several if not each.empty]
    if not full:
        return NO_NUMBER
    places = max(each.places for each in full)
    if all(each.only is not None for each in full):
        return numbers_of((v for each in full for v in each.only or ()), places)
    return Numbers(min(each.low for each in full), max(each.high for each in full), places)


def combine(a: Numbers, b: Numbers, places: int, work: Callable[[Exact, Exact], Exact]) -> Numbers:
    """`work` on every pair; by the corners where that is too many. `work` is monotone in each argument
    for each value of the other."""
    if a.empty or b.empty:
        return NO_NUMBER
    if a.only is not None and b.only is not None and len(a.only) * len(b.only) <= _PAIRS:
        return numbers_of((work(x, y) for x in a.only for y in b.only), places)
    corners = [work(x, y) for x in (a.low, a.high) for y in (b.low, b.high)]
    return Numbers(min(corners), max(corners), places)


def each_of(a: Numbers, places: int, work: Callable[[Exact], Exact]) -> Numbers:
    """A monotone function of one number."""
    if a.empty:
        return NO_NUMBER
    if a.only is not None:
        return numbers_of(map(work, a.only), places)
    ends = (work(a.low), work(a.high))
    return Numbers(min(ends), max(ends), places)


def rounded(value: Exact, places: int, how: str) -> Exact:
    """`value` to `places` decimal places in the named rounding, exactly."""
    ratio = Fraction(value)
    return exact(divide(ratio.numerator, ratio.denominator, places, how))


@dataclass(frozen=True, slots=True)
class Days:
    """The days from `low` to `high`, both included; none at all where `low` is after `high`."""

    low: dt.date = FIRST_DAY
    high: dt.date = LAST_DAY

    @property
    def empty(self) -> bool:
        """Whether no day can occur."""
        return self.low > self.high


NO_DAY: Final = Days(dt.date(1900, 1, 2), dt.date(1900, 1, 1))


@dataclass(frozen=True, slots=True)
class Groups:
    """Sets or ranked lists: all of `must` are in, none outside `may`, from `least` to `most` of them.

    `order` is the ranked list itself where it is known.
    """

    must: frozenset[str]
    may: frozenset[str]
    least: int
    most: int
    order: tuple[str, ...] | None = None


Values = Numbers | Days | Groups | frozenset[str] | frozenset[bool]

BOTH: Final[frozenset[bool]] = frozenset({True, False})


@dataclass(frozen=True, slots=True)
class Range:
    """What may come out: `values`, the declared answer "none", or nothing known (`missing`).

    `missing` is set where a fact is unanswered or a lookup on the way is left to a person.
    """

    values: Values
    none: bool = False
    missing: bool = False

    @property
    def numbers(self) -> Numbers:
        """The values of a numeric expression."""
        assert isinstance(self.values, Numbers)
        return self.values

    @property
    def truths(self) -> frozenset[bool]:
        """The values of a yes-or-no expression."""
        assert isinstance(self.values, frozenset)
        return frozenset(v for v in self.values if isinstance(v, bool))

    @property
    def names(self) -> frozenset[str]:
        """The values of a choice."""
        assert isinstance(self.values, frozenset)
        return frozenset(v for v in self.values if isinstance(v, str))

    @property
    def days(self) -> Days:
        """The values of a date."""
        assert isinstance(self.values, Days)
        return self.values

    @property
    def groups(self) -> Groups:
        """The values of a set or ranked list."""
        assert isinstance(self.values, Groups)
        return self.values

    @property
    def empty(self) -> bool:
        """Whether no value at all can come out (it is always missing, or never asked)."""
        if isinstance(self.values, Numbers | Days):
            return self.values.empty and not self.none
        return self.values == frozenset() and not self.none

    def also(self, *, missing: bool) -> "Range":
        """The same, and perhaps missing as well."""
        return replace(self, missing=True) if missing and not self.missing else self


def join_ranges(a: Range, b: Range) -> Range:
    """Whatever either can be."""
    none, missing = a.none or b.none, a.missing or b.missing
    return Range(_join_values(a.values, b.values), none, missing)


def _join_values(a: Values, b: Values) -> Values:
    match a, b:
        case Numbers(), Numbers():
            return join([a, b])
        case Days(), Days():
            if a.empty or b.empty:
                return b if a.empty else a
            return Days(min(a.low, b.low), max(a.high, b.high))
        case Groups(), Groups():
            order = a.order if a.order == b.order else None
            return Groups(a.must & b.must, a.may | b.may, min(a.least, b.least), max(a.most, b.most), order)
        case frozenset(), frozenset():
            return a | b  # type: ignore[operator]
    return a if not isinstance(a, frozenset) else b  # a bare "none" meets a value of another kind
