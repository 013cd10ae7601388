"""The functions of the rulebook language: which arguments each takes and what it gives.

What each one *means* is written twice and separately, in `generated` and in `reference`.
"""

import ast
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from engine.language.arguments import (
    Settings,
    call,
    conditions_of,
    count_is,
    dates_of,
    group_of,
    near,
    numbers,
    settings_of,
    small_number,
)
from engine.language.habits import habit
from engine.language.typing_rules import adapt, check_option, meet
from engine.tree import AtLeast, Concluded, Literal, Lookup, Node, walk
from engine.values import MONEY, NUMBER, WHOLE, YES_NO, Type, Value

if TYPE_CHECKING:
    from engine.language.grammar import Reader


def read_call(reader: "Reader", node: ast.Call, name: str) -> Node | None:
    """The typed tree of a call, or None with every problem noted."""
    if any(isinstance(arg, ast.Starred) for arg in node.args) or any(k.arg is None for k in node.keywords):
        reader.refuse(
            node,
            "starred arguments are not part of the language",
            "plain arguments",
            "Write each one",
        )
        return None
    if name in reader.scope.lookups:
        return _lookup(reader, node, name)
    if name in reader.scope.broken:
        return None
    handler = _HANDLERS.get(name)
    if handler is None or (name in ("total", "apportion") and not reader.scope.over):
        known = [*NAMES, *reader.scope.lookups]
        remedy = habit(f"{name}(") or "Correct the name"
        if handler is not None:
            remedy = "It stands only in a rulebook with `over: partnership`"
        reader.refuse(node, f"there is no function `{name}` here", near(name, known), remedy)
        return None
    return handler(reader, node)


def _lookup(reader: "Reader", node: ast.Call, name: str) -> Node | None:
    wanted = reader.scope.lookups[name]
    if node.keywords or len(node.args) != len(wanted.arguments):
        count = len(wanted.arguments)
        reader.refuse(
            node,
            f"`{name}` takes {count} value(s)",
            f"{count}, in the order of its `by`",
            "Correct the call",
        )
        return None
    args: list[Node] = []
    for each, type_ in zip(node.args, wanted.arguments, strict=True):
        arg = reader.read(each)
        if arg is None:
            continue
        if type_ is not None:
            met = meet(
                [arg, Literal(_sample(type_), type_, arg.at)],
                arg.at,
                reader.complaints,
                f"looked up in `{name}`",
            )
            if met is None:
                continue
            arg = adapt(arg, type_)
            if not check_option(arg, type_, reader.complaints):
                continue
        args.append(arg)
    return Lookup(name, tuple(args), wanted.gives, reader.place(node)) if len(args) == len(node.args) else None


def _sample(type_: Type) -> Value:
    return type_.options[0] if type_.options else 0


def _reduce(name: str) -> Callable[["Reader", ast.Call], Node | None]:
    def read(reader: "Reader", node: ast.Call) -> Node | None:
        if not count_is(reader, node, 2, 60, f"{name}(a, b, …)") or settings_of(reader, node, {}) is None:
            return None
        met = numbers(reader, node, node.args, "put together")
        return call(reader, node, name, met[0], met[1], {}) if met else None

    return read


def _highest(name: str) -> Callable[["Reader", ast.Call], Node | None]:
    def read(reader: "Reader", node: ast.Call) -> Node | None:
        shape = f"{name}(2, a, b, c)"
        if not count_is(reader, node, 2, 61, shape) or settings_of(reader, node, {}) is None:
            return None
        n = small_number(reader, node.args[0], len(node.args) - 1, shape)
        met = numbers(reader, node, node.args[1:], "put together")
        return call(reader, node, name, met[0], met[1], {"n": n}) if met and n else None

    return read


def _count(reader: "Reader", node: ast.Call) -> Node | None:
    if not count_is(reader, node, 1, 60, "count(a, b, …)") or settings_of(reader, node, {}) is None:
        return None
    good = conditions_of(reader, node.args, rules=False)
    return call(reader, node, "count", good, WHOLE, {}) if good else None


def _at_least(reader: "Reader", node: ast.Call) -> Node | None:
    shape = "at_least(2, a, b, c)"
    if not count_is(reader, node, 2, 41, shape) or settings_of(reader, node, {}) is None:
        return None
    n = small_number(reader, node.args[0], len(node.args) - 1, shape)
    good = conditions_of(reader, node.args[1:], rules=True)
    return AtLeast(n, tuple(good), YES_NO, reader.place(node)) if good and n else None


