"""What each kind of node means, for `engine.opinions.reference`: one plain definition a kind.

A meaning is asked of a reading and gives what the node is in that case: a value, or None where it is not
known. It is made once for a rulebook in force, from the meanings of the node's parts; constants are made
exact then.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from engine.opinions.layout import layout_of
from engine.opinions.reference_functions import Found, Known, Number, call, exact, outward, quotient
from engine.rulebook import REFER, InForce, Ladder, Plain, Refer, Result, Table
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
from engine.values import NONE

if TYPE_CHECKING:
    from engine.opinions.reference import Reading

Truth = bool | None
Meaning = Callable[["Reading"], Found]


class Meanings:
    """The meanings of a rulebook in force. Those of whole steps and rules are kept, by their node's identity."""

    def __init__(self, in_force: InForce) -> None:
        self.in_force = in_force
        self.conditions = layout_of(in_force).slots
        book = in_force.rulebook
        steps = (*book.derives.values(), *book.outcomes.values(), *book.order.values())
        nodes = [step.node for step in steps] + [rule.when for rule in in_force.rules]
        self.kept = {id(node): self.made(node) for node in nodes}

    def of(self, node: Node) -> Meaning:
        """What `node` means."""
        return self.kept.get(id(node)) or self.made(node)

    def made(self, node: Node) -> Meaning:
        """The meaning of `node`, from those of its parts. A condition's truth is noted whenever it is asked."""
        meaning = _KINDS[type(node)](self, node)
        key = id(node)
        if key not in self.conditions:
            return meaning

        def noted(reading: "Reading") -> Found:
            found = reading.seen[key] = meaning(reading)
            return found

        return noted

    # Names and constants

    def literal(self, node: Literal) -> Meaning:
        value = exact(node.value)
        return lambda _: value

    def options(self, node: Options) -> Meaning:
        values = tuple(exact(each) for each in node.values)
        return lambda _: values

    def name(self, node: Name) -> Meaning:
        name = node.name
        if node.source == "fact":
            return lambda reading: reading.facts[name]
        if node.source == "derive":
            return lambda reading: reading.derived[name]
        if node.source == "day":
            return lambda reading: reading.day
        shape = self.in_force.values[name].shape
        assert isinstance(shape, Plain)
        value = exact(shape.value)
        return lambda _: value

    def concluded(self, node: Concluded) -> Meaning:
        rule = node.rule
        return lambda reading: reading.concluded.get(rule, False)  # a rule that is not in force is not met

    # Numbers

    def arithmetic(self, node: Arithmetic) -> Meaning:
        left, right, reckon = self.made(node.left), self.made(node.right), _ARITHMETIC[node.op]

        def meaning(reading: "Reading") -> Found:
            a, b = left(reading), right(reading)
            return None if a is None or b is None else reckon(a, b)

        return meaning

    # Conditions

    def compare(self, node: Compare) -> Meaning:
        left, right, holds = self.made(node.left), self.made(node.right), _COMPARISONS[node.op]

        def meaning(reading: "Reading") -> Truth:
            a, b = left(reading), right(reading)
            return None if a is None or b is None else holds(a, b)

        return meaning

    def member(self, node: Member) -> Meaning:
        item, within, negated = self.made(node.item), self.made(node.within), node.negated

        def meaning(reading: "Reading") -> Truth:
            one, group = item(reading), within(reading)
            if one is None or group is None:
                return None
            inside = group != NONE and any(same(one, each) for each in group)
            return not inside if negated else inside

        return meaning

    def all_of(self, node: And) -> Meaning:
        parts = [self.made(part) for part in node.parts]

        def meaning(reading: "Reading") -> Truth:
            truths = [part(reading) for part in parts]
            if False in truths:
                return False
            return None if None in truths else True

        return meaning

    def any_of(self, node: Or) -> Meaning:
        parts = [self.made(part) for part in node.parts]

        def meaning(reading: "Reading") -> Truth:
            truths = [part(reading) for part in parts]
            if True in truths:
                return True
            return None if None in truths else False

        return meaning

    def negation(self, node: Not) -> Meaning:
        part = self.made(node.part)

        def meaning(reading: "Reading") -> Truth:
            truth = part(reading)
            return None if truth is None else not truth

        return meaning

    def at_least(self, node: AtLeast) -> Meaning:
        parts, n = [self.made(part) for part in node.parts], node.n

        def meaning(reading: "Reading") -> Truth:
            truths = [part(reading) for part in parts]
            if truths.count(True) >= n:
                return True
            return None if truths.count(True) + truths.count(None) >= n else False

        return meaning

    def if_else(self, node: IfElse) -> Meaning:
        test, yes, no = self.made(node.test), self.made(node.yes), self.made(node.no)

        def meaning(reading: "Reading") -> Found:
            truth = test(reading)
            if truth is None:
                return None
            return yes(reading) if truth else no(reading)

        return meaning

    # Functions, ladders, tables

    def function(self, node: Call) -> Meaning:
        if node.name in ("total", "apportion"):
            return lambda reading: reading.across(node)
        args = [self.made(arg) for arg in node.args]
        if node.name == "known":
            return lambda reading: args[0](reading) is not None

        def given(reading: "Reading") -> Found:
            value, otherwise = args[0](reading), args[1](reading)
            return otherwise if value == NONE else value

        def meaning(reading: "Reading") -> Found:
            values = [arg(reading) for arg in args]
            return None if None in values else call(node, reading.day, values)

        return given if node.name == "given" else meaning

    def lookup(self, node: Lookup) -> Meaning:
        args, key, shape = [self.made(arg) for arg in node.args], id(node), self.in_force.values[node.name].shape
        assert isinstance(shape, Ladder | Table)
        find = steps(shape) if isinstance(shape, Ladder) else cells(shape)

        def meaning(reading: "Reading") -> Found:
            values: list[Any] = [arg(reading) for arg in args]
            landed = None if None in values else find(values)
            reading.landings[key] = (tuple([outward(each) for each in values]), landed)
            return None if isinstance(landed, Refer) else exact(landed)

        return meaning


