"""Sharing an amount by weight, to the penny: nothing lost, nothing made, floors and ceilings kept.

Everyone gets the same rate for a unit of weight, except who would fall below a floor or rise above a
ceiling and stands there instead. The rate is found exactly; each share is then cut to whole pence and
the pence left over go to the largest remainders, equal remainders in order of name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal


class CannotShare(Exception):  # noqa: N818
    """No shares keep every floor and ceiling and add up to the pot. A person must settle it; says why."""


@dataclass(frozen=True, slots=True)
class Sharing:
    """One amount as it was shared, in pence by name; `rate` is for a unit of weight, between floor and ceiling."""

    pot: int
    weights: Mapping[str, Fraction]
    rate: Fraction
    low: Mapping[str, int]
    high: Mapping[str, int]
    shares: Mapping[str, int]

    def by_weight(self, name: str) -> Fraction:
        """What weight alone would give, in pence and parts of a penny; nothing where nobody has any weight."""
        all_weight = sum(self.weights.values(), Fraction(0))
        return self.pot * self.weights[name] / all_weight if all_weight else Fraction(0)

    def stands(self, name: str) -> Literal["floor", "ceiling", "weight"]:
        """What decides this share: its floor, its ceiling, or its weight at the common rate."""
        share = self.rate * self.weights[name]
        if share < self.low[name]:
            return "floor"
        return "ceiling" if share > self.high[name] else "weight"


def apportion(
    pot: int,
    weights: Mapping[str, Fraction],
    floors: Mapping[str, int] | None = None,
    ceilings: Mapping[str, int] | None = None,
) -> dict[str, int]:
    """Whole pence by name, in order of name, that add up to `pot` (pence).

    `floors` and `ceilings` are pence by name; where one is missing there is none. The order in which the
    names come makes no difference; more weight never brings less. Raises CannotShare.
    """
    return dict(shared(pot, weights, floors, ceilings).shares)


def shared(
    pot: int,
    weights: Mapping[str, Fraction],
    floors: Mapping[str, int] | None = None,
    ceilings: Mapping[str, int] | None = None,
) -> Sharing:
    """The same, with how each share came about. Raises CannotShare."""
    names = sorted(weights)
    low = {name: max(0, (floors or {}).get(name, 0)) for name in names}
    high = {name: min(pot, (ceilings or {}).get(name, pot)) for name in names}
    _refuse_what_cannot_be(pot, weights, low, ceilings or {})
    rate = _rate(pot, weights, low, high)
    shares = {name: _held(rate * weights[name], low[name], high[name]) for name in names}
    return Sharing(pot, weights, rate, low, high, _whole_pence(pot, shares))


def _held(share: Fraction, low: int, high: int) -> Fraction:
    return min(max(share, Fraction(low)), Fraction(high))


def _refuse_what_cannot_be(
    pot: int, weights: Mapping[str, Fraction], low: Mapping[str, int], ceilings: Mapping[str, int]
) -> None:
    if pot < 0:
        raise CannotShare(f"there is less than nothing to share: {_pounds(pot)}")
    for name in sorted(weights):
        if weights[name] < 0:
            raise CannotShare(f"the weight of {name} is below nothing")
        if name in ceilings and ceilings[name] < low[name]:
            raise CannotShare(f"the floor of {name}, {_pounds(low[name])}, is above its ceiling")
    if sum(low.values()) > pot:
        raise CannotShare(f"the floors come to {_pounds(sum(low.values()))}, more than the {_pounds(pot)} to share")


def _rate(pot: int, weights: Mapping[str, Fraction], low: Mapping[str, int], high: Mapping[str, int]) -> Fraction:
    """Pence for a unit of weight at which the shares, held between floor and ceiling, come to the pot."""

    def come_to(rate: Fraction) -> Fraction:
        return sum((_held(rate * weights[name], low[name], high[name]) for name in weights), Fraction(0))

    weighty = [name for name in weights if weights[name] > 0]
    turning = {Fraction(edge[name]) / weights[name] for name in weighty for edge in (low, high)}
    before, reached = Fraction(0), come_to(Fraction(0))
    if reached == pot:
        return before
    for rate in sorted(turning):
        comes_to = come_to(rate)
        if comes_to >= pot:
            return before + (rate - before) * (pot - reached) / (comes_to - reached)
        before, reached = rate, comes_to
    left = _pounds(pot - int(reached))
    if weighty:
        raise CannotShare(f"every ceiling is reached and {left} of the {_pounds(pot)} is left over")
    raise CannotShare(f"nobody has any weight and {left} of the {_pounds(pot)} is left over")


def _whole_pence(pot: int, shares: Mapping[str, Fraction]) -> dict[str, int]:
    pence = {name: share.numerator // share.denominator for name, share in shares.items()}
    by_remainder = sorted(shares, key=lambda name: (pence[name] - shares[name], name))
    for name in by_remainder[: pot - sum(pence.values())]:
        pence[name] += 1
    return pence


def _pounds(pence: int) -> str:
    """£1,240 or £1,240.50, as people read it."""
    pounds, rest = divmod(abs(pence), 100)
    return ("-" if pence < 0 else "") + f"£{pounds:,}" + (f".{rest:02d}" if rest else "")
