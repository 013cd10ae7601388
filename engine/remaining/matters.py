"""Which unanswered facts can still change what comes out, and how each of them is read.

A part of an expression is *open* while an answer still to come may change it: `a and b` is not once `a`
is false, a branch not taken is not. `known(x)` is open while x is unanswered, whatever it says now.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from engine.opinions.evaluation import Evaluation
from engine.remaining.inner import Inner
from engine.rulebook import REFER, InForce, Ladder, Table
from engine.tree import And, AtLeast, Call, Concluded, IfElse, Lookup, Name, Node, Or, children, walk
from engine.values import Answer

STATUS_RULES = ("return", "refer")
"""The rules that can change a status."""


@dataclass(frozen=True, slots=True)
class Use:
    """One reading of a fact: the node it stands in, and how that reads it (see `engine.remaining.thresholds`)."""

    fact: str
    parent: Node
    child: Node


class Matters:
    """The open parts of one evaluation. Nothing is worked out before it is asked for."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluation = evaluation
        self.in_force = evaluation.in_force
        self.book = evaluation.in_force.rulebook
        self.answers: dict[str, Answer] = dict(zip(self.book.facts, evaluation.answers, strict=True))
        self.rules = {rule.id: rule for rule in self.in_force.rules}
        self.inner = Inner(evaluation)
        self._open: dict[int, frozenset[str]] = {}

    @cached_property
    def roots(self) -> tuple[Node, ...]:
        """What decides the result: outcomes, return and refer rules, and whatever may land on refer."""
        steps = [step.node for step in self.book.outcomes.values()]
        rules = [rule.when for rule in self.in_force.rules if rule.then in STATUS_RULES]
        return (*steps, *rules, *self._referring())

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The unanswered facts that can still change status or outcome, in the rulebook's order."""
        found = frozenset().union(*(self.open(root) for root in self.roots))
        return tuple(name for name in self.book.facts if name in found)

    def open(self, node: Node) -> frozenset[str]:
        """The unanswered facts that can still change `node`; empty where it is settled for good."""
        found = self._open.get(id(node))
        if found is None:
            found = self._open[id(node)] = self._work_out(node)
        return found

    def _work_out(self, node: Node) -> frozenset[str]:
        if isinstance(node, Name):
            if node.source == "fact":
                return frozenset({node.name} if self.answers[node.name] is None else ())
            return self.open(self.book.derives[node.name].node) if node.source == "derive" else frozenset()
        if isinstance(node, Concluded):
            rule = self.rules.get(node.rule)
            return self.open(rule.when) if rule else frozenset()
        if self._decided(node):
            return frozenset()
        return frozenset().union(*(self.open(part) for part in self._parts(node)))

    def _parts(self, node: Node) -> tuple[Node, ...]:
        """The parts of `node` that may still count: of a decided `if` only the test and the branch taken."""
        if isinstance(node, IfElse) and not self.open(node.test):
            return self.inner.taken(node)
        return children(node)

    def _decided(self, node: Node) -> bool:
        """Whether settled parts decide a joined condition, whatever the others turn out to be."""
        if not isinstance(node, And | Or | AtLeast):
            return False
        settled = [self.inner.value(part) for part in node.parts if not self.open(part)]
        if isinstance(node, AtLeast):
            return settled.count(True) >= node.n or settled.count(False) > len(node.parts) - node.n
        return isinstance(node, Or) in settled

    def _referring(self) -> Iterator[Node]:
        """The ladders and tables that may yet leave something to a person, with the tests they stand behind."""
        homes = [
            step.node for steps in (self.book.derives, self.book.outcomes, self.book.order) for step in steps.values()
        ]
        homes += [rule.when for rule in self.in_force.rules]
        for home in homes:
            yield from self._referring_in(home)

    def _referring_in(self, node: Node) -> Iterator[Node]:
        if isinstance(node, Lookup) and may_refer(self.in_force, node):
            yield node
        if isinstance(node, IfElse) and any(_refers_under(self.in_force, part) for part in (node.yes, node.no)):
            yield node.test
        parts = self._parts(node) if isinstance(node, IfElse) else children(node)
        for part in parts:
            yield from self._referring_in(part)

    def uses(self) -> Iterator[Use]:
        """Every reading of an unanswered fact in the open parts. `given(fact, …)` counts as the fact."""
        seen: set[int] = set()
        queue = [root for root in self.roots if self.open(root)]
        while queue:
            node = queue.pop(0)
            if id(node) in seen:
                continue
            seen.add(id(node))
            if isinstance(node, Name) and node.source == "fact":
                yield Use(node.name, node, node)
                continue
            for child in self._below(node):
                if not self.open(child):
                    continue
                fact = fact_of(child)
                if fact is not None:
                    yield Use(fact, node, child)
                else:
                    queue.append(child)

    def _below(self, node: Node) -> tuple[Node, ...]:
        if isinstance(node, Name):
            return (self.book.derives[node.name].node,)
        if isinstance(node, Concluded):
            return (self.rules[node.rule].when,)
        return () if self._decided(node) else self._parts(node)


def fact_of(node: Node) -> str | None:
    """The fact that `node` is, alone or in `given(fact, constant)`."""
    if isinstance(node, Name) and node.source == "fact":
        return node.name
    if (
        isinstance(node, Call)
        and node.name == "given"
        and not any(isinstance(each, Name) and each.source in ("fact", "derive") for each in walk(node.args[1]))
    ):
        return fact_of(node.args[0])
    return None


def may_refer(in_force: InForce, node: Lookup) -> bool:
    """Whether a ladder or table may land on refer for some argument."""
    shape = in_force.values[node.name].shape
    if isinstance(shape, Ladder):
        return True
    assert isinstance(shape, Table)
    return shape.otherwise in (None, REFER) or REFER in shape.cells.values()


def _refers_under(in_force: InForce, node: Node) -> bool:
    return any(isinstance(each, Lookup) and may_refer(in_force, each) for each in walk(node))