def steps(ladder: Ladder) -> Callable[[Sequence[Number]], Result]:
    """The result of the last step that begins at or below the argument; refer below the first."""
    pairs = [(exact(start), result) for start, result in zip(ladder.starts, ladder.results, strict=True)]

    def find(args: Sequence[Number]) -> Result:
        landed: Result = REFER
        for start, result in pairs:
            if args[0] >= start:
                landed = result
        return landed

    return find


def cells(table: Table) -> Callable[[Sequence[Known]], Result]:
    """The cell whose keys fit: an exact key before a wildcard, the leftmost key deciding first."""
    pairs = sorted(table.cells.items(), key=lambda cell: [key is None for key in cell[0]])
    wanted = [(tuple(exact(key) for key in keys), result) for keys, result in pairs]

    def find(args: Sequence[Known]) -> Result:
        for keys, result in wanted:
            if fits(keys, args):
                return result
        return REFER if table.otherwise is None else table.otherwise

    return find


def fits(keys: Sequence[Found], args: Sequence[Known]) -> bool:
    """Whether each argument is its key; the wildcard fits any."""
    for key, arg in zip(keys, args, strict=True):  # noqa: SIM110 - several times quicker than all(…)
        if key is not None and not same(key, arg):
            return False
    return True


def same(one: Known, other: Known) -> bool:
    """Equal, and of one kind: True is not 1."""
    return (type(one) is bool) is (type(other) is bool) and bool(one == other)


_ARITHMETIC: Final[Mapping[str, Callable[[Number, Number], Number]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": quotient,
    "%of": lambda percent, whole: quotient(percent * whole, 100),
}
_COMPARISONS: Final[Mapping[str, Callable[[Known, Known], bool]]] = {
    "==": same,
    "!=": lambda one, other: not same(one, other),
    "<": operator.lt,
    "<=": operator.le,  # of sets: all of these are in
    ">": operator.gt,
    ">=": operator.ge,
}
_KINDS: Final[Mapping[type[Node], Callable[[Meanings, Any], Meaning]]] = {
    Literal: Meanings.literal,
    Options: Meanings.options,
    Name: Meanings.name,
    Concluded: Meanings.concluded,
    Arithmetic: Meanings.arithmetic,
    Compare: Meanings.compare,
    Member: Meanings.member,
    And: Meanings.all_of,
    Or: Meanings.any_of,
    Not: Meanings.negation,
    AtLeast: Meanings.at_least,
    IfElse: Meanings.if_else,
    Call: Meanings.function,
    Lookup: Meanings.lookup,
}
