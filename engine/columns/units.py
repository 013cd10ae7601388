"""What needs every row at once: `total(x)` and `apportion(pot, weight, …)` of rulebooks that share an amount.

All units are rows of one frame, with their names in a column `unit`.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from engine.columns.rounding import rounded
from engine.columns.worked import Worked, fitting
from engine.sharing.apportion import CannotShare, shared
from engine.tree import Call

if TYPE_CHECKING:
    from engine.columns.compiling import Compiler

UNIT: Final = "unit"
MOST_UNITS: Final = 1000
"""No frame of units has more rows; `total` is bounded by it."""


def across(node: Call, compiler: "Compiler") -> Worked:
    """`total` over all rows, or each row's share. Raises TooLarge."""
    args = [compiler.keep(compiler.work(arg)) for arg in node.args]
    if node.name == "total":
        return _total(node, args[0])
    how = compiler.in_force.rulebook.rounding
    pot, weight = rounded(args[0], 0, how, "money"), args[1]
    edges: dict[str, Worked] = {}
    for setting, rounding in (("floor", "up"), ("ceiling", "down")):
        position = node.setting(setting)
        if isinstance(position, int):
            edges[setting] = rounded(args[position], 0, rounding, "money")
    columns = [pl.col(UNIT), pot.expr.cast(pl.Int128), weight.expr.cast(pl.Int128)]
    columns += [edge.expr.cast(pl.Int128) for edge in edges.values()]
    names, places = tuple(edges), weight.places

    def share(series: Sequence[pl.Series]) -> pl.Series:
        return pl.Series(_shares([each.to_list() for each in series], names, places), dtype=pl.Int128)

    found = pl.map_batches(columns, share, return_dtype=pl.Int128, returns_scalar=False)
    low, high = min(0, pot.low), max(0, pot.high)
    dtype = fitting(low, high)
    return compiler.keep(Worked(found.cast(dtype), "money", 0, low, high, dtype))


def _total(node: Call, x: Worked) -> Worked:
    low, high = x.low + min(0, x.low) * (MOST_UNITS - 1), x.high + max(0, x.high) * (MOST_UNITS - 1)
    dtype = fitting(low, high)
    added = x.to(dtype).expr
    found = pl.when(added.is_not_null().all()).then(added.sum().cast(dtype))
    return Worked(found, node.type.kind, x.places, low, high, dtype)


def _shares(columns: Sequence[Sequence[Any]], edges: tuple[str, ...], places: int) -> list[int | None]:
    """Everyone's share in pence; nobody's where something is unknown or it cannot be shared."""
    units, pots, weights = columns[:3]
    nothing: list[int | None] = [None] * len(units)
    if any(each is None for column in columns for each in column) or len(set(pots)) != 1:
        return nothing
    by_name = {str(unit): Fraction(weight, 10**places) for unit, weight in zip(units, weights, strict=True)}
    bounds: Mapping[str, dict[str, int]] = {
        edge: {str(unit): each for unit, each in zip(units, column, strict=True)}
        for edge, column in zip(edges, columns[3:], strict=True)
    }
    try:
        found = shared(int(pots[0]), by_name, bounds.get("floor"), bounds.get("ceiling"))
    except CannotShare:
        return nothing
    return [found.shares[str(unit)] for unit in units]
