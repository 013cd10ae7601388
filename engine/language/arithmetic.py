"""Plus, minus, times and divided by: what each gives, and what it may not be done to."""

import ast
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from engine.language.typing_rules import meet
from engine.problems import Place
from engine.tree import Arithmetic, Literal, Name, Node
from engine.values import MONEY, Type, Value

if TYPE_CHECKING:
    from engine.language.grammar import Reader

_ARITHMETIC: Final[dict[type[ast.operator], str]] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
}


def negative(reader: "Reader", node: ast.UnaryOp) -> Node | None:
    """`-x`; a literal keeps being one."""
    tree = reader.number(node.operand)
    if tree is None:
        return None
    if isinstance(tree, Literal) and isinstance(tree.value, int | Decimal):
        return replace(tree, value=-tree.value, at=reader.place(node))
    zero = Literal(0, tree.type, reader.place(node))
    return Arithmetic("-", zero, tree, tree.type, reader.place(node))


def arithmetic(reader: "Reader", node: ast.BinOp) -> Node | None:
    """`a + b` and its like, each with its own rules of kind."""
    op = _ARITHMETIC.get(type(node.op))
    if op is None:
        reader.refuse(node, "this sign is not part of the language", "+ - * /", "Use one of those")
        return None
    left, right = reader.number(node.left), reader.number(node.right)
    if left is None or right is None:
        return None
    at = reader.place(node)
    if op in ("+", "-"):
        met = meet([left, right], at, reader.complaints, "added" if op == "+" else "taken apart")
        return Arithmetic("+" if op == "+" else "-", met[0][0], met[0][1], met[1], at) if met else None
    return _product(reader, left, right, at) if op == "*" else _quotient(reader, node, left, right)


def _product(reader: "Reader", left: Node, right: Node, at: Place) -> Node | None:
    if right.type.kind in ("money", "percent") and left.type.kind not in ("money", "percent"):
        left, right = right, left
    if right.type.kind == "percent" and left.type.kind != "percent":
        left, right = right, left
    kinds = (left.type.kind, right.type.kind)
    if kinds == ("money", "money"):
        reader.complaints.add(
            at,
            "money is multiplied by money",
            "money times a number",
            "Use a number for one of them",
        )
        return None
    if left.type.kind == "percent":
        gives = right.type if right.type.kind in ("money", "percent") else Type("number", right.type.unit)
        return Arithmetic("%of", left, right, gives, at)
    if left.type.kind == "money":
        return Arithmetic("*", left, right, MONEY, at)
    units = {left.type.unit, right.type.unit} - {None}
    unit = units.pop() if len(units) == 1 and None in (left.type.unit, right.type.unit) else None
    kind = "whole" if kinds == ("whole", "whole") else "number"
    return Arithmetic("*", left, right, Type("whole", unit) if kind == "whole" else Type("number", unit), at)


def _quotient(reader: "Reader", node: ast.BinOp, left: Node, right: Node) -> Node | None:
    constants: tuple[Value, ...] = ()
    if isinstance(right, Literal):
        constants = (right.value,)
    elif isinstance(right, Name) and right.source == "value":
        constants = reader.scope.plain[right.name][1]
    if not constants or right.type.kind not in ("whole", "number") or not all(map(_ends, constants)):
        what = "division by zero" if 0 in constants else "this division may never end"
        reader.refuse(
            node.right,
            what,
            "a constant such as 2, 4, 5, 8 or 10",
            "Use divide(a, b, places=2), with otherwise=… where b may be 0",
        )
        return None
    gives = left.type if left.type.kind in ("money", "percent") else Type("number", left.type.unit)
    return Arithmetic("/", left, right, gives, reader.place(node))


def _ends(value: Value) -> bool:
    """Whether dividing by `value` always ends: it has no prime factors but 2 and 5."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or value == 0:
        return False
    n = abs(Decimal(value).as_integer_ratio()[0])
    for prime in (2, 5):
        while n % prime == 0:
            n //= prime
    return n == 1
