"""Sets and ranked answers as lists of names: what is in them, how many, in which place."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

import polars as pl

from engine.columns.worked import Worked, fitting
from engine.tree import Call

if TYPE_CHECKING:
    from engine.columns.calls import Keeper


def contains(group: Worked, item: Worked, names: pl.Enum) -> pl.Expr:
    """Whether a name is in a group; never in one answered "none". Unknown where either is."""
    one = item.expr.cat.to(names)
    found = group.expr.list.contains(one)  # false, not unknown, where nothing is in a group and the item is unknown
    if group.none is not None:
        found = pl.when(group.none).then(pl.lit(False)).otherwise(found)
    return pl.when(item.expr.is_not_null()).then(found)


def size(_: Call, args: Sequence[Worked], *__: object) -> Worked:
    """How many there are."""
    return Worked(args[0].expr.list.len().cast(pl.Int32), "whole", 0, 0, 10_000, pl.Int32())


def overlap(_: Call, args: Sequence[Worked], *__: object) -> Worked:
    """Whether anything is in both."""
    return Worked(common_to(args[0], args[1]) > 0, "yes_no")


def rank(node: Call, args: Sequence[Worked], _: dt.date, keeper: "Keeper") -> Worked:
    """Where a name stands, from 1; 0 where it does not. Unknown where either is."""
    item, group = args
    one, most = item.expr.cat.to(keeper.names), len(node.args[1].type.options)
    dtype = fitting(most)
    found = pl.lit(0, dtype=dtype)
    for place in range(most, 0, -1):
        here = group.expr.list.get(place - 1, null_on_oob=True) == one
        found = pl.when(here).then(pl.lit(place, dtype=dtype)).otherwise(found)
    return Worked(pl.when(item.expr.is_not_null() & group.expr.is_not_null()).then(found), "whole", 0, 0, most, dtype)


def at_rank(node: Call, args: Sequence[Worked], _: dt.date, keeper: "Keeper") -> Worked:
    """The name in a place, "none" where nothing stands there."""
    n, group = node.setting("n"), args[0].expr
    assert isinstance(n, int)
    nobody = pl.Series(["none"], dtype=keeper.names).to_physical()
    found = group.list.get(n - 1, null_on_oob=True).to_physical().fill_null(pl.lit(nobody[0], dtype=nobody.dtype))
    return Worked(pl.when(group.is_not_null()).then(found), "choice")


def common_to(a: Worked, b: Worked) -> pl.Expr:
    """How many names are in both."""
    return a.expr.list.set_intersection(b.expr).list.len()


def same(a: Worked, b: Worked) -> pl.Expr:
    """Whether two groups are the same: ranked ones in the same order, sets in any."""
    if a.kind == "ranked":
        return a.expr.list.eval(pl.element().to_physical()) == b.expr.list.eval(pl.element().to_physical())
    return (common_to(a, b) == a.expr.list.len()) & (a.expr.list.len() == b.expr.list.len())


def within(a: Worked, b: Worked) -> pl.Expr:
    """Whether everything in the first is in the second too."""
    return common_to(a, b) == a.expr.list.len()
