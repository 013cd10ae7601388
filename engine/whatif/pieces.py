"""The pieces of a rulebook that can be changed one at a time: what each means, what it reads, what others read of it.

A piece is a fact, a value, a derived name, a rule, an outcome or order key, leave for a fact, the rounding, how awards
are counted, or the order in which rules and outcomes stand. Words alone are no piece: they move no money.
"""

import datetime as dt
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from engine.facts import Fact
from engine.rulebook import DatedShape, Ladder, Plain, Result, Rule, Rulebook, Shape, Step
from engine.tree import Concluded, Lookup, Name, Node, likeness, walk
from engine.values import Value

Key = tuple[str, str]
"""The kind of a piece and its name."""
KINDS: Final = ("fact", "value", "derive", "rule", "outcome", "order", "allow", "rulebook")
ROUNDING, COUNTING, ORDER = (("rulebook", name) for name in ("rounding", "counting", "order"))


@dataclass(frozen=True)
class Pieces:
    """A rulebook as pieces on a day."""

    book: Rulebook
    day: dt.date

    @cached_property
    def marks(self) -> dict[Key, Hashable]:
        """Each piece with a mark that is the same wherever its meaning and its kinds are the same."""
        book, day = self.book, self.day
        found: dict[Key, Hashable] = {("fact", each.name): mark_of(each) for each in book.facts.values()}
        found |= {("value", name): _value(dated, day) for name, dated in book.values.items()}
        for kind, steps in self._steps.items():
            found |= {(kind, name): typed(step.node) for name, step in steps.items()}
        found |= {("rule", each.id): _rule(each, day) for each in book.rules}
        found |= {("allow", each.fact): each.shapes for each in book.allow}
        return found | {ROUNDING: book.rounding, COUNTING: book.counting(day)}

    @cached_property
    def places(self) -> dict[Key, tuple[int, int]]:
        """Where each piece stands in the text: line and column."""
        book = self.book
        at = {("fact", name): each.at for name, each in book.facts.items()}
        at |= {("value", name): dated[0].at for name, dated in book.values.items()}
        at |= {(kind, name): step.at for kind, steps in self._steps.items() for name, step in steps.items()}
        at |= {("rule", each.id): each.at for each in book.rules}
        at |= {("allow", each.fact): each.at for each in book.allow}
        return {key: (each.line, each.column) for key, each in at.items()}

    @cached_property
    def reads(self) -> dict[Key, frozenset[Key]]:
        """For each piece with an expression, the pieces that it reads."""
        nodes = {(kind, name): step.node for kind, steps in self._steps.items() for name, step in steps.items()}
        nodes |= {("rule", each.id): each.when for each in self.book.rules}
        return {key: frozenset(_read(node)) for key, node in nodes.items()}

    @cached_property
    def faces(self) -> dict[Key, Hashable]:
        """What readers rely on of each piece: its kind and shape, whatever it says."""
        book = self.book
        found: dict[Key, Hashable] = {
            ("fact", name): (each.type, each.of, each.once) for name, each in book.facts.items()
        }
        found |= {("value", name): tuple(sorted({_shape(each.shape) for each in dated}, key=repr))
                  for name, dated in book.values.items()}  # fmt: skip
        found |= {("derive", name): step.node.type for name, step in book.derives.items()}
        return found | {("rule", each.id): "rule" for each in book.rules}

    @cached_property
    def _steps(self) -> dict[str, dict[str, Step]]:
        book = self.book
        return {"derive": dict(book.derives), "outcome": dict(book.outcomes), "order": dict(book.order)}


def typed(node: Node) -> Hashable:
    """The same for two trees that say the same of the same kinds."""
    return (likeness(node), tuple(each.type for each in walk(node)))


def differing(before: Pieces, after: Pieces) -> tuple[Key, ...]:
    """The pieces that are not the same in both, in the order of the text; what the first alone has, as placed there."""
    found = {key for key in {*before.marks, *after.marks} if before.marks.get(key) != after.marks.get(key)}
    if _standing(before, after) != _standing(after, before):
        found.add(ORDER)
    last = (max((line for line, _ in after.places.values()), default=0) + 1, 0)

    def place(key: Key) -> tuple[object, ...]:
        at = after.places.get(key) or before.places.get(key) or last
        return (*at, KINDS.index(key[0]), key)

    return tuple(sorted(found, key=place))


def questions_of(book: Rulebook) -> Hashable:
    """The same for two texts that take the same answers in the same way."""
    return tuple((name, mark_of(fact)) for name, fact in book.facts.items())


def _standing(of: Pieces, other: Pieces) -> tuple[list[str], list[str]]:
    """In what order the rules that name an account, and the outcomes, stand, as far as both have them."""
    routes = {each.id for each in other.book.rules}
    rules = [each.id for each in of.book.rules if each.then == "route" and each.id in routes]
    return rules, [name for name in of.book.outcomes if name in other.book.outcomes]


def mark_of(fact: Fact) -> Hashable:
    """The same for two questions that take the same answers in the same way."""
    return (fact.type, fact.least, fact.most, fact.places, fact.of, fact.once)


def _value(dated: tuple[DatedShape, ...], day: dt.date) -> Hashable:
    here = next((each for each in dated if each.period.holds(day)), None)
    shapes = tuple(sorted({_shape(each.shape) for each in dated}, key=repr))
    return (shapes, None if here is None else _said(here.shape))


def _said(shape: Shape) -> Hashable:
    if isinstance(shape, Plain):
        return shape.value
    if isinstance(shape, Ladder):
        return (shape.starts, shape.results, shape.open_end)
    cells: frozenset[tuple[tuple[Value | None, ...], Result]] = frozenset(shape.cells.items())
    return (shape.by, cells, shape.otherwise)


def _shape(shape: Shape) -> Hashable:
    if isinstance(shape, Plain):
        return ("plain", shape.type)
    if isinstance(shape, Ladder):
        return ("ladder", shape.key_type, shape.type)
    columns = zip(*shape.cells, strict=True)
    keys = tuple(tuple(sorted({type(key).__name__ for key in each if key is not None})) for each in columns)
    return ("table", keys, shape.type)


def _rule(rule: Rule, day: dt.date) -> Hashable:
    return (typed(rule.when), rule.then, rule.route, rule.period is None or rule.period.holds(day))


def _read(node: Node) -> Iterator[Key]:
    for each in walk(node):
        if isinstance(each, Name) and each.source != "day":
            yield (each.source, each.name)
        elif isinstance(each, Lookup):
            yield ("value", each.name)
        elif isinstance(each, Concluded):
            yield ("rule", each.rule)
