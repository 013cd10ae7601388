"""Ladders in columns: a few comparisons, straight runs as arithmetic, or one gather by how many steps have begun."""

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from typing import Final

import polars as pl

from engine.columns.held import places_of, scaled
from engine.columns.results import gathered, results_of
from engine.columns.worked import Worked, fitting
from engine.rulebook import Ladder, Refer, Result
from engine.tree import Lookup

FEW_STEPS: Final = 8
"""Up to this many steps are told apart by a chain of comparisons; more by counting how many begin at or below."""
FEW_WHOLE: Final = 64
"""Where a whole number has no more possible values than this, straight runs of results are looked for."""


def ladder(shape: Ladder, x: Worked, node: Lookup, names: pl.Enum) -> tuple[Worked, bool]:
    """The result of the last step at or below `x`, and whether that may be refer. Raises TooLarge."""
    at = x.at(max([x.places, *(places_of(start) for start in shape.starts)]))
    starts = [scaled(start, at.places) for start in shape.starts]
    first = sum(start <= at.low for start in starts)
    last = sum(start <= at.high for start in starts)
    results: list[Result] = [Refer.REFER, *shape.results]
    reached, between = results[first : last + 1], starts[first:last]
    series, like = results_of(reached, node, names)
    refers = any(isinstance(each, Refer) for each in reached)
    runs = None if refers else _runs(at, between, series, like)
    if runs is not None and len(runs) <= len(between):
        return replace(like, expr=_straight(at, runs, like)), False
    if len(between) <= FEW_STEPS:
        return replace(like, expr=_chain(at.expr, [pl.lit(start, dtype=at.dtype) for start in between], series)), refers
    dtype = fitting(len(between))
    begun = [(at.expr >= pl.lit(start, dtype=at.dtype)).cast(dtype) for start in between]
    count = Worked(reduce(lambda a, b: a + b, begun), "whole", 0, 0, len(between), dtype)
    return gathered(series, like, count), refers


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


Run = tuple[int, int, int]
"""From which number on, how much for each one more, and what there would be at 0."""


def _runs(x: Worked, starts: Sequence[int], series: pl.Series, like: Worked) -> list[Run] | None:
    """The results of each whole number as few straight runs; None where they are not numbers of whole numbers."""
    if like.dtype is None or x.places or x.high - x.low >= FEW_WHOLE:
        return None
    values = [series[sum(start <= n for start in starts)] for n in range(x.low, x.high + 1)]
    runs: list[Run] = []
    here = 0
    while here < len(values):
        slope = values[here + 1] - values[here] if here + 1 < len(values) else 0
        end = here + 1
        while end < len(values) and values[end] - values[end - 1] == slope:
            end += 1
        if end - here == 2 and slope:  # a single step: what comes after it may go on more simply
            slope, end = 0, here + 1
        runs.append((x.low + here, slope, values[here] - slope * (x.low + here)))
        here = end
    return runs


def _straight(x: Worked, runs: Sequence[Run], like: Worked) -> pl.Expr:
    """The highest run first, each worked out by its own line. An unknown `x` gives an unknown result."""
    found: pl.Expr = pl.lit(None, dtype=like.dtype)
    for number, (start, slope, base) in enumerate(runs):
        line = _line(x, slope, base, like)
        if number == 0:
            found = line if slope else pl.when(x.expr.is_not_null()).then(line)
        else:
            found = pl.when(x.expr >= pl.lit(start, dtype=x.dtype)).then(line).otherwise(found)
    return found


def _line(x: Worked, slope: int, base: int, like: Worked) -> pl.Expr:
    """One straight run; where `x` lies outside it the line may go anywhere, and is not taken."""
    if not slope:
        return pl.lit(base, dtype=like.dtype)
    ends = [slope * x.low, slope * x.high, slope * x.low + base, slope * x.high + base]
    assert like.dtype is not None
    dtype = fitting(x.low, x.high, slope, base, like.low, like.high, *ends)
    found = x.to(dtype).expr
    found = found if slope == 1 else found * pl.lit(slope, dtype=dtype)
    found = found if base == 0 else found + pl.lit(base, dtype=dtype)
    return found if dtype == like.dtype else found.cast(like.dtype, strict=False)
