"""How an award is counted in time: the policy it was agreed under, kept with the award.

Authorities count by calendar day, by month, by term, by funded week, or in twelfths of the year (4/12 autumn,
3/12 spring, 5/12 summer is published by Devon for the early years). Rounding is policy too, and is always of the
running total within the financial year, never of a slice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal, cast, get_args

from engine.values import ROUNDINGS, divide

By = Literal["days", "months", "terms", "weeks", "twelfths"]
WAYS: Final[tuple[By, ...]] = get_args(By)
TERMS: Final = ("autumn", "spring", "summer")
"""The terms of a school year, in its order; shares are written in this order too."""

USUAL_SHARES: Final[Mapping[str, tuple[int, ...]]] = {"terms": (1, 1, 1), "twelfths": (4, 3, 5)}
"""What is meant where no shares are written: thirds, or 4/12, 3/12 and 5/12."""

MOST_WEEKS: Final = 52


class CannotCount(Exception):  # noqa: N818 - said as it reads: raise CannotCount
    """A cost that cannot be counted yet, because the calendar does not say enough; says what is wanting."""


@dataclass(frozen=True, slots=True)
class Counting:
    """One way of counting. Raises ValueError where its parts do not fit together.

    rounding: to the penny, as in a rulebook. shares: for terms and twelfths, the part each of `TERMS` has of a
    year's amount, as whole numbers out of their sum. weeks: for weeks, how many funded ones make a year.
    uprated: whether what is priced by band follows the tariff on 1 April (individual prices never do).
    """

    by: By
    rounding: str = "half_even"
    shares: tuple[int, ...] = ()
    weeks: int = 0
    uprated: bool = True

    def __post_init__(self) -> None:
        if self.by not in WAYS or self.rounding not in ROUNDINGS:
            raise ValueError(f"counting by {self.by} rounded {self.rounding} is not known")
        if self.shares and (self.by not in USUAL_SHARES or not shares_fit(self.by, self.shares)):
            raise ValueError(f"the shares {self.shares} do not fit counting by {self.by}")
        if (self.by == "weeks") != (1 <= self.weeks <= MOST_WEEKS):
            raise ValueError(f"{self.weeks} funded weeks do not fit counting by {self.by}")

    def share(self, term: str) -> Fraction:
        """The part of a year's amount that a term of `TERMS` has; for terms and twelfths only."""
        shares = self.shares or USUAL_SHARES[self.by]
        return Fraction(shares[TERMS.index(term)], sum(shares))

    def to_penny(self, pence: Fraction) -> int:
        """A running total in whole pence."""
        return int(divide(pence.numerator, pence.denominator, 0, self.rounding))

    def to_json(self) -> dict[str, object]:
        """The form that is kept with an award: plain words and whole numbers, only what applies."""
        kept: dict[str, object] = {"by": self.by, "rounding": self.rounding, "uprated": self.uprated}
        if self.by in USUAL_SHARES:
            kept["shares"] = list(self.shares or USUAL_SHARES[self.by])
        if self.weeks:
            kept["weeks"] = self.weeks
        return kept

    @classmethod
    def from_json(cls, kept: Mapping[str, object]) -> "Counting":
        """What `to_json` gave. Raises ValueError, KeyError or TypeError where it is not that."""
        shares, weeks, uprated = kept.get("shares", []), kept.get("weeks", 0), kept["uprated"]
        if not isinstance(shares, list) or type(weeks) is not int or type(uprated) is not bool:
            raise TypeError("a counting is kept otherwise")
        return cls(cast(By, kept["by"]), str(kept["rounding"]), tuple(shares), weeks, uprated)


def shares_fit(by: str, shares: tuple[int, ...]) -> bool:
    """Whether these can be the shares of the three terms; twelfths come to twelve."""
    whole = len(shares) == len(TERMS) and all(type(share) is int and share >= 0 for share in shares)
    return whole and (sum(shares) == 12 if by == "twelfths" else sum(shares) > 0)


BY_DAYS: Final = Counting("days")
"""How awards are counted where a rulebook does not say."""
