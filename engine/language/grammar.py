"""The closed expression language: text → parsed by Python's own parser → checked against an allow-list → typed tree.

Nothing here runs the text. What is not on the list is refused with its line and column.
"""

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from engine.facts import Fact
from engine.language import arguments, arithmetic, comparing, functions
from engine.language.habits import habit
from engine.language.source_text import Text
from engine.language.typing_rules import guarded, meet
from engine.problems import Complaints, Place
from engine.tree import (
    And,
    Concluded,
    IfElse,
    Literal,
    Name,
    Node,
    Not,
    Or,
)
from engine.values import DATE, NONE, NUMBER, WHOLE, YES_NO, Type, Value

MOST_LETTERS: Final = 2000
MOST_DEPTH: Final = 60


@dataclass(frozen=True)
class Lookupable:
    """A ladder or table as seen from an expression: how many arguments, of which types."""

    arguments: tuple[Type | None, ...]
    gives: Type


@dataclass(frozen=True)
class Scope:
    """The names an expression may use. `derived` gives a derived name's type, None where it is broken."""

    facts: Mapping[str, Fact]
    plain: Mapping[str, tuple[Type, tuple[Value, ...]]]
    lookups: Mapping[str, Lookupable]
    derived: Callable[[str], Type | None]
    derive_names: frozenset[str]
    rules: frozenset[str]
    rounding: str
    over: bool = False
    broken: frozenset[str] = frozenset()
    """Names whose declaration was refused: their own problem is told, so reading them is not told again."""


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
        remedy = habit(source) or "Correct it"
        complaints.add(at, f"this is not an expression: {error.msg}", "such as `points >= 12`", remedy)
        return None
    except (RecursionError, MemoryError, ValueError):
        complaints.add(
            text.at,
            "the expression is nested too deeply",
            f"at most {MOST_DEPTH} levels",
            "Split it up",
        )
        return None
    if b"#" in source.encode()[parsed.body.end_col_offset :]:
        complaints.add(text.at, "a `#` ends the expression", "the whole expression to count", "Put remarks outside it")
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
        letters = len(self.source.encode()[: node.col_offset].decode())  # Python counts bytes
        return _shift(self.text, letters)

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
                return arithmetic.negative(self, node)
            case ast.BinOp():
                return arithmetic.arithmetic(self, node)
            case ast.Compare():
                return comparing.compare(self, node)
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
        if name in self.scope.broken:
            return
        if name in self.scope.lookups or name in functions.NAMES:
            self.refuse(node, f"`{name}` needs its arguments", f"{name}(…)", "Call it")
            return
        known = [*self.scope.facts, *self.scope.plain, *self.scope.derive_names, *self.scope.rules]
        self.refuse(
            node,
            f"nothing is called `{name}`",
            arguments.near(name, known),
            habit(name) or "Declare it or correct it",
        )

    def _joined(self, node: ast.BoolOp) -> Node | None:
        parts = [self.condition(value) for value in node.values]
        good = tuple(part for part in parts if part is not None)
        if len(good) != len(parts):
            return None
        at = self.place(node)
        return And(good, YES_NO, at) if isinstance(node.op, ast.And) else Or(good, YES_NO, at)

    def _if_else(self, node: ast.IfExp) -> Node | None:
        test, yes, no = self.condition(node.test), self.read(node.body), self.read(node.orelse)
        if test is None or yes is None or no is None or comparing.has_rules(self, *_rules_under(test)):
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
