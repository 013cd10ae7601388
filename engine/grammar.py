"""The closed expression language: text → parsed by Python's own parser → checked against an allow-list → typed tree.

Nothing here runs the text. What is not on the list is refused with its line and column.
"""

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from engine import functions
from engine.facts import Fact
from engine.problems import Complaints, Place
from engine.source_text import Text
from engine.tree import (
    And,
    Arithmetic,
    Compare,
    Concluded,
    IfElse,
    Literal,
    Member,
    Name,
    Node,
    Not,
    Options,
    Or,
    is_logic,
)
from engine.typing_rules import adapt, check_option, guarded, meet
from engine.values import DATE, MONEY, NONE, NUMBER, PERCENT, WHOLE, YES_NO, Type, Value

MOST_LETTERS: Final = 2000
MOST_DEPTH: Final = 60

_COMPARISONS: Final[dict[type[ast.cmpop], str]] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_ARITHMETIC: Final[dict[type[ast.operator], str]] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
}


@dataclass(frozen=True)
class Callable_:
    """A ladder or table as seen from an expression: how many arguments, of which types."""

    arguments: tuple[Type | None, ...]
    gives: Type


@dataclass(frozen=True)
class Scope:
    """The names an expression may use. `derived` gives a derived name's type, None where it is broken."""

    facts: Mapping[str, Fact]
    plain: Mapping[str, tuple[Type, tuple[Value, ...]]]
    lookups: Mapping[str, Callable_]
    derived: Callable[[str], Type | None]
    derive_names: frozenset[str]
    rules: frozenset[str]
    rounding: str
    over: bool = False


def read_expression(text: Text, scope: Scope, complaints: Complaints, *, rule: bool = False) -> Node | None:
    """The typed tree of an expression, or None with every problem noted. `rule` allows conclusions."""
    if len(text.text) > MOST_LETTERS:
        complaints.add(
            text.at,
            f"the expression has {len(text.text):,} letters",
            f"at most {MOST_LETTERS:,}",
            "Split it up",
        )
        return None
    source = " ".join(text.text.split()) if text.folded or "\n" in text.text else text.text.strip()
    try:
        parsed = ast.parse(source, mode="eval")
    except SyntaxError as error:
        at = _shift(text, (error.offset or 1) - 1)
        complaints.add(at, f"this is not an expression: {error.msg}", "such as `points >= 12`", "Correct it")
        return None
    except (RecursionError, MemoryError, ValueError):
        complaints.add(
            text.at,
            "the expression is nested too deeply",
            f"at most {MOST_DEPTH} levels",
            "Split it up",
        )
        return None
    if _depth(parsed.body) > MOST_DEPTH:
        complaints.add(
            text.at,
            "the expression is nested too deeply",
            f"at most {MOST_DEPTH} levels",
            "Split it up",
        )
        return None
    return Reader(text, source, scope, complaints, rule).read(parsed.body)


def _depth(node: ast.AST) -> int:
    depth, level = 0, [node]
    while level:
        depth += 1
        level = [child for each in level for child in ast.iter_child_nodes(each)]
    return depth


def _shift(text: Text, offset: int) -> Place:
    if text.folded or "\n" in text.text:
        return text.at
    return replace(text.at, column=text.at.column + offset + (1 if text.quoted else 0))


