"""Drift: who scores high, or low, for like evidence, and in which strands.

Where one partnership scores one level low, its awards look equal at the same assessed need, since the need itself was
scored low. Only two measures see that: the level scored at like evidence, and moderation, where others score the same
child again. Evidence never tells all of a need, so what it says is a reason to moderate; moderation is the better
witness, and smaller. Neither is a finding about anybody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from engine.equity.compared import Comparison, Group, Report
from engine.equity.measures import LEVELS, MODERATED, Measure

Way = Literal["high", "low", "alike", "unsaid"]
"""alike: no more apart than chance explains. unsaid: too few cases, or none with like evidence."""
SCORERS = ("partnership", "school")


@dataclass(frozen=True, slots=True)
class Scorer:
    """A partnership or school as it scores. by_evidence, by_moderation: how it stands by either.

    levels, moderated: the figures, None where it was not compared. strands: of a partnership, those it is flagged in.
    """

    dimension: str
    name: str
    within: tuple[tuple[str, str], ...]
    by_evidence: Way
    by_moderation: Way
    levels: Group | None
    moderated: Group | None
    strands: tuple[tuple[Measure, Group], ...] = ()

    @property
    def way(self) -> Way:
        """How it scores, all told: moderation goes before evidence, and evidence before a single strand."""
        for told in (self.by_moderation, self.by_evidence):
            if told in ("high", "low"):
                return told
        sides = {_way(group) for _, group in self.strands}
        return sides.pop() if len(sides) == 1 else self.by_evidence

    @property
    def drifts(self) -> bool:
        """Whether anything of it is flagged."""
        return bool(self.strands) or "high" in self._told or "low" in self._told

    @property
    def confirmed(self) -> bool:
        """Whether evidence and moderation say the same of it."""
        return self.by_evidence == self.by_moderation and self.by_evidence in ("high", "low")

    @property
    def _told(self) -> tuple[Way, Way]:
        return self.by_evidence, self.by_moderation


def scorers(report: Report) -> tuple[Scorer, ...]:
    """Every partnership and every school, those that drift first, then by name."""
    found = []
    for dimension in SCORERS:
        levels, moderated = report.of(LEVELS.name, dimension), report.of(MODERATED.name, dimension)
        told = [_by_name(each) for each in (levels, moderated)]
        for name in dict.fromkeys([*told[0], *told[1]]):
            one, other = (each.get(name) for each in told)
            within = next((each.within for each in (one, other) if each), ())
            read = tuple(_strands(report, name)) if dimension == "partnership" else ()
            found.append(
                Scorer(dimension, name, within, _way(one), _way(other), _figures(one), _figures(other), read)
            )  # fmt: skip
    return tuple(sorted(found, key=lambda each: (SCORERS.index(each.dimension), not each.drifts, each.name)))


def _by_name(comparison: Comparison | None) -> dict[str, Group]:
    return {group.name: group for group in comparison.groups} if comparison else {}


def _figures(group: Group | None) -> Group | None:
    return group if group and group.standing == "compared" else None


def _strands(report: Report, name: str) -> Iterable[tuple[Measure, Group]]:
    for each in report.comparisons:
        if each.measure.is_strand:
            yield from ((each.measure, group) for group in each.flagged if group.name == name)


def _way(group: Group | None) -> Way:
    if not group or group.difference is None:
        return "unsaid"
    if not group.flagged:
        return "alike"
    return "high" if group.difference > 0 else "low"
