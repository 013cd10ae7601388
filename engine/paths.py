"""The way from facts to the headline in one case: the ladder it rests on, what that measures, and its parts.

Only what was really taken is followed: of `x if c else y` the branch that counted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from engine.english import English
from engine.evaluation import Evaluation
from engine.inner import Inner
from engine.rulebook import REFER, InForce, Ladder, Step
from engine.tree import Arithmetic, Call, IfElse, Literal, Lookup, Name, Node, walk
from engine.values import Answer

Number = int | Decimal


@dataclass(frozen=True, slots=True)
class Rests:
    """A ladder that an outcome rests on: the lookup, the ladder, its argument and the step it landed on (-1 below)."""

    lookup: Lookup
    ladder: Ladder
    argument: Number | None
    rung: int | None

    @property
    def measure(self) -> Node:
        """What the ladder is climbed with."""
        return self.lookup.args[0]

    @property
    def refers(self) -> bool:
        """Whether it landed where a person must price or judge."""
        return self.rung is not None and (self.rung < 0 or self.ladder.results[self.rung] is REFER)


@dataclass(frozen=True, slots=True)
class Term:
    """One part of a measure: what it is worth, the facts it reads, and the derived name it stands in."""

    facts: tuple[str, ...]
    value: Number | None
    owner: str | None


class Paths:
    """Follows the expressions of one evaluation."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluation = evaluation
        self.in_force: InForce = evaluation.in_force
        self.book = self.in_force.rulebook
        self.english = English(self.in_force, evaluation)
        self.inner = Inner(evaluation)

    @cached_property
    def headline(self) -> Step:
        """The first outcome."""
        return next(iter(self.book.outcomes.values()))

    def unwrapped(self, node: Node) -> Node:
        """`node` behind its names: what a derived name is, the branch that was taken."""
        while True:
            if isinstance(node, Name) and node.source == "derive":
                node = self.book.derives[node.name].node
            elif isinstance(node, IfElse) and len(taken := self.inner.taken(node)) == 2:
                node = taken[1]
            else:
                return node

    def lookups(self, node: Node) -> Iterator[Lookup]:
        """The ladders and tables nearest to `node`, not those that feed them."""
        node = self.unwrapped(node)
        if isinstance(node, Lookup):
            yield node
            return
        for part in self.inner.taken(node):
            yield from self.lookups(part)

    def ladders(self, node: Node) -> Iterator[Rests]:
        """The ladders that `node` rests on; behind a table, those of its arguments. Each once."""
        seen: set[tuple[str, Node]] = set()
        for lookup in self.lookups(node):
            shape = self.in_force.values[lookup.name].shape
            if not isinstance(shape, Ladder):
                for arg in lookup.args:
                    yield from self.ladders(arg)
            elif (lookup.name, lookup.args[0]) not in seen:
                seen.add((lookup.name, lookup.args[0]))
                yield self._resting(lookup, shape)

    def _resting(self, lookup: Lookup, ladder: Ladder) -> Rests:
        argument = self.inner.value(lookup.args[0])
        if not isinstance(argument, int | Decimal) or isinstance(argument, bool):
            return Rests(lookup, ladder, None, None)
        return Rests(lookup, ladder, argument, sum(argument >= start for start in ladder.starts) - 1)

    def terms(self, node: Node) -> list[Term]:
        """The parts that a measure adds up, in reading order; parts that read the same facts are one."""
        merged: dict[tuple[str, ...], Term] = {}
        for term in self._parts(node, 1, None):
            same = merged.get(term.facts)
            if same is None:
                merged[term.facts] = term
            else:
                both = None if same.value is None or term.value is None else same.value + term.value
                merged[term.facts] = Term(term.facts, both, same.owner)
        return list(merged.values())

    def _parts(self, node: Node, times: Number, owner: str | None) -> Iterator[Term]:
        match node:
            case Name(source="derive"):
                yield from self._parts(self.book.derives[node.name].node, times, node.name)
            case Arithmetic(op="+"):
                yield from self._parts(node.left, times, owner)
                yield from self._parts(node.right, times, owner)
            case Arithmetic(op="-"):
                yield from self._parts(node.left, times, owner)
                yield from self._parts(node.right, -times, owner)
            case Call(name="sum"):
                for arg in node.args:
                    yield from self._parts(arg, times, owner)
            case Arithmetic(op="*") if (factor := self._constant(node.left)) is not None:
                yield from self._parts(node.right, times * factor, owner)
            case Arithmetic(op="*") if (factor := self._constant(node.right)) is not None:
                yield from self._parts(node.left, times * factor, owner)
            case _:
                value = self.inner.value(node)
                number = value * times if isinstance(value, int | Decimal) else None
                yield Term(tuple(self.facts(node)), number, owner)

    def _constant(self, node: Node) -> Number | None:
        if isinstance(node, Literal) or (isinstance(node, Name) and node.source == "value"):
            value = self.inner.value(node)
            return value if isinstance(value, int | Decimal) else None
        return None

    def facts(self, node: Node) -> list[str]:
        """The facts that `node` was worked out from in this case, each once, in reading order."""
        found: dict[str, None] = {}
        for part in (node, *self._under(node)):
            if isinstance(part, Name) and part.source == "fact":
                found[part.name] = None
            elif isinstance(part, Name) and part.source == "derive":
                found |= dict.fromkeys(self.facts(self.book.derives[part.name].node))
        return list(found)

    def _under(self, node: Node) -> Iterator[Node]:
        for part in self.inner.taken(node):
            yield part
            yield from self._under(part)

    def ceiling(self, node: Node) -> bool:
        """Whether an amount on the way to `node` is marked `up_to`."""
        return any(self._is_ceiling(part) for part in (node, *self._through(node)))

    def _through(self, node: Node) -> Iterator[Node]:
        below = self.book.derives[node.name].node if isinstance(node, Name) and node.source == "derive" else None
        for part in self.inner.taken(node) if below is None else (below,):
            yield part
            yield from self._through(part)

    def _is_ceiling(self, node: Node) -> bool:
        named = isinstance(node, Lookup) or (isinstance(node, Name) and node.source == "value")
        entry = self.in_force.values.get(node.name) if named else None  # type: ignore[union-attr]
        return bool(entry and entry.up_to and node.type.kind == "money")

    def sources(self, node: Node) -> tuple[str, ...]:
        """The sources of the values that `node` itself names, not of what feeds them."""
        found: dict[str, None] = {}
        for part in walk(node):
            if isinstance(part, Lookup) or (isinstance(part, Name) and part.source == "value"):
                entry = self.in_force.values.get(part.name)
                if entry:
                    found[entry.source] = None
        return tuple(found)


def money_or_number(value: Answer) -> Number | None:
    """The value where it is one to reckon with."""
    return value if isinstance(value, int | Decimal) and not isinstance(value, bool) else None