class Reader:
    """Reads one expression. Every method returns None once something under it was refused."""

    def __init__(self, text: Text, source: str, scope: Scope, complaints: Complaints, rule: bool) -> None:
        self.text, self.source, self.scope, self.complaints = text, source, scope, complaints
        self.rule = rule

    def place(self, node: ast.expr) -> Place:
        """Where a piece of the expression stands in the file."""
        return _shift(self.text, node.col_offset)

    def refuse(self, node: ast.expr, wrong: str, expected: str, remedy: str) -> None:
        """Note a problem at a piece of the expression."""
        self.complaints.add(self.place(node), wrong, expected, remedy)

    def read(self, node: ast.expr) -> Node | None:
        """The typed tree under `node`."""
        match node:
            case ast.Constant():
                return self._constant(node)
            case ast.Name():
                return self._name(node)
            case ast.BoolOp():
                return self._joined(node)
            case ast.UnaryOp(op=ast.Not()):
                part = self.condition(node.operand)
                return Not(part, YES_NO, self.place(node)) if part else None
            case ast.UnaryOp(op=ast.USub()):
                return self._negative(node)
            case ast.BinOp():
                return self._arithmetic(node)
            case ast.Compare():
                return self._compare(node)
            case ast.IfExp():
                return self._if_else(node)
            case ast.Call():
                return self._call(node)
            case _:
                self.refuse(
                    node,
                    f"`{ast.unparse(node)[:60]}` is not part of the language",
                    "names, numbers, + - * /, comparisons, in, and or not, x if c else y, functions",
                    "See rules/README.md, Expressions",
                )
                return None

    def condition(self, node: ast.expr) -> Node | None:
        """A yes-or-no tree; anything else is refused."""
        tree = self.read(node)
        if tree is None:
            return None
        if tree.type.kind != "yes_no":
            self.refuse(
                node,
                f"this is a {tree.type}, not a condition",
                "yes or no",
                "Compare it with something",
            )
            return None
        return tree if guarded(tree, self.complaints) else None

    def number(self, node: ast.expr) -> Node | None:
        """A numeric tree that cannot be "none"; anything else is refused."""
        tree = self.read(node)
        if tree is None:
            return None
        if not tree.type.numeric:
            self.refuse(
                node,
                f"this is a {tree.type}, not a number",
                "a number or money",
                "Use a numeric name",
            )
            return None
        return tree if guarded(tree, self.complaints) else None

    def constant(self, node: ast.expr) -> Value | None:
        """A number or name written out, for a function's setting."""
        tree = self.read(node)
        if tree is None:
            return None
        if not isinstance(tree, Literal):
            self.refuse(
                node,
                "a setting of a function varies",
                "a number or name written out",
                "Write it out",
            )
            return None
        return tree.value

    def _constant(self, node: ast.Constant) -> Node | None:
        at, value = self.place(node), node.value
        if isinstance(value, str):
            return Literal(value, Type("choice", options=(value,)), at)
        written = ast.get_source_segment(self.source, node) or ""
        if isinstance(value, bool) or value is None or not re.fullmatch(r"\d{1,15}(\.\d{1,12})?", written):
            self.refuse(
                node,
                f"`{written}` is not a value here",
                'a number such as 12 or 1.5, or "text"',
                "Write yes or no, or a plain number",
            )
            return None
        return Literal(Decimal(written), NUMBER, at) if "." in written else Literal(int(written), WHOLE, at)

    def _name(self, node: ast.Name) -> Node | None:
        name, at, scope = node.id, self.place(node), self.scope
        if name in ("yes", "no"):
            return Literal(name == "yes", YES_NO, at)
        if name == NONE:
            return Literal(NONE, Type("choice", maybe_none=True), at)
        if name == "day":
            return Name(name, "day", DATE, at)
        if name in scope.facts:
            return Name(name, "fact", scope.facts[name].type, at)
        if name in scope.plain:
            return Name(name, "value", scope.plain[name][0], at)
        if name in scope.derive_names:
            derived = scope.derived(name)
            return Name(name, "derive", derived, at) if derived else None
        if name in scope.rules:
            if self.rule:
                return Concluded(name, YES_NO, at)
            self.refuse(
                node,
                f"`{name}` is a rule",
                "facts, values and derived names",
                "Only a rule's `when` reads rules",
            )
            return None
        self._unknown_name(node, name)
        return None

    def _unknown_name(self, node: ast.expr, name: str) -> None:
        if name in self.scope.lookups or name in functions.NAMES:
            self.refuse(node, f"`{name}` needs its arguments", f"{name}(…)", "Call it")
            return
        known = [*self.scope.facts, *self.scope.plain, *self.scope.derive_names, *self.scope.rules]
        self.refuse(
            node,
            f"nothing is called `{name}`",
            functions.near(name, known),
            "Declare it or correct it",
        )

    def _joined(self, node: ast.BoolOp) -> Node | None:
        parts = [self.condition(value) for value in node.values]
        good = tuple(part for part in parts if part is not None)
        if len(good) != len(parts):
            return None
        at = self.place(node)
        return And(good, YES_NO, at) if isinstance(node.op, ast.And) else Or(good, YES_NO, at)

    def _negative(self, node: ast.UnaryOp) -> Node | None:
        tree = self.number(node.operand)
        if tree is None:
            return None
        if isinstance(tree, Literal) and isinstance(tree.value, int | Decimal):
            return replace(tree, value=-tree.value, at=self.place(node))
        zero = Literal(0, tree.type, self.place(node))
        return Arithmetic("-", zero, tree, tree.type, self.place(node))

    def _arithmetic(self, node: ast.BinOp) -> Node | None:
        op = _ARITHMETIC.get(type(node.op))
        if op is None:
            self.refuse(node, "this sign is not part of the language", "+ - * /", "Use one of those")
            return None
        left, right = self.number(node.left), self.number(node.right)
        if left is None or right is None:
            return None
        at = self.place(node)
        if op in ("+", "-"):
            met = meet([left, right], at, self.complaints, "added" if op == "+" else "taken apart")
            return Arithmetic("+" if op == "+" else "-", met[0][0], met[0][1], met[1], at) if met else None
        return self._product(left, right, at) if op == "*" else self._quotient(node, left, right)

    def _product(self, left: Node, right: Node, at: Place) -> Node | None:
        if right.type.kind in ("money", "percent") and left.type.kind not in ("money", "percent"):
            left, right = right, left
        if right.type.kind == "percent" and left.type.kind != "percent":
            left, right = right, left
        kinds = (left.type.kind, right.type.kind)
        if kinds == ("money", "money"):
            self.complaints.add(
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

    def _quotient(self, node: ast.BinOp, left: Node, right: Node) -> Node | None:
        constants: tuple[Value, ...] = ()
        if isinstance(right, Literal):
            constants = (right.value,)
        elif isinstance(right, Name) and right.source == "value":
            constants = self.scope.plain[right.name][1]
        if not constants or right.type.kind not in ("whole", "number") or not all(map(_ends, constants)):
            what = "division by zero" if 0 in constants else "this division may never end"
            self.refuse(
                node.right,
                what,
                "a constant such as 2, 4, 5, 8 or 10",
                "Use divide(a, b, places=2), with otherwise=… where b may be 0",
            )
            return None
        gives = left.type if left.type.kind in ("money", "percent") else Type("number", left.type.unit)
        return Arithmetic("/", left, right, gives, self.place(node))

    def _compare(self, node: ast.Compare) -> Node | None:
        operands, parts = [node.left, *node.comparators], []
        for op, left, right in zip(node.ops, operands, operands[1:], strict=False):
            if isinstance(op, ast.In | ast.NotIn):
                parts.append(self._member(left, right, isinstance(op, ast.NotIn)))
            elif type(op) in _COMPARISONS:
                parts.append(self._comparison(_COMPARISONS[type(op)], left, right))
            else:
                self.refuse(node, "`is` is not part of the language", "== or !=", "Write == or !=")
                return None
        good = tuple(part for part in parts if part is not None)
        if len(good) != len(parts):
            return None
        return good[0] if len(good) == 1 else And(good, YES_NO, self.place(node))

    def _comparison(self, op: str, left_node: ast.expr, right_node: ast.expr) -> Node | None:
        left, right = self.read(left_node), self.read(right_node)
        if left is None or right is None or self._has_rules(left, right):
            return None
        at = self.place(left_node)
        equality = op in ("==", "!=")
        if equality and (_is_none(left) or _is_none(right)):
            return self._none_test(op, left, right, at)
        if {left.type.kind, right.type.kind} == {"set"}:
            if op in ("<=", "==", "!="):
                return Compare(op, left, right, YES_NO, at)  # type: ignore[arg-type]
        else:
            met = meet([left, right], at, self.complaints, "compared", guard=not equality)
            if met is None:
                return None
            left, right = met[0]
            if not (
                check_option(left, right.type, self.complaints) and check_option(right, left.type, self.complaints)
            ):
                return None
            if equality or met[1].numeric or met[1].kind == "date":
                return Compare(op, left, right, YES_NO, at)  # type: ignore[arg-type]
        self.refuse(
            left_node,
            f"`{op}` has no meaning between a {left.type} and a {right.type}",
            "== or !=, in",
            "Use one of those",
        )
        return None

    def _none_test(self, op: str, left: Node, right: Node, at: Place) -> Node | None:
        tested = right if _is_none(left) else left
        if _is_none(tested) or not tested.type.maybe_none:
            self.complaints.add(
                at,
                'this is never "none"',
                'something that may be answered "none"',
                "Remove the test",
            )
            return None
        none = Literal(NONE, tested.type, at)
        return Compare("==" if op == "==" else "!=", tested, none, YES_NO, at)

    def _has_rules(self, *nodes: Node) -> bool:
        for node in nodes:
            if is_logic(node):
                self.complaints.add(
                    node.at,
                    "a joined condition or a rule stands inside a comparison",
                    "and, or, not around it",
                    "Write it on its own",
                )
                return True
        return False

    def _member(self, left: ast.expr, right: ast.expr, negated: bool) -> Node | None:
        item, at = self.read(left), self.place(left)
        if isinstance(right, ast.List | ast.Tuple):
            read = [self.read(each) for each in right.elts]
            elements = [each for each in read if each is not None]
            if item is None or len(elements) != len(read):
                return None
            literals = [adapt(each, item.type) for each in elements]
            bad = [each for each in literals if not isinstance(each, Literal)]
            if bad or not literals:
                self.refuse(
                    right,
                    "the list holds more than plain names and numbers",
                    "a list written out",
                    "Write them out",
                )
                return None
            met = meet([item, *literals], at, self.complaints, "compared", guard=item.type.kind != "choice")
            if met is None or not all([check_option(each, item.type, self.complaints) for each in literals]):
                return None
            values = tuple(each.value for each in literals if isinstance(each, Literal))
            within: Node = Options(values, item.type, self.place(right))
            return Member(item, within, negated, YES_NO, at)
        group = self.read(right)
        if item is None or group is None:
            return None
        if group.type.kind not in ("set", "ranked"):
            self.refuse(
                right,
                f"this is a {group.type}",
                "a list, a set or a ranked answer",
                "Write [“a”, “b”] or name one",
            )
            return None
        if item.type.kind != "choice":
            self.refuse(left, f"this is a {item.type}", "a name", "Put a name before `in`")
            return None
        return Member(item, group, negated, YES_NO, at) if check_option(item, group.type, self.complaints) else None

    def _if_else(self, node: ast.IfExp) -> Node | None:
        test, yes, no = self.condition(node.test), self.read(node.body), self.read(node.orelse)
        if test is None or yes is None or no is None or self._has_rules(*_rules_under(test)):
            return None
        met = meet([yes, no], self.place(node), self.complaints, "alternatives of one result", guard=False)
        return IfElse(test, met[0][0], met[0][1], met[1], self.place(node)) if met else None

    def _call(self, node: ast.Call) -> Node | None:
        if not isinstance(node.func, ast.Name):
            self.refuse(
                node,
                "only functions of the language can be called",
                "a function's name",
                "See rules/README.md",
            )
            return None
        return functions.read_call(self, node, node.func.id)


def _rules_under(test: Node) -> tuple[Node, ...]:
    from engine.tree import walk

    return tuple(each for each in walk(test) if isinstance(each, Concluded))


def _is_none(node: Node) -> bool:
    return isinstance(node, Literal) and node.value == NONE


def _ends(value: Value) -> bool:
    """Whether dividing by `value` always ends: it has no prime factors but 2 and 5."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or value == 0:
        return False
    n = abs(Decimal(value).as_integer_ratio()[0])
    for prime in (2, 5):
        while n % prime == 0:
            n //= prime
    return n == 1


__all__ = ["PERCENT", "Callable_", "Reader", "Scope", "read_expression"]
