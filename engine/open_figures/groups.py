"""Separate groups: proof that a new figure tells nothing that rests on a few children. Whole numbers, exact."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd
from typing import Final

_NEW: Final = -1  # the row of the new figure, beside the rows of earlier ones, which count from 0


@dataclass(slots=True)
class Alike:
    """Children whom every figure, earlier ones and the new one, counts alike.

    earlier: the numbers (from 0) of the earlier figures that count their present amount. new: whether the new one does.
    """

    earlier: frozenset[int]
    new: bool
    many: int


def separate_groups(children: Sequence[Alike], wanted: int) -> int:
    """How many separate groups of children were found, up to `wanted`, by each of whom the new figure stands alone.

    A group stands for amounts that could be otherwise: some of its children more, some less, so that no earlier figure
    is any different and the new one is. Groups share no child. So whatever is worked out by adding and subtracting
    multiples of the new figure and earlier ones depends on a child of every group, and on as many children at least.
    Fewer may be found than there are, never more.
    """
    left = [Alike(each.earlier, each.new, each.many) for each in children]
    for found in range(wanted):
        group = _group(left)
        if group is None:
            return found
        for index in group:
            left[index].many -= 1
    return wanted


def _group(children: Sequence[Alike]) -> list[int] | None:
    """One group, as indexes; None where the new figure is a combination of earlier ones over all these children.

    Columns are taken one by one into a basis; a column that earlier figures cannot tell from those before it, and the
    new one can, closes a group. The combinations that do so between them span all that earlier figures cannot see, so
    if none closes a group there is none.
    """
    basis: dict[int, tuple[dict[int, int], dict[int, int]]] = {}
    for index, each in enumerate(children):
        if not each.many:
            continue
        column = dict.fromkeys(each.earlier, 1) | ({_NEW: 1} if each.new else {})
        made_of = {index: 1}
        while (pivot := max(column, default=_NEW)) in basis:
            against, its_making = basis[pivot]
            ours, theirs = column[pivot], against[pivot]
            column = _without(column, theirs, against, ours)
            made_of = _without(made_of, theirs, its_making, ours)
            column, made_of = _small(column, made_of)
        if pivot != _NEW:
            basis[pivot] = (column, made_of)
        elif column:
            return list(made_of)
    return None


def _without(one: dict[int, int], times: int, other: dict[int, int], less: int) -> dict[int, int]:
    """`times` x one - `less` x other, without noughts."""
    result = {row: value * times for row, value in one.items()}
    for row, value in other.items():
        result[row] = result.get(row, 0) - value * less
    return {row: value for row, value in result.items() if value}


def _small(column: dict[int, int], made_of: dict[int, int]) -> tuple[dict[int, int], dict[int, int]]:
    common = gcd(*column.values(), *made_of.values())
    if common <= 1:
        return column, made_of
    return (
        {row: value // common for row, value in column.items()},
        {row: value // common for row, value in made_of.items()},
    )
