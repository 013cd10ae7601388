"""What needs every row at once: `total(x)` and `apportion(pot, weight, …)` of rulebooks that share an amount.

All units are rows of one frame, with their names in a column `unit`.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import reduce
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
"""No frame of units may have more rows; `total` is bounded by it."""


class TooManyUnits(ValueError):  # noqa: N818 - said as it reads
    """More rows than may be added up or shared between."""


def across(node: Call, compiler: "Compiler") -> Worked:
    """`total` over all rows, or each row's share. Raises TooLarge."""
    args = [compiler.keep(compiler.work(arg)) for arg in node.args]
    if node.name == "total":
        return compiler.keep(_total(node, args[0]))
    how = compiler.in_force.rulebook.rounding
    pot, weight = rounded(args[0], 0, how, "money"), args[1]
    edges: dict[str, Worked] = {}
    for setting, rounding in (("floor", "up"), ("ceiling", "down")):
        position = node.setting(setting)
        if isinstance(position, int):
            edges[setting] = rounded(args[position], 0, rounding, "money")
    names, places = tuple(edges), weight.places

    def share(columns: Sequence[Sequence[Any]]) -> list[int | None]:
        return _shares(columns, names, places)

    found = _worked_out([pl.col(UNIT), *(each.expr for each in (pot, weight, *edges.values()))], share)
    low, high = min(0, pot.low), max(0, pot.high)
    dtype = fitting(low, high)
    shares = compiler.keep(Worked(found.cast(dtype), "money", 0, low, high, dtype))
    known = reduce(lambda a, b: a & b, [each.known for each in (pot, weight, *edges.values())])
    compiler.unshared.append(known.all() & shares.expr.is_null())
    return shares


def _worked_out(columns: Sequence[pl.Expr], work: Callable[[Sequence[Sequence[Any]]], list[int | None]]) -> pl.Expr:
    """Whole columns at once, outside Polars. Raises TooManyUnits when run over too many rows."""

    def all_rows(series: Sequence[pl.Series]) -> pl.Series:
        rows = max(map(len, series))  # what is the same for all may stand once
        if rows > MOST_UNITS:
            raise TooManyUnits(f"{rows:,} rows; at most {MOST_UNITS:,} can be added up or shared between")
        lists = [each.to_list() * (rows if len(each) == 1 else 1) for each in series]
        return pl.Series(work(lists), dtype=pl.Int128)

    return pl.map_batches(columns, all_rows, return_dtype=pl.Int128)


def _total(node: Call, x: Worked) -> Worked:
    low, high = x.low + min(0, x.low) * (MOST_UNITS - 1), x.high + max(0, x.high) * (MOST_UNITS - 1)
    dtype = fitting(low, high)

    def total(columns: Sequence[Sequence[Any]]) -> list[int | None]:
        values = columns[1]
        return [None if None in values else sum(values)] * len(values)

    found = _worked_out([pl.col(UNIT), x.expr], total).cast(dtype)
    return Worked(found, node.type.kind, x.places, low, high, dtype)


def _shares(columns: Sequence[Sequence[Any]], edges: tuple[str, ...], places: int) -> list[int | None]:
    """Everyone's share in pence; nobody's where something is unknown or it cannot be shared."""
    units, pots, weights = columns[:3]
    nothing: list[int | None] = [None] * len(units)
    if any(None in column for column in columns) or len(set(pots)) != 1:
        return nothing
    by_name = {unit: Fraction(weight, 10**places) for unit, weight in zip(units, weights, strict=True)}
    bounds = {edge: dict(zip(units, column, strict=True)) for edge, column in zip(edges, columns[3:], strict=True)}
    try:
        found = shared(pots[0], by_name, bounds.get("floor"), bounds.get("ceiling"))
    except CannotShare:
        return nothing
    return [found.shares[unit] for unit in units]
