"""A rulebook's logic as a circuit of small conjunctions, which the rules network can run. Pure.

Each rule's tree of and, or, not and at_least becomes a list of alternatives. An alternative joins
flags (elementary conditions, already judged by typed code) and outputs (conclusions of other rules).
Negation is pushed down to the flags; a conclusion read negatively is compiled both ways, met and
refuted, because a missing conclusion cannot tell unknown from false. What would multiply out is cut
into parts: outputs of their own, which no one outside sees. Each ladder lookup is a list of rungs:
at or above this start and below the next.
"""

import hashlib
import itertools
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from engine import tree
from engine.opinions.evaluation import Evaluation
from engine.opinions.layout import layout_of
from engine.opinions.rule_sets import FLAGS_A_FACT, JOIN, JOINS, RuleSet, Term, Unit, flags_of, joins_of, pack
from engine.problems import Place, Problem
from engine.rulebook import InForce, Ladder
from engine.tree import Node

ALTERNATIVES_A_RULE: Final = 240
RUNGS: Final = 400
ALTERNATIVES_IN_ALL: Final = 4000
_PRODUCT: Final = 12
_COMBINATIONS: Final = 24

UNKNOWN: Final = "u"
BELOW: Final = -1
"""The step of an argument below a ladder's first start."""


class CircuitTooLarge(Exception):  # noqa: N818
    """The logic does not fit the network's limits. The checker says so before it can be loaded."""


@dataclass(frozen=True)
class Circuit:
    """Rule sets in the order they run. A later set may read outputs of an earlier one.

    Flags are one letter each: first the layout's conditions, then each ladder's starts.
    `met`, `refuted` and `steps` say what an output means: a rule's id; a lookup's number and its rung.
    """

    sets: tuple[RuleSet, ...]
    ladders: tuple[tuple[int, Ladder], ...]
    met: Mapping[int, str]
    refuted: Mapping[int, str]
    steps: Mapping[int, tuple[int, int]]

    @cached_property
    def refutable(self) -> frozenset[str]:
        """The rules compiled both ways."""
        return frozenset(self.refuted.values())

    @cached_property
    def listing(self) -> list[Any]:
        """The rule sets as plain lists, for the worker: facts, then (fact, flags, joins, gives)."""
        return [
            [
                [list(fact) for fact in each.facts],
                [[a.fact, a.flags, a.joins, a.gives] for a in each.alternatives],
            ]
            for each in self.sets
        ]

    @cached_property
    def sha256(self) -> str:
        """The same for the same logic, whatever the rulebook says in words."""
        return hashlib.sha256(json.dumps(self.listing).encode()).hexdigest()

    def flags(self, evaluation: Evaluation) -> str:
        """One letter a flag: 1, 0, or anything else for unknown."""
        letters = [evaluation.truths]
        for number, ladder in self.ladders:
            landing = evaluation.lookups[number]
            argument = None if isinstance(landing, str) else landing[0][0]
            if argument is None:
                letters.append(UNKNOWN * len(ladder.starts))
            else:
                letters.extend("1" if argument >= start else "0" for start in ladder.starts)  # type: ignore[operator]
        return "".join(letters)


def circuit_of(in_force: InForce) -> Circuit:
    """The circuit of a rulebook in force, worked out once. Raises CircuitTooLarge."""
    kept = in_force.kept.get("circuit")
    if not isinstance(kept, Circuit):
        kept = in_force.kept["circuit"] = _Builder(in_force).build()
    return kept


def circuit_problems(in_force: InForce, file: str) -> list[Problem]:
    """Every rule and ladder the network cannot hold, and what its author can do. `file` is the rulebook's."""
    builder = _Builder(in_force)
    problems = list(builder.try_each())
    count = sum(map(len, builder.units))
    if not problems and count > ALTERNATIVES_IN_ALL:
        problems.append(
            Problem(
                Place(file, 1, 1),
                f"the rules have {count:,} ways of being met between them",
                f"at most {ALTERNATIVES_IN_ALL:,}",
                "Divide the rulebook in two, or let rules read a shared rule's id instead of repeating it",
            )
        )
    return problems


