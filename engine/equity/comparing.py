"""Groups of a dimension compared by a measure at the same need: each against everybody else who is like it.

Within a stratum cases are alike in all that should decide, so of which group a case is should make no difference. That
is tested by dealing what came of a stratum to its cases by chance. Yes and no are added up exactly; sums of numbers
have the tail of the same dealing approximated. Both sides count: twice the smaller tail.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from engine.equity.cases import NOT_KNOWN, EquityCase
from engine.equity.chances import Dealt, distribution, work
from engine.equity.compared import Comparison, Group, Method
from engine.equity.measures import FACTORS, Measure
from engine.equity.suppressing import kinds_of, shown
from engine.equity.tails import FINE, Drawn, chance, moments_interval, odds_interval, tail, variance
from engine.equity.tallies import Tally, Values, tally

LEAST: Final = 10
"""Groups of fewer cases are not shown. A setting; open figures, which anybody reads, have their own."""
CONFIDENCE: Final = Fraction(95, 100)
MODERATE: Final = 2_000_000
"""Up to so many multiplications a yes-or-no comparison is added up exactly."""


def compare(
    cases: Iterable[EquityCase],
    measure: Measure,
    dimension: str,
    *,
    least: int = LEAST,
    confidence: Fraction = CONFIDENCE,
) -> Comparison:
    """One comparison by itself, with nothing corrected and nothing flagged; see `family.report` for all of them."""
    given = tuple(cases)
    known = [case for case in given if measure.value(case) is not None]
    names = {name for _, name in shown(kinds_of(known, (dimension,)), (dimension,), least)}
    return compare_tally(tally(given, measure, dimension), names, least=least, confidence=confidence)


def compare_tally(
    counted: Tally, names: Collection[str], *, least: int = LEAST, confidence: Fraction = CONFIDENCE
) -> Comparison:
    """The same from counts. names: the groups that may be shown."""
    totals = {stratum: sum(groups.values(), Counter[int]()) for stratum, groups in counted.strata.items()}
    n = sum(values.total() for values in totals.values())
    all_in_all = sum(value * many for values in totals.values() for value, many in values.items())
    sizes = counted.sizes
    groups = []
    for name in sorted(sizes, key=lambda each: (each == NOT_KNOWN, each)):
        if name not in names:
            groups.append(Group(name, "suppressed"))
        else:
            groups.append(_group(name, counted, totals, least, confidence))
    return Comparison(
        counted.measure,
        counted.dimension,
        n if n >= least else None,
        Fraction(all_in_all, n * counted.measure.scale) if n >= least else None,
        sum(len(each) > 1 for each in counted.strata.values()),
        tuple(FACTORS[factor][0] for factor in counted.alike),
        confidence,
        tuple(groups),
        once=len(sizes) == 2,
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """A stratum of a group: how many of it have which values, and how many have them in all."""

    own: Values
    all: Values

    @property
    def above(self) -> Fraction:
        """The group's sum less what is expected of as many cases."""
        return _sum(self.own) - Fraction(self.own.total() * _sum(self.all), self.all.total())

    @property
    def drawn(self) -> Drawn:
        return Drawn(self.own.total(), self.all)


def _sum(values: Values) -> int:
    return sum(value * many for value, many in values.items())


def _group(
    name: str, counted: Tally, totals: Mapping[tuple[str, ...], Values], least: int, confidence: Fraction
) -> Group:
    parts = [
        _Part(groups[name], totals[stratum])
        for stratum, groups in counted.strata.items()
        if name in groups and len(groups) > 1
    ]
    n = sum(part.own.total() for part in parts)
    if not n:
        return Group(name, "alone")
    if n < least:
        return Group(name, "suppressed")
    scale = counted.measure.scale
    weight = _added(Fraction(k * (m - k), m) for k, m in ((p.own.total(), p.all.total()) for p in parts))
    difference = _added(part.above for part in parts) / weight
    observed = Fraction(sum(_sum(part.own) for part in parts), n * scale)
    found = Group(
        name, "compared", n, observed, observed - difference / scale, difference / scale, p=Fraction(1)
    )  # fmt: skip
    varying = [part for part in parts if len(part.all) > 1]
    if not variance([part.drawn for part in varying]):
        return found
    p, method, ends = _tested(varying, parts, weight, counted.measure.yes_no, confidence)
    low, high = (end / scale for end in ends) if ends else (None, None)
    return replace(found, p=p, method=method, low=low, high=high)


def _tested(
    varying: Sequence[_Part], parts: Sequence[_Part], weight: Fraction, yes_no: bool, confidence: Fraction
) -> tuple[Fraction, Method, tuple[Fraction, Fraction] | None]:
    """(chance on both sides, how it was found, the interval of the difference)."""
    dealt = [Dealt(part.own.total(), part.all.total(), part.all[1]) for part in varying] if yes_no else []
    ends: tuple[Fraction, Fraction] | None
    if yes_no and work(dealt) <= MODERATE:
        chances, count = distribution(dealt), sum(part.own[1] for part in varying)
        upto, beyond, whole = chances.tails(count)
        p = min(Fraction(max(-(-2 * min(upto, beyond) * FINE // whole), 1), FINE), Fraction(1))
        expected = _added(Fraction(each.n * each.have, each.of) for each in dealt)
        if ends := odds_interval(chances.least, chances.weights, count, confidence):
            low, high = ends
            return p, "exact", ((low - expected) / weight, (high - expected) / weight)
        return p, "exact", moments_interval([(part.drawn, part.above) for part in parts], confidence)
    above = _added(part.above for part in varying)
    p = chance(tail([part.drawn for part in varying], above))
    return p, "saddlepoint", moments_interval([(part.drawn, part.above) for part in parts], confidence)


def _added(fractions: Iterable[Fraction]) -> Fraction:
    """Their sum, added up by denominator first: many strata are of the same size."""
    by: dict[int, int] = {}
    for each in fractions:
        by[each.denominator] = by.get(each.denominator, 0) + each.numerator
    return sum((Fraction(numerator, denominator) for denominator, numerator in by.items()), Fraction(0))
