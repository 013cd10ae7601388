"""Sound ranges: what every derived name, rule, condition, lookup and outcome can come to.

`ranges_of` walks the checked tree once with ranges in the place of values. Each fact is the answer
given or all it could be answered. What it says cannot happen cannot happen; the rest may.
The checker proves with it, and `possible` bounds with it what it cannot try out.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from engine.facts import Fact
from engine.reach import domains, range_calls
from engine.reach.domains import BOTH, FIRST_DAY, LAST_DAY, Days, Groups, Numbers, Range, exact
from engine.reach.range_lookups import Landing, look_up
from engine.reach.range_tests import Known, compared, contained, narrowed
from engine.rulebook import InForce, Period, Plain
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
from engine.values import NONE, Type, Value

MOST_DIGITS: Final = 100
"""Arithmetic may not need more digits than this; `engine.values.EXACT` has a few more."""


@dataclass(frozen=True)
class Ranges:
    """What can come out, by name: facts, derives, rules (truths), outcomes (money in whole pence), order keys.

    `nodes` (of every node), `lookups` and `branches` (which way an if-else can go) are by the identity of the node,
    as in `layout_of(in_force)`; what stands only in branches never taken is absent. `too_long` lists arithmetic
    that might need too many digits. `unanswered` is what `ranges_of` was asked for.
    """

    in_force: InForce
    facts: Mapping[str, Range]
    derives: Mapping[str, Range]
    rules: Mapping[str, Range]
    outcomes: Mapping[str, Range]
    order: Mapping[str, Range]
    lookups: Mapping[int, Landing]
    branches: Mapping[int, frozenset[bool]]
    nodes: Mapping[int, Range]
    unanswered: bool
    too_long: tuple[Node, ...]

    @property
    def may_refer(self) -> bool:
        """Whether a lookup may land on refer or a refer rule be met."""
        refers = [r.id for r in self.in_force.rules if r.then == "refer"]
        return any(True in self.rules[r].truths for r in refers) or any(x.refers for x in self.lookups.values())

    def statuses(self) -> frozenset[str]:
        """Every status the request can have; without `unanswered`, once all that is unanswered is answered."""
        returns = [self.rules[r.id] for r in self.in_force.rules if r.then == "return"]
        refers = [self.rules[r.id] for r in self.in_force.rules if r.then == "refer"]
        found = {"incomplete"} if any(True in r.truths for r in returns) else set()
        if any(r.truths == {True} and not r.missing for r in returns):
            return frozenset(found)
        if self.may_refer:
            found.add("referred")
        certain = any(r.truths == {True} and not r.missing for r in refers)
        if not certain and not any(each.certain for each in self.lookups.values()):
            parts = [*returns, *refers, *self.outcomes.values()]
            if all(not part.empty for part in parts):
                found.add("settled")
            if self.unanswered and any(part.missing for part in parts):
                found.add("unsettled")
        return frozenset(found)


def ranges_of(
    in_force: InForce, known: Mapping[str, Value], day: dt.date | Period | None, *, unanswered: bool = False
) -> Ranges:
    """The ranges for these answers on a day, on any day of a period, or on any day at all (None).

    A fact not in `known` may be answered in any way; with `unanswered` it may also stay unanswered.
    """
    walker = _Walker(in_force, _days(day))
    book = in_force.rulebook
    for name, fact in book.facts.items():
        walker.known[name] = point(known[name], fact.type) if name in known else whole_domain(fact, unanswered)
    facts = dict(walker.known)
    derives: dict[str, Range] = {}
    for name, step in book.derives.items():
        derives[name] = walker.known[name] = walker.read(step.node, {})
        walker.trees[name] = step.node
    for rule in in_force.ordered_rules:
        walker.rules[rule.id] = walker.read(rule.when, {})
    outcomes = {name: walker.outcome(step.node) for name, step in book.outcomes.items()}
    order = {name: walker.outcome(step.node) for name, step in book.order.items()}
    return Ranges(
        in_force=in_force,
        facts=facts,
        derives=derives,
        rules=walker.rules,
        outcomes=outcomes,
        order=order,
        lookups=walker.lookups,
        branches=walker.branches,
        nodes=walker.nodes,
        unanswered=unanswered,
        too_long=tuple(walker.too_long),
    )


def _days(day: dt.date | Period | None) -> Days:
    if day is None:
        return Days(dt.date.min, dt.date.max)
    if isinstance(day, Period):
        return Days(day.start, day.end or dt.date.max)
    return Days(day, day)


def point(value: Value, type_: Type) -> Range:
    """The range of one known value."""
    if isinstance(value, str) and value == NONE:
        return Range(_nothing(type_), none=True)
    if isinstance(value, bool):
        return Range(frozenset({value}))
    if isinstance(value, int | Decimal):
        return Range(domains.numbers_of([exact(value)], _places(value)))
    if isinstance(value, str):
        return Range(frozenset({value}))
    if isinstance(value, tuple | frozenset):
        order = value if isinstance(value, tuple) else None
        return Range(Groups(frozenset(value), frozenset(value), len(value), len(value), order))
    return Range(Days(value, value))


def _places(value: int | Decimal) -> int:
    if isinstance(value, int):
        return 0
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _nothing(type_: Type) -> domains.Values:
    if type_.numeric:
        return domains.NO_NUMBER
    return domains.NO_DAY if type_.kind == "date" else frozenset[str]()


def whole_domain(fact: Fact, unanswered: bool = False) -> Range:
    """Everything a fact can be answered, and with `unanswered` perhaps not at all."""
    kind, none = fact.type.kind, fact.type.maybe_none
    options = frozenset(fact.type.options)
    values: domains.Values
    if fact.type.numeric:
        places = fact.places if kind in ("number", "percent") else 0
        low = Numbers(exact(fact.least or 0), exact(fact.most or 0), places).between(None, None)
        values = low if low.empty else domains.interval(low.low, low.high, places)
    elif kind == "date":
        values = Days(FIRST_DAY, LAST_DAY)
    elif kind == "yes_no":
        values = BOTH
    elif kind == "choice":
        values = options
    else:
        most = int(fact.most or 0) if kind == "ranked" else len(options)
        values = Groups(frozenset(), options, 0, min(most, len(options)))
    return Range(values, none, unanswered)


@dataclass
class _Walker:
    in_force: InForce
    day: Days
    known: dict[str, Range] = field(default_factory=dict)
    trees: dict[str, Node] = field(default_factory=dict)
    rules: dict[str, Range] = field(default_factory=dict)
    nodes: dict[int, Range] = field(default_factory=dict)
    lookups: dict[int, Landing] = field(default_factory=dict)
    branches: dict[int, frozenset[bool]] = field(default_factory=dict)
    too_long: list[Node] = field(default_factory=list)
    perhaps: int = 0
    """How many branches that may not be taken this stands in."""

    def outcome(self, node: Node) -> Range:
        """An outcome's range: money to whole pence."""
        found = self.read(node, {})
        if node.type.kind != "money":
            return found
        how = self.in_force.rulebook.rounding
        pence = domains.each_of(found.numbers, 0, lambda v: domains.rounded(v, 0, how))
        return Range(pence, found.none, found.missing)

    def read(self, node: Node, env: Known) -> Range:
        """The range of `node` where the names in `env` are known to be narrower."""
        found = self._read(node, env)
        if isinstance(found.values, Numbers) and _digits(found.values) > MOST_DIGITS:
            self.too_long.append(node)
            found = Range(domains.NO_NUMBER, found.none, True)  # told once, not again further up
        self.nodes[id(node)] = found
        return found

    def _read(self, node: Node, env: Known) -> Range:
        match node:
            case Literal():
                return point(node.value, node.type)
            case Name():
                return self._name(node, env)
            case Concluded():
                return self.rules.get(node.rule, Range(frozenset({False})))
            case Arithmetic():
                left, right = self.read(node.left, env), self.read(node.right, env)
                return range_calls.arithmetic(node, left, right, env)
            case Compare():
                return compared(node.op, self.read(node.left, env), self.read(node.right, env))
            case Member():
                return self._member(node, env)
            case And() | Or():
                joined = _joined([self.read(p, env) for p in node.parts], isinstance(node, And))
                return self._consistent(node, joined, env)
            case Not():
                part = self.read(node.part, env)
                return Range(frozenset(not t for t in part.truths), False, part.missing)
            case AtLeast():
                return _at_least(node.n, [self.read(p, env) for p in node.parts])
            case IfElse():
                return self._if_else(node, env)
            case Call():
                return range_calls.call(node, [self.read(arg, env) for arg in node.args], self.day)
            case Lookup():
                return self._lookup(node, env)
        raise TypeError(f"{type(node).__name__} has no range")

    def _name(self, node: Name, env: Known) -> Range:
        if node.source == "day":
            return Range(self.day)
        if node.source == "value":
            shape = self.in_force.values[node.name].shape
            assert isinstance(shape, Plain)
            return point(shape.value, shape.type)
        return env[node.name] if node.name in env else self.known[node.name]

    def _member(self, node: Member, env: Known) -> Range:
        item = self.read(node.item, env)
        if isinstance(node.within, Options):
            among = [point(value, node.within.type) for value in node.within.values]
        else:
            among = [self.read(node.within, env)]
        return contained(item, among, node.negated)

    def _if_else(self, node: IfElse, env: Known) -> Range:
        test = self.read(node.test, env)
        found: list[Range] = []
        taken: set[bool] = set()
        perhaps = test.missing or len(test.truths) > 1
        self.perhaps += perhaps
        for truth, branch in ((True, node.yes), (False, node.no)):
            inside = narrowed(node.test, env, truth, self._peek) if truth in test.truths else None
            if inside is not None:
                taken.add(truth)
                found.append(self.read(branch, inside))
        self.perhaps -= perhaps
        self.branches[id(node)] = frozenset(taken)
        if not found:
            return Range(_nothing(node.type), False, True)
        both = found[0] if len(found) == 1 else domains.join_ranges(found[0], found[1])
        return both.also(missing=test.missing)

    def _consistent(self, node: And | Or, joined: Range, env: Known) -> Range:
        """Without a truth that would need a name to be two things at once (`x > 3 and x < 2`)."""
        truth = isinstance(node, And)
        if truth in joined.truths and narrowed(node, env, truth, self._peek) is None:
            return Range(joined.truths - {truth}, False, joined.missing)
        return joined

    def _peek(self, node: Node, env: Known) -> tuple[Range, Node | None]:
        """The range of a node that was read already, and for a derived name its tree."""
        tree = self.trees.get(node.name) if isinstance(node, Name) else None
        if isinstance(node, Name):
            return self._name(node, env), tree
        return self.nodes.get(id(node), Range(frozenset[str]())), None

    def _lookup(self, node: Lookup, env: Known) -> Range:
        args = [self.read(arg, env) for arg in node.args]
        shape = self.in_force.values[node.name].shape
        landing, found = look_up(shape, args)
        self.lookups[id(node)] = replace(landing, certain=landing.certain and not self.perhaps)
        return found.also(missing=any(arg.missing for arg in args))


def _digits(numbers: Numbers) -> int:
    if numbers.empty:
        return 0
    return len(str(max(abs(int(numbers.low)), abs(int(numbers.high))))) + numbers.places


def _joined(parts: Iterable[Range], every: bool) -> Range:
    parts = list(parts)
    decisive, other = (False, True) if every else (True, False)
    truths = set[bool]()
    if any(decisive in part.truths for part in parts):
        truths.add(decisive)
    if all(other in part.truths for part in parts):
        truths.add(other)
    open_ = all(other in part.truths or part.missing for part in parts)
    return Range(frozenset(truths), False, open_ and any(part.missing for part in parts))


def _at_least(n: int, parts: list[Range]) -> Range:
    may = sum(True in part.truths for part in parts)
    may_not = sum(False in part.truths for part in parts)
    truths = {True} if may >= n else set[bool]()
    if may_not > len(parts) - n:
        truths.add(False)
    certain = sum(part.truths == {True} and not part.missing for part in parts)
    return Range(frozenset(truths), False, certain < n and any(part.missing for part in parts))