def _round(reader: "Reader", node: ast.Call) -> Node | None:
    settings = settings_of(reader, node, {"places": int, "how": str})
    if settings is None or not count_is(reader, node, 1, 1, "round(x, places=2)"):
        return None
    x = reader.number(node.args[0])
    if x is None:
        return None
    places = settings.setdefault("places", 2)
    settings.setdefault("how", reader.scope.rounding)
    whole = x.type.kind in ("whole", "number") and isinstance(places, int) and places <= 0
    return call(reader, node, "round", [x], replace(x.type, kind="whole") if whole else x.type, settings)


def _divide(reader: "Reader", node: ast.Call) -> Node | None:
    settings = settings_of(reader, node, {"places": int, "how": str, "otherwise": (int, Decimal)})
    if settings is None or not count_is(reader, node, 2, 2, "divide(a, b, places=4)"):
        return None
    a, b = reader.number(node.args[0]), reader.number(node.args[1])
    if a is None or b is None:
        return None
    settings.setdefault("places", 4 if a.type.kind != "money" or b.type.kind == "money" else 2)
    settings.setdefault("how", reader.scope.rounding)
    if b.type.kind in ("money", "percent") and a.type.kind != b.type.kind:
        reader.refuse(
            node,
            f"{a.type} is divided by {b.type}",
            "money by money, or anything by a number",
            "Correct it",
        )
        return None
    gives = NUMBER if a.type.kind == b.type.kind or a.type.kind not in ("money", "percent") else a.type
    otherwise = settings.get("otherwise")
    if gives == MONEY and isinstance(otherwise, int | Decimal):
        settings["otherwise"] = otherwise * 100
    return call(reader, node, "divide", [a, b], gives, settings)


def _recent(reader: "Reader", node: ast.Call) -> Node | None:
    settings = settings_of(reader, node, {"months": int, "days": int})
    if settings is None or not count_is(reader, node, 1, 1, "recent(report, months=12)"):
        return None
    span = list(settings.values())
    if len(span) != 1 or not isinstance(span[0], int) or not 0 <= span[0] <= 40_000:
        reader.refuse(
            node,
            "how recent is not said",
            "months= or days=, one of them",
            "Write recent(x, months=12)",
        )
        return None
    dates = dates_of(reader, node.args, none=True)
    return call(reader, node, "recent", dates, YES_NO, settings) if dates else None


def _between(name: str) -> Callable[["Reader", ast.Call], Node | None]:
    def read(reader: "Reader", node: ast.Call) -> Node | None:
        if not count_is(reader, node, 2, 2, f"{name}(from, to)") or settings_of(reader, node, {}) is None:
            return None
        dates = dates_of(reader, node.args)
        return call(reader, node, name, dates, WHOLE, {}) if dates else None

    return read


def _year(name: str) -> Callable[["Reader", ast.Call], Node | None]:
    def read(reader: "Reader", node: ast.Call) -> Node | None:
        if not count_is(reader, node, 1, 1, f"{name}(date)") or settings_of(reader, node, {}) is None:
            return None
        dates = dates_of(reader, node.args)
        return call(reader, node, name, dates, WHOLE, {}) if dates else None

    return read


def _given(reader: "Reader", node: ast.Call) -> Node | None:
    if not count_is(reader, node, 2, 2, "given(x, otherwise)") or settings_of(reader, node, {}) is None:
        return None
    x, otherwise = reader.read(node.args[0]), reader.read(node.args[1])
    if x is None or otherwise is None:
        return None
    if not x.type.maybe_none or otherwise.type.maybe_none:
        reader.refuse(
            node,
            "given(…) is of no use here",
            'first what may be "none", then what always is',
            "Correct the call",
        )
        return None
    met = meet(
        [x, otherwise],
        reader.place(node),
        reader.complaints,
        "alternatives of one result",
        guard=False,
    )
    return call(reader, node, "given", met[0], replace(met[1], maybe_none=False), {}) if met else None


def _known(reader: "Reader", node: ast.Call) -> Node | None:
    if not count_is(reader, node, 1, 1, "known(x)") or settings_of(reader, node, {}) is None:
        return None
    x = reader.read(node.args[0])
    if x is not None and any(isinstance(each, Concluded) for each in walk(x)):
        reader.refuse(node, "known(…) is asked of a rule", "a fact or a derived name", "Name one")
        return None
    return call(reader, node, "known", [x], YES_NO, {}) if x else None


