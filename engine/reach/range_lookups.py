"""Ranges of ladders and tables: which rungs and cells can be reached, and whether a person is asked."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product
from math import prod
from typing import Final

from engine.reach.domains import NO_DAY, NO_NUMBER, Days, Exact, Numbers, Range, Values, exact, numbers_of
from engine.rulebook import REFER, Ladder, Plain, Result, Shape, Table
from engine.values import NONE, Type, Value

BELOW: Final = -1
_MOST_KEYS: Final = 100_000
_MOST_MISSES: Final = 5

Key = tuple[Value | None, ...]


class _Other:
    """Some key that the table does not name; `example` is one."""

    def __init__(self, example: Value) -> None:
        self.example = example


@dataclass(frozen=True, slots=True)
class Landing:
    """Where a lookup may land. `rungs` numbers a ladder's starts (-1 below the first), `cells` are keys of a table.

    `misses` are examples of keys without a cell; `all_misses` says whether there may be any. `refers`: it may
    land on refer; `certain`: it always does.
    """

    rungs: frozenset[int] = frozenset()
    cells: frozenset[Key] = frozenset()
    misses: tuple[tuple[Value, ...], ...] = ()
    may_miss: bool = False
    refers: bool = False
    certain: bool = False
    args: tuple[Range, ...] = ()


def look_up(shape: Shape, args: Sequence[Range]) -> tuple[Landing, Range]:
    """Where it may land, and the range of what it gives; `missing` where that is refer."""
    assert not isinstance(shape, Plain)
    if any(arg.empty for arg in args):
        return Landing(args=tuple(args)), Range(_values((), shape.type), False, True)
    if isinstance(shape, Ladder):
        rungs = frozenset(_rungs(shape, args[0].numbers))
        results: list[Result] = [REFER if rung == BELOW else shape.results[rung] for rung in rungs]
        return _landed(Landing(rungs=rungs, args=tuple(args)), results, shape.type)
    cells, misses = _cells(shape, args)
    results = [shape.cells[cell] for cell in cells]
    if misses:
        results.append(REFER if shape.otherwise is None else shape.otherwise)
    shown = tuple(tuple(k.example if isinstance(k, _Other) else k for k in miss) for miss in misses[:_MOST_MISSES])
    found = Landing(cells=frozenset(cells), misses=shown, may_miss=bool(misses), args=tuple(args))
    return _landed(found, results, shape.type)


def _landed(landing: Landing, results: list[Result], type_: Type) -> tuple[Landing, Range]:
    refers = any(result is REFER for result in results)
    values = [result for result in results if result is not REFER]
    certain = refers and not values and not any(arg.missing for arg in landing.args)
    return replace(landing, refers=refers, certain=certain), Range(_values(values, type_), False, refers)


def _values(results: Iterable[Value], type_: Type) -> Values:
    found = list(results)
    if type_.numeric:
        numbers = [v for v in found if isinstance(v, int | Decimal) and not isinstance(v, bool)]
        if not numbers:
            return NO_NUMBER
        return numbers_of(map(exact, numbers), max(_places(v) for v in numbers))
    if type_.kind == "date":
        days = [v for v in found if isinstance(v, dt.date)]
        return Days(min(days), max(days)) if days else NO_DAY
    if type_.kind == "yes_no":
        return frozenset(v for v in found if isinstance(v, bool))
    return frozenset(v for v in found if isinstance(v, str))


def _places(value: int | Decimal) -> int:
    exponent = Decimal(value).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _rungs(ladder: Ladder, numbers: Numbers) -> Iterator[int]:
    starts: list[Exact] = [exact(start) for start in ladder.starts]
    if numbers.only is not None:
        for value in numbers.only:
            yield bisect_right(starts, value) - 1
        return
    for rung in range(BELOW, len(starts)):
        part = numbers if rung == BELOW else numbers.between(starts[rung], None)
        if rung + 1 < len(starts) and not part.empty:
            part = part.beyond(starts[rung + 1], above=False)
        if not part.empty:
            yield rung


def _cells(table: Table, args: Sequence[Range]) -> tuple[list[Key], list[tuple[Value | _Other, ...]]]:
    """The cells that can be reached, and the keys that have none (a few of them at least)."""
    candidates = [
        _candidates(arg, {key[position] for key in table.cells if key[position] is not None})
        for position, arg in enumerate(args)
    ]
    if prod(map(len, candidates)) > _MOST_KEYS:
        return list(table.cells), [tuple(each[-1] for each in candidates)]
    masks = list(product((True, False), repeat=len(args)))
    wild = any(None in key for key in table.cells)
    reached: dict[Key, None] = {}
    misses: list[tuple[Value | _Other, ...]] = []
    for key in product(*candidates):
        cell = _find(table, key, masks if wild else masks[:1])
        if cell is None:
            misses.append(key)
        else:
            reached[cell] = None
    return list(reached), misses


def _find(table: Table, key: tuple[object, ...], masks: list[tuple[bool, ...]]) -> Key | None:
    for mask in masks:
        tried = tuple(k if exactly else None for k, exactly in zip(key, mask, strict=True))
        if tried in table.cells:
            return tried  # type: ignore[return-value] # it is one of the cells' own keys
    return None


def _candidates(arg: Range, named: set[Value | None]) -> list[Value | _Other]:
    """The keys an argument may be: those the table names, and one that stands for all others."""
    found: list[Value | _Other]
    values = arg.values
    if isinstance(values, Numbers):
        found = [k for k in named if _number(k) is not None and values.may_be(_number(k) or 0)]  # type: ignore[misc]
        other = _unnamed(values, {n for k in named if (n := _number(k)) is not None})
        if other is not None:
            found.append(_Other(_as_value(other)))
    elif isinstance(values, Days):
        found = [k for k in named if isinstance(k, dt.date) and values.low <= k <= values.high]
        if not values.empty and (values.low != values.high or values.low not in named):
            found.append(_Other(values.low))
    elif isinstance(values, frozenset):
        found = [*sorted(arg.names), *sorted(arg.truths)]
    else:
        found = []
    if arg.none:
        found.append(NONE)
    return found


def _number(key: Value | None) -> Exact | None:
    return exact(key) if isinstance(key, int | Decimal) and not isinstance(key, bool) else None


def _unnamed(values: Numbers, named: set[Exact]) -> Exact | None:
    if values.only is not None:
        return min(values.only - named, default=None)
    step = exact(Decimal(1).scaleb(-values.places))
    at = values.low
    while at in named and at <= values.high:
        at = exact(at + step)
    return at if at <= values.high else None


def _as_value(number: Exact) -> Value:
    if isinstance(number, int):
        return number
    return Decimal(number.numerator) / Decimal(number.denominator)
