"""The cells of a table of amounts as a question in whole numbers: each cell is so many steps of round pounds.

A cell that gives nothing, one that is left to a person, and one in `fixed` stays as it is wished.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from engine.calibrating.demands import add_demands, cost_of
from engine.calibrating.programs import Linear, Program, total
from engine.calibrating.target import WHOLE, Elsewhere, Group, Key, Spot, Target
from engine.rulebook import Table
from engine.values import Value

Cell = tuple[Value | None, ...]
OTHERWISE: Cell = ()
"""Where a lookup lands that finds no cell."""


@dataclass(frozen=True)
class Cells:
    """The cells of a table that hold money. wished: pence by the cell's keys."""

    by: tuple[str, ...]
    wished: Mapping[Cell, int]
    otherwise: int | None = None

    @cached_property
    def keys(self) -> dict[Cell, Key]:
        """The keys of each as they are written."""
        return {cell: key_words(cell) for cell in self.wished}

    @cached_property
    def rising(self) -> list[tuple[Cell, Cell]]:
        """Each cell with the next higher one along a key of whole numbers, all other keys the same."""
        found: list[tuple[Cell, Cell]] = []
        for axis in range(len(self.by)):
            if not all(type(cell[axis]) is int for cell in self.wished):
                continue
            lines: dict[Cell, list[Cell]] = {}
            for cell in self.wished:
                lines.setdefault((*cell[:axis], *cell[axis + 1 :]), []).append(cell)
            for line in lines.values():
                found += pairwise(sorted(line, key=lambda cell: int(str(cell[axis]))))
        return found

    def ordered(self, names: Sequence[str]) -> list[tuple[Cell, Cell]]:
        """Each cell of a name with that of the next name, all other keys the same."""
        found: list[tuple[Cell, Cell]] = []
        for axis in range(len(self.by)):
            for less, more in pairwise(names):
                for cell in self.wished:
                    other = (*cell[:axis], more, *cell[axis + 1 :])
                    if cell[axis] == less and other in self.wished:
                        found.append((cell, other))
        return found


def cells_of(table: Table) -> Cells:
    """A table's cells of money, as they are written."""
    wished = {cell: result for cell, result in table.cells.items() if isinstance(result, int)}
    otherwise = table.otherwise if isinstance(table.otherwise, int) else None
    return Cells(table.by, wished, otherwise)


def key_words(cell: Cell) -> Key:
    """The keys of a cell as they are written; the wildcard is `*`."""
    return tuple("*" if part is None else "yes" if part is True else "no" if part is False else str(part)
                 for part in cell)  # fmt: skip


@dataclass
class TableQuestion:
    """The question of a table, and the way back from its answer."""

    cells: Cells
    target: Target
    groups: Sequence[Group]
    program: Program = field(default_factory=Program)
    steps: dict[Cell, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        step, most = self.target.step, 3 * max(self.cells.wished.values(), default=0) + 100 * self.target.step
        for cell, wished in self.cells.wished.items():
            stays = self.cells.keys[cell] in self.target.fixed and wished % step
            if wished and not stays:  # what stays as it is need not be a round sum
                self.steps[cell] = self.program.variable(0, most // step)
        add_demands(self.program, self.groups, self.amount, self.target)
        self._between()
        self._single()
        self._aims(most)

    def amount(self, spot: Spot) -> Linear:
        """What a case on a cell gets."""
        if isinstance(spot, Elsewhere):
            return Linear(spot.pence, {})
        assert isinstance(spot, tuple)
        if spot in self.steps:
            return Linear(0, {self.steps[spot]: self.target.step})
        return Linear(self.cells.otherwise or 0 if spot == OTHERWISE else self.cells.wished[spot], {})

    def found(self, answer: Mapping[int, int]) -> dict[Cell, int]:
        """Pence by cell."""
        return {cell: self.amount(cell).at(answer) if cell in self.steps else wished
                for cell, wished in self.cells.wished.items()}  # fmt: skip

    def _between(self) -> None:
        pairs = [("rising", pair) for pair in self.cells.rising] if self.target.rising else []
        pairs += [("order", pair) for names in self.target.orders for pair in self.cells.ordered(names)]
        for demand, (less, more) in pairs:
            linear = total([self.amount(more), self.amount(less).times(-1)])
            says = f"{' '.join(self.cells.keys[more])} not below {' '.join(self.cells.keys[less])}"
            self.program.demand(linear, demand, says, self.target.step)

    def _single(self) -> None:
        step = self.target.step
        for cell, number in self.steps.items():
            key, wished = self.cells.keys[cell], self.cells.wished[cell]
            says = " ".join(key)
            if key in self.target.fixed:
                self.program.equal(Linear(-(wished // step), {number: 1}), "fixed", says, 1)
            if key in self.target.bounds:
                least, most = self.target.bounds[key]
                self.program.demand(Linear(-least, {number: step}), "bounds", says, step)
                self.program.demand(Linear(most, {number: -step}), "bounds", says, step)

    def _aims(self, most: int) -> None:
        program = self.program
        share = program.variable(0, WHOLE * 1000)
        far: dict[Cell, int] = {}
        for cell, number in self.steps.items():
            wished = self.cells.wished[cell]
            far[cell] = program.away(Linear(-wished, {number: self.target.step}), most)
            program.demand(Linear(0, {share: wished, far[cell]: -WHOLE}))
        cases = Counter[Spot]()
        for group in self.groups:
            cases[group.spot] += group.cases
        weights = {far[cell]: cases[cell] for cell in far}
        program.aims = [
            Linear(0, weights),
            Linear(0, {share: 1}),
            Linear(0, dict.fromkeys(far.values(), 1)),
        ]
        program.settled = list(self.steps.values())

    @property
    def cost(self) -> Linear:
        """What the caseload costs a year."""
        return cost_of(self.groups, self.amount)
