"""Rates of groups of different sizes held against the rate of all, as a p-chart does: which lie outside chance.

The centre is the rate of all groups together, each one's own part included. A group of `of` decisions stands inside
while its count lies from `fewest` to `most`; both are whole counts and belong to the inside. Where at least five of
either kind are expected in a group they are the counts within three standard errors of the centre: the square of
count − of · p is at most 9 · of · p · (1 − p), compared as whole numbers with nothing rounded. In a smaller group that
rule would be a guess, so the binomial distribution is added up exactly: fewer than `fewest`, or more than `most`, would
come about by chance at most 135 times in 100,000, which is what three standard errors leave on either side.
Source: W. A. Shewhart, Economic Control of Quality of Manufactured Product (1931), and the handbooks of p-charts since.

Being outside is a reason to read those records. It is not a finding.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import comb, isqrt
from typing import Final, Literal

Standing = Literal["inside", "above", "below", "few", "none"]
"""few: no count at all could lie outside in a group so small. none: there is nothing in it."""
Method = Literal["three_standard_errors", "binomial"]

EXPECTED: Final = 5
"""How many of either kind must be expected for three standard errors to be used. A common rule of thumb."""
ONE_SIDE: Final = Fraction(135, 100_000)
"""What chance leaves beyond three standard errors, on one side."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of a group's decisions were of the kind that is looked at: `count` of `of`."""

    name: str
    count: int
    of: int

    def __post_init__(self) -> None:
        if not 0 <= self.count <= self.of:
            raise ValueError(f"{self.count} of {self.of} is no part of a group")


@dataclass(frozen=True, slots=True)
class Held:
    """A group held against the rate of all. fewest, most: what still is inside, both included."""

    group: Counted
    fewest: int
    most: int
    method: Method
    standing: Standing

    @property
    def rate(self) -> Fraction | None:
        """The group's own rate; None where there is nothing in it."""
        return Fraction(self.group.count, self.group.of) if self.group.of else None


@dataclass(frozen=True, slots=True)
class Chart:
    """All groups, in the order given, and what they are held against. centre: None where there is nothing at all."""

    groups: tuple[Held, ...]
    count: int
    of: int

    @property
    def centre(self) -> Fraction | None:
        """The rate of all groups together."""
        return Fraction(self.count, self.of) if self.of else None

    @property
    def outside(self) -> tuple[Held, ...]:
        """The groups that lie outside."""
        return tuple(each for each in self.groups if each.standing in ("above", "below"))

    @property
    def by_chance(self) -> Fraction:
        """How many groups chance alone would put outside at most, were they all alike: 27 in 10,000 of those large
        enough. With many groups one outside is to be expected."""
        return 2 * ONE_SIDE * sum(1 for each in self.groups if each.standing not in ("few", "none"))


def chart(groups: Iterable[Counted]) -> Chart:
    """Every group held against the rate of all of them together."""
    given = tuple(groups)
    count, of = sum(each.count for each in given), sum(each.of for each in given)
    centre = Fraction(count, of) if of else Fraction(0)
    return Chart(tuple(_held(each, centre) for each in given), count, of)


def limits(of: int, rate: Fraction) -> tuple[int, int, Method]:
    """(fewest, most, how they were found) of a group of `of` where all together have this rate.

    Raises ValueError for a rate that is no part of one, or a group of less than nothing.
    """
    if of < 0 or not 0 <= rate <= 1:
        raise ValueError(f"there are no limits for {of} at a rate of {rate}")
    if min(of * rate, of * (1 - rate)) >= EXPECTED:
        return *_within_three(of, rate), "three_standard_errors"
    if rate > Fraction(1, 2):
        fewest, most = _binomial(of, 1 - rate)
        return of - most, of - fewest, "binomial"
    return *_binomial(of, rate), "binomial"


def _within_three(of: int, rate: Fraction) -> tuple[int, int]:
    a, d = rate.numerator, rate.denominator
    reach = isqrt(9 * of * a * (d - a))
    return max(0, -((reach - of * a) // d)), min(of, (of * a + reach) // d)


def _binomial(of: int, rate: Fraction) -> tuple[int, int]:
    """Added up from nothing on, in whole numbers over d to the power of `of`; soon done, since the rate is small."""
    a, d = rate.numerator, rate.denominator
    least = ONE_SIDE.numerator * d**of
    whole = ONE_SIDE.denominator * d**of
    fewest, below = 0, 0
    for count in range(of + 1):
        upto = below + ONE_SIDE.denominator * comb(of, count) * a**count * (d - a) ** (of - count)
        if upto <= least:
            fewest = count + 1
        if whole - upto <= least:
            return fewest, count
        below = upto
    return fewest, of


def _held(group: Counted, centre: Fraction) -> Held:
    fewest, most, method = limits(group.of, centre)
    return Held(group, fewest, most, method, _standing(group, fewest, most))


def _standing(group: Counted, fewest: int, most: int) -> Standing:
    if not group.of:
        return "none"
    if group.count > most:
        return "above"
    if group.count < fewest:
        return "below"
    return "few" if most == group.of and fewest == 0 else "inside"