class _Builder:
    """Collects units: an output and its terms, each unit after what it reads."""

    def __init__(self, in_force: InForce) -> None:
        layout = layout_of(in_force)
        self.in_force = in_force
        self.flag_of = layout.slots
        self.ladders = tuple(layout.ladders(in_force))
        self.ladder_places = {n: layout.lookups[n].node.at for n, _ in self.ladders}
        self.first_start = len(layout.conditions)
        self.units: list[Unit] = []
        self.outputs: dict[tuple[str, bool], int] = {}
        self.parts: dict[frozenset[Term], int] = {}
        self.steps: dict[int, tuple[int, int]] = {}
        self.next_output = 0

    def build(self) -> Circuit:
        """All rules and ladders, packed into rule sets."""
        for problem in self.try_each():
            raise CircuitTooLarge(problem.message)
        return Circuit(
            tuple(pack(self.units)),
            self.ladders,
            {output: rule for (rule, met), output in self.outputs.items() if met},
            {output: rule for (rule, met), output in self.outputs.items() if not met},
            self.steps,
        )

    def try_each(self) -> Iterator[Problem]:
        """Build everything; what does not fit is left out and told."""
        both_ways = read_negatively(self.in_force)
        for rule in self.in_force.ordered_rules:
            before = len(self.units)
            for met in (True, False) if rule.id in both_ways else (True,):
                output = self.outputs[rule.id, met] = self._output()
                try:
                    self._add(output, self._terms(rule.when, met))
                except CircuitTooLarge as large:
                    yield Problem(rule.at, f"{rule.id} {large}", *_SPLIT)
            ways = sum(map(len, self.units[before:]))
            if ways > 2 * ALTERNATIVES_A_RULE:
                yield Problem(rule.at, f"{rule.id} {_ways(ways)}", *_SPLIT)
        position = self.first_start
        for number, ladder in self.ladders:
            if len(ladder.starts) > RUNGS:
                yield Problem(
                    self.ladder_places[number],
                    f"the ladder called here has {len(ladder.starts)} steps",
                    f"at most {RUNGS}",
                    "Use an expression, or a shorter ladder over a rounded number",
                )
            else:
                self._rungs(number, len(ladder.starts), position)
            position += len(ladder.starts)

    def _rungs(self, number: int, count: int, position: int) -> None:
        rungs: Unit = []
        for rung in range(BELOW, count):
            output = self._output()
            self.steps[output] = (number, rung)
            term = [(position + rung, 1)] if rung > BELOW else []
            term += [(position + rung + 1, 0)] if rung < count - 1 else []
            rungs.append((frozenset(term), output))
        self.units.append(rungs)

    def _output(self) -> int:
        self.next_output += 1
        return self.next_output - 1

    def _terms(self, node: Node, positive: bool) -> list[Term]:
        """The alternatives in which `node` is true (or, where not `positive`, false)."""
        match node:
            case tree.Not():
                return self._terms(node.part, not positive)
            case tree.And() | tree.Or():
                parts = [self._terms(part, positive) for part in node.parts]
                return self._all(parts) if isinstance(node, tree.And) == positive else _any(parts)
            case tree.AtLeast():
                parts = [self._terms(part, positive) for part in node.parts]
                return self._at_least(node.n if positive else len(parts) - node.n + 1, parts)
            case tree.Concluded():
                output = self.outputs.get((node.rule, positive))
                if output is None:  # not in force on that day: false
                    return [] if positive else [frozenset()]
                return [frozenset({(output, JOIN)})]
            case tree.Literal():
                return [frozenset()] if node.value is positive else []
            case _:
                return [frozenset({(self.flag_of[id(node)], int(positive))})]

    def _all(self, parts: Sequence[list[Term]]) -> list[Term]:
        """Every part at once. Parts are multiplied out while that stays small, else cut off."""
        if not all(parts):
            return []
        found: list[Term] = [frozenset()]
        for terms in sorted(parts, key=len):
            cut = len(terms) > 1 and len(found) * len(terms) > _PRODUCT
            more = [frozenset({(self._part(terms), JOIN)})] if cut else terms
            found = _lean(one | other for one in found for other in more)
        return found

    def _at_least(self, n: int, parts: Sequence[list[Term]]) -> list[Term]:
        """`n` of the parts. Where that makes many combinations: so many of the one half, the rest of the other."""
        if n <= 0:
            return [frozenset()]
        if n > len(parts):
            return []
        if math.comb(len(parts), n) <= _COMBINATIONS:
            return _any(self._all(some) for some in itertools.combinations(parts, n))
        half = len(parts) // 2
        low, high = parts[:half], parts[half:]
        splits = range(max(0, n - len(high)), min(n, len(low)) + 1)
        return _any(self._all([self._at_least(k, low), self._at_least(n - k, high)]) for k in splits)

    def _part(self, terms: list[Term]) -> int:
        """An output of its own for `terms`; the same one for the same terms."""
        key = frozenset(terms)
        if key not in self.parts:
            self.parts[key] = self._output()
            self._add(self.parts[key], terms)
        return self.parts[key]

    def _add(self, output: int, terms: list[Term]) -> None:
        """A unit in which `terms` give `output`, long terms cut into parts. Raises CircuitTooLarge."""
        if len(terms) > ALTERNATIVES_A_RULE:
            raise CircuitTooLarge(_ways(len(terms)))
        self.units.append([(self._short(term), output) for term in terms])

    def _short(self, term: Term) -> Term:
        flags, joins = flags_of(term), [(n, JOIN) for n in joins_of(term)]
        while len(flags) > FLAGS_A_FACT:
            joins.append((self._part([frozenset(flags[:FLAGS_A_FACT])]), JOIN))
            del flags[:FLAGS_A_FACT]
        while len(joins) > JOINS:
            joins.append((self._part([frozenset(joins[:JOINS])]), JOIN))
            del joins[:JOINS]
        return frozenset(flags + joins)


