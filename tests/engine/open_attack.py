"""The attacker: exact algebra on everything ever published, to find what rests on few children. Knows no groups.

Everything published is a row over the unknown amounts (a child under one mark). What can be worked out is the row
space; a set of children is found if something other than nought in it rests on them alone. That is so where, of the
vectors that every row is orthogonal to, the components of these children's amounts depend on each other.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from typing import TypeVar

from engine.open_figures.parts import TABLES, Figure, Part, Published

Amount = tuple[str, str]
Row = frozenset[Amount]
Key = TypeVar("Key")


def rows_of(months: Sequence[Published]) -> dict[Row, int]:
    """What the public has: each published figure as the amounts it adds up, and its pence."""
    return {
        frozenset((part.child, part.mark) for part in month.parts if figure.counts(part.cell)): pence
        for month in months
        for figure, pence in month.shown.items()
    }


class Attacker:
    """Somebody with pencil, paper and every figure."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows = sorted(rows, key=lambda row: (len(row), sorted(row)))
        self.unknowns = sorted(set().union(*self.rows)) if self.rows else []
        self.children = sorted({child for child, _ in self.unknowns})
        self.hidden = _orthogonal(self.rows, self.unknowns)

    def finds(self, children: Iterable[str]) -> bool:
        """Whether something can be worked out that rests on these children alone."""
        theirs = set(children)
        components = [self.hidden[amount] for amount in self.unknowns if amount[0] in theirs]
        return _rank(components) < len(components)

    def works_out(self, amounts: Iterable[Amount]) -> bool:
        """Whether the sum of these amounts can be worked out exactly. One that no figure counts cannot."""
        wanted = set(amounts)
        if not wanted <= set(self.unknowns):
            return False
        total: dict[int, Fraction] = {}
        for amount in wanted:
            for key, value in self.hidden[amount].items():
                total[key] = total.get(key, Fraction(0)) + value
        return not any(total.values())

    def victims(self, most: int) -> Iterator[tuple[str, ...]]:
        """Every set of at most this many children that is found; tries them all."""
        yield from (each for each in combinations(self.children, min(most, len(self.children))) if self.finds(each))


def small_sets(months: Sequence[Published], least: int) -> set[frozenset[str]]:
    """Sets of fewer than `least` children that somebody would look for.

    Who is in a figure or in a crossing of two tables, and by whom a figure of one month differs from that of another.
    """
    found: set[frozenset[str]] = set()
    members = {
        (figure, month.month): frozenset((part.child, part.mark) for part in month.parts if figure.counts(part.cell))
        for month in months
        for figure in every_figure(month.parts)
    }
    for (figure, month), row in members.items():
        found |= {_children(row ^ members[each, when]) for each, when in members if each == figure and when < month}
        found |= {
            _children(row & members[each, when])
            for each, when in members
            if when == month and each.partnership == figure.partnership and each.table > figure.table
        }
    found |= {_children(row) for row in members.values()}
    return {each for each in found if 0 < len(each) < least}


def every_figure(parts: Sequence[Part]) -> set[Figure]:
    """Every row of every table that these parts give, worked out anew."""
    return {
        Figure(part.cell.partnership, table, "all" if table == "total" else getattr(part.cell, table))
        for part in parts
        for table in TABLES
    }


def bounds(rows: dict[Row, int], rounds: int = 12) -> dict[Row, tuple[int, int]]:
    """Between what the amounts lie that all figures count alike, given that nobody is paid less than nothing."""
    counted: dict[Amount, set[Row]] = {}
    for row in rows:
        for amount in row:
            counted.setdefault(amount, set()).add(row)
    bundles: dict[frozenset[Row], set[Amount]] = {}
    for amount, by in counted.items():
        bundles.setdefault(frozenset(by), set()).add(amount)
    low = dict.fromkeys(bundles, 0)
    high = {by: min(rows[row] for row in by) for by in bundles}
    for _ in range(rounds):
        for row, pence in rows.items():
            inside = [by for by in bundles if row in by]
            for by in inside:
                low[by] = max(low[by], pence - sum(high[each] for each in inside if each != by))
                high[by] = min(high[by], pence - sum(low[each] for each in inside if each != by))
    return {frozenset(amounts): (low[by], high[by]) for by, amounts in bundles.items()}


def _children(amounts: Iterable[Amount]) -> frozenset[str]:
    return frozenset(child for child, _ in amounts)


def _orthogonal(rows: Sequence[Row], unknowns: Sequence[Amount]) -> dict[Amount, dict[int, Fraction]]:
    """A basis of what every row is orthogonal to, as each unknown's components by number of the basis vector."""
    echelon: dict[Amount, dict[Amount, Fraction]] = {}
    for row in rows:
        left = _reduced({amount: Fraction(1) for amount in row}, echelon)
        if not left:
            continue
        pivot = min(left)
        left = {amount: value / left[pivot] for amount, value in left.items()}
        for other, value in list(echelon.items()):
            if times := value.get(pivot):
                echelon[other] = _minus(value, times, left)
        echelon[pivot] = left
    free = [amount for amount in unknowns if amount not in echelon]
    number = {amount: index for index, amount in enumerate(free)}
    return {amount: {number[amount]: Fraction(1)} for amount in free} | {
        pivot: {number[amount]: -value for amount, value in row.items() if amount != pivot}
        for pivot, row in echelon.items()
    }


def _reduced(row: dict[Amount, Fraction], echelon: dict[Amount, dict[Amount, Fraction]]) -> dict[Amount, Fraction]:
    for pivot in [each for each in row if each in echelon]:
        row = _minus(row, row[pivot], echelon[pivot])
    return row


def _minus(one: dict[Key, Fraction], times: Fraction, other: dict[Key, Fraction]) -> dict[Key, Fraction]:
    result = dict(one)
    for key, value in other.items():
        result[key] = result.get(key, Fraction(0)) - times * value
    return {key: value for key, value in result.items() if value}


def _rank(vectors: Sequence[dict[int, Fraction]]) -> int:
    basis: dict[int, dict[int, Fraction]] = {}
    for vector in vectors:
        left = dict(vector)
        while left and (pivot := min(left)) in basis:
            left = _minus(left, left[pivot] / basis[pivot][pivot], basis[pivot])
        if left:
            basis[min(left)] = left
    return len(basis)
