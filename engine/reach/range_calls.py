"""Ranges of arithmetic and of the language's functions."""

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final

from engine.days import academic_year, financial_year, months_before, months_between
from engine.reach.domains import (
    BOTH,
    NO_NUMBER,
    Days,
    Exact,
    Groups,
    Numbers,
    Range,
    combine,
    each_of,
    exact,
    interval,
    join,
    join_ranges,
    numbers_of,
    rounded,
)
from engine.reach.range_tests import Known, below, truths
from engine.tree import Arithmetic, Call
from engine.values import Value

MOST_PARTNERSHIPS: Final = 1000
"""No allocation runs over more; `total` is bounded by it."""


def arithmetic(node: Arithmetic, left: Range, right: Range, env: Known) -> Range:
    """`left op right`, where names may be known to be ordered."""
    missing = left.missing or right.missing
    a, b = left.numbers, right.numbers
    if a.empty or b.empty:
        return Range(NO_NUMBER, False, True)
    match node.op:
        case "+":
            found = combine(a, b, max(a.places, b.places), lambda x, y: x + y)
        case "-":
            found = combine(a, b, max(a.places, b.places), lambda x, y: x - y)
            if below(env, node.right, node.left):
                found = found.between(0, None)
            if below(env, node.left, node.right):
                found = found.between(None, 0)
        case "*":
            found = combine(a, b, a.places + b.places, lambda x, y: exact(Fraction(x * y)))
        case "%of":
            found = combine(a, b, a.places + b.places + 2, lambda x, y: exact(Fraction(x * y, 100)))
        case _:
            more = _ending_places(b)
            found = combine(a, b, a.places + more, lambda x, y: exact(Fraction(x) / Fraction(y)))
    return Range(found, False, missing)


def _ending_places(divisor: Numbers) -> int:
    """How many more decimal places a division by this constant needs."""
    ratio, more = 1 / Fraction(divisor.low or 1), 0
    while ratio.denominator != 1 and more < 400:
        ratio, more = ratio * 10, more + 1
    return more


def call(node: Call, args: list[Range], day: Days) -> Range:
    """A function of the language."""
    missing = any(arg.missing for arg in args)
    match node.name:
        case "known":
            return truths(not args[0].empty, args[0].missing, False)
        case "given":
            return _given(args[0], args[1])
        case "count":
            return _count(args)
    if any(arg.empty for arg in args):
        return Range(_nothing(node), False, True)
    match node.name:
        case "min" | "max" | "sum" | "top" | "nth_highest" | "round" | "divide" | "total" | "apportion":
            unshared = node.name == "apportion"  # where it cannot be shared, a person must settle it
            return Range(_NUMERIC[node.name](node, [arg.numbers for arg in args]), False, missing or unshared)
        case "recent":
            return _recent(node, args[0], day)
        case "months_between" | "days_between":
            return Range(_between(node.name, args[0].days, args[1].days), False, missing)
        case "academic_year" | "financial_year":
            year = academic_year if node.name == "academic_year" else financial_year
            return Range(interval(year(args[0].days.low), year(args[0].days.high), 0), False, missing)
    return _of_groups(node, args, missing)


def _nothing(node: Call) -> Numbers | frozenset[str]:
    return NO_NUMBER if node.type.numeric else frozenset()


def _given(x: Range, otherwise: Range) -> Range:
    missing = x.missing or (x.none and otherwise.missing)
    plain = Range(x.values, False, missing)
    return join_ranges(plain, Range(otherwise.values, False, missing)) if x.none else plain


def _count(args: list[Range]) -> Range:
    if any(arg.empty for arg in args):
        return Range(NO_NUMBER, False, True)
    low, high = sum(arg.truths == {True} for arg in args), sum(True in arg.truths for arg in args)
    return Range(interval(low, high, 0), False, any(arg.missing for arg in args))


def _sum(_: Call, args: list[Numbers]) -> Numbers:
    found = args[0]
    for arg in args[1:]:
        found = combine(found, arg, max(found.places, arg.places), lambda x, y: x + y)
    return found


def _extreme(node: Call, args: list[Numbers]) -> Numbers:
    """min or max: any value that the others need not undercut (or top)."""
    pick = min if node.name == "min" else max
    found = args[0]
    for arg in args[1:]:
        places = max(found.places, arg.places)
        low, high = pick(found.low, arg.low), pick(found.high, arg.high)
        if found.only is not None and arg.only is not None:
            found = numbers_of((v for v in found.only | arg.only if low <= v <= high), places)
        else:
            found = Numbers(low, high, places)
    return found