_SPLIT: Final = (
    f"at most {ALTERNATIVES_A_RULE}",
    "Split the rule: give a part of it a rule of its own, and read that rule's id here",
)


def _ways(count: int) -> str:
    return f"can be met in {count:,} different ways"


def read_negatively(in_force: InForce) -> frozenset[str]:
    """The rules whose being refuted some other rule reads, directly or through another's being refuted."""
    found: set[str] = set()
    for rule in reversed(in_force.ordered_rules):
        for met in (True, False) if rule.id in found else (True,):
            found |= {read for read, positive in _reads(rule.when, met) if not positive}
    return frozenset(found)


def _reads(node: Node, positive: bool) -> Iterator[tuple[str, bool]]:
    if isinstance(node, tree.Concluded):
        yield node.rule, positive
    elif tree.is_logic(node):
        for child in tree.children(node):
            yield from _reads(child, positive != isinstance(node, tree.Not))


def _any(parts: Iterable[list[Term]]) -> list[Term]:
    return _lean(term for terms in parts for term in terms)


def _lean(terms: Iterable[Term]) -> list[Term]:
    """Each once, without what contradicts itself or asks for more than another; in a fixed order."""
    possible = {term for term in terms if not any((n, 0) in term for n, kind in term if kind == 1)}
    if len(possible) > 4 * ALTERNATIVES_A_RULE:
        raise CircuitTooLarge(_ways(len(possible)))
    kept: list[Term] = []
    for term in sorted(possible, key=lambda each: (len(each), sorted(each))):
        if not any(other <= term for other in kept):
            kept.append(term)
    return kept
