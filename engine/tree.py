"""The checked expression tree: one tree, many readers.

The evaluator, the reference, the network, the ranges and the English renderer all read these
nodes and nothing else. Every node knows its `type` and where it stands in the rulebook.
Literals are already in their type's own measure: money in pence, percents in percent points.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal as OneOf

from engine.problems import Place
from engine.values import Type, Value


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant: `value` in the measure of `type`."""

    value: Value
    type: Type
    at: Place


@dataclass(frozen=True, slots=True)
class Options:
    """A written list of names or numbers, as on the right of `in`."""

    values: tuple[Value, ...]
    type: Type
    at: Place


@dataclass(frozen=True, slots=True)
class Name:
    """A fact, a plain dated value, something derived, or `day`."""

    name: str
    source: OneOf["fact", "value", "derive", "day"]
    type: Type
    at: Place


@dataclass(frozen=True, slots=True)
class Concluded:
    """Whether another rule is met. Stands only under and, or, not, at_least."""

    rule: str
    type: Type
    at: Place


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`left op right`. `%of` is so many percent of; `/` divides by a constant that always ends."""

    op: OneOf["+", "-", "*", "/", "%of"]
    left: "Node"
    right: "Node"
    type: Type
    at: Place


@dataclass(frozen=True, slots=True)
class Compare:
    """`left op right`; chains are split into an And of these. Sets: `<=` is "all of these are in"."""

    op: OneOf["<", "<=", ">", ">=", "==", "!="]
    left: "Node"
    right: "Node"
    type: Type
    at: Place


@dataclass(frozen=True, slots=True)
class Member:
    """`item in within` (or not in): within a written list, a set or a ranked answer."""

    item: "Node"
    within: "Node"
    negated: bool
    type: Type
    at: Place


@dataclass(frozen=True, slots=True)
class And:
    """True when all are, false when one is false, else unknown."""

    parts: tuple["Node", ...]
    type: Type
    at: Place


@dataclass(frozen=True, slots=True)
class Or:
    """True when one is, false when all are false, else unknown."""

    parts: tuple["Node", ...]
    type: Type
    at: Place


@dataclass(frozen=True, slots=True)
class Not:
    """True and false change places; unknown stays."""

    part: "Node"
    type: Type
    at: Place


@dataclass(frozen=True, slots=True)
class AtLeast:
    """True when `n` parts are true, false when fewer than `n` still can be, else unknown."""

    n: int
    parts: tuple["Node", ...]
    type: Type
    at: Place


@dataclass(frozen=True, slots=True)
class IfElse:
    """`yes if test else no`. Only the branch taken is evaluated; an unknown test gives unknown."""

    test: "Node"
    yes: "Node"
    no: "Node"
    type: Type
    at: Place


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the language (see `functions`). `settings` are its constant arguments, in order."""

    name: str
    args: tuple["Node", ...]
    settings: tuple[tuple[str, Value], ...]
    type: Type
    at: Place

    def setting(self, name: str) -> Value | None:
        """The constant called `name`, or None where it was not given."""
        return dict(self.settings).get(name)


@dataclass(frozen=True, slots=True)
class Lookup:
    """A ladder or table of the rulebook, called by its name. May land on `refer`."""

    name: str
    args: tuple["Node", ...]
    type: Type
    at: Place


Node = (
    Literal
    | Options
    | Name
    | Concluded
    | Arithmetic
    | Compare
    | Member
    | And
    | Or
    | Not
    | AtLeast
    | IfElse
    | Call
    | Lookup
)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly under `node`, in reading order."""
    match node:
        case Arithmetic() | Compare():
            return (node.left, node.right)
        case Member():
            return (node.item, node.within)
        case And() | Or() | AtLeast():
            return node.parts
        case Not():
            return (node.part,)
        case IfElse():
            return (node.test, node.yes, node.no)
        case Call() | Lookup():
            return node.args
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """`node` and everything under it, parents first, in reading order."""
    yield node
    for child in children(node):
        yield from walk(child)


def is_logic(node: Node) -> bool:
    """Whether `node` joins conditions rather than being one."""
    return isinstance(node, And | Or | Not | AtLeast | Concluded)


def conditions(node: Node) -> Iterator[Node]:
    """The elementary conditions of a yes-or-no tree: what stands under and, or, not, at_least."""
    if isinstance(node, Concluded):
        return
    if is_logic(node):
        for child in children(node):
            yield from conditions(child)
    else:
        yield node


def likeness(node: Node) -> object:
    """The same for two trees that say the same, wherever they stand."""
    own: list[object] = [type(node).__name__]
    for field in ("op", "name", "rule", "value", "values", "negated", "n", "settings"):
        if hasattr(node, field):
            own.append(getattr(node, field))
    return (*own, *(likeness(child) for child in children(node)))