def _highest(node: Call, args: list[Numbers]) -> Numbers:
    """The nth highest, or the sum of the n highest."""
    n = node.setting("n")
    assert isinstance(n, int)
    lows = sorted((arg.low for arg in args), reverse=True)[:n]
    highs = sorted((arg.high for arg in args), reverse=True)[:n]
    places = max(arg.places for arg in args)
    if node.name == "top":
        if all(arg.only is not None for arg in args):
            each = join(args)
            return _sum(node, [each] * n).between(exact(Fraction(sum(lows))), exact(Fraction(sum(highs))))
        return interval(exact(Fraction(sum(lows))), exact(Fraction(sum(highs))), places)
    found = join(args)
    return found.between(lows[-1], highs[-1])


def _places(node: Call) -> int:
    """Decimal places in the measure of the result: money is held in pence."""
    places = node.setting("places")
    assert isinstance(places, int)
    return places - 2 if node.type.kind == "money" else places


def _round(node: Call, args: list[Numbers]) -> Numbers:
    places, how = _places(node), str(node.setting("how"))
    return each_of(args[0], max(places, 0), lambda v: rounded(v, places, how))


def _divide(node: Call, args: list[Numbers]) -> Numbers:
    top, bottom = args
    places, how, otherwise = _places(node), str(node.setting("how")), node.setting("otherwise")

    def quotient(a: Exact, b: Exact) -> Exact:
        return rounded(exact(Fraction(a) / Fraction(b)), places, how)

    step = exact(Fraction(1, 10**bottom.places))
    above, under = bottom.between(step, None), bottom.between(None, exact(-step))
    parts = [combine(top, part, max(places, 0), quotient) for part in (above, under) if not part.empty]
    if otherwise is not None and bottom.may_be(0):
        parts.append(numbers_of([_exact(otherwise)], 6))
    return join(parts)


def _exact(value: Value) -> Exact:
    assert isinstance(value, int | Decimal)
    return exact(value)


def _total(_: Call, args: list[Numbers]) -> Numbers:
    x, others = args[0], MOST_PARTNERSHIPS - 1
    return Numbers(x.low + min(0, x.low) * others, x.high + max(0, x.high) * others, x.places)


def _apportion(_: Call, args: list[Numbers]) -> Numbers:
    return Numbers(min(0, args[0].low), max(0, args[0].high), 0)


_NUMERIC: Final[Mapping[str, Callable[[Call, list[Numbers]], Numbers]]] = {
    "min": _extreme,
    "max": _extreme,
    "sum": _sum,
    "top": _highest,
    "nth_highest": _highest,
    "round": _round,
    "divide": _divide,
    "total": _total,
    "apportion": _apportion,
}


def _recent(node: Call, date: Range, day: Days) -> Range:
    seen = date.days
    months, days = node.setting("months"), node.setting("days")
    assert months is None or isinstance(months, int)
    assert days is None or isinstance(days, int)
    if seen.empty:
        return truths(False, date.none, date.missing)

    def since(today: dt.date) -> dt.date:
        if months is not None:
            return months_before(today, months)
        return today - dt.timedelta(days=min(days or 0, (today - dt.date.min).days))

    first, last = since(day.low), since(day.high)
    may = seen.high >= first and seen.low <= day.high
    certain = seen.low >= last and seen.high <= day.low
    return truths(may, not certain or date.none, date.missing)


def _between(name: str, a: Days, b: Days) -> Numbers:
    if name == "days_between":
        return interval((b.low - a.high).days, (b.high - a.low).days, 0)
    low, high = months_between(a.high, b.low), months_between(a.low, b.high)
    if a.low == a.high and b.low == b.high:
        return numbers_of([low], 0)
    return interval(low - 1, high + 1, 0)


def _of_groups(node: Call, args: list[Range], missing: bool) -> Range:
    match node.name:
        case "size":
            group = args[0].groups
            return Range(interval(group.least, group.most, 0), False, missing)
        case "overlap":
            a, b = args[0].groups, args[1].groups
            may = bool(a.may & b.may) and a.most > 0 and b.most > 0
            return truths(may, not a.must & b.must, missing)
        case "rank":
            return Range(_rank(args[0].names, args[1].groups), False, missing)
        case "at_rank":
            return _at_rank(node, args[0].groups, missing)
    return Range(BOTH if node.type.kind == "yes_no" else _nothing(node), True, True)


def _rank(names: frozenset[str], group: Groups) -> Numbers:
    if group.order is not None:
        order = group.order
        return numbers_of((order.index(name) + 1 if name in order else 0 for name in names), 0)
    low = 1 if names <= group.must else 0
    return interval(low, group.most if names & group.may else 0, 0)


def _at_rank(node: Call, group: Groups, missing: bool) -> Range:
    n = node.setting("n")
    assert isinstance(n, int)
    if group.order is not None:
        there = group.order[n - 1 : n]
        return Range(frozenset(there), not there, missing)
    return Range(group.may if group.most >= n else frozenset(), group.least < n, missing)
