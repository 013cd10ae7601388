"""All columns of a rulebook on a day, by name, before anything is run: facts, steps, rules, what refers, the status."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce

import polars as pl

from engine.columns.asked import asked, paths_of
from engine.columns.compiling import HIDDEN, Compiler
from engine.columns.dividing import refuse_division_by_nothing
from engine.columns.held import Held, names_of
from engine.columns.schema import bounds_of, columns_of
from engine.columns.units import across
from engine.columns.worked import Worked
from engine.facts import Fact
from engine.opinions.layout import layout_of
from engine.rulebook import InForce, Step
from engine.tree import Literal, Lookup, Name, Node, likeness, walk

STATUSES = pl.Enum(["incomplete", "referred", "unsettled", "settled"])
_TRUTH = Held("yes_no", pl.Boolean())


@dataclass(frozen=True)
class Compiled:
    """Columns by name, and how each is held. Facts are read as `~fact.<name>`: see `prepared`."""

    columns: Mapping[str, pl.Expr]
    held: Mapping[str, Held]
    names: pl.Enum
    facts: Mapping[str, Held]

    def of_kind(self, kind: str) -> list[str]:
        """The columns of a kind (derive, rule, outcome, order, condition), without those beside them, in order."""
        return [name for name in self.held if name.startswith(f"{kind}.")]

    def prepared(self, schema: pl.Schema) -> dict[str, pl.Expr]:
        """Each fact of a frame, as it is read: names as codes, numbers in their own width."""
        found = {}
        for name, held in self.facts.items():
            if name not in schema:
                continue
            there = pl.col(name) if schema[name] == held.dtype else _cast(name, schema[name], held)
            found[HIDDEN + name] = there.to_physical() if held.kind == "choice" else there
        return found

    def shown(self, name: str) -> pl.Expr:
        """A column as it is handed over: names as names."""
        held = self.held.get(name)
        return pl.col(name).cat.to(self.names) if held is not None and held.kind == "choice" else pl.col(name)


def compiled(in_force: InForce, day: dt.date) -> Compiled:
    """Everything a rulebook in force can be asked for on a day. Raises CannotHold."""
    return _Building(in_force, day).all()


class _Building:
    def __init__(self, in_force: InForce, day: dt.date) -> None:
        self.in_force, self.book = in_force, in_force.rulebook
        self.names = names_of(self.book)
        self.facts = columns_of(self.book)
        self.columns: dict[str, pl.Expr] = {}
        self.held: dict[str, Held] = {f"fact.{name}": held for name, held in self.facts.items()}
        self.compiler = Compiler(in_force, day, self.names, uses=_uses(in_force), across=across)
        for name, held in self.facts.items():
            self.compiler.known[name] = _fact(self.book.facts[name], held)

    def all(self) -> Compiled:
        refuse_division_by_nothing(self.in_force, self.compiler.day)
        for step in self.book.derives.values():
            self._step("derive", step)
        for rule in self.in_force.ordered_rules:
            self.compiler.within = f"rule {rule.id}: {rule.text}"
            self.columns[f"rule.{rule.id}"] = self.compiler.truth(rule.when)
            self.held[f"rule.{rule.id}"] = _TRUTH
            self.compiler.rules[rule.id] = pl.col(f"rule.{rule.id}")
        for step in self.book.outcomes.values():
            self._step("outcome", step)
        for step in self.book.order.values():
            self._step("order", step)
        self._conditions()
        self.columns["refers"] = self._refers()
        self.columns["unshared"] = reduce(lambda a, b: a | b, self.compiler.unshared, pl.lit(False))
        self.columns["status"] = self._status()
        facts = {f"fact.{name}": held for name, held in self.facts.items()}
        facts |= {f"fact.{name}.none": _TRUTH for name, held in self.facts.items() if held.beside}
        return Compiled({**self.columns, **self.compiler.hidden}, self.held, self.names, facts)

    def _step(self, kind: str, step: Step) -> None:
        name = f"{kind}.{step.name}"
        self.compiler.within = f"{kind} {step.name}: {step.text}"
        found = self.compiler.work(step.node) if kind == "derive" else self.compiler.outcome(step.node)
        if kind != "derive" and step.node.type.kind == "money" and found.dtype != pl.Int128():
            found = found.to(pl.Int64())
        self.columns[name] = found.expr
        if found.none is not None:
            self.columns[f"{name}.none"] = found.none
        self.held[name] = self._held(found)
        if kind == "derive":
            beside = None if found.none is None else pl.col(f"{name}.none")
            self.compiler.known[step.name] = Worked(
                pl.col(name), found.kind, found.places, found.low, found.high, found.dtype, beside
            )

    def _held(self, found: Worked) -> Held:
        dtype: pl.DataType
        if found.dtype is not None:
            dtype = found.dtype
        elif found.kind == "choice":
            dtype = self.names
        else:
            dtype = {"yes_no": pl.Boolean(), "date": pl.Date()}.get(found.kind, pl.List(self.names))
        return Held(found.kind, dtype, found.places, tuple(self.names.categories), found.none is not None)

    def _conditions(self) -> None:
        layout, paths = layout_of(self.in_force), paths_of(self.in_force)
        for number, site in enumerate(layout.conditions):
            name = f"condition.{number}"
            self.compiler.within = f"{site.home} {site.within}"
            self.columns[name] = self.compiler.truth(site.node)
            self.held[name] = _TRUTH
            if paths[id(site.node)]:
                self.columns[f"{name}.asked"] = asked(paths[id(site.node)], self.compiler)

    def _refers(self) -> pl.Expr:
        """Whether any lookup that is asked lands on refer: all it is asked with is known, and it gives nothing."""
        paths, found = paths_of(self.in_force), {}
        for site in layout_of(self.in_force).lookups:
            node = site.node
            assert isinstance(node, Lookup)
            self.compiler.within = f"{site.home} {site.within}"
            result, may = self.compiler.landing(node)
            if not may:
                continue
            known = [self.compiler.work(arg) for arg in node.args]
            there = reduce(lambda a, b: a & b, [arg.expr.is_not_null() for arg in known])
            way = paths[id(node)]
            lands = there & result.expr.is_null()
            key = (likeness(node), tuple((likeness(test), truth) for test, truth in way))
            found[key] = lands & asked(way, self.compiler) if way else lands
        return reduce(lambda a, b: a | b, found.values(), pl.lit(False)) if found else pl.lit(False)

    def _status(self) -> pl.Expr:
        """The first that applies."""
        rules = self.in_force.rules
        returns = [pl.col(f"rule.{rule.id}") for rule in rules if rule.then == "return"]
        refers = [pl.col(f"rule.{rule.id}") for rule in rules if rule.then == "refer"]
        outcomes = [
            pl.col(f"outcome.{name}.none" if self.held[f"outcome.{name}"].beside else f"outcome.{name}")
            for name in self.book.outcomes
        ]
        returned = reduce(lambda a, b: a | b, returns, pl.lit(False))
        referred = reduce(lambda a, b: a | b, refers, pl.col("refers"))
        self.columns[f"{HIDDEN}returned"], self.columns[f"{HIDDEN}referred"] = returned, referred
        open_ = reduce(
            lambda a, b: a | b,
            [each.is_null() for each in (pl.col(f"{HIDDEN}returned"), pl.col(f"{HIDDEN}referred"), *outcomes)],
        )
        codes = [pl.lit(status, dtype=STATUSES) for status in STATUSES.categories]
        return (
            pl.when(pl.col(f"{HIDDEN}returned"))
            .then(codes[0])
            .when(pl.col(f"{HIDDEN}referred"))
            .then(codes[1])
            .when(open_)
            .then(codes[2])
            .otherwise(codes[3])
        )


def _cast(name: str, there: pl.DataType, held: Held) -> pl.Expr:
    """A fact held a little otherwise: in another width, or with other names. Raises TypeError for another kind."""
    inner = there.inner if isinstance(there, pl.List) and held.kind in ("set", "ranked") else there
    fits = there.is_integer() if held.dtype.is_integer() else isinstance(inner, pl.Enum | pl.Categorical | pl.String)
    if fits and (held.names or held.dtype.is_integer()):
        return pl.col(name).cast(held.dtype)
    raise TypeError(f"`{name}` is {there}; it must be {held.dtype}")


def _fact(fact: Fact, held: Held) -> Worked:
    """A fact as it is read."""
    column = pl.col(f"{HIDDEN}fact.{fact.name}")
    none = pl.col(f"{HIDDEN}fact.{fact.name}.none") if held.beside else None
    if not fact.type.numeric:
        return Worked(column, held.kind, none=none)
    low, high = bounds_of(fact)
    return Worked(column, held.kind, held.places, low, high, held.dtype, none)


def _uses(in_force: InForce) -> Mapping[object, int]:
    """How often each expression that is more than a name or a constant is written, by kind and likeness."""
    return Counter(
        (node.type.kind, likeness(node))
        for tree in _trees(in_force)
        for node in walk(tree)
        if not isinstance(node, Name | Literal)
    )


def _trees(in_force: InForce) -> Iterator[Node]:
    book = in_force.rulebook
    for steps in (book.derives, book.outcomes, book.order):
        yield from (step.node for step in steps.values())
    yield from (rule.when for rule in in_force.rules)
