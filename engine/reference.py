"""The same meaning as `engine.evaluate`, written naively and separately: the second opinion on numbers.

A walk over the checked tree, node by node, with `int` for whole numbers and `Fraction` for all others
and for every quotient. It shares no arithmetic, no rounding, no search and no calendar with the evaluator;
it is to be read beside rules/README.md and believed. `None` is unknown throughout.
"""

import datetime as dt
import operator
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from engine.evaluation import Evaluation, Landing, Truth
from engine.layout import layout_of
from engine.reference_functions import Known, Number, call, quotient, rounded
from engine.rulebook import REFER, InForce, Ladder, Plain, Refer, Result, Rulebook, Step, Table
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
from engine.values import NONE, Answer, Value

NOT_ASKED: Final = "-"
Found = Known | None


def evaluate(book: Rulebook, answers: Mapping[str, Value], day: dt.date) -> Evaluation:
    """Everything the rulebook concludes from these answers on this day, which must lie in `book.in_force`.

    Raises ValueError where it does not, ZeroDivisionError for a `divide` by 0 without `otherwise`.
    """
    if not book.in_force.holds(day):
        raise ValueError(f"{book.name} is not in force on {day}")
    reading = Reading(book.on(day), answers, day)
    for name, step in book.derives.items():
        reading.derive(name, step)
    for rule in reading.in_force.ordered_rules:
        reading.conclude(rule.id, rule.when)
    for step in (*book.outcomes.values(), *book.order.values()):
        reading.value(step.node)
    return reading.evaluation()


class Reading:
    """One case being read: what each name stands for so far, and what every node turned out to be."""

    def __init__(self, in_force: InForce, answers: Mapping[str, Value], day: dt.date) -> None:
        self.in_force, self.answers, self.day = in_force, answers, day
        self.facts: dict[str, Found] = {name: exact(answers.get(name)) for name in in_force.rulebook.facts}
        self.derived: dict[str, Found] = {}
        self.concluded: dict[str, Truth] = {}
        self.seen: dict[int, Found] = {}
        """By the identity of its node. A node that is missing was not asked: its branch was not taken."""
        self.landings: dict[int, Landing] = {}

    def derive(self, name: str, step: Step) -> None:
        """Work out one derived name, after those it reads."""
        self.derived[name] = self.value(step.node)

    def conclude(self, rule: str, when: Node) -> None:
        """Work out one rule, after those it reads."""
        self.concluded[rule] = self.value(when)

    def value(self, node: Node) -> Found:
        """What `node` is: a value, or None where it is not known."""
        found = self.seen[id(node)] = _MEANINGS[type(node)](self, node)
        return found

    def evaluation(self) -> Evaluation:
        """All that was found, in the fixed orders."""
        book, layout = self.in_force.rulebook, layout_of(self.in_force)
        return Evaluation(
            in_force=self.in_force,
            day=self.day,
            answers=tuple([self.answers.get(name) for name in book.facts]),
            derived=tuple([outward(self.derived[name]) for name in book.derives]),
            outcomes=tuple([self._outcome(step) for step in book.outcomes.values()]),
            order_keys=tuple([self._outcome(step) for step in book.order.values()]),
            conditions=tuple([self.seen.get(id(site.node), NOT_ASKED) for site in layout.conditions]),
            lookups=tuple([self.landings.get(id(site.node), NOT_ASKED) for site in layout.lookups]),
            rules=tuple([self.concluded[rule.id] for rule in self.in_force.ordered_rules]),
        )

    def _outcome(self, step: Step) -> Answer:
        """As found; money in whole pence, by the rulebook's rounding."""
        found = self.seen[id(step.node)]
        if found is not None and step.node.type.kind == "money":
            found = rounded(found, 0, self.in_force.rulebook.rounding)
        return outward(found)

    # Names and constants

    def literal(self, node: Literal) -> Found:
        return exact(node.value)

    def options(self, node: Options) -> Found:
        return tuple(exact(each) for each in node.values)

    def name(self, node: Name) -> Found:
        if node.source == "fact":
            return self.facts[node.name]
        if node.source == "derive":
            return self.derived[node.name]
        if node.source == "day":
            return self.day
        shape = self.in_force.values[node.name].shape
        assert isinstance(shape, Plain)
        return exact(shape.value)

    def concluded_rule(self, node: Concluded) -> Truth:
        return self.concluded.get(node.rule, False)  # a rule that is not in force is not met

    # Numbers

    def arithmetic(self, node: Arithmetic) -> Found:
        left, right = self.value(node.left), self.value(node.right)
        if left is None or right is None:
            return None
        if node.op == "+":
            return left + right
        if node.op == "-":
            return left - right
        if node.op == "*":
            return left * right
        if node.op == "/":
            return quotient(left, right)
        return quotient(left * right, 100)  # so many percent of

    # Conditions

    def compare(self, node: Compare) -> Truth:
        left, right = self.value(node.left), self.value(node.right)
        if left is None or right is None:
            return None
        if node.op == "==":
            return same(left, right)
        if node.op == "!=":
            return not same(left, right)
        return _ORDERS[node.op](left, right)  # of sets, <= is: all of these are in

    def member(self, node: Member) -> Truth:
        item, group = self.value(node.item), self.value(node.within)
        if item is None or group is None:
            return None
        inside = any(same(item, each) for each in group)
        return not inside if node.negated else inside

    def all_of(self, node: And) -> Truth:
        truths = [self.value(part) for part in node.parts]
        if False in truths:
            return False
        return None if None in truths else True

    def any_of(self, node: Or) -> Truth:
        truths = [self.value(part) for part in node.parts]
        if True in truths:
            return True
        return None if None in truths else False

    def negation(self, node: Not) -> Truth:
        truth = self.value(node.part)
        return None if truth is None else not truth

    def at_least(self, node: AtLeast) -> Truth:
        truths = [self.value(part) for part in node.parts]
        if truths.count(True) >= node.n:
            return True
        return None if truths.count(True) + truths.count(None) >= node.n else False

    def if_else(self, node: IfElse) -> Found:
        test = self.value(node.test)
        if test is None:
            return None
        return self.value(node.yes if test else node.no)

    # Functions, ladders, tables

    def call(self, node: Call) -> Found:
        if node.name in ("total", "apportion"):
            return self.across(node)
        args = [self.value(arg) for arg in node.args]
        if node.name == "known":
            return args[0] is not None
        if node.name == "given":
            return args[1] if args[0] == NONE else args[0]
        if None in args:
            return None
        return call(node, self.day, args)

    def across(self, node: Call) -> Found:
        """What needs every partnership at once: see `engine.allocation`."""
        raise TypeError(f"{node.name}(…) is not evaluated one case at a time")

    def lookup(self, node: Lookup) -> Found:
        args = [self.value(arg) for arg in node.args]
        landed = None if None in args else self._landing(node.name, args)
        self.landings[id(node)] = (tuple(outward(each) for each in args), landed)
        return None if isinstance(landed, Refer) else exact(landed)

    def _landing(self, name: str, args: Sequence[Known]) -> Result:
        shape = self.in_force.values[name].shape
        if isinstance(shape, Ladder):
            return on_ladder(shape, args[0])
        assert isinstance(shape, Table)
        return in_table(shape, args)


