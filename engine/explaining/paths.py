"""The way from facts to the headline in one case: the ladder it rests on, what that measures, and its parts.

Only what was really taken is followed: of `x if c else y` the branch that counted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from engine.explaining.english import English
from engine.opinions.evaluation import Evaluation
from engine.remaining.inner import Inner
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
    """One part of a measure: what it counts, the facts it reads, the derived name it stands in, and itself.

    `node` is None where several parts were put together.
    """

    facts: tuple[str, ...]
    value: Number | None
    owner: str | None
    node: Node | None = None


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

    def lookups(self, node: Node) -> list[Lookup]:
        """The ladders and tables nearest to `node`, not those that feed them; each once."""
        found: dict[int, Lookup] = {}
        seen: set[int] = set()
        queue = [node]
        while queue:
            each = self.unwrapped(queue.pop(0))
            if id(each) in seen:
                continue
            seen.add(id(each))
            if isinstance(each, Lookup):
                found[id(each)] = each
            else:
                queue += self.inner.taken(each)
        return list(found.values())

    def ladders(self, node: Node) -> list[Rests]:
        """The ladders that `node` rests on; behind a table, those of its arguments. Each once."""
        found: dict[tuple[str, Node], Rests] = {}
        seen: set[int] = set()
        queue = self.lookups(node)
        while queue:
            lookup = queue.pop(0)
            if id(lookup) in seen:
                continue
            seen.add(id(lookup))
            shape = self.in_force.values[lookup.name].shape
            if isinstance(shape, Ladder):
                found.setdefault((lookup.name, lookup.args[0]), self._resting(lookup, shape))
            else:
                queue += [each for arg in lookup.args for each in self.lookups(arg)]
        return list(found.values())

    def _resting(self, lookup: Lookup, ladder: Ladder) -> Rests:
        argument = self.inner.value(lookup.args[0])
        if not isinstance(argument, int | Decimal) or isinstance(argument, bool):
            return Rests(lookup, ladder, None, None)
        return Rests(lookup, ladder, argument, sum(argument >= start for start in ladder.starts) - 1)

    def terms(self, node: Node) -> list[Term]:
        """The parts that a measure adds up, in reading order.

        Parts of one derived name that read the same facts are one, and all that one number or level counts.
        """
        merged: dict[tuple[tuple[str, ...], str | None], Term] = {}
        for term in self._parts(node, 1, None, set()):
            alone = len(term.facts) == 1 and self.book.facts[term.facts[0]].type.numeric
            key = (term.facts, None if alone else term.owner)
            same = merged.get(key)
            if same is None:
                merged[key] = term
            else:
                both = None if same.value is None or term.value is None else same.value + term.value
                merged[key] = Term(term.facts, both, same.owner)
        return list(merged.values())

    def _parts(self, node: Node, times: Number, owner: str | None, seen: set[str]) -> Iterator[Term]:
        """The summands, each derived name opened once; the second time it stands for itself."""
        match node:
            case Name(source="derive") if node.name not in seen:
                seen.add(node.name)
                yield from self._parts(self.book.derives[node.name].node, times, node.name, seen)
            case Arithmetic(op="+"):
                yield from self._parts(node.left, times, owner, seen)
                yield from self._parts(node.right, times, owner, seen)
            case Arithmetic(op="-"):
                yield from self._parts(node.left, times, owner, seen)
                yield from self._parts(node.right, -times, owner, seen)
            case Call(name="sum"):
                for arg in node.args:
                    yield from self._parts(arg, times, owner, seen)
            case Arithmetic(op="*") if (factor := self._constant(node.left)) is not None:
                yield from self._parts(node.right, times * factor, owner, seen)
            case Arithmetic(op="*") if (factor := self._constant(node.right)) is not None:
                yield from self._parts(node.left, times * factor, owner, seen)
            case _:
                value = self.inner.value(node)
                number = value * times if isinstance(value, int | Decimal) else None
                yield Term(tuple(self.facts(node)), number, owner, node)

    def _constant(self, node: Node) -> Number | None:
        if isinstance(node, Literal) or (isinstance(node, Name) and node.source == "value"):
            value = self.inner.value(node)
            return value if isinstance(value, int | Decimal) else None
        return None

    def facts(self, node: Node) -> list[str]:
        """The facts that `node` was worked out from in this case, each once, in reading order."""
        return [part.name for part in self._through(node) if isinstance(part, Name) and part.source == "fact"]

    def ceiling(self, node: Node) -> bool:
        """Whether an amount on the way to `node` is marked `up_to`."""
        return any(self._is_ceiling(part) for part in self._through(node))

    def _through(self, node: Node) -> list[Node]:
        """`node` and all it was worked out from in this case, through derived names; each name once."""
        found: list[Node] = []
        seen: set[str] = set()
        stack = [node]
        while stack:
            part = stack.pop()
            if isinstance(part, Name):
                if part.name in seen:
                    continue
                seen.add(part.name)
            found.append(part)
            opened = isinstance(part, Name) and part.source == "derive"
            below = (self.book.derives[part.name].node,) if opened else self.inner.taken(part)  # type: ignore[union-attr]
            stack += reversed(below)
        return found

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
