"""Values found are checked again in plain Python, without the solver: every pound, school, award and order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from engine.calibrating.demands import before_of, by_school
from engine.calibrating.tables import Cell, Cells
from engine.calibrating.target import WHOLE, Group, Spot, Target, least_kept

Pay = Callable[[Spot], int]
"""What a case on a spot gets a year, in pence."""


@dataclass(frozen=True, slots=True)
class Totals:
    """What a caseload comes to by some values. Money in pence a year; falls in basis points, rounded up.

    school, school_fall: the school that falls most, "" for none. award_fall: of the award that falls most. rising,
    falling: how many awards. broken: the demands that are not met.
    """

    cases: int
    before: int
    after: int
    rising: int
    falling: int
    school: str
    school_fall: int
    award_fall: int
    broken: tuple[str, ...]

    @property
    def difference(self) -> int:
        """How much more a year it costs than by the text in force."""
        return self.after - self.before


def totals(groups: Sequence[Group], pay: Pay, target: Target) -> Totals:
    """What the caseload comes to by what `pay` gives, and which demands on money that breaks."""
    before, after = before_of(groups), sum(pay(group.spot) * group.cases for group in groups)
    school, school_fall = "", 0
    broken = [] if abs(after - target.goal(before)) <= target.leeway(before) else ["cost"]
    for name, own in by_school(groups).items():
        was, now = before_of(own), sum(pay(group.spot) * group.cases for group in own)
        if fall_of(was, now) > school_fall:
            school, school_fall = name, fall_of(was, now)
        if target.school_fall is not None and now < least_kept(was, target.school_fall):
            broken.append("schools")
    award_fall = max(
        (fall_of(was, pay(spot)) for was, spot in {(each.before, each.spot) for each in groups}), default=0
    )
    if target.award_fall is not None and award_fall > target.award_fall:
        broken.append("awards")
    return Totals(
        sum(group.cases for group in groups),
        before,
        after,
        sum(group.cases for group in groups if pay(group.spot) > group.before),
        sum(group.cases for group in groups if pay(group.spot) < group.before),
        school,
        school_fall,
        award_fall,
        tuple(dict.fromkeys(broken)),
    )


def fall_of(was: int, now: int) -> int:
    """By how many basis points it falls, a part of one counted as one; 0 where it does not fall."""
    return -(-(was - now) * WHOLE // was) if was > now else 0


def table_broken(cells: Cells, found: Mapping[Cell, int], target: Target) -> list[str]:
    """The demands on single cells and between them that what was found breaks; "step" for a sum that is not round."""
    broken = []
    for cell, pence in found.items():
        key, wished = cells.keys[cell], cells.wished[cell]
        if pence % target.step and pence != wished:
            broken.append("step")
        if key in target.fixed and pence != wished:
            broken.append("fixed")
        least, most = target.bounds.get(key, (pence, pence))
        if not least <= pence <= most:
            broken.append("bounds")
    if target.rising and any(found[more] < found[less] for less, more in cells.rising):
        broken.append("rising")
    if any(found[more] < found[less] for names in target.orders for less, more in cells.ordered(names)):
        broken.append("order")
    return list(dict.fromkeys(broken))


def ladder_broken(starts: Sequence[int], found: Sequence[int], names: Sequence[str], target: Target) -> list[str]:
    """The same of where the steps of a ladder begin."""
    broken = []
    for wished, start, name in zip(starts, found, names, strict=True):
        if start % target.step and start != wished:
            broken.append("step")
        if (name,) in target.fixed and start != wished:
            broken.append("fixed")
        least, most = target.bounds.get((name,), (start, start))
        if not least <= start <= most:
            broken.append("bounds")
    if any(after <= before for before, after in pairwise(found)):
        broken.append("rising")
    return list(dict.fromkeys(broken))
