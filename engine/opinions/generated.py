"""Straight-line Python generated from the checked tree, never from the text as written.

Each rulebook in force becomes one function `run(answers, day)` that works out every derive, rule,
outcome and order key, and keeps the truth of every condition and where every lookup landed.
`None` is unknown. Guards stand once a line: `v = None if a is None or b is None else a + b`. What has
been worked out once is not worked out again, and what is kept is named where it already stands.
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Mapping
from decimal import Decimal
from itertools import product
from typing import Final

from engine.days import academic_year, days_between, financial_year, months_before, months_between
from engine.opinions.evaluation import Landing, Truth
from engine.opinions.layout import Layout, layout_of
from engine.rulebook import REFER, InForce, Ladder, Plain, Result, Table
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
    walk,
)
from engine.values import NONE, Answer, Value, divide, round_to

Vectors = tuple[
    tuple[Answer, ...],
    tuple[Answer, ...],
    tuple[Answer, ...],
    tuple[Truth | str, ...],
    tuple[Landing | str, ...],
    tuple[Truth, ...],
]
"""Derived, outcomes, order keys, conditions, lookups, rules: see `Evaluation`."""
Run = Callable[[tuple[Answer, ...], dt.date], Vectors]
Fused = tuple[str, frozenset[str]]
"""A Python expression and the local names that must be known for it to mean anything."""

_HELPERS: Final[Mapping[str, object]] = {
    "bisect": bisect_right,
    "divide": divide,
    "round_to": round_to,
    "D": Decimal,
    "HUNDREDTH": Decimal("0.01"),
    "NONE": NONE,
    "REFER": REFER,
    "academic_year": academic_year,
    "financial_year": financial_year,
    "months_between": months_between,
    "days_between": days_between,
    "months_before": months_before,
}


def generate(in_force: InForce) -> tuple[Run, str]:
    """The function for a rulebook in force, and its source text for whoever wants to read it."""
    writer = _Writer(in_force, layout_of(in_force))
    source = writer.source()
    space: dict[str, object] = {**_HELPERS, **writer.constants, "__builtins__": _BUILTINS}
    exec(compile(source, f"<{in_force.rulebook.name}>", "exec"), space)
    run = space["run"]
    assert callable(run)
    return run, source


_BUILTINS: Final = {"min": min, "max": max, "sum": sum, "sorted": sorted, "len": len, "int": int, "set": set}


def uses_decimals(in_force: InForce) -> bool:
    """Whether any arithmetic may leave the whole numbers."""
    book = in_force.rulebook
    trees = [step.node for steps in (book.derives, book.outcomes, book.order) for step in steps.values()]
    trees += [rule.when for rule in in_force.rules]
    return any(
        isinstance(node, Arithmetic | Call)
        and (node.type.kind in ("number", "percent") or (isinstance(node, Arithmetic) and node.op in ("/", "%of")))
        for tree in trees
        for node in walk(tree)
    ) or any(fact.type.kind in ("number", "percent") for fact in book.facts.values())


class _Writer:
    def __init__(self, in_force: InForce, layout: Layout) -> None:
        self.in_force, self.layout = in_force, layout
        self.constants: dict[str, object] = {}
        self.lines: list[str] = []
        self.depth = 1
        self.used = 0
        self.skippable: list[str] = []
        self.known: dict[str, str] = {}
        self.kept: dict[str, str] = {}
        book = in_force.rulebook
        self.names = {name: f"f{i}" for i, name in enumerate(book.facts)}
        self.names |= {name: f"d{i}" for i, name in enumerate(book.derives)}
        self.rules = {rule.id: f"r{i}" for i, rule in enumerate(in_force.ordered_rules)}

    def source(self) -> str:
        book = self.in_force.rulebook
        for name, step in book.derives.items():
            self.names[name] = self._named(self.names[name], self.emit(step.node))
        for rule in self.in_force.ordered_rules:
            self.rules[rule.id] = self._named(self.rules[rule.id], self.emit(rule.when))
        outcomes = [self._outcome(step.node) for step in book.outcomes.values()]
        order = [self._outcome(step.node) for step in book.order.values()]
        answers = _tuple(self.names[name] for name in book.facts)
        returned = ", ".join(
            [
                _tuple(self.names[name] for name in book.derives),
                _tuple(outcomes),
                _tuple(order),
                _tuple(self.kept.get(f"c{i}", f"c{i}") for i in range(len(self.layout.conditions))),
                _tuple(self.kept.get(f"l{i}", f"l{i}") for i in range(len(self.layout.lookups))),
                _tuple(self.rules[rule.id] for rule in self.in_force.ordered_rules),
            ]
        )
        head = ["def run(answers, day):", f"    {answers} = answers"] if book.facts else ["def run(answers, day):"]
        head += [f"    {slot} = '-'" for slot in self.skippable]
        return "\n".join([*head, *self.lines, f"    return {returned}", ""])

    def line(self, text: str) -> None:
        self.lines.append("    " * self.depth + text)

    def local(self, text: str) -> str:
        """The local name that holds `text`, which nothing changes later."""
        if text in self.known:
            return self.known[text]
        name = self.fresh(text)
        if self.depth == 1:  # inside a branch it is worked out only there
            self.known[text] = name
        return name

    def fresh(self, text: str) -> str:
        self.used += 1
        self.line(f"t{self.used} = {text}")
        return f"t{self.used}"

    def _named(self, name: str, value: str) -> str:
        """`value` itself where it is a local name, else `name`, which then holds it."""
        if value.isidentifier() and value[0] in "tfdr":
            return value
        self.line(f"{name} = {value}")
        return name

    def constant(self, value: object) -> str:
        if type(value) is int or type(value) is bool:
            return f"({value})" if type(value) is int and value < 0 else str(value)
        name = f"K{len(self.constants)}"
        self.constants[name] = value
        return name

    def _outcome(self, node: Node) -> str:
        value = self.emit(node)
        if node.type.kind != "money":
            return value
        how = self.in_force.rulebook.rounding
        rounded = f"int(round_to({value}, 0, {how!r}))"
        return self.local(f"None if {value} is None else {rounded}" if value.isidentifier() else rounded)

    def emit(self, node: Node) -> str:
        """Write what works `node` out; the name (or constant) that then holds it."""
        text, needs = self.fuse(node)
        if not needs and (text.isidentifier() or text.lstrip("-").isdigit()) and id(node) not in self.layout.slots:
            return text
        if needs == {text}:
            value = text
        else:
            test = " or ".join(f"{name} is None" for name in sorted(needs))
            value = self.local(f"None if {test} else {text}" if needs else text)
        slot = self.layout.slots.get(id(node))
        if slot is not None:
            self._keep(f"c{slot}", value)
        return value

    def _keep(self, slot: str, value: str) -> None:
        if self.depth == 1:
            self.kept[slot] = value
        else:
            self.skippable.append(slot)
            self.line(f"{slot} = {value}")

    def fuse(self, node: Node) -> Fused:
        """`node` as one expression where it can be, else worked out into a local name first."""
        match node:
            case Literal():
                return self.constant(node.value), frozenset()
            case Name():
                return self._name(node)
            case Concluded():
                name = self.rules.get(node.rule)
                return (name, frozenset({name})) if name else ("False", frozenset())
            case Arithmetic():
                return self._arithmetic(node)
            case Compare():
                (left, a), (right, b) = self.part(node.left), self.part(node.right)
                return f"({left} {node.op} {right})", a | b
            case Member():
                return self._member(node)
            case Call():
                return self._call(node)
            case And() | Or():
                return self._of(self._joined([self.emit(p) for p in node.parts], isinstance(node, And)))
            case Not():
                value = self.emit(node.part)
                return f"(not {value})", frozenset({value} if value != "False" else ())
            case AtLeast():
                return self._of(self._at_least(node))
            case IfElse():
                return self._of(self._if_else(node))
            case Lookup():
                return self._of(self._lookup(node))
        raise TypeError(f"{type(node).__name__} cannot be evaluated")

    def part(self, node: Node) -> Fused:
        """Like `fuse`, but a condition with a slot of its own is written out and kept."""
        return self._of(self.emit(node)) if id(node) in self.layout.slots else self.fuse(node)

    def _of(self, local: str) -> Fused:
        return local, frozenset({local} if local.isidentifier() and local[0] in "tfdr" else ())

    def _name(self, node: Name) -> Fused:
        if node.source == "day":
            return "day", frozenset()
        if node.source == "value":
            shape = self.in_force.values[node.name].shape
            assert isinstance(shape, Plain)
            return self.constant(shape.value), frozenset()
        local = self.names[node.name]
        return local, frozenset({local})

    def _arithmetic(self, node: Arithmetic) -> Fused:
        (left, a), (right, b) = self.part(node.left), self.part(node.right)
        if node.op == "/":
            return f"(D({left}) / D({right}))", a | b
        if node.op == "%of":
            return f"({left} * {right} * HUNDREDTH)", a | b
        return f"({left} {node.op} {right})", a | b

    def _member(self, node: Member) -> Fused:
        item, a = self.part(node.item)
        word = "not in" if node.negated else "in"
        if isinstance(node.within, Options):
            return f"({item} {word} {self.constant(frozenset(node.within.values))})", a
        within, b = self.part(node.within)
        group = f"({within} if {within} != NONE else ())" if node.within.type.maybe_none else within
        return f"({item} {word} {group})", a | b

    def _joined(self, parts: list[str], every: bool) -> str:
        decisive = "False" if every else "True"
        other = "True" if every else "False"
        settled = " or ".join(f"{p} is {decisive}" for p in parts)
        unknown = " or ".join(f"{p} is None" for p in parts)
        return self.local(f"{decisive} if {settled} else None if {unknown} else {other}")

    def _at_least(self, node: AtLeast) -> str:
        parts = [self.emit(p) for p in node.parts]
        true = self.local(" + ".join(f"({p} is True)" for p in parts))
        unknown = self.local(" + ".join(f"({p} is None)" for p in parts))
        return self.local(f"True if {true} >= {node.n} else None if {true} + {unknown} >= {node.n} else False")

    def _if_else(self, node: IfElse) -> str:
        test = self.emit(node.test)
        result = self.fresh("None")
        for word, branch in ((f"if {test} is True:", node.yes), (f"elif {test} is False:", node.no)):
            self.line(word)
            self.depth += 1
            self.line(f"{result} = {self.emit(branch)}")
            self.depth -= 1
        return result

    def _lookup(self, node: Lookup) -> str:
        shape = self.in_force.values[node.name].shape
        args = [self.emit(arg) for arg in node.args]
        needs = " or ".join(f"{a} is None" for a in args if a[0] in "tfdr")
        if isinstance(shape, Ladder):
            found = f"{self.constant((REFER, *shape.results))}[bisect({self.constant(shape.starts)}, {args[0]})]"
        else:
            assert isinstance(shape, Table)
            found = f"{self.constant(_finder(shape))}({_tuple(args)})"
        landed = self.local(f"None if {needs} else {found}" if needs else found)
        self._keep(f"l{self.layout.lookup_slots[id(node)]}", f"({_tuple(args)}, {landed})")
        return self.local(f"None if {landed} is REFER else {landed}")

    def _call(self, node: Call) -> Fused:
        name = node.name
        if name == "known":
            return f"({self.emit(node.args[0])} is not None)", frozenset()
        if name == "given":
            return self._given(node)
        if name == "count":
            parts = [self.emit(arg) for arg in node.args]
            return "(" + " + ".join([*parts, "0"]) + ")", frozenset(p for p in parts if p != "False")
        fused = [self.part(arg) for arg in node.args]
        needs = frozenset().union(*(n for _, n in fused))
        return self._written(node, [text for text, _ in fused]), needs

    def _given(self, node: Call) -> Fused:
        x, otherwise = self.emit(node.args[0]), self.emit(node.args[1])
        known = f"({otherwise} if {x} == NONE else {x})"
        return self._of(self.local(f"None if {x} is None else {known}"))

    def _written(self, node: Call, args: list[str]) -> str:
        """A call whose arguments are all known."""
        several = _tuple(args)
        match node.name:
            case "min" | "max" | "sum":
                return f"{node.name}({several})"
            case "top":
                return f"sum(sorted({several}, reverse=True)[:{node.setting('n')}])"
            case "nth_highest":
                return f"sorted({several}, reverse=True)[{node.setting('n')} - 1]"
            case "round":
                return self._round(node, args[0])
            case "divide":
                return self._divide(node, args)
            case "recent":
                return self._recent(node, args[0])
            case "months_between" | "days_between" | "academic_year" | "financial_year":
                return f"{node.name}({', '.join(args)})"
            case "size":
                return f"len({args[0]})"
            case "overlap":
                return f"(not set({args[0]}).isdisjoint({args[1]}))"
            case "rank":
                return f"({args[1]}.index({args[0]}) + 1 if {args[0]} in {args[1]} else 0)"
            case "at_rank":
                n = node.setting("n")
                return f"({args[0]}[{n} - 1] if len({args[0]}) >= {n} else NONE)"
        raise TypeError(f"{node.name}(…) is not evaluated one case at a time")

    def _places(self, node: Call) -> int:
        """Decimal places in the measure of the result: money is held in pence."""
        places = node.setting("places")
        assert isinstance(places, int)
        return places - 2 if node.type.kind == "money" else places

    def _round(self, node: Call, x: str) -> str:
        places = self._places(node)
        rounded = f"round_to({x}, {places}, {node.setting('how')!r})"
        return f"int({rounded})" if node.type.kind in ("whole", "money") and places <= 0 else rounded

    def _divide(self, node: Call, args: list[str]) -> str:
        places = self._places(node)
        quotient = f"divide({args[0]}, {args[1]}, {places}, {node.setting('how')!r})"
        if node.type.kind == "money" and places <= 0:
            quotient = f"int({quotient})"
        otherwise = node.setting("otherwise")
        return quotient if otherwise is None else f"({self.constant(otherwise)} if {args[1]} == 0 else {quotient})"

    def _recent(self, node: Call, date: str) -> str:
        months, days = node.setting("months"), node.setting("days")
        if months is not None:
            return f"({date} != NONE and months_before(day, {months}) <= {date} <= day)"
        return f"({date} != NONE and 0 <= days_between({date}, day) <= {days})"


def _finder(table: Table) -> Callable[[tuple[Value, ...]], Result]:
    """Looks a cell up: an exact key wins over the wildcard, the leftmost first."""
    cells: dict[tuple[Value | None, ...], Result] = dict(table.cells)
    otherwise = REFER if table.otherwise is None else table.otherwise
    if not any(None in key for key in cells):
        return lambda key: cells.get(key, otherwise)
    masks = list(product((True, False), repeat=len(table.by)))

    def find(key: tuple[Value, ...]) -> Result:
        for mask in masks:
            tried = tuple(k if exact else None for k, exact in zip(key, mask, strict=True))
            if tried in cells:
                return cells[tried]
        return otherwise

    return find


def _tuple(parts: object) -> str:
    inside = ", ".join(parts)  # type: ignore[arg-type]
    return f"({inside},)" if inside else "()"
