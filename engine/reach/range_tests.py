"""Ranges of comparisons and memberships, and what a test says about the names in it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final

from engine.reach.domains import BOTH, Days, Groups, Numbers, Range, exact, numbers_of
from engine.tree import And, Compare, Literal, Member, Name, Node, Not, Options, Or
from engine.values import NONE

Known = Mapping[str, Range]
"""Names known to be narrower than usual, inside a branch. `"a<b"` keeps that the name a is below the name b."""

Peek = Callable[[Node, Known], tuple[Range, Node | None]]

_DEEP: Final = 80
_MIRRORED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_DENIED: Final = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}


def truths(may: bool, may_not: bool, missing: bool) -> Range:
    """A yes-or-no range."""
    return Range(frozenset([True] * may + [False] * may_not), False, missing)


def compared(op: str, a: Range, b: Range) -> Range:
    """`a op b`: numbers and days by size, names and groups by being the same, sets by being part of."""
    missing = a.missing or b.missing
    if a.empty or b.empty:
        return truths(False, False, missing)
    if op in ("==", "!="):
        may, may_not = _same(a, b)
        return truths(may, may_not, missing) if op == "==" else truths(may_not, may, missing)
    if isinstance(a.values, Groups) and isinstance(b.values, Groups):
        return truths(*_part_of(a.values, b.values), missing)
    if op in (">", ">="):
        a, b, op = b, a, _MIRRORED[op]
    (a_low, a_high), (b_low, b_high) = _ends(a), _ends(b)
    if op == "<":
        return truths(a_low < b_high, a_high >= b_low, missing)
    return truths(a_low <= b_high, a_high > b_low, missing)


def _ends(a: Range) -> tuple[float, float]:
    """Low and high, as anything that can be compared; typed as numbers for want of a better word."""
    assert isinstance(a.values, Numbers | Days)
    return a.values.low, a.values.high  # type: ignore[return-value]


def _part_of(a: Groups, b: Groups) -> tuple[bool, bool]:
    may = a.must <= b.may and a.least <= b.most
    certain = a.may <= b.must
    return may, not certain


def _same(a: Range, b: Range) -> tuple[bool, bool]:
    """Whether the two may be equal, and whether they may differ."""
    may = (a.none and b.none) or _overlap(a, b)
    one_each = _sizes(a) == 1 and _sizes(b) == 1
    return may, not (may and one_each)


def _sizes(a: Range) -> int:
    """1 where just one thing can come out, else 2 (or more)."""
    count = int(a.none)
    values = a.values
    if isinstance(values, Numbers | Days):
        count += 0 if values.empty else 1 if values.low == values.high else 2
    elif isinstance(values, Groups):
        count += 1 if values.must == values.may and (values.order is not None or values.most <= 1) else 2
    else:
        count += len(values)
    return count


def _overlap(a: Range, b: Range) -> bool:
    match a.values, b.values:
        case Numbers() as x, Numbers() as y:
            if x.empty or y.empty:
                return False
            if x.only is not None:
                return any(y.may_be(v) for v in x.only)
            if y.only is not None:
                return any(x.may_be(v) for v in y.only)
            return x.low <= y.high and y.low <= x.high
        case Days() as x, Days() as y:
            return not x.empty and not y.empty and x.low <= y.high and y.low <= x.high
        case Groups() as x, Groups() as y:
            same_order = x.order is None or y.order is None or x.order == y.order
            return x.must <= y.may and y.must <= x.may and x.least <= y.most and y.least <= x.most and same_order
        case frozenset() as x, frozenset() as y:
            return bool(x & y)
    return False


def contained(item: Range, among: list[Range], negated: bool) -> Range:
    """Whether `item` is one of the ranges in `among`, or in the one group there."""
    missing = item.missing or any(each.missing for each in among)
    if item.empty:
        return truths(False, False, missing)
    if len(among) == 1 and isinstance(among[0].values, Groups):
        group = among[0].values
        may = bool(item.names & group.may) and group.most > 0
        may_not = item.none or not item.names <= group.must
    else:
        may = any(_same(item, each)[0] for each in among)
        may_not = _escapes(item, among)
    return truths(may_not, may, missing) if negated else truths(may, may_not, missing)


def _escapes(item: Range, among: list[Range]) -> bool:
    """Whether `item` may be something that is none of `among` (each one value)."""
    if item.none and not any(each.none for each in among):
        return True
    if isinstance(item.values, Numbers):
        points = {each.numbers.low for each in among if not each.none}
        return item.values.only is None or bool(item.values.only - points)
    if isinstance(item.values, Days):
        days = [each.days.low for each in among]
        return not item.values.empty and (item.values.low != item.values.high or item.values.low not in days)
    return bool(item.names - frozenset[str]().union(*(each.names for each in among))) or bool(
        item.truths - frozenset[bool]().union(*(each.truths for each in among))
    )


def narrowed(test: Node, env: Known, truth: bool, peek: Peek, depth: int = 0) -> Known | None:
    """`env` with what follows from `test` being `truth`; None where that cannot be."""
    match test:
        case Not():
            return narrowed(test.part, env, not truth, peek, depth + 1)
        case And() | Or() if isinstance(test, And) == truth:
            for part in test.parts:
                inside = narrowed(part, env, truth, peek, depth + 1)
                if inside is None:
                    return None
                env = inside
            return env
        case Name():
            seen, tree = peek(test, env)
            if truth not in seen.truths:
                return None
            env = {**env, test.name: Range(frozenset({truth}))}
            return narrowed(tree, env, truth, peek, depth + 1) if tree is not None and depth < _DEEP else env
        case Compare():
            return _by_size(test, env, truth, peek)
        case Member():
            return _by_membership(test, env, truth, peek)
    return env


def _by_size(test: Compare, env: Known, truth: bool, peek: Peek) -> Known | None:
    op = test.op if truth else _DENIED[test.op]
    for mine, other, way in ((test.left, test.right, op), (test.right, test.left, _MIRRORED[op])):
        if not isinstance(mine, Name) or mine.source not in ("fact", "derive"):
            continue
        seen = _narrow(peek(mine, env)[0], way, peek(other, env)[0])
        if seen.empty:
            return None
        env = {**env, mine.name: seen}
    if isinstance(test.left, Name) and isinstance(test.right, Name) and op in ("<", "<=", ">", ">="):
        low, high = (test.left, test.right) if op[0] == "<" else (test.right, test.left)
        env = {**env, f"{low.name}<{high.name}": Range(BOTH)}
    return env


def _narrow(seen: Range, op: str, other: Range) -> Range:
    """What is left of `seen` when it is `op` some value of `other`, both known."""
    seen = replace(seen, missing=False)
    if other.empty:
        return seen
    if op == "==":
        return _kept(seen, other)
    if op == "!=":
        return _without(seen, other)
    values, bound = seen.values, other.values
    if isinstance(values, Numbers) and isinstance(bound, Numbers):
        if op == "<":
            values = values.beyond(bound.high, above=False)
        elif op == "<=":
            values = values.between(None, bound.high)
        elif op == ">":
            values = values.beyond(bound.low, above=True)
        else:
            values = values.between(bound.low, None)
        return Range(values)
    if isinstance(values, Days) and isinstance(bound, Days):
        if op[0] == "<":
            return Range(Days(values.low, min(values.high, bound.high)))
        return Range(Days(max(values.low, bound.low), values.high))
    return seen


def _kept(seen: Range, other: Range) -> Range:
    none = seen.none and other.none
    match seen.values, other.values:
        case Numbers() as x, Numbers() as y:
            if y.empty:
                return Range(x.between(1, 0), none)
            left = x.between(y.low, y.high)
            if y.only is not None and left.only is not None:
                left = numbers_of(left.only & y.only, left.places)
            return Range(left, none)
        case Days() as x, Days() as y:
            return Range(Days(max(x.low, y.low), min(x.high, y.high)), none)
        case frozenset() as x, frozenset() as y:
            return Range(x & y, none)
        case Numbers() as x, _:
            return Range(x.between(1, 0), none)
        case Days() as x, _:
            return Range(Days(x.high, x.low) if x.low < x.high else x, none)
    return replace(seen, none=none)


def _without(seen: Range, other: Range) -> Range:
    if other.none and _sizes(other) == 1:
        return replace(seen, none=False)
    if _sizes(other) != 1:
        return seen
    match seen.values, other.values:
        case Numbers() as x, Numbers() as y:
            return replace(seen, values=x.without(y.low))
        case frozenset() as x, frozenset() as y:
            return replace(seen, values=x - y)
    return seen


def _by_membership(test: Member, env: Known, truth: bool, peek: Peek) -> Known | None:
    inside = truth != test.negated
    if isinstance(test.within, Options):
        return _among(test.item, test.within, env, inside, peek)
    group = test.within
    if not (isinstance(group, Name) and group.source in ("fact", "derive")):
        return env
    seen = peek(group, env)[0]
    if isinstance(test.item, Literal) and isinstance(test.item.value, str) and isinstance(seen.values, Groups):
        return _with_item(test.item.value, seen.values, group.name, env, inside)
    return env


def _with_item(item: str, group: Groups, name: str, env: Known, inside: bool) -> Known | None:
    if (inside and item not in group.may) or (not inside and item in group.must):
        return None
    must = group.must | {item} if inside else group.must
    may = group.may if inside else group.may - {item}
    if len(must) > group.most or len(may) < group.least:
        return None
    least, most = max(group.least, len(must)), min(group.most, len(may))
    return {**env, name: Range(Groups(must, may, least, most, group.order))}


def _among(item: Node, options: Options, env: Known, inside: bool, peek: Peek) -> Known | None:
    if not isinstance(item, Name) or item.source not in ("fact", "derive"):
        return env
    seen = replace(peek(item, env)[0], missing=False)
    left = seen
    if isinstance(seen.values, frozenset):
        names = frozenset(v for v in options.values if isinstance(v, str | bool))
        none = seen.none and (NONE in names) == inside
        kept = (seen.values & names) if inside else (seen.values - names)
        left = Range(kept, none)
    elif isinstance(seen.values, Numbers):
        numbers = seen.values
        listed = {exact(v) for v in options.values if isinstance(v, int | Decimal)}
        if inside:
            left = Range(numbers_of((v for v in listed if numbers.may_be(v)), numbers.places))
        elif numbers.only is not None:
            left = Range(numbers_of(numbers.only - listed, numbers.places), seen.none)
    return None if left.empty else {**env, item.name: left}


def below(env: Known, a: Node, b: Node) -> bool:
    """Whether the name `a` is known not to exceed the name `b` here."""
    return isinstance(a, Name) and isinstance(b, Name) and f"{a.name}<{b.name}" in env
