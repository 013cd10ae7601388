"""A tree as its author would write it: for messages that must name one condition among several."""

import datetime as dt
from decimal import Decimal
from typing import Final

from engine.tree import (
    And,
    Arithmetic,
    AtLeast,
    Call,
    Compare,
    Concluded,
    IfElse,
    Literal,
    Lookup,
    Member,
    Name,
    Node,
    Not,
    Options,
    Or,
)
from engine.values import Type, Value, plain, pounds_text

_TIGHT: Final = (Literal, Name, Call, Lookup, Concluded, AtLeast, Options)
_FIRST: Final = frozenset({"top", "nth_highest"})


def written(node: Node) -> str:
    """The expression, on one line."""
    match node:
        case Literal():
            return value_written(node.value, node.type)
        case Options():
            return "[" + ", ".join(value_written(value, node.type) for value in node.values) + "]"
        case Name():
            return node.name
        case Concluded():
            return node.rule
        case Arithmetic():
            op = "*" if node.op == "%of" else node.op
            return f"{_inside(node.left)} {op} {_inside(node.right)}"
        case Compare():
            return f"{_inside(node.left)} {node.op} {_inside(node.right)}"
        case Member():
            word = "not in" if node.negated else "in"
            return f"{_inside(node.item)} {word} {_inside(node.within)}"
        case And() | Or():
            word = " and " if isinstance(node, And) else " or "
            return word.join(map(_inside, node.parts))
        case Not():
            return f"not {_inside(node.part)}"
        case AtLeast():
            return f"at_least({', '.join([str(node.n), *map(written, node.parts)])})"
        case IfElse():
            return f"{_inside(node.yes)} if {_inside(node.test)} else {_inside(node.no)}"
        case Lookup():
            return f"{node.name}({', '.join(map(written, node.args))})"
        case Call():
            return _call(node)
    raise TypeError(f"{type(node).__name__} cannot be written")


def _inside(node: Node) -> str:
    return written(node) if isinstance(node, _TIGHT) else f"({written(node)})"


def _call(node: Call) -> str:
    parts = [written(arg) for arg in node.args]
    settings = dict(node.settings)
    if node.name == "apportion":
        named = sorted(settings.items(), key=lambda each: str(each[1]))
        parts[2:] = [f"{key}={part}" for (key, _), part in zip(named, parts[2:], strict=True)]
        return f"apportion({', '.join(parts)})"
    n = settings.pop("n", None)
    if n is not None:
        parts = [str(n), *parts] if node.name in _FIRST else [*parts, str(n)]
    parts += [f"{key}={value}" for key, value in settings.items() if key != "how"]
    return f"{node.name}({', '.join(parts)})"


def value_written(value: Value, type_: Type) -> str:
    """One value as a rulebook or a case would write it: £1,240.50, 25%, yes, 2026-04-01, "name"."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | Decimal):
        if type_.kind == "money":
            sign, pounds = ("-", -int(value)) if value < 0 else ("", int(value))
            whole, pence = pounds_text(pounds).split(".")
            return f"{sign}£{int(whole):,}" + ("" if pence == "00" else f".{pence}")
        return f"{plain(value)}%" if type_.kind == "percent" else plain(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, str):
        return value if value == "none" else f"'{value}'"
    return "[" + ", ".join(value if isinstance(value, tuple) else sorted(value)) + "]"
