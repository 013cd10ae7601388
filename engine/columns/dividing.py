"""Dividing by what may be nothing: held only where the rulebook says what stands instead, or where it cannot occur."""

import datetime as dt

from engine.columns.held import CannotHold
from engine.reach.ranges import ranges_of
from engine.rulebook import InForce, Period
from engine.tree import Call, Node, walk


def refuse_division_by_nothing(in_force: InForce, day: dt.date) -> None:
    """Raise CannotHold for a `divide` without `otherwise` whose divisor may be 0: the evaluator would stop there."""
    found = [(said, node) for said, tree in _trees(in_force) for node in walk(tree) if _is_open(node)]
    if not found:
        return
    ranges = ranges_of(in_force, {}, Period(day, day), unanswered=True)
    for said, node in found:
        assert isinstance(node, Call)
        divisor = ranges.nodes.get(id(node.args[1]))  # absent in a branch that is never taken
        if divisor is not None and not divisor.numbers.empty and divisor.numbers.may_be(0):
            raise CannotHold(said, node.at, "its divisor may be 0, and it does not say `otherwise=`")


def _is_open(node: Node) -> bool:
    return isinstance(node, Call) and node.name == "divide" and node.setting("otherwise") is None


def _trees(in_force: InForce) -> list[tuple[str, Node]]:
    book = in_force.rulebook
    steps = (*book.derives.values(), *book.outcomes.values(), *book.order.values())
    return [(f"{step.name}: {step.text}", step.node) for step in steps] + [
        (f"rule {rule.id}: {rule.text}", rule.when) for rule in in_force.rules
    ]
