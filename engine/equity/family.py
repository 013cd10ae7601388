"""Everything compared at once, with one correction over all of it, so that a fair county is seldom given an alarm.

Holm's correction (S. Holm, 1979): the comparisons are put in order, least likely first; the first is held against the
rate divided by their number, the next by one fewer, and so on. Whatever hangs together between them (a school and its
partnership, awards and levels), some alarm is raised in a county that treats like need alike at most at the rate.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from engine.equity.cases import DIMENSIONS, NOT_KNOWN, EquityCase
from engine.equity.compared import Comparison, Group, Report
from engine.equity.comparing import CONFIDENCE, LEAST, compare_tally
from engine.equity.measures import MEASURES, STRANDS_BY, Measure
from engine.equity.sources import Cases, Source
from engine.equity.suppressing import Kind, Named, lying_in, shown

RATE: Final = Fraction(5, 100)


def report(
    cases: Iterable[EquityCase] | Source,
    *,
    measures: Sequence[Measure] = MEASURES,
    titles: Mapping[str, str] = MappingProxyType({}),
    dimensions: Sequence[str] = tuple(DIMENSIONS),
    rate: Fraction = RATE,
    confidence: Fraction = CONFIDENCE,
    least: int = LEAST,
) -> Report:
    """All measures by all dimensions, and each strand by partnership.

    cases: one by one, or a source of them. titles: what each strand asks, in order. A dimension that no case has an
    answer in is left out. Raises ValueError for a rate that is none.
    """
    if not 0 < rate < 1:
        raise ValueError(f"{rate} is no rate of false alarms")
    given: Source = Cases(cases) if isinstance(cases, Iterable) else cases
    there = [each for each in dimensions if any(name != NOT_KNOWN for (name,) in given.kinds((each,)))]
    inside = lying_in(given.kinds(there), there)
    found: list[Comparison] = []
    decided: dict[frozenset[tuple[Kind, int]], frozenset[Named]] = {}
    for family, by in ((measures, there), (given.strands(titles), [each for each in there if each in STRANDS_BY])):
        for measure in family:
            kinds = given.kinds(by, measure)
            if (key := frozenset(kinds.items())) not in decided:
                decided[key] = shown(kinds, by, least)
            for dimension in by:
                if dimension in measure.not_by or not kinds:
                    continue
                names = {name for of, name in decided[key] if of == dimension}
                one = compare_tally(given.tally(measure, dimension), names, least=least, confidence=confidence)
                if len(one.groups) > 1:
                    found.append(_placed(one, inside.get(dimension, {})))
    corrected, made = holm(found, rate)
    nested = tuple((inner, outer) for inner in there for outer in inside.get(inner, {}))
    return Report(corrected, rate, confidence, least, given.size, made, nested)


def holm(comparisons: Sequence[Comparison], rate: Fraction) -> tuple[tuple[Comparison, ...], int]:
    """The comparisons with adjusted chances and flags, and how many were made.

    Two groups alone mirror one another, and are one comparison. Where nothing varies there is nothing to compare.
    """
    asked = [
        (group.p, number, place)
        for number, each in enumerate(comparisons)
        for place, group in enumerate(each.groups)
        if group.method and group.p is not None and not (each.once and _mirrored(each, place))
    ]
    adjusted: dict[tuple[int, int], Fraction] = {}
    worst = Fraction(0)
    for passed, (p, number, place) in enumerate(sorted(asked)):
        worst = max(worst, min(p * (len(asked) - passed), Fraction(1)))
        adjusted[number, place] = worst
    return tuple(_corrected(each, number, adjusted, rate) for number, each in enumerate(comparisons)), len(asked)


def _mirrored(comparison: Comparison, place: int) -> bool:
    """Whether it is the second of two groups, and the first was compared."""
    return place == 1 and comparison.groups[0].method is not None


def _corrected(
    comparison: Comparison, number: int, adjusted: Mapping[tuple[int, int], Fraction], rate: Fraction
) -> Comparison:
    def group(place: int, each: Group) -> Group:
        if each.method is None:
            return each
        found = adjusted[number, 0 if comparison.once and _mirrored(comparison, place) else place]
        return replace(each, adjusted=found, flagged=found <= rate)

    return replace(comparison, groups=tuple(group(place, each) for place, each in enumerate(comparison.groups)))


def _placed(comparison: Comparison, inside: Mapping[str, Mapping[str, str]]) -> Comparison:
    """Each group with the groups that it lies in."""
    groups = tuple(
        replace(
            group, within=tuple((outer, names[group.name]) for outer, names in inside.items() if group.name in names)
        )
        for group in comparison.groups
    )
    return replace(comparison, groups=groups)
