"""A child's stay at a place, and what any number of them come to. What is not known is counted, never guessed."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, TypeVar

Where = Literal["partnership", "county", "out"]
"""In the child's own partnership, in another one of the county, out of the county."""


@dataclass(frozen=True, slots=True)
class Stay:
    """One placement. need, phase, partnership: of the child; None is not known. kind: of provision. where: see `Where`.

    metres: from home to the place in a straight line. until_day: None while the child is there. pence: the full cost a
    year; others_pence: of it, what health and social care pay. None is not known.
    """

    number: int
    need: str | None
    phase: str | None
    partnership: str | None
    kind: str
    where: Where | None
    metres: int | None
    from_day: dt.date
    until_day: dt.date | None
    pence: int | None
    others_pence: int | None = None

    def holds(self, day: dt.date) -> bool:
        """Whether the child is there on the day."""
        return self.from_day <= day and (self.until_day is None or day <= self.until_day)


@dataclass(frozen=True, slots=True)
class Total:
    """What some stays come to: metres of the `measured` of them, pence a year of the `priced`.

    dear: of high cost. others_pence: what health and social care pay of `shared` stays.
    """

    children: int = 0
    measured: int = 0
    metres: int = 0
    priced: int = 0
    pence: int = 0
    dear: int = 0
    shared: int = 0
    others_pence: int = 0

    def __add__(self, other: "Total") -> "Total":
        """Both together."""
        return Total(
            self.children + other.children,
            self.measured + other.measured,
            self.metres + other.metres,
            self.priced + other.priced,
            self.pence + other.pence,
            self.dear + other.dear,
            self.shared + other.shared,
            self.others_pence + other.others_pence,
        )

    @property
    def unpriced(self) -> int:
        """Of how many the cost is not known."""
        return self.children - self.priced

    @property
    def unmeasured(self) -> int:
        """Of how many the distance is not known."""
        return self.children - self.measured

    @property
    def mean_metres(self) -> int | None:
        """How far on average, in whole metres rounded down; None where nothing is known."""
        return self.metres // self.measured if self.measured else None

    @property
    def mean_pence(self) -> int | None:
        """What one costs a year on average, in whole pence rounded down; None where nothing is known."""
        return self.pence // self.priced if self.priced else None


Key = TypeVar("Key")


def total_of(stay: Stay, high: int) -> Total:
    """One stay as a total. high: pence a year from which it is of high cost."""
    far, cost, others = stay.metres, stay.pence, stay.others_pence
    return Total(
        1,
        int(far is not None),
        far or 0,
        int(cost is not None),
        cost or 0,
        int(cost is not None and cost >= high),
        int(others is not None),
        others or 0,
    )


def together(stays: Iterable[Stay], high: int) -> Total:
    """What they all come to."""
    return sum((total_of(each, high) for each in stays), Total())


def totals_by(stays: Iterable[Stay], key: Callable[[Stay], Key], high: int) -> dict[Key, Total]:
    """What they come to by some quality, in one pass; in the order in which each quality is first met."""
    found: dict[Key, Total] = {}
    for each in stays:
        of = key(each)
        found[of] = found.get(of, Total()) + total_of(each, high)
    return found
