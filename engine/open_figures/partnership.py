"""One partnership's month while its figures are decided: what is out already, and whether one more may join it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.open_figures.groups import Ways
from engine.open_figures.parts import ALL, Cell, Figure, Month, Part, Published

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


class InDeciding:
    """What is known of one partnership's month. Its figures are asked about, and shown, one after another.

    parts: this month's, by figure. known: from `histories`. before: the months published so far, in order.
    """

    def __init__(
        self, name: str, parts: Mapping[Figure, Sequence[Part]], known: Histories, before: Sequence[Published]
    ) -> None:
        self._parts = parts
        out = [(figure, each) for each in before for figure in each.shown if figure.partnership == name]
        self._then = {figure: each.by_figure[figure] for figure, each in out}
        self._current: set[Figure] = set()
        kinds = Counter(
            (part.cell, tuple(known[part.child, part.mark]))
            for part in parts[self._total(name)]
            if (part.child, part.mark) in known
        )
        self._cells = [cell for cell, _ in kinds]
        self._ways = Ways(list(kinds.values()))
        pasts = [dict(history) for _, history in kinds]
        for figure, each in out:
            at = each.month
            self._ways.hold({i for i, past in enumerate(pasts) if at in past and figure.counts(past[at])})

    def pence(self, figure: Figure) -> int:
        """What the figure comes to in this month."""
        return sum(part.pence for part in self._parts[figure])

    def is_unchanged(self, figure: Figure) -> bool:
        """Whether the figure stands, and rests on the very same amounts as when it was last shown."""
        return figure in self._then and _marks(self._then[figure]) == _marks(self._parts[figure])

    def keep(self, figure: Figure) -> None:
        """Note that what stands is true of this month too."""
        self._current.add(figure)

    def show(self, figure: Figure) -> None:
        """Count the figure among those that are out."""
        self._ways.hold(self._kinds(figure))
        self._current.add(figure)

    def may_show(self, figure: Figure, caution: Caution) -> bool:
        """Whether the figure may be published beside all that is out already."""
        if self._is_sum(figure):
            return True
        if self._few(figure, caution.least) or self._dominated(figure, caution.per_cent):
            return False
        return self._ways.separate_groups(self._kinds(figure), caution.least) == caution.least

    @staticmethod
    def _total(name: str) -> Figure:
        return Figure(name, "total", ALL)

    def _kinds(self, figure: Figure) -> set[int]:
        """The kinds of children, by number, whom the figure counts: those of one cell and one history are alike."""
        return {kind for kind, cell in enumerate(self._cells) if figure.counts(cell)}

    def _is_sum(self, figure: Figure) -> bool:
        """Whether figures of this month give it already: the total less the other rows of its table."""
        total = self._total(figure.partnership)
        rows = {each for each in self._parts if each.table == figure.table}
        return figure != total and (rows | {total}) - {figure} <= self._current

    def _few(self, figure: Figure, least: int) -> bool:
        """Whether too few children are in it, or differ from when it was last shown: quicker than groups."""
        now, then = _marks(self._parts[figure]), _marks(self._then.get(figure, ()))
        return min(len({child for child, _ in now}), len({child for child, _ in now ^ then})) < least

    def _dominated(self, figure: Figure, per_cent: int) -> bool:
        """Whether one child is nearly all of the figure, of its change, or of what is left of its table without it."""
        now, was = _amounts(self._parts[figure]), _amounts(self._then.get(figure, ()))
        changes = [abs(now.get(child, 0) - was.get(child, 0)) for child in sorted(now.keys() | was.keys())]
        left = [each for each in self._parts if each.table == figure.table and each not in {*self._current, figure}]
        rest = _amounts([part for each in left for part in self._parts[each]])
        return any(is_dominated(list(each), per_cent) for each in (now.values(), changes, rest.values()))


def _amounts(parts: Sequence[Part]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for part in parts:
        found[part.child] += part.pence
    return dict(found)


def _marks(parts: Sequence[Part]) -> set[Amount]:
    return {(part.child, part.mark) for part in parts}
