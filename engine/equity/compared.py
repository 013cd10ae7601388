"""What a comparison came to: figures of each group at the same need, what is hidden, and what is flagged."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from engine.equity.measures import Measure

Standing = Literal["compared", "suppressed", "alone"]
"""suppressed: its figures could give few children away. alone: no case outside the group is like one inside it."""
Method = Literal["exact", "saddlepoint"]
"""exact: the conditional distribution, added up. saddlepoint: its tail, approximated (see `tails`)."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group held against everybody else at the same need. Figures are in the measure's unit; a share is of one.

    n: its cases that have like ones outside it. observed: their mean. difference: from like cases of other groups; each
    stratum weighs n·m / (n + m). expected: observed less the difference. low, high: the interval of the difference.
    p: how often chance alone gives as large a difference on either side, before any correction; rounded up to a
    millionth of a millionth. adjusted: the same after the correction over all comparisons. flagged: adjusted is at most
    the rate. within: the groups it lies in, where its dimension lies in another ("partnership" → "Northmoor").
    Where it is suppressed or alone there are no figures, and it is not flagged.
    """

    name: str
    standing: Standing
    n: int | None = None
    observed: Fraction | None = None
    expected: Fraction | None = None
    difference: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    p: Fraction | None = None
    method: Method | None = None
    adjusted: Fraction | None = None
    flagged: bool = False
    within: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """A measure compared between the groups of a dimension.

    n: cases with the measure, all that is held alike and a group. observed: their mean; None where there are few.
    strata: sets of like cases with more than one group. alike: what was held alike, in words. confidence: of the
    intervals, each by itself. once: two groups mirror one another, so that they are one comparison.
    """

    measure: Measure
    dimension: str
    n: int | None
    observed: Fraction | None
    strata: int
    alike: tuple[str, ...]
    confidence: Fraction
    groups: tuple[Group, ...]
    once: bool = False

    @property
    def suppressed(self) -> int:
        """How many groups are not shown."""
        return sum(group.standing == "suppressed" for group in self.groups)

    @property
    def flagged(self) -> tuple[Group, ...]:
        """The groups that chance hardly explains."""
        return tuple(group for group in self.groups if group.flagged)


@dataclass(frozen=True, slots=True)
class Report:
    """All measures by all dimensions, with one correction over all of it (Holm's).

    rate: how often, at most, a county that treats like need alike gets any alarm at all. made: comparisons made.
    by_chance: how many alarms chance alone would give on average with no correction. least: groups of fewer cases are
    not shown. inside: (dimension, in which other it lies), since an alarm in one may be the other's seen again.
    """

    comparisons: tuple[Comparison, ...]
    rate: Fraction
    confidence: Fraction
    least: int
    cases: int
    made: int
    inside: tuple[tuple[str, str], ...] = ()

    @property
    def by_chance(self) -> Fraction:
        """Alarms to be expected from chance alone, were nothing corrected."""
        return self.rate * self.made

    @property
    def alarms(self) -> tuple[tuple[Comparison, Group], ...]:
        """What is flagged, least likely by chance first."""
        found = [(comparison, group) for comparison in self.comparisons for group in comparison.flagged]
        return tuple(sorted(found, key=lambda pair: (pair[1].p or 0, pair[0].measure.name, pair[1].name)))

    def of(self, measure: str, dimension: str) -> Comparison | None:
        """The comparison by these names; None where it was not made."""
        both = (each for each in self.comparisons if (each.measure.name, each.dimension) == (measure, dimension))
        return next(both, None)
