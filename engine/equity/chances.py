"""What chance alone would give, exactly: how many of a group have something, were it dealt out among like cases.

In a stratum of N like cases, M of which have it, the count among the group's n is hypergeometric; the strata are dealt
apart, so the distribution of the sum is their convolution. Whole numbers over 2 to the power of `BITS`: what lies below
that is dropped, and nothing else. Source: N. Mantel and W. Haenszel (1959); the exact conditional test for several
two-by-two tables, in A. Agresti, Categorical Data Analysis.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

BITS: Final = 256


@dataclass(frozen=True, slots=True)
class Dealt:
    """One stratum: the group's n of N cases, of which M have it."""

    n: int
    of: int
    have: int


@dataclass(frozen=True, slots=True)
class Distribution:
    """The chances of `least`, least + 1, …: whole numbers, whose sum is the whole."""

    least: int
    weights: tuple[int, ...]

    def tails(self, count: int) -> tuple[int, int, int]:
        """(chances of at most `count`, of at least `count`, the whole)."""
        place, whole = count - self.least, sum(self.weights)
        upto = sum(self.weights[: max(place + 1, 0)])
        return upto, whole - sum(self.weights[: max(place, 0)]), whole


def distribution(strata: Iterable[Dealt]) -> Distribution:
    """Of the sum over all strata; strata where nothing can vary add a constant."""
    least, weights = 0, [1 << BITS]
    for each in strata:
        start, chances = _hypergeometric(each)
        least += start
        if len(chances) > 1:
            before, weights = least, _convolved(weights, chances)
            dropped = next(place for place, weight in enumerate(weights) if weight)
            least = before + dropped
            while not weights[-1]:
                weights.pop()
            weights = weights[dropped:]
    return Distribution(least, tuple(weights))


def work(strata: Sequence[Dealt]) -> int:
    """About how many multiplications `distribution` takes."""
    done = length = 1
    for each in strata:
        options = min(each.n, each.have, each.of - each.n, each.of - each.have) + 1
        done += length * options
        length += options - 1
    return done


def _hypergeometric(dealt: Dealt) -> tuple[int, list[int]]:
    """(the fewest there can be, chances from there on), from the likeliest count outwards."""
    n, of, have = dealt.n, dealt.of, dealt.have
    low, high = max(0, n + have - of), min(n, have)
    middle = min(max((n + 1) * (have + 1) // (of + 2), low), high)
    found = {middle: 1 << BITS}
    for count in range(middle, high):
        more = found[count] * (have - count) * (n - count) // ((count + 1) * (of - have - n + count + 1))
        found[count + 1] = more
    for count in range(middle, low, -1):
        less = found[count] * count * (of - have - n + count) // ((have - count + 1) * (n - count + 1))
        found[count - 1] = less
    whole = sum(found.values())
    return low, [(found[count] << BITS) // whole for count in range(low, high + 1)]


def _convolved(left: Sequence[int], right: Sequence[int]) -> list[int]:
    found = [0] * (len(left) + len(right) - 1)
    for place, weight in enumerate(right):
        if weight:
            for other, more in enumerate(left, place):
                found[other] += weight * more
    return [each >> BITS for each in found]
