"""One expression worked out as a column: how it stands in Polars, its scale, and the bounds it keeps."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import reduce

import polars as pl

from engine.columns.held import places_of, scaled, width
from engine.values import Kind


class TooLarge(Exception):  # noqa: N818 - caught where the expression is known
    """A bound that no width holds: `bound` is what it could come to."""

    def __init__(self, bound: int) -> None:
        self.bound = bound
        super().__init__(f"it may need {len(str(abs(bound)))} digits, and 128 bits hold 38")


@dataclass(frozen=True, slots=True, eq=False)
class Worked:
    """A column being worked out. Null is unknown.

    Numbers are whole, `value * 10**places`, never below `low` or above `high` (also in rows where a branch is not
    taken). Choices are codes in the rulebook's names. `none`, where the declared answer "none" may occur, is
    three-valued beside it: null where unknown. The column is null wherever it is "none". Choices have "none" among
    their codes and nothing beside them.
    `constant` is the scaled number itself where it is one.
    """

    expr: pl.Expr
    kind: Kind
    places: int = 0
    low: int = 0
    high: int = 0
    dtype: pl.DataType | None = None
    none: pl.Expr | None = None
    constant: int | None = None

    @property
    def known(self) -> pl.Expr:
        """Whether it is known, "none" included."""
        return self.expr.is_not_null() if self.none is None else self.none.is_not_null()

    def at(self, places: int) -> "Worked":
        """The same number with more decimal places. Raises TooLarge."""
        if places == self.places:
            return self
        factor = 10 ** (places - self.places)
        if self.constant is not None:
            return constant(self.constant * factor, places, self.kind)
        low, high = self.low * factor, self.high * factor
        dtype = fitting(low, high, factor)
        return replace(
            self,
            expr=self.to(dtype).expr * pl.lit(factor, dtype=dtype),
            places=places,
            low=low,
            high=high,
            dtype=dtype,
        )

    def to(self, dtype: pl.DataType) -> "Worked":
        """The same number in a width that also holds it."""
        if dtype == self.dtype:
            return self
        if self.constant is not None:
            return replace(self, expr=pl.lit(self.constant, dtype=dtype), dtype=dtype)
        return replace(self, expr=self.expr.cast(dtype), dtype=dtype)


def fitting(*bounds: int) -> pl.DataType:
    """The narrowest width for these bounds. Raises TooLarge where there is none."""
    found = width(*bounds)
    if found is None:
        raise TooLarge(max(bounds, key=abs))
    return found


def widest(*columns: Worked, bounds: Sequence[int] = ()) -> pl.DataType:
    """The narrowest width for these bounds that is no narrower than any of the columns."""
    held = [bound for column in columns for bound in (column.low, column.high)]
    return fitting(*held, *bounds)


def constant(value: int, places: int, kind: Kind) -> Worked:
    """A number written in the rulebook. Raises TooLarge."""
    dtype = fitting(value)
    return Worked(pl.lit(value, dtype=dtype), kind, places, value, value, dtype, constant=value)


def written(value: int | Decimal, kind: Kind) -> Worked:
    """The same from its value in the measure of its type. Raises TooLarge."""
    places = places_of(value)
    return constant(scaled(value, places), places, kind)


def common(columns: Sequence[Worked], *bounds: int) -> list[Worked]:
    """Numbers at one scale and in one width, which also holds `bounds` (at that scale). Raises TooLarge."""
    places = max(column.places for column in columns)
    alike = [column.at(places) for column in columns]
    dtype = widest(*alike, bounds=bounds)
    return [column.to(dtype) for column in alike]


def total_of(columns: Sequence[Worked], kind: Kind) -> Worked:
    """Numbers added up, unknown where one is; each sum is only as wide as it needs to be. Raises TooLarge."""
    places = max(column.places for column in columns)
    return reduce(lambda a, b: _plus(a, b, kind), [column.at(places) for column in columns])


def _plus(a: Worked, b: Worked, kind: Kind) -> Worked:
    low, high = a.low + b.low, a.high + b.high
    dtype = widest(a, b, bounds=(low, high))
    if a.constant is not None and b.constant is not None:
        return constant(a.constant + b.constant, a.places, kind)
    return Worked(a.to(dtype).expr + b.to(dtype).expr, kind, a.places, low, high, dtype)


def all_known(columns: Sequence[Worked]) -> pl.Expr | None:
    """Whether all of these are known; None where all are constants."""
    open_ = [column.known for column in columns if column.constant is None]
    return reduce(lambda a, b: a & b, open_) if open_ else None
