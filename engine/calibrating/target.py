"""What is asked of values that are to be found: the target, the demands beside it, and the caseload they are held to.

A hundredth of a percent is a basis point here: all shares are whole numbers of them. Money is in pence a year.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Final

WHOLE: Final = 10_000
"""Basis points in the whole."""

DEMANDS: Final[Mapping[str, str]] = {
    "cost": "what it may cost",
    "schools": "how far a school may fall",
    "awards": "how far an award may fall",
    "rising": "a higher band is never worth less",
    "order": "the order between settings",
    "bounds": "the least and the most that a value may be",
    "fixed": "the values that stay as they are",
}
"""Everything that can be demanded, in the order of telling. Round steps are not among them: they hold always."""

Spot = Hashable
"""Where a case lands: a table's cell, a number on a ladder with the money each of its steps gives, or `Elsewhere`."""
Key = tuple[str, ...]
"""The keys of a table's cell, or the result of a ladder's step, as they are written."""


@dataclass(frozen=True, slots=True)
class Target:
    """What the values found must meet.

    step: every value found is a multiple of it: pence in a table, units of the number in a ladder. total: pence a year
    that the caseload is to cost; None for what it costs by the text in force. within: how far from that, in basis
    points. within_pence: how far in pence, in the place of `within`. school_fall, award_fall: no more than so many
    basis points below what the text in force gives; None for not asked. rising: a higher band never gives less.
    orders: names of one key (such as settings), of which each gives at most what the next gives in the same band.
    fixed: what stays as wished. bounds: the least and the most of single values, in pence or units.
    """

    step: int
    total: int | None = None
    within: int = 10
    within_pence: int | None = None
    school_fall: int | None = None
    award_fall: int | None = None
    rising: bool = True
    orders: tuple[tuple[str, ...], ...] = ()
    fixed: frozenset[Key] = frozenset()
    bounds: Mapping[Key, tuple[int, int]] = field(default_factory=dict)

    def goal(self, before: int) -> int:
        """What it is to cost. before: what it costs by the text in force."""
        return before if self.total is None else self.total

    def leeway(self, before: int) -> int:
        """How many pence it may cost more or less than the goal."""
        return abs(self.goal(before)) * self.within // WHOLE if self.within_pence is None else self.within_pence


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where an award lands that another value gives: it stays as it is."""

    pence: int


@dataclass(frozen=True, slots=True)
class Group:
    """Cases that land on the same spot, are of one school, and have the same award by the text in force.

    school: "" where none is known; such cases are in the cost and in no school. before: pence a year.
    """

    spot: Spot
    school: str
    before: int
    cases: int


def least_kept(before: int, fall: int) -> int:
    """The least pence that falls by no more than `fall` basis points from `before`."""
    return -(-before * max(0, WHOLE - fall) // WHOLE)
