"""The checked tree as columns: each kind of node once, names standing for columns that are there already."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Final

import polars as pl

from engine.columns import calls
from engine.columns.branches import chosen
from engine.columns.groups import contains, same, within
from engine.columns.held import CannotHold
from engine.columns.ladders import ladder
from engine.columns.results import code_of
from engine.columns.rounding import rounded
from engine.columns.tables import TooManyCells, table
from engine.columns.worked import TooLarge, Worked, common, constant, fitting, total_of, written
from engine.rulebook import InForce, Ladder, Plain, Table
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
    likeness,
)
from engine.values import NONE, Kind, Type, Value

FALSE: Final = pl.lit(False)


@dataclass
class Compiler:
    """Works nodes out. `known` are facts and derives by name; a rule that is not in `rules` is not in force.

    What says the same is worked out once; `kept` then stands for it (see `likeness`).
    """

    in_force: InForce
    day: dt.date
    names: pl.Enum
    known: dict[str, Worked] = field(default_factory=dict)
    rules: dict[str, pl.Expr] = field(default_factory=dict)
    kept: dict[object, Worked] = field(default_factory=dict)
    uses: Mapping[object, int] = field(default_factory=dict)
    """How often anything that says the same occurs."""
    hidden: dict[str, pl.Expr] = field(default_factory=dict)
    """Columns that stand in between, by name."""
    may_refer: set[object] = field(default_factory=set)
    across: "Callable[[Call, Compiler], Worked] | None" = None
    """What needs every row at once: `total` and `apportion`."""
    unshared: list[pl.Expr] = field(default_factory=list)
    """Whether an amount could not be shared although all it is shared by is known."""
    within: str = ""
    """What is being worked out, for whoever reads a fault."""

    def work(self, node: Node) -> Worked:
        """`node` as a column. Raises CannotHold."""
        key = (node.type.kind, likeness(node))  # the kind too: True equals 1
        if key not in self.kept:
            try:
                found = _KINDS[type(node)](self, node)
                self.kept[key] = self.keep(found) if self.uses.get(key, 0) > 1 else found
            except TooLarge as large:
                raise CannotHold(self.within, node.at, str(large)) from None
            except TooManyCells:
                raise CannotHold(self.within, node.at, "its table has more cells than can be laid out") from None
        return self.kept[key]

    def keep(self, found: Worked) -> Worked:
        """The same, as a column of its own that may be read again and again."""
        none = None if found.none is None else self._column(found.none)
        return replace(found, expr=self._column(found.expr), none=none)

    def _column(self, expr: pl.Expr) -> pl.Expr:
        if expr.meta.is_column() or expr.meta.is_literal():
            return expr
        name = f"{HIDDEN}{len(self.hidden)}"
        self.hidden[name] = expr
        return pl.col(name)

    def truth(self, node: Node) -> pl.Expr:
        """A yes-or-no node as a Boolean column, null where unknown."""
        return self.work(node).expr

    def value(self, value: Value, type_: Type) -> Worked:
        """A constant."""
        if isinstance(value, str) and type_.kind == "choice":
            return Worked(code_of(value, self.names), "choice")
        if isinstance(value, str):
            return self._nothing(type_)
        if isinstance(value, bool | dt.date):
            return Worked(pl.lit(value), type_.kind)
        assert not isinstance(value, str | tuple | frozenset)
        return written(value, type_.kind)

    def _nothing(self, type_: Type) -> Worked:
        """The declared answer "none" of any kind but a name."""
        dtype = pl.Int8() if type_.numeric else _DTYPES.get(type_.kind, pl.List(self.names))
        return Worked(pl.lit(None, dtype=dtype), type_.kind, dtype=dtype if type_.numeric else None, none=pl.lit(True))

    # Names and constants

    def literal(self, node: Literal) -> Worked:
        return self.value(node.value, node.type)

    def name(self, node: Name) -> Worked:
        if node.source == "day":
            return Worked(pl.lit(self.day), "date")
        if node.source == "value":
            shape = self.in_force.values[node.name].shape
            assert isinstance(shape, Plain)
            return self.value(shape.value, shape.type)
        return self.known[node.name]

    def concluded(self, node: Concluded) -> Worked:
        return Worked(self.rules.get(node.rule, FALSE), "yes_no")

    # Numbers

    def arithmetic(self, node: Arithmetic) -> Worked:
        left, right, kind = self.work(node.left), self.work(node.right), node.type.kind
        match node.op:
            case "+":
                return total_of([left, right], kind)
            case "-":
                return self._minus(left, right, kind)
            case "*":
                return _product(left, right, left.places + right.places, kind)
            case "%of":
                return _product(left, right, left.places + right.places + 2, kind)
        assert right.constant is not None  # by a constant whose division always ends
        return _product(left, _inverse(right), left.places + _inverse(right).places, kind)

    def _minus(self, left: Worked, right: Worked, kind: Kind) -> Worked:
        a, b = common([left, right])
        low, high = a.low - b.high, a.high - b.low
        dtype = fitting(a.low, a.high, b.low, b.high, low, high)
        return Worked(a.to(dtype).expr - b.to(dtype).expr, kind, a.places, low, high, dtype)

    # Conditions

    def compare(self, node: Compare) -> Worked:
        left, right = self.work(node.left), self.work(node.right)
        if node.op in ("==", "!=") and _is_none(node.right) and left.kind != "choice":
            none = FALSE if left.none is None else left.none
            return Worked(none if node.op == "==" else ~none, "yes_no")
        if _counts_nothing(node):
            return self._nothing_counted(node)
        if node.op in ("==", "!="):
            equal = self._equal(left, right)
            return Worked(equal if node.op == "==" else ~equal, "yes_no")
        if left.kind == "set":
            return Worked(within(left, right), "yes_no")
        if left.dtype is not None:
            left, right = common([left, right])
        return Worked(_ORDERINGS[node.op](left.expr, right.expr), "yes_no")

    def _nothing_counted(self, node: Compare) -> Worked:
        """Whether a count is 0, or is not: unknown where anything counted is."""
        assert isinstance(node.left, Call)
        parts = [self._column(self.truth(part)) for part in node.left.args]
        any_ = reduce(lambda a, b: a | b, parts)
        open_ = [part for part, tree in zip(parts, node.left.args, strict=True) if not _is_known_test(tree)]
        if open_:
            any_ = pl.when(reduce(lambda a, b: a & b, [part.is_not_null() for part in open_])).then(any_)
        return Worked(~any_ if node.op in ("==", "<=") else any_, "yes_no")

    def _equal(self, left: Worked, right: Worked) -> pl.Expr:
        if left.dtype is not None and right.dtype is not None:
            a, b = common([left, right])
            equal = a.expr == b.expr
        else:
            equal = same(left, right) if left.kind in ("set", "ranked") else left.expr == right.expr
        for none, other in ((left.none, right.none), (right.none, left.none)):
            if none is not None and other is None:
                return ~none & equal
        if left.none is None or right.none is None:
            return equal
        return (left.none & right.none) | (~left.none & ~right.none & equal)

    def member(self, node: Member) -> Worked:
        item = self.work(node.item)
        if isinstance(node.within, Options):
            options = [self.value(value, node.within.type) for value in node.within.values]
            item = self.keep(item)
            found = reduce(lambda a, b: a | b, [self._equal(item, option) for option in options])
        else:
            found = contains(self.work(node.within), item, self.names)
        return Worked(~found if node.negated else found, "yes_no")

    def all_of(self, node: And) -> Worked:
        return Worked(reduce(lambda a, b: a & b, map(self.truth, node.parts)), "yes_no")

    def any_of(self, node: Or) -> Worked:
        return Worked(reduce(lambda a, b: a | b, map(self.truth, node.parts)), "yes_no")

    def negation(self, node: Not) -> Worked:
        return Worked(~self.truth(node.part), "yes_no")

    def at_least(self, node: AtLeast) -> Worked:
        """True when enough are true; false when too few are true or unknown."""
        parts = [self._column(self.truth(part)) for part in node.parts]
        dtype = fitting(len(parts))
        true = reduce(lambda a, b: a + b, [part.fill_null(False).cast(dtype) for part in parts])
        open_ = reduce(lambda a, b: a + b, [part.fill_null(True).cast(dtype) for part in parts])
        n = pl.lit(node.n, dtype=dtype)
        return Worked(pl.when(true >= n).then(pl.lit(True)).when(open_ < n).then(pl.lit(False)), "yes_no")

    def if_else(self, node: IfElse) -> Worked:
        return chosen(self._column(self.truth(node.test)), self.work(node.yes), self.work(node.no), node.type.kind)

    # Functions, ladders, tables

    def function(self, node: Call) -> Worked:
        if node.name in ("total", "apportion"):
            assert self.across is not None
            return self.across(node, self)
        args = [self.work(arg) for arg in node.args]
        if node.name == "given":
            return calls.given(self.keep(args[0]), args[1], node.type.kind, self.names)
        if node.name not in _READ_ONCE:
            args = [self.keep(arg) for arg in args]
        return calls.call(node, args, self.day, self)

    def lookup(self, node: Lookup) -> Worked:
        args, shape = [self.keep(self.work(arg)) for arg in node.args], self.in_force.values[node.name].shape
        if isinstance(shape, Ladder):
            found, refers = ladder(shape, args[0], node, self.names)
        else:
            assert isinstance(shape, Table)
            found, refers = table(shape, args, node, self.names)
        if not refers:
            return found
        found = self.keep(found)
        self.may_refer.add(likeness(node))
        return found

    def landing(self, node: Lookup) -> tuple[Worked, bool]:
        """A lookup's result, and whether it may land on refer; null with all arguments known is where it did."""
        found = self.work(node)
        return found, likeness(node) in self.may_refer

    def outcome(self, node: Node) -> Worked:
        """An outcome or order key: money in whole pence, by the rulebook's rounding."""
        found = self.work(node)
        if node.type.kind != "money":
            return found
        try:
            return rounded(self.keep(found), 0, self.in_force.rulebook.rounding, "money")
        except TooLarge as large:
            raise CannotHold(self.within, node.at, str(large)) from None


