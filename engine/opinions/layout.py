"""Which conditions and lookups a rulebook has, in one fixed order that traces and records rely on."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.rulebook import InForce, Ladder
from engine.tree import (
    And,
    AtLeast,
    Call,
    IfElse,
    Literal,
    Lookup,
    Node,
    Not,
    Or,
    children,
    conditions,
    is_logic,
)


@dataclass(frozen=True, slots=True)
class Site:
    """A condition or lookup and the step or rule it stands in ("derive", "rule", "outcome", "order")."""

    home: str
    within: str
    node: Node


@dataclass(frozen=True)
class Layout:
    """Every elementary condition and every lookup: derives first, then rules, outcomes, order keys.

    `slots` and `lookup_slots` find a condition's and a lookup's number by the identity of its node.
    """

    conditions: tuple[Site, ...]
    lookups: tuple[Site, ...]
    slots: dict[int, int]
    lookup_slots: dict[int, int]

    def ladders(self, in_force: InForce) -> Iterator[tuple[int, Ladder]]:
        """The lookups that are ladders: number and shape."""
        for number, site in enumerate(self.lookups):
            assert isinstance(site.node, Lookup)
            shape = in_force.values[site.node.name].shape
            if isinstance(shape, Ladder):
                yield number, shape


def layout_of(in_force: InForce) -> Layout:
    """The layout of a rulebook in force; the same for the same text and stretch of days."""
    kept = in_force.kept.get("layout")
    if not isinstance(kept, Layout):
        kept = in_force.kept["layout"] = _build(in_force)
    return kept


def _build(in_force: InForce) -> Layout:
    book = in_force.rulebook
    homes: list[tuple[str, str, Node]] = [("derive", s.name, s.node) for s in book.derives.values()]
    homes += [("rule", rule.id, rule.when) for rule in in_force.ordered_rules]
    homes += [("outcome", s.name, s.node) for s in book.outcomes.values()]
    homes += [("order", s.name, s.node) for s in book.order.values()]
    found: list[Site] = []
    lookups: list[Site] = []
    for home, within, node in homes:
        found += [Site(home, within, each) for each in _conditions_in(node, home == "rule")]
        lookups += [Site(home, within, each) for each in _lookups_in(node)]
    slots = {id(site.node): number for number, site in enumerate(found)}
    lookup_slots = {id(site.node): number for number, site in enumerate(lookups)}
    return Layout(tuple(found), tuple(lookups), slots, lookup_slots)


def _conditions_in(node: Node, root: bool) -> Iterator[Node]:
    """Elementary conditions: of a rule's `when`, of if-tests, of counted and joined conditions."""
    if root or is_logic(node):
        for each in conditions(node):
            if not isinstance(each, Literal):
                yield each
            yield from _conditions_in(each, False)
        return
    if isinstance(node, IfElse):
        yield from _conditions_in(node.test, True)
        yield from _conditions_in(node.yes, False)
        yield from _conditions_in(node.no, False)
        return
    counted = isinstance(node, Call) and node.name == "count"
    for child in children(node):
        yield from _conditions_in(child, counted or isinstance(node, And | Or | Not | AtLeast))


def _lookups_in(node: Node) -> Iterator[Lookup]:
    for child in children(node):
        yield from _lookups_in(child)
    if isinstance(node, Lookup):
        yield node
