"""What of a month is published: every figure that cannot give a few children away, and no other.

**The theorem.** Take every figure ever published by `publish`, of all partnerships, tables and months, and any sums of
them (the county's). Whatever anybody works out from them by adding and subtracting any multiples either is the same
whatever any child has, or depends on the amounts of at least `least` children. So no child's amount, no cell of fewer
than `least` children, and no change between two months that fewer than `least` children make can be worked out.

**Why.** A child's amount under one mark is one unknown, and a figure adds up unknowns. Figures are decided one after
another. One is published only if it is the sum of others of its own month, and then tells nothing more, or if `groups`
finds `least` separate groups of children whose amounts could be otherwise with every figure before it just as it is
and this one different. Take a combination, and the last of its figures that is no sum of others. None of the figures
before it sees the difference that a group makes, and it does; so the combination changes with every group, and depends
on a child of each. Groups share no child. Whether later months show more makes no difference: they were decided with
this one already there. `tests/engine/test_open_figures.py` attacks it with algebra that knows nothing of groups.

**Beside it, dominance.** A figure, and the change from the one it takes the place of, is not published where the other
children's amounts are so small that whoever has the second largest could tell the largest to within `per_cent`. This is
held for each figure and each such change, not for every combination of them.

**What it does not protect against.** Somebody who already knows the others' amounts (a school that has four of five
children). Figures published elsewhere, by another rule. What everybody in a large group has in common. Guessing from a
figure's not being there, which tells that few children are in it or changed. Amounts that an outsider could know to be
the same while their marks differ: the caller answers for marks.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from engine.open_figures.partnership import Caution, InDeciding, histories
from engine.open_figures.parts import TABLES, Figure, Month, Part, Published, standing, together


def publish(month: Month, parts: Sequence[Part], before: Sequence[Published], caution: Caution) -> Published:
    """The month as it is published; `before` is every month published so far, in order.

    Raises ValueError where `month` does not come after them. The same parts in any order give the same.
    """
    if before and month <= before[-1].month:
        raise ValueError(f"{month} does not come after {before[-1].month}")
    found = Published(month, together(parts), {}, frozenset())
    last, known = standing(before), histories(found.parts, before)
    shown: dict[Figure, int] = {}
    unchanged: set[Figure] = set()
    for name, figures in groupby(sorted(found.by_figure), key=lambda figure: figure.partnership):
        own = {figure: found.by_figure[figure] for figure in figures}
        deciding = InDeciding(name, own, known, before)
        size = {figure: deciding.pence(figure) for figure in own}

        def turn(figure: Figure, size: dict[Figure, int] = size) -> tuple[bool, Month, int, int, str]:
            """Totals first; then what has stood longest, or never; then the largest, so that the smallest give way."""
            stood = last[figure].month if figure in last else Month(0, 0)
            return figure.table != "total", stood, -size[figure], TABLES.index(figure.table), figure.row

        for figure in sorted(size, key=turn):
            if deciding.is_unchanged(figure) and last[figure].pence == size[figure]:
                unchanged.add(figure)
                deciding.keep(figure)
            elif deciding.may_show(figure, caution):
                shown[figure] = size[figure]
                deciding.show(figure)
    return replace(found, shown=dict(sorted(shown.items())), unchanged=frozenset(unchanged))
