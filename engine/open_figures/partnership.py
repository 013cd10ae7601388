"""One partnership's month while its figures are decided: what is out already, and whether one more may join it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.open_figures.groups import Alike, separate_groups
from engine.open_figures.parts import ALL, Cell, Figure, Month, Part, Published, figures_of

Amount = tuple[str, str]
"""A child and a mark: one unknown, of whoever wants to work something out."""
Histories = Mapping[Amount, Sequence[tuple[Month, Cell]]]


@dataclass(frozen=True, slots=True)
class Caution:
    """How careful to be. least: children on whom anything must depend. per_cent: of the largest amount (dominance)."""

    least: int = 5
    per_cent: int = 10


def histories(parts: Sequence[Part], before: Sequence[Published]) -> Histories:
    """In which earlier months, and in which cells, each of these children had an amount of the same mark.

    Whoever is in two cells of a month, or was in another partnership with the same mark, is not among them: no group
    is made with them, so that fewer are found and never too many.
    """
    cells = Counter(part.child for part in parts)
    here = {(part.child, part.mark): part.cell.partnership for part in parts if cells[part.child] == 1}
    found: dict[Amount, list[tuple[Month, Cell]]] = {amount: [] for amount in here}
    for each in before:
        for part in each.parts:
            if (part.child, part.mark) in here:
                found[part.child, part.mark].append((each.month, part.cell))
    return {
        amount: history
        for amount, history in found.items()
        if len({month for month, _ in history}) == len(history)
        and all(cell.partnership == here[amount] for _, cell in history)
    }


def is_dominated(amounts: Sequence[int], per_cent: int) -> bool:
    """Whether whoever has the second largest amount could tell the largest to within this percentage (the p % rule).

    Amounts in pence, of one child each; nothing at all is not dominated.
    """
    largest, second = (*sorted(amounts, reverse=True)[:2], 0, 0)[:2]
    return 100 * (sum(amounts) - largest - second) < per_cent * largest


@dataclass(slots=True)
class _Column:
    """Children of one cell and one history. earlier: the numbers of the figures that count their amount."""

    cell: Cell
    earlier: set[int]
    many: int


class InDeciding:
    """What is known of one partnership's month. Its figures are asked about, and shown, one after another."""

    def __init__(self, name: str, parts: list[Part], known: Histories, before: Sequence[Published]) -> None:
        self.parts = parts
        self._out = [(figure, each.month) for each in before for figure in each.shown if figure.partnership == name]
        self._count = len(self._out)
        self._then = {figure: each.parts for each in before for figure in each.shown if figure.partnership == name}
        self._current: set[Figure] = set()
        self._columns = self._grouped(known)

    def pence(self, figure: Figure) -> int:
        """What the figure comes to in this month."""
        return sum(_amounts(figure, self.parts).values())

    def is_unchanged(self, figure: Figure) -> bool:
        """Whether the figure stands, and rests on the very same amounts as when it was last shown."""
        return figure in self._then and _marks(figure, self._then[figure]) == _marks(figure, self.parts)

    def keep(self, figure: Figure) -> None:
        """Note that what stands is true of this month too."""
        self._current.add(figure)

    def show(self, figure: Figure) -> None:
        """Count the figure among those that are out."""
        for column in self._columns:
            if figure.counts(column.cell):
                column.earlier.add(self._count)
        self._count += 1
        self._current.add(figure)

    def may_show(self, figure: Figure, caution: Caution) -> bool:
        """Whether the figure may be published beside all that is out already."""
        if self._is_sum(figure):
            return True
        if self._few(figure, caution.least) or self._dominated(figure, caution.per_cent):
            return False
        merged: Counter[tuple[frozenset[int], bool]] = Counter()
        for column in self._columns:
            merged[frozenset(column.earlier), figure.counts(column.cell)] += column.many
        alike = [Alike(earlier, new, many) for (earlier, new), many in merged.items()]
        return separate_groups(alike, caution.least) == caution.least

    def _grouped(self, known: Histories) -> list[_Column]:
        """The children by cell and history, newest amounts first: they make the smallest groups."""
        many = Counter(
            (tuple(known[part.child, part.mark]), part.cell) for part in self.parts if (part.child, part.mark) in known
        )
        return [
            _Column(cell, {i for i, (figure, month) in enumerate(self._out) if _counted(figure, month, history)}, n)
            for (history, cell), n in sorted(many.items(), key=lambda each: (len(each[0][0]), each[0]))
        ]

    def _is_sum(self, figure: Figure) -> bool:
        """Whether figures of this month give it already: the total less the other rows of its table."""
        total = Figure(figure.partnership, "total", ALL)
        rows = {each for each in figures_of(self.parts) if each.table == figure.table}
        return figure != total and (rows | {total}) - {figure} <= self._current

    def _few(self, figure: Figure, least: int) -> bool:
        """Whether too few children are in it, or differ from when it was last shown: quicker than groups."""
        now, then = _marks(figure, self.parts), _marks(figure, self._then.get(figure, ()))
        return min(len({child for child, _ in now}), len({child for child, _ in now ^ then})) < least

    def _dominated(self, figure: Figure, per_cent: int) -> bool:
        """Whether one child is nearly all of the figure, of its change, or of what is left of its table without it."""
        now, was = _amounts(figure, self.parts), _amounts(figure, self._then.get(figure, ()))
        changes = [abs(now.get(child, 0) - was.get(child, 0)) for child in sorted(now.keys() | was.keys())]
        told = {each for each in self._current if each.table == figure.table} | {figure}
        rest: Counter[str] = Counter()
        for part in self.parts:
            if not any(each.counts(part.cell) for each in told):
                rest[part.child] += part.pence
        return any(is_dominated(list(each), per_cent) for each in (now.values(), changes, rest.values()))


def _counted(figure: Figure, month: Month, history: Sequence[tuple[Month, Cell]]) -> bool:
    return any(month == when and figure.counts(cell) for when, cell in history)


def _amounts(figure: Figure, parts: Sequence[Part]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for part in parts:
        if figure.counts(part.cell):
            found[part.child] += part.pence
    return dict(found)


def _marks(figure: Figure, parts: Sequence[Part]) -> set[Amount]:
    return {(part.child, part.mark) for part in parts if figure.counts(part.cell)}
