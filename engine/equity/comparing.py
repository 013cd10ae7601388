"""Groups of a dimension compared by a measure at the same need: each against everybody else who is like it.

Within a stratum cases are alike in all that should decide, so of which group a case is should make no difference. That
is tested by dealing what came of a stratum to its cases by chance. Yes and no are added up exactly; sums of numbers
have the tail of the same dealing approximated. Both sides count: twice the smaller tail.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from engine.equity.cases import NOT_KNOWN, EquityCase
from engine.equity.chances import Dealt, distribution, work
from engine.equity.compared import Comparison, Group, Method
from engine.equity.measures import FACTORS, Measure
from engine.equity.strata import Part, above, like, weight
from engine.equity.suppressing import kinds_of, shown
from engine.equity.tails import FINE, chance, moments_interval, odds_interval, tail
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
    all_alike = {stratum: like(_together(groups.values())) for stratum, groups in counted.strata.items()}
    n, total = sum(each.of for each in all_alike.values()), sum(each.sum for each in all_alike.values())
    parts: dict[str, list[Part]] = {
        name: [] for name in sorted(counted.sizes, key=lambda each: (each == NOT_KNOWN, each))
    }
    for stratum, groups in sorted(counted.strata.items()):  # in whatever order cases came, the same last figure
        if len(groups) > 1:
            for name, values in groups.items():
                if name in names:
                    parts[name].append(Part(all_alike[stratum], values.total(), _sum(values)))
    groups_found = tuple(
        _group(name, given, counted.measure, least, confidence) if name in names else Group(name, "suppressed")
        for name, given in parts.items()
    )
    return Comparison(
        counted.measure,
        counted.dimension,
        n if n >= least else None,
        Fraction(total, n * counted.measure.scale) if n >= least else None,
        sum(len(each) > 1 for each in counted.strata.values()),
        tuple(FACTORS[factor][0] for factor in counted.alike),
        confidence,
        groups_found,
        once=len(parts) == 2,
    )


def _together(groups: Iterable[Values]) -> Values:
    found = Values()
    for values in groups:
        found.update(values)
    return found


def _sum(values: Values) -> int:
    return sum(value * many for value, many in values.items())


def _group(name: str, parts: Sequence[Part], measure: Measure, least: int, confidence: Fraction) -> Group:
    n = sum(part.n for part in parts)
    if n < least:
        return Group(name, "suppressed" if n else "alone")
    scale, weighs = measure.scale, weight(parts)
    difference = above(parts) / weighs / scale
    observed = Fraction(sum(part.sum for part in parts), n * scale)
    found = Group(name, "compared", n, observed, observed - difference, difference, p=Fraction(1))
    if not any(part.varies for part in parts):
        return found
    p, method, ends = _tested(parts, weighs, measure.yes_no, confidence)
    low, high = (end / scale for end in ends) if ends else (None, None)
    return replace(found, p=p, method=method, low=low, high=high)


def _tested(
    parts: Sequence[Part], weighs: Fraction, yes_no: bool, confidence: Fraction
) -> tuple[Fraction, Method, tuple[Fraction, Fraction] | None]:
    """(chance on both sides, how it was found, the interval of the difference)."""
    varying = [part for part in parts if part.varies]
    dealt = [Dealt(part.n, part.like.of, part.like.sum) for part in varying] if yes_no else []
    if not yes_no or work(dealt) > MODERATE:
        return chance(tail(varying, above(varying))), "saddlepoint", moments_interval(parts, confidence)
    chances, count = distribution(dealt), sum(part.sum for part in varying)
    upto, beyond, whole = chances.tails(count)
    p = min(Fraction(max(-(-2 * min(upto, beyond) * FINE // whole), 1), FINE), Fraction(1))
    expected = count - above(varying)
    if ends := odds_interval(chances.least, chances.weights, count, confidence):
        low, high = ends
        return p, "exact", ((low - expected) / weighs, (high - expected) / weighs)
    return p, "exact", moments_interval(parts, confidence)
