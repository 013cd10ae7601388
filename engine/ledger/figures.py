"""Figures: what an account's lines come to, and how the words on the budget's pages follow from them.

    held = allocation ± virement ± carry-forward
    outstanding commitments = committed − paid − released
    uncommitted balance = held − paid − outstanding commitments = held − committed + released

Income due from other authorities stands beside these, gross, and is never netted. Cash that a host school holds
is part of the same money, told apart.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Final

HELD: Final = ("allocated", "vired", "carried")
MEASURES: Final = (*HELD, "committed", "paid", "released", "handed", "called", "due_in", "received")
"""What a line can be of: each line adds to one of these, and takes from none."""

PARTS: Final[dict[str, dict[str, int]]] = {
    **{each: {each: 1} for each in MEASURES},
    "held": dict.fromkeys(HELD, 1),
    "outstanding": {"committed": 1, "paid": -1, "released": -1},
    "uncommitted": {**dict.fromkeys(HELD, 1), "committed": -1, "released": 1},
    "spent": {"committed": 1, "released": -1},
    "council_cash": {**dict.fromkeys(HELD, 1), "paid": -1, "handed": -1},
    "income_outstanding": {"due_in": 1, "received": -1},
}
"""Every figure by name, with the measures it is made of and whether each adds to it or takes from it."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Sums of lines by measure, in pence. handed: cash that a host school holds. called: first calls on the year."""

    allocated: int = 0
    vired: int = 0
    carried: int = 0
    committed: int = 0
    paid: int = 0
    released: int = 0
    handed: int = 0
    called: int = 0
    due_in: int = 0
    received: int = 0

    @property
    def held(self) -> int:
        """All there is for the year: allocation, virement and carry-forward."""
        return self.allocated + self.vired + self.carried

    @property
    def outstanding(self) -> int:
        """Agreed and not yet paid."""
        return self.committed - self.paid - self.released

    @property
    def uncommitted(self) -> int:
        """What is left to agree; below nothing where an account is overspent."""
        return self.held - self.paid - self.outstanding

    @property
    def spent(self) -> int:
        """Paid and outstanding: what the year's awards take as agreed today."""
        return self.paid + self.outstanding

    @property
    def council_cash(self) -> int:
        """Of what is held, the cash that the council still has."""
        return self.held - self.paid - self.handed

    @property
    def income_outstanding(self) -> int:
        """Due from other authorities and not yet received."""
        return self.due_in - self.received

    def plus(self, measure: str, pence: int) -> "Figures":
        """The figures after one more line."""
        return replace(self, **{measure: getattr(self, measure) + pence})

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))


def uncommitted_effect(measure: str, pence: int) -> int:
    """What a line does to the uncommitted balance."""
    if measure in (*HELD, "released"):
        return pence
    return -pence if measure == "committed" else 0


def fold(lines: Iterable[tuple[str, int]]) -> Figures:
    """The figures that lines come to: each a measure and pence."""
    sums = dict.fromkeys(MEASURES, 0)
    for measure, pence in lines:
        sums[measure] += pence
    return Figures(**sums)
