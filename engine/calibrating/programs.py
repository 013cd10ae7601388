"""A question in whole numbers: variables with a least and a most, lines that must hold, aims in their order.

It knows neither tariffs nor solvers: `tables` and `ladders` put their question so, and `solving` answers it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Linear:
    """A constant and so many times each variable."""

    constant: int
    terms: Mapping[int, int]

    def at(self, values: Mapping[int, int]) -> int:
        """What it comes to."""
        return self.constant + sum(factor * values[each] for each, factor in self.terms.items())

    def times(self, factor: int) -> "Linear":
        """So many of it."""
        return Linear(self.constant * factor, {each: many * factor for each, many in self.terms.items()})


@dataclass(frozen=True, slots=True)
class Line:
    """`linear` is at least nothing, once its demand is loosened by L units and loosens x L is added to it.

    demand: "" where it is no demand but what the variables mean. says: what of the demand it is, for people.
    """

    linear: Linear
    demand: str = ""
    says: str = ""
    loosens: int = 0


@dataclass(slots=True)
class Program:
    """The whole question. aims: each made as small as can be, without giving up any before it.

    settled: variables that are made as small as can be one after another at last, so that there is one answer.
    """

    bounds: list[tuple[int, int]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    aims: list[Linear] = field(default_factory=list)
    settled: list[int] = field(default_factory=list)

    def variable(self, least: int, most: int) -> int:
        """The number of a new variable."""
        self.bounds.append((least, most))
        return len(self.bounds) - 1

    def demand(self, linear: Linear, demand: str = "", says: str = "", loosens: int = 0) -> None:
        """Demand that `linear` is at least nothing."""
        self.lines.append(Line(linear, demand, says, loosens))

    def equal(self, linear: Linear, demand: str = "", says: str = "", loosens: int = 0) -> None:
        """Demand that `linear` is nothing: neither less nor more."""
        self.demand(linear, demand, says, loosens)
        self.demand(linear.times(-1), demand, says, loosens)

    def away(self, linear: Linear, most: int) -> int:
        """A variable that is at least how far `linear` is from nothing."""
        far = self.variable(0, most)
        for sign in (1, -1):
            self.demand(total([linear.times(sign), Linear(0, {far: 1})]))
        return far

    @property
    def demands(self) -> list[str]:
        """The demands there are, each once, in the order in which they were made."""
        return list(dict.fromkeys(line.demand for line in self.lines if line.demand))


def total(parts: Iterable[Linear]) -> Linear:
    """All of them together."""
    constant, terms = 0, Counter[int]()
    for part in parts:
        constant += part.constant
        for each, factor in part.terms.items():
            terms[each] += factor
    return Linear(constant, {each: factor for each, factor in sorted(terms.items()) if factor})
