"""What each function of the language is as a column. Arguments are worked out already; null stays null."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import reduce
from typing import Final, Protocol

import polars as pl

from engine.columns.branches import chosen
from engine.columns.groups import at_rank, overlap, rank, size
from engine.columns.results import code_of
from engine.columns.rounding import divided, rounded
from engine.columns.worked import Worked, all_known, common, fitting, total_of, written
from engine.days import months_before
from engine.tree import Call
from engine.values import Kind

MOST_DAYS: Final = 3_700_000
"""No two days of the calendar are further apart."""
MOST_YEARS: Final = 10_000

Args = Sequence[Worked]


class Keeper(Protocol):
    """Where a column that is read more than once can be kept."""

    names: pl.Enum

    def keep(self, found: Worked) -> Worked: ...


def call(node: Call, args: Args, day: dt.date, keeper: Keeper) -> Worked:
    """A function of known meaning. Raises TooLarge, KeyError for one that is not worked out row by row."""
    return _CALLS[node.name](node, args, day, keeper)


def _places(node: Call) -> int:
    """Decimal places in the measure of the result: money is held in pence."""
    places = _number(node, "places")
    return places - 2 if node.type.kind == "money" else places


def _number(node: Call, setting: str) -> int:
    value = node.setting(setting)
    assert isinstance(value, int)
    return value


def _sum(node: Call, args: Args, *_: object) -> Worked:
    return total_of(args, node.type.kind)


def _extreme(node: Call, args: Args, _: dt.date, keeper: Keeper) -> Worked:
    """The least or the greatest, two by two; unknown where one is unknown (Polars' own leaves unknowns out)."""
    left = common(args)
    while len(left) > 1:
        pairs = [_further(node, a, b) for a, b in zip(left[::2], left[1::2], strict=False)]
        rest = left[-1:] if len(left) % 2 else []
        left = [*(keeper.keep(pair) if len(left) > 2 else pair for pair in pairs), *rest]
    return left[0]


def _further(node: Call, a: Worked, b: Worked) -> Worked:
    pick = min if node.name == "min" else max
    first = a.expr <= b.expr if node.name == "min" else a.expr >= b.expr
    # where `a` is unknown, so is the result; where `b` is, the test is unknown and gives `b`
    test = first if a.constant is not None else first | a.expr.is_null()
    found = pl.when(test).then(a.expr).otherwise(b.expr)
    return Worked(found, node.type.kind, a.places, pick(a.low, b.low), pick(a.high, b.high), a.dtype)


def _highest(node: Call, args: Args, *_: object) -> Worked:
    """The nth highest, or the sum of the n highest."""
    n, alike = _number(node, "n"), common(args)
    lows = sorted((each.low for each in alike), reverse=True)[:n]
    highs = sorted((each.high for each in alike), reverse=True)[:n]
    low, high = (sum(lows), sum(highs)) if node.name == "top" else (lows[-1], highs[-1])
    dtype = fitting(low, high, *(bound for each in alike for bound in (each.low, each.high)))
    ranked = pl.concat_list([each.to(dtype).expr for each in alike]).list.sort(descending=True)
    first = 0 if node.name == "top" else n - 1
    found = reduce(lambda a, b: a + b, [ranked.list.get(place) for place in range(first, n)])
    known = all_known(alike)
    found = found if known is None else pl.when(known).then(found)
    return Worked(found, node.type.kind, alike[0].places, low, high, dtype)


def _count(_: Call, args: Args, *__: object) -> Worked:
    dtype = fitting(len(args))
    return Worked(reduce(lambda a, b: a + b, [arg.expr.cast(dtype) for arg in args]), "whole", 0, 0, len(args), dtype)


def _round(node: Call, args: Args, *_: object) -> Worked:
    return rounded(args[0], _places(node), str(node.setting("how")), node.type.kind)


def _divide(node: Call, args: Args, *_: object) -> Worked:
    top, bottom = args
    if bottom.low == bottom.high == 0:
        return _instead(node, top, bottom)
    quotient = divided(top, bottom, _places(node), str(node.setting("how")), node.type.kind)
    otherwise = node.setting("otherwise")
    if otherwise is None or bottom.low > 0 or bottom.high < 0:
        return quotient
    assert isinstance(otherwise, int | Decimal)
    found, instead = common([quotient, written(otherwise, node.type.kind)])
    nothing = bottom.expr == 0 if top.constant is not None else (bottom.expr == 0) & top.expr.is_not_null()
    return Worked(
        pl.when(nothing).then(instead.expr).otherwise(found.expr),
        node.type.kind,
        found.places,
        min(found.low, instead.low),
        max(found.high, instead.high),
        found.dtype,
    )


def _instead(node: Call, top: Worked, bottom: Worked) -> Worked:
    """What stands for a division by 0, where that is all it can be."""
    otherwise = node.setting("otherwise")
    assert isinstance(otherwise, int | Decimal)  # held before: see `engine.columns.dividing`
    instead, known = written(otherwise, node.type.kind), all_known([top, bottom])
    return instead if known is None else replace(instead, expr=pl.when(known).then(instead.expr), constant=None)


def _known(_: Call, args: Args, *__: object) -> Worked:
    return Worked(args[0].known, "yes_no")


def _recent(node: Call, args: Args, day: dt.date, *_: object) -> Worked:
    """From the same day so many months (or so many days) ago, up to today; never where there is none."""
    if node.setting("months") is not None:
        since = months_before(day, _number(node, "months"))
    else:
        since = day - dt.timedelta(days=min(_number(node, "days"), (day - dt.date.min).days))
    written_on, none = args[0].expr, args[0].none
    recent = (written_on >= pl.lit(since)) & (written_on <= pl.lit(day))
    return Worked(recent if none is None else ~none & recent, "yes_no")


def _days_between(_: Call, args: Args, *__: object) -> Worked:
    start, end = (arg.expr.to_physical() for arg in args)
    return Worked(end - start, "whole", 0, -MOST_DAYS, MOST_DAYS, pl.Int32())


def _months_between(_: Call, args: Args, *__: object) -> Worked:
    """How often the day of the month of the first has come round by the second; negative where that is earlier."""
    start, end = (arg.expr for arg in args)
    months = _month(end) - _month(start)
    early = (end >= start) & (end.dt.day() < start.dt.day())
    late = (end < start) & (start.dt.day() < end.dt.day())
    found = months - early.cast(pl.Int32) + late.cast(pl.Int32)
    return Worked(found, "whole", 0, -12 * MOST_YEARS, 12 * MOST_YEARS, pl.Int32())


def _month(day: pl.Expr) -> pl.Expr:
    return day.dt.year().cast(pl.Int32) * 12 + day.dt.month().cast(pl.Int32)


def _year_from(month: int) -> Callable[..., Worked]:
    def year(_: Call, args: Args, *__: object) -> Worked:
        day = args[0].expr
        found = day.dt.year().cast(pl.Int32) - (day.dt.month() < month).cast(pl.Int32)
        return Worked(found, "whole", 0, 0, MOST_YEARS, pl.Int32())

    return year


def given(x: Worked, otherwise: Worked, kind: Kind, names: pl.Enum) -> Worked:
    """`x`, and `otherwise` where `x` was answered "none"."""
    beside = pl.lit(False) if x.none is None else x.none
    none = x.expr == code_of("none", names) if kind == "choice" else beside
    return chosen(none, otherwise, Worked(x.expr, x.kind, x.places, x.low, x.high, x.dtype), kind, else_unknown=False)


_CALLS: Final[Mapping[str, Callable[..., Worked]]] = {
    "min": _extreme,
    "max": _extreme,
    "sum": _sum,
    "top": _highest,
    "nth_highest": _highest,
    "count": _count,
    "round": _round,
    "divide": _divide,
    "known": _known,
    "recent": _recent,
    "months_between": _months_between,
    "days_between": _days_between,
    "academic_year": _year_from(9),
    "financial_year": _year_from(4),
    "size": size,
    "overlap": overlap,
    "rank": rank,
    "at_rank": at_rank,
}
