"""`x if c else y` and what else chooses between two columns, whatever their kind."""

import polars as pl

from engine.columns.worked import Worked, common
from engine.values import Kind


def chosen(test: pl.Expr, yes: Worked, no: Worked, kind: Kind, *, else_unknown: bool = True) -> Worked:
    """`yes` where the test is true, `no` where it is false. Raises TooLarge.

    Where it is unknown the result is (or, without `else_unknown`, it is `no`, which is unknown there already).
    """
    if yes.dtype is not None and no.dtype is not None:
        yes, no = common([yes, no])
    expr = _choose(test, yes.expr, no.expr, else_unknown)
    none = None
    if yes.none is not None or no.none is not None:
        none = _choose(test, _beside(yes), _beside(no), else_unknown)
    return Worked(expr, kind, yes.places, min(yes.low, no.low), max(yes.high, no.high), yes.dtype, none)


def _choose(test: pl.Expr, yes: pl.Expr, no: pl.Expr, else_unknown: bool) -> pl.Expr:
    chain = pl.when(test).then(yes)
    return chain.when(~test).then(no) if else_unknown else chain.otherwise(no)


def _beside(column: Worked) -> pl.Expr:
    """Whether a column is "none", unknown where it is unknown."""
    if column.none is not None:
        return column.none
    return pl.when(column.expr.is_not_null()).then(pl.lit(False))
