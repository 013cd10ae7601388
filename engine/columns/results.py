"""What a ladder or table can give, as a literal column, and gathering from it.

Where a lookup lands on refer the result is null although every argument is known; that is how `refers` is found.
"""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from engine.columns.held import places_of, scaled
from engine.columns.worked import Worked, fitting
from engine.rulebook import Refer, Result
from engine.tree import Lookup


def results_of(results: Sequence[Result], node: Lookup, names: pl.Enum) -> tuple[pl.Series, Worked]:
    """What a lookup can give, null for refer, and how such a column is held (its `expr` is not yet there)."""
    kind = node.type.kind
    given = [None if isinstance(each, Refer) else each for each in results]
    if node.type.numeric:
        numbers = [each for each in given if not isinstance(each, str | bool) and each is not None]
        places = max((places_of(each) for each in numbers), default=0)  # type: ignore[arg-type]
        held = [None if each is None else scaled(each, places) for each in given]  # type: ignore[arg-type]
        bounds = [each for each in held if each is not None] or [0]
        dtype = fitting(*bounds)
        like = Worked(pl.lit(None), kind, places, min(bounds), max(bounds), dtype)
        return pl.Series(held, dtype=dtype), like
    if kind == "choice":
        series = pl.Series(given, dtype=names).to_physical()
        return series, Worked(pl.lit(None), kind)
    dtype = pl.Date() if kind == "date" else pl.Boolean()
    return pl.Series(given, dtype=dtype), Worked(pl.lit(None), kind)


def gathered(series: pl.Series, like: Worked, index: Worked) -> Worked:
    """The result that stands at each position of `series`, where null is refer."""
    return replace(like, expr=pl.lit(series).gather(index.expr))


def code_of(name: str, names: pl.Enum) -> pl.Expr:
    """The code of a name, as choices hold it."""
    codes = pl.Series([name], dtype=names).to_physical()
    return pl.lit(codes[0], dtype=codes.dtype)
