"""Gaps: children whose need is not met locally, by area of need, phase and partnership.

A child counts who is taught beyond what counts as local, or for whom no place near home was found that suits. Apart are
counted whoever is at a place of which nobody knows where it is, and whom a place may suit once a question is answered.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from engine.sufficiency.stays import Stay, Total, total_of

Local = Literal["partnership", "county"]
LOCAL: Final[Mapping[Local, str]] = {"county": "the county", "partnership": "the child's partnership"}
Found = Literal["none", "perhaps", "some"]
Where = tuple[str | None, str | None, str | None]
"""Area of need, phase and partnership of a child; None is not known."""
BY: Final = ("need", "phase", "partnership")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case without a placement, and what its last search found within the distance looked."""

    need: str | None
    phase: str | None
    partnership: str | None
    found: Found


NOTHING: Final = Total()


@dataclass(frozen=True, slots=True)
class Gap:
    """away: children taught beyond what is local. unplaced: nobody knows whether theirs is local. waiting: for whom no
    place was found that suits. perhaps: none that surely does."""

    away: Total = NOTHING
    unplaced: int = 0
    waiting: int = 0
    perhaps: int = 0

    def __add__(self, other: "Gap") -> "Gap":
        """Both together."""
        return Gap(
            self.away + other.away,
            self.unplaced + other.unplaced,
            self.waiting + other.waiting,
            self.perhaps + other.perhaps,
        )

    @property
    def children(self) -> int:
        """How many children's need is not met locally, as far as is known."""
        return self.away.children + self.waiting


def gaps(stays: Iterable[Stay], waiting: Iterable[Waiting], local: Local, high: int) -> dict[Where, Gap]:
    """Every gap that there is, by need, phase and partnership, in one pass. high: pence a year of high cost."""
    found: dict[Where, Gap] = {}
    for stay in stays:
        if stay.where is None:
            gap = Gap(unplaced=1)
        elif stay.where == "out" or (local == "partnership" and stay.where == "county"):
            gap = Gap(away=total_of(stay, high))
        else:
            continue
        key = (stay.need, stay.phase, stay.partnership)
        found[key] = found.get(key, Gap()) + gap
    for case in waiting:
        if case.found != "some":
            key = (case.need, case.phase, case.partnership)
            none = case.found == "none"
            found[key] = found.get(key, Gap()) + Gap(waiting=int(none), perhaps=int(not none))
    return found


def rolled(found: Mapping[Where, Gap], *by: str) -> dict[tuple[str | None, ...], Gap]:
    """The same by some of need, phase and partnership alone; by none of them, all of it under ()."""
    positions = [BY.index(each) for each in by]
    rolled_up: dict[tuple[str | None, ...], Gap] = {}
    for key, gap in found.items():
        of = tuple(key[each] for each in positions)
        rolled_up[of] = rolled_up.get(of, Gap()) + gap
    return rolled_up
