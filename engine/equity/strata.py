"""Like cases counted up: a stratum with the sums that every comparison needs of it, and a group's part in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Like:
    """A stratum: values with how many cases have each, how many cases, their sum, and n · Σ value² less its square."""

    values: Mapping[int, int]
    of: int
    sum: int
    spread: int


def like(values: Mapping[int, int]) -> Like:
    """A stratum of these values."""
    of = sum(values.values())
    total = sum(value * many for value, many in values.items())
    squares = sum(value * value * many for value, many in values.items())
    return Like(dict(sorted(values.items())), of, total, of * squares - total * total)


@dataclass(frozen=True, slots=True)
class Part:
    """A group's part of a stratum: n of its cases, and the sum of their values."""

    like: Like
    n: int
    sum: int

    @property
    def varies(self) -> bool:
        """Whether it makes a difference which cases are the group's."""
        return bool(self.like.spread) and 0 < self.n < self.like.of


def above(parts: Sequence[Part]) -> Fraction:
    """The sum of all parts less what is expected of as many cases."""
    return _added((part.sum * part.like.of - part.n * part.like.sum, part.like.of) for part in parts)


def weight(parts: Sequence[Part]) -> Fraction:
    """n · m / (n + m) added up, with m cases of other groups in each."""
    return _added((part.n * (part.like.of - part.n), part.like.of) for part in parts)


def _added(ratios: Iterable[tuple[int, int]]) -> Fraction:
    """The sum of numerators over denominators; those of one denominator first, since many strata are of one size."""
    by: dict[int, int] = {}
    for numerator, denominator in ratios:
        by[denominator] = by.get(denominator, 0) + numerator
    return sum((Fraction(numerator, denominator) for denominator, numerator in by.items()), Fraction(0))
