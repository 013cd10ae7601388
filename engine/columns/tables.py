"""Tables in columns: one gather from all cells laid out by the positions of their keys, or a few comparisons."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import product
from typing import Final

import polars as pl

from engine.columns.held import places_of, scaled
from engine.columns.results import code_of, gathered, results_of
from engine.columns.worked import Worked, common, constant, fitting
from engine.rulebook import Refer, Result, Table
from engine.tree import Lookup
from engine.values import Value

FEW_ROWS: Final = 6
"""A table of one key with no more rows is told apart by a chain of comparisons."""
MOST_CODES: Final = 256
"""Keys with no more possible values than this stand for their own position."""
MOST_CELLS: Final = 1 << 20

Written = Sequence[Value]
"""The answers that a table names for one of its keys."""


class TooManyCells(Exception):  # noqa: N818 - caught where the expression is known
    """A table whose keys together have more positions than can be laid out."""


@dataclass(frozen=True, slots=True, eq=False)
class Key:
    """One key of a table: where each answer stands, as a number from 0, and the answers in order.

    None among them is any answer that the table does not name.
    """

    position: Worked
    answers: tuple[Value | None, ...]


def table(shape: Table, args: Sequence[Worked], node: Lookup, names: pl.Enum) -> tuple[Worked, bool]:
    """The cell whose keys fit, and whether that may be refer. Raises TooLarge, TooManyCells."""
    written = [_written(shape, n) for n in range(len(args))]
    if len(args) == 1 and len(written[0]) <= FEW_ROWS:
        return _few(shape, args[0], written[0], node, names)
    keys = [_key(arg, named, names) for arg, named in zip(args, written, strict=True)]
    sizes = [len(key.answers) for key in keys]
    cells = reduce(lambda a, b: a * b, sizes)
    if cells > MOST_CELLS:
        raise TooManyCells
    laid = [_cell(shape, wanted) for wanted in product(*(key.answers for key in keys))]
    series, like = results_of(laid, node, names)
    dtype = fitting(cells)  # signed and narrow: a checked cast to the unsigned costs more than the gather
    index = keys[0].position.to(dtype).expr
    for key, size in zip(keys[1:], sizes[1:], strict=True):
        index = index * pl.lit(size, dtype=dtype) + key.position.to(dtype).expr
    found = gathered(series, like, Worked(index, "whole", 0, 0, cells, dtype))
    return found, any(isinstance(each, Refer) for each in laid)


def _written(shape: Table, n: int) -> Written:
    return sorted({key for keys in shape.cells if (key := keys[n]) is not None}, key=str)


def _few(shape: Table, arg: Worked, written: Written, node: Lookup, names: pl.Enum) -> tuple[Worked, bool]:
    """A table of one key and few rows: each compared in turn, then any other answer."""
    laid = [_cell(shape, (each,)) for each in (*written, None)]
    series, like = results_of(laid, node, names)
    values = [pl.lit(value, dtype=series.dtype) for value in series.to_list()]
    found: pl.Expr = pl.when(arg.expr.is_not_null()).then(values[-1])
    for each, value in zip(written, values[:-1], strict=True):
        found = pl.when(_equals(arg, each, names)).then(value).otherwise(found)
    return replace(like, expr=found), any(isinstance(each, Refer) for each in laid)


def _cell(shape: Table, wanted: tuple[Value | None, ...]) -> Result:
    """The cell for these answers: an exact key before a wildcard, the leftmost deciding; None is no key at all."""
    for exact in product((True, False), repeat=len(wanted)):
        if any(each and answer is None for each, answer in zip(exact, wanted, strict=True)):
            continue
        tried = tuple(answer if each else None for each, answer in zip(exact, wanted, strict=True))
        if tried in shape.cells:
            return shape.cells[tried]
    return Refer.REFER if shape.otherwise is None else shape.otherwise


def _key(arg: Worked, written: Written, names: pl.Enum) -> Key:
    """Where an argument stands among the answers that the table tells apart."""
    if arg.kind == "choice" and len(names.categories) <= MOST_CODES:
        held = tuple(each if each in set(written) else None for each in names.categories.to_list())
        codes = fitting(len(held), MOST_CODES)  # no checked cast from the unsigned codes
        return Key(Worked(arg.expr.cast(codes), "whole", 0, 0, len(held), codes), held)
    if arg.kind == "yes_no":
        truths = tuple(each if each in written else None for each in (False, True))
        return Key(Worked(arg.expr.cast(pl.Int8), "whole", 0, 0, 1, pl.Int8()), truths)
    if arg.dtype is not None and arg.places == 0 and arg.high - arg.low < MOST_CODES:
        known: dict[object, Value] = {each: each for each in written}
        answers = tuple(known.get(n) for n in range(arg.low, arg.high + 1))
        dtype = fitting(arg.low, arg.high, arg.high - arg.low)
        there = arg.to(dtype).expr
        position = there if arg.low == 0 else there - pl.lit(arg.low, dtype=dtype)
        return Key(Worked(position, "whole", 0, 0, arg.high - arg.low, dtype), answers)
    return _told_apart(arg, written, names)


def _told_apart(arg: Worked, written: Written, names: pl.Enum) -> Key:
    """The position of the written key that an argument equals, each compared in turn; after them any other."""
    dtype = fitting(len(written))
    found: pl.Expr = pl.when(arg.expr.is_not_null()).then(pl.lit(len(written), dtype=dtype))
    for n, each in reversed(list(enumerate(written))):
        found = pl.when(_equals(arg, each, names)).then(pl.lit(n, dtype=dtype)).otherwise(found)
    return Key(Worked(found, "whole", 0, 0, len(written), dtype), (*written, None))


def _equals(arg: Worked, key: Value, names: pl.Enum) -> pl.Expr:
    if arg.dtype is not None:
        assert not isinstance(key, str | bool)
        places = max(arg.places, places_of(key))  # type: ignore[arg-type]
        a, b = common([arg, constant(scaled(key, places), places, arg.kind)])  # type: ignore[arg-type]
        return a.expr == b.expr
    return arg.expr == (code_of(key, names) if isinstance(key, str) else pl.lit(key))