def _product(a: Worked, b: Worked, places: int, kind: Kind) -> Worked:
    corners = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
    low, high = min(corners), max(corners)
    if a.constant is not None and b.constant is not None:
        return constant(low, places, kind)
    dtype = fitting(low, high, a.low, a.high, b.low, b.high)
    return Worked(a.to(dtype).expr * b.to(dtype).expr, kind, places, low, high, dtype)


def _inverse(divisor: Worked) -> Worked:
    """One over a constant that has no prime factors but 2 and 5."""
    assert divisor.constant is not None
    places, top = 0, 10**divisor.places
    while top * 10**places % divisor.constant:
        places += 1
    return constant(top * 10**places // divisor.constant, places, "number")


def _is_known_test(node: Node) -> bool:
    return isinstance(node, Call) and node.name == "known"


def _counts_nothing(node: Compare) -> bool:
    """Whether a count is compared with 0: joining the conditions is much quicker than adding them up."""
    zero = isinstance(node.right, Literal) and node.right.value == 0 and node.right.type.numeric
    return zero and isinstance(node.left, Call) and node.left.name == "count" and node.op in ("==", "!=", ">", "<=")


def _is_none(node: Node) -> bool:
    return isinstance(node, Literal) and node.value == NONE


HIDDEN: Final = "~"
"""What the names of columns that stand in between begin with."""
_READ_ONCE: Final = frozenset({"sum", "count", "known", "size"})
_DTYPES: Final[Mapping[Kind, pl.DataType]] = {"yes_no": pl.Boolean(), "date": pl.Date()}
_ORDERINGS: Final[Mapping[str, Callable[[pl.Expr, pl.Expr], pl.Expr]]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
_KINDS: Final[Mapping[type[Node], Callable[..., Worked]]] = {
    Literal: Compiler.literal,
    Name: Compiler.name,
    Concluded: Compiler.concluded,
    Arithmetic: Compiler.arithmetic,
    Compare: Compiler.compare,
    Member: Compiler.member,
    And: Compiler.all_of,
    Or: Compiler.any_of,
    Not: Compiler.negation,
    AtLeast: Compiler.at_least,
    IfElse: Compiler.if_else,
    Call: Compiler.function,
    Lookup: Compiler.lookup,
}
