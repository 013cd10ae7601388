"""What open figures are made of: one part a child and cell, the figures that add parts up, and months as published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, NamedTuple

Table = Literal["total", "need", "phase", "place", "budget"]
TABLES: Final[tuple[Table, ...]] = ("total", "need", "phase", "place", "budget")
"""The partnership as a whole, by area of need, by phase, in and out of area, by the budget that pays."""
ALL: Final = "all"
"""The only row of the table `total`."""


class Month(NamedTuple):
    """A calendar month, month from 1 to 12; months order as they follow each other."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02d}"


class Cell(NamedTuple):
    """Where money is counted: one value of every table. Each is a code that the caller chose."""

    partnership: str
    need: str
    phase: str
    place: str
    budget: str


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """What one child adds to a cell in a month, in pence.

    child: opaque, and the same in every month. mark: stays the same from month to month while an outsider could take
    the child's amount to be the same, or the same but for a factor that everybody knows (a year's uprating); whoever
    gives another mark says that the amount is a new one. Two parts of a child in one cell count as one.
    """

    cell: Cell
    child: str
    pence: int
    mark: str


@dataclass(frozen=True, slots=True, order=True)
class Figure:
    """One number that may be published: a row of a partnership's table."""

    partnership: str
    table: Table
    row: str

    def counts(self, cell: Cell) -> bool:
        """Whether what stands in this cell is part of the figure."""
        return cell.partnership == self.partnership and _row(self.table, cell) == self.row


@dataclass(frozen=True)
class Published:
    """A month as it was published: the parts it rested on, which stay secret, and the figures that were new in it.

    shown: pence by figure. unchanged: figures published earlier that rest on the very same parts in this month too.
    """

    month: Month
    parts: tuple[Part, ...]
    shown: Mapping[Figure, int]
    unchanged: frozenset[Figure]

    @cached_property
    def by_figure(self) -> dict[Figure, list[Part]]:
        """The parts that each figure would add up."""
        return by_figure(self.parts)


class Standing(NamedTuple):
    """The figure as it stands: its pence, and the latest month of which they are true."""

    pence: int
    month: Month


def by_figure(parts: Sequence[Part]) -> dict[Figure, list[Part]]:
    """The parts that each figure adds up, of every figure that these parts could give."""
    figures = {
        cell: [Figure(cell.partnership, table, _row(table, cell)) for table in TABLES]
        for cell in {part.cell for part in parts}
    }
    found: dict[Figure, list[Part]] = {}
    for part in parts:
        for figure in figures[part.cell]:
            found.setdefault(figure, []).append(part)
    return found


def standing(months: Sequence[Published]) -> dict[Figure, Standing]:
    """What stands after these months, in order of month: each figure as it was last shown."""
    found: dict[Figure, Standing] = {}
    for each in months:
        found |= {figure: Standing(pence, each.month) for figure, pence in each.shown.items()}
        found |= {figure: Standing(found[figure].pence, each.month) for figure in each.unchanged}
    return dict(sorted(found.items()))


def of_county(stood: Mapping[Figure, Standing]) -> dict[tuple[Table, str], Standing]:
    """The county's tables: sums over partnerships of what stands, with the earliest of their months.

    They tell nothing that the partnerships' figures do not. What is not shown of a partnership is not in them.
    """
    found: dict[tuple[Table, str], list[Standing]] = {}
    for figure, each in sorted(stood.items()):
        found.setdefault((figure.table, figure.row), []).append(each)
    return {
        row: Standing(sum(each.pence for each in several), min(each.month for each in several))
        for row, several in found.items()
    }


def together(parts: Sequence[Part]) -> tuple[Part, ...]:
    """A part a child and cell, in order: several are added up, and what adds nothing is left out."""
    found: dict[tuple[Cell, str], list[Part]] = {}
    for part in sorted(parts):
        found.setdefault((part.cell, part.child), []).append(part)
    whole = (
        Part(cell, child, sum(each.pence for each in several), " ".join(each.mark for each in several))
        for (cell, child), several in found.items()
    )
    return tuple(part for part in whole if part.pence)


def _row(table: Table, cell: Cell) -> str:
    match table:
        case "total":
            return ALL
        case "need":
            return cell.need
        case "phase":
            return cell.phase
        case "place":
            return cell.place
        case "budget":
            return cell.budget
