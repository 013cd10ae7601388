"""Ladders and tables in columns: a few comparisons, or one gather from all cells, laid out by their keys.

Where a lookup lands on refer the result is null although every argument is known; that is how `refers` is found.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import product
from typing import Final

import polars as pl

from engine.columns.held import places_of, scaled
from engine.columns.worked import Worked, common, constant, fitting
from engine.rulebook import Ladder, Refer, Result, Table
from engine.tree import Lookup
from engine.values import Value

FEW_STEPS: Final = 8
"""Up to this many steps are told apart by a chain of comparisons; more by counting how many begin at or below."""
MOST_CODES: Final = 256
"""Keys with no more possible values than this stand for their own position."""
MOST_CELLS: Final = 1 << 20


@dataclass(frozen=True, slots=True, eq=False)
class Key:
    """One key of a table: where each answer stands (`position`, a UInt32 column), and the answers in order.

    None among them is any answer that the table does not name.
    """

    position: pl.Expr
    answers: tuple[Value | None, ...]


class TooManyCells(Exception):  # noqa: N818 - caught where the expression is known
    """A table whose keys together have more positions than can be laid out."""


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


def ladder(shape: Ladder, x: Worked, node: Lookup, names: pl.Enum) -> tuple[Worked, bool]:
    """The result of the last step at or below `x`, and whether that may be refer. Raises TooLarge."""
    places = max([x.places, *(places_of(start) for start in shape.starts)])
    at = x.at(places)
    starts = [scaled(start, places) for start in shape.starts]
    first = sum(start <= at.low for start in starts)
    last = sum(start <= at.high for start in starts)
    results: list[Result] = [Refer.REFER, *shape.results]
    reached, between = results[first : last + 1], starts[first:last]
    series, like = results_of(reached, node, names)
    refers = any(isinstance(each, Refer) for each in reached)
    wide = at.to(fitting(at.low, at.high, *between)) if between else at
    limits = [pl.lit(start, dtype=wide.dtype) for start in between]
    if len(between) <= FEW_STEPS:
        found = _chain(wide.expr, limits, series)
    else:
        count = reduce(lambda a, b: a + b, [(wide.expr >= limit).cast(pl.UInt32) for limit in limits])
        found = pl.lit(series).gather(count)
    return replace(like, expr=found), refers


def _chain(x: pl.Expr, starts: Sequence[pl.Expr], series: pl.Series) -> pl.Expr:
    """The highest start first; below them all the first result. An unknown `x` is above no start, and unknown."""
    values = [pl.lit(value, dtype=series.dtype) for value in series.to_list()]
    if not starts:
        return pl.when(x.is_not_null()).then(values[0])
    nothing = pl.lit(None, dtype=series.dtype)
    found = nothing if series[0] is None else pl.when(x < starts[0]).then(values[0]).otherwise(nothing)
    for start, value in zip(starts, values[1:], strict=True):
        found = pl.when(x >= start).then(value).otherwise(found)
    return found


def table(shape: Table, args: Sequence[Worked], node: Lookup, names: pl.Enum) -> tuple[Worked, bool]:
    """The cell whose keys fit, and whether that may be refer. Raises TooLarge, TooManyCells."""
    written = [sorted({key[n] for key in shape.cells if key[n] is not None}, key=str) for n in range(len(args))]
    keys = [_key(arg, named, names) for arg, named in zip(args, written, strict=True)]
    sizes = [len(key.answers) for key in keys]
    if reduce(lambda a, b: a * b, sizes) > MOST_CELLS:
        raise TooManyCells
    laid = [_cell(shape, wanted) for wanted in product(*(key.answers for key in keys))]
    series, like = results_of(laid, node, names)
    index = keys[0].position
    for key, size in zip(keys[1:], sizes[1:], strict=True):
        index = index * pl.lit(size, dtype=pl.UInt32) + key.position
    return replace(like, expr=pl.lit(series).gather(index)), any(isinstance(each, Refer) for each in laid)


def _cell(shape: Table, wanted: tuple[Value | None, ...]) -> Result:
    """The cell for these answers: an exact key before a wildcard, the leftmost deciding; None is no key at all."""
    for exact in product((True, False), repeat=len(wanted)):
        if any(each and answer is None for each, answer in zip(exact, wanted, strict=True)):
            continue
        tried = tuple(answer if each else None for each, answer in zip(exact, wanted, strict=True))
        if tried in shape.cells:
            return shape.cells[tried]
    return Refer.REFER if shape.otherwise is None else shape.otherwise


def _key(arg: Worked, written: Sequence[Value | None], names: pl.Enum) -> Key:
    """Where an argument stands among the answers that the table tells apart."""
    if arg.kind == "choice":
        held = tuple(each if each in set(written) else None for each in names.categories.to_list())
        if len(held) <= MOST_CODES:
            return Key(arg.expr.cast(pl.UInt32), held)
    if arg.kind == "yes_no":
        return Key(arg.expr.cast(pl.UInt32), (False if False in written else None, True if True in written else None))
    if arg.dtype is not None and arg.places == 0 and arg.high - arg.low < MOST_CODES:
        known = {each: each for each in written}
        least = arg.to(fitting(arg.low, arg.high, arg.high - arg.low))
        position = least.expr if arg.low == 0 else least.expr - pl.lit(arg.low, dtype=least.dtype)
        return Key(position.cast(pl.UInt32, strict=False), tuple(known.get(n) for n in range(arg.low, arg.high + 1)))
    return _told_apart(arg, written, names)


def _told_apart(arg: Worked, written: Sequence[Value | None], names: pl.Enum) -> Key:
    """The position of the written key that an argument equals, each compared in turn; after them any other."""
    other = pl.when(arg.expr.is_not_null()).then(pl.lit(len(written), dtype=pl.UInt32))
    found: pl.Expr = other
    for n, each in reversed(list(enumerate(written))):
        found = pl.when(_equals(arg, each, names)).then(pl.lit(n, dtype=pl.UInt32)).otherwise(found)
    return Key(found, (*written, None))


def _equals(arg: Worked, key: Value | None, names: pl.Enum) -> pl.Expr:
    if arg.dtype is not None:
        assert not isinstance(key, str | bool) and key is not None
        places = max(arg.places, places_of(key))  # type: ignore[arg-type]
        a, b = common([arg, constant(scaled(key, places), places, arg.kind)])  # type: ignore[arg-type]
        return a.expr == b.expr
    return arg.expr == (code_of(key, names) if isinstance(key, str) else pl.lit(key))


def code_of(name: str, names: pl.Enum) -> pl.Expr:
    """The code of a name, as choices hold it."""
    codes = pl.Series([name], dtype=names).to_physical()
    return pl.lit(codes[0], dtype=codes.dtype)
