"""Rounding and dividing scaled whole numbers exactly, below nothing too, in each of the four roundings.

Polars' `//` goes down to the next whole number and `%` has the sign of the divisor, at every width; every
rounding here is made of those two. Products that might be too wide are bounded before they are written.
"""

import polars as pl

from engine.columns.worked import TooLarge, Worked, constant, fitting
from engine.values import Kind, divide


def rounded(x: Worked, places: int, how: str, kind: Kind) -> Worked:
    """`x` to `places` decimal places (negative: tens, hundreds). Raises TooLarge."""
    if places >= x.places:
        return x
    unit = 10 ** (x.places - places)
    if x.constant is not None:
        return _back(constant(int(divide(x.constant, unit, 0, how)), 0, kind), places, kind)
    return _back(_quotient(x, constant(unit, 0, "whole"), how, kind), places, kind)


def divided(top: Worked, bottom: Worked, places: int, how: str, kind: Kind) -> Worked:
    """`top / bottom` to `places` places, rounded once from the exact quotient; unknown by 0. Raises TooLarge."""
    shift = bottom.places - top.places + places
    n = _times(top, 10**shift) if shift > 0 else top
    d = _times(bottom, 10**-shift) if shift < 0 else bottom
    if d.low < 0:
        if d.constant is not None:
            n, d = _times(n, -1), constant(-d.constant, 0, "whole")
        else:
            n, d = _same_sign(n, d)
    return _back(_quotient(n, d, how, kind), places, kind)


def _times(x: Worked, factor: int) -> Worked:
    """`x`, taken as a bare whole number, times a constant."""
    if x.constant is not None:
        return constant(x.constant * factor, 0, x.kind)
    low, high = sorted((x.low * factor, x.high * factor))
    dtype = fitting(low, high, x.low, x.high, factor)
    return Worked(x.to(dtype).expr * pl.lit(factor, dtype=dtype), x.kind, 0, low, high, dtype)


def _same_sign(n: Worked, d: Worked) -> tuple[Worked, Worked]:
    """The same quotient with a divisor that is never below nothing."""
    below, most = d.expr < 0, max(abs(n.low), abs(n.high))
    wide = fitting(most)
    top = pl.when(below).then(-n.to(wide).expr).otherwise(n.to(wide).expr)
    high = max(abs(d.low), abs(d.high))
    divisor = fitting(high)
    return (
        Worked(top, n.kind, 0, -most, most, wide),
        Worked(d.to(divisor).expr.abs(), d.kind, 0, 0, high, divisor),
    )


def _quotient(n: Worked, d: Worked, how: str, kind: Kind) -> Worked:
    """`n / d` to a whole number; `d` is never below nothing, and the quotient is unknown where it is 0."""
    most = max(abs(n.low), abs(n.high)) // max(d.low, 1) + 1
    if d.constant is not None:
        low, high = (int(divide(each, d.constant, 0, how)) for each in (n.low, n.high))
    else:
        low, high = (-most if n.low < 0 else 0), (most if n.high > 0 else 0)
    halves = how in ("half_even", "half_up")
    even = d.constant is not None and d.constant % 2 == 0
    stretch = 1 if not halves or even else 2
    half = d.high * stretch // 2 if halves else 0
    dtype = fitting(n.low * stretch - half, n.high * stretch + half, d.high * stretch, low, high)
    top, bottom = n.to(dtype).expr, d.to(dtype).expr
    if halves:
        if even:
            top = top + pl.lit(half, dtype=dtype)
        else:
            two = pl.lit(2, dtype=dtype)
            top, bottom = top * two + bottom, bottom * two
    whole, left_over = top // bottom, top % bottom
    one = _corrected(whole, left_over, n, how, dtype)
    narrow = fitting(low, high)
    return Worked(one if narrow == dtype else one.cast(narrow), kind, 0, low, high, narrow)


def _corrected(whole: pl.Expr, left_over: pl.Expr, n: Worked, how: str, dtype: pl.DataType) -> pl.Expr:
    """What rounding down to the next whole number, perhaps after adding a half, still has to be put right by."""
    if how == "half_even":
        return whole - ((left_over == 0) & (whole % 2 != 0)).cast(dtype)
    if how == "half_up":  # a half goes away from nothing
        return whole if n.low >= 0 else whole - ((left_over == 0) & (n.expr < 0)).cast(dtype)
    if how == "down":
        return whole if n.low >= 0 else whole + ((left_over != 0) & (n.expr < 0)).cast(dtype)
    if how == "up":
        return whole + ((left_over != 0) & (n.expr > 0)).cast(dtype)
    raise ValueError(f"there is no rounding {how}")


def _back(x: Worked, places: int, kind: Kind) -> Worked:
    """A whole number of units of `places` places, as a number at that scale."""
    if places < 0:
        return _times(Worked(x.expr, kind, 0, x.low, x.high, x.dtype, constant=x.constant), 10**-places)
    return Worked(x.expr, kind, places, x.low, x.high, x.dtype, constant=x.constant)


__all__ = ["TooLarge", "divided", "rounded"]