def _size(reader: "Reader", node: ast.Call) -> Node | None:
    if not count_is(reader, node, 1, 1, "size(needs)") or settings_of(reader, node, {}) is None:
        return None
    group = group_of(reader, node.args[0], "set", "ranked")
    return call(reader, node, "size", [group], WHOLE, {}) if group else None


def _overlap(reader: "Reader", node: ast.Call) -> Node | None:
    if not count_is(reader, node, 2, 2, "overlap(a, b)") or settings_of(reader, node, {}) is None:
        return None
    groups = [group_of(reader, each, "set", "ranked") for each in node.args]
    good = [each for each in groups if each is not None]
    return call(reader, node, "overlap", good, YES_NO, {}) if len(good) == 2 else None


def _rank(reader: "Reader", node: ast.Call) -> Node | None:
    if not count_is(reader, node, 2, 2, 'rank("name", needs)') or settings_of(reader, node, {}) is None:
        return None
    item, group = reader.read(node.args[0]), group_of(reader, node.args[1], "ranked")
    if item is None or group is None:
        return None
    if item.type.kind != "choice" or item.type.maybe_none or not check_option(item, group.type, reader.complaints):
        if item.type.kind != "choice" or item.type.maybe_none:
            reader.refuse(node.args[0], f"this is a {item.type}", "a name", "Name an option")
        return None
    return call(reader, node, "rank", [item, group], WHOLE, {})


def _at_rank(reader: "Reader", node: ast.Call) -> Node | None:
    if not count_is(reader, node, 2, 2, "at_rank(needs, 1)") or settings_of(reader, node, {}) is None:
        return None
    group = group_of(reader, node.args[0], "ranked")
    n = small_number(reader, node.args[1], 20, "at_rank(needs, 1)")
    if group is None or n is None:
        return None
    gives = Type("choice", options=group.type.options, maybe_none=True)
    return call(reader, node, "at_rank", [group], gives, {"n": n})


def _total(reader: "Reader", node: ast.Call) -> Node | None:
    if not count_is(reader, node, 1, 1, "total(x)") or settings_of(reader, node, {}) is None:
        return None
    x = reader.number(node.args[0])
    return call(reader, node, "total", [x], x.type, {}) if x else None


def _apportion(reader: "Reader", node: ast.Call) -> Node | None:
    if not count_is(reader, node, 2, 2, "apportion(pot, weight, floor=…, ceiling=…)"):
        return None
    by_name = {k.arg: k.value for k in node.keywords}
    wrong = [k for k in by_name if k not in ("floor", "ceiling")]
    if wrong:
        reader.refuse(node, f"`{wrong[0]}=` is not a setting here", "floor=, ceiling=", "Correct or remove it")
        return None
    read = [reader.number(each) for each in [*node.args, *by_name.values()]]
    good = [each for each in read if each is not None]
    if len(good) != len(read):
        return None
    amounts = [adapt(each, MONEY) for each in (good[0], *good[2:])]
    if any(each.type.kind != "money" for each in amounts) or good[1].type.kind == "percent":
        reader.refuse(
            node,
            "the kinds do not fit",
            "money, then a weight that is a number or an amount; floor and ceiling money",
            "Correct them",
        )
        return None
    names: Settings = {str(name): position + 2 for position, name in enumerate(by_name)}
    return call(reader, node, "apportion", [amounts[0], good[1], *amounts[1:]], MONEY, names)


_HANDLERS: Final[dict[str, Callable[["Reader", ast.Call], Node | None]]] = {
    "min": _reduce("min"),
    "max": _reduce("max"),
    "sum": _reduce("sum"),
    "top": _highest("top"),
    "nth_highest": _highest("nth_highest"),
    "count": _count,
    "at_least": _at_least,
    "round": _round,
    "divide": _divide,
    "recent": _recent,
    "months_between": _between("months_between"),
    "days_between": _between("days_between"),
    "academic_year": _year("academic_year"),
    "financial_year": _year("financial_year"),
    "given": _given,
    "known": _known,
    "size": _size,
    "overlap": _overlap,
    "rank": _rank,
    "at_rank": _at_rank,
    "total": _total,
    "apportion": _apportion,
}
NAMES: Final = tuple(_HANDLERS)