def on_ladder(ladder: Ladder, argument: Number) -> Result:
    """The result of the last step that begins at or below the argument; refer below the first."""
    landed: Result = REFER
    for start, result in zip(ladder.starts, ladder.results, strict=True):
        if argument >= exact(start):
            landed = result
    return landed


def in_table(table: Table, args: Sequence[Known]) -> Result:
    """The cell whose keys fit: an exact key before a wildcard, the leftmost key deciding first."""
    fitting = [
        keys
        for keys in table.cells
        if all(key is None or same(exact(key), arg) for key, arg in zip(keys, args, strict=True))
    ]
    if fitting:
        return table.cells[max(fitting, key=lambda keys: [key is not None for key in keys])]
    return REFER if table.otherwise is None else table.otherwise


def same(one: Known, other: Known) -> bool:
    """Equal, and of one kind: True is not 1."""
    return (type(one) is bool) is (type(other) is bool) and bool(one == other)


def exact(value: Answer) -> Found:
    """A value as it is reckoned with here: decimals as fractions, all else as it is."""
    return Fraction(value) if type(value) is Decimal else value


def outward(found: Found) -> Answer:
    """A value as evaluations hold it: whole numbers `int`, others the `Decimal` of just these digits.

    Raises ValueError for a number without an end to its digits, which the language cannot make.
    """
    if type(found) is not Fraction:
        return found
    if found.denominator == 1:
        return found.numerator
    places = 0
    while (found * 10**places).denominator != 1:
        places += 1
        if places > 1000:
            raise ValueError(f"{found} has no end to its digits")
    digits = str(abs(found.numerator) * 10**places // found.denominator)
    return Decimal((int(found < 0), tuple(map(int, digits)), -places))


_ORDERS: Final[Mapping[str, Callable[[Known, Known], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_MEANINGS: Final[Mapping[type[Node], Callable[[Reading, Any], Found]]] = {
    Literal: Reading.literal,
    Options: Reading.options,
    Name: Reading.name,
    Concluded: Reading.concluded_rule,
    Arithmetic: Reading.arithmetic,
    Compare: Reading.compare,
    Member: Reading.member,
    And: Reading.all_of,
    Or: Reading.any_of,
    Not: Reading.negation,
    AtLeast: Reading.at_least,
    IfElse: Reading.if_else,
    Call: Reading.call,
    Lookup: Reading.lookup,
}
