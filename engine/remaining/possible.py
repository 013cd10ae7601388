"""What an unsettled case can still become: every whole outcome that remains, and the question that settles most.

Exact by trying every answer that can make a difference, up to 5,000 combinations; beyond that a sound
range per outcome, marked `exact=False`. Neither ever leaves out an outcome that can occur.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod
from typing import Final

from engine.facts import Fact
from engine.opinions.evaluate import evaluate_vector
from engine.opinions.evaluation import Evaluation
from engine.remaining.inner import Inner
from engine.remaining.matters import Matters, Use
from engine.remaining.spreads import Spread, narrowest_question, spreads_of
from engine.remaining.thresholds import Point, Thresholds, domain_size, every_answer, is_small, region, representatives
from engine.tree import Node
from engine.values import Answer, Value

MOST_COMBINATIONS: Final = 5000
Points = Mapping[str, tuple[Point, ...]]
"""For each many-valued fact the thresholds it is compared with, in order."""

STATUSES: Final = ("settled", "unsettled", "referred", "incomplete")


@dataclass(frozen=True, slots=True)
class PossibleResult:
    """One whole result that remains: a status and each outcome's value (None where a person must give it).

    Where `Possible.exact` is false an outcome may be a `Spread`: everything it could be.
    """

    status: str
    outcome: Mapping[str, "Answer | Spread"]


@dataclass(frozen=True, slots=True)
class Possible:
    """Every result that remains, by status and then by outcome, and the fact to ask for first.

    `facts` are the unanswered facts that can still matter. `tried` counts the combinations evaluated.
    """

    results: tuple[PossibleResult, ...]
    exact: bool
    question: str | None
    tried: int
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Leaf:
    """One combination: for each fact its answer (or the region its answer lies in), and the result's number."""

    answers: Mapping[str, Hashable]
    points: Points
    result: int


class _TooMany(Exception):  # noqa: N818
    """More combinations than are tried."""


def possible(evaluation: Evaluation) -> Possible:
    """What remains once every fact that matters is answered. Never misses a result that can occur."""
    matters = Matters(evaluation)
    try:
        search = _Search(matters)
        search.run()
    except _TooMany:
        answers = {name: value for name, value in matters.answers.items() if value is not None}
        spreads = spreads_of(evaluation.in_force, answers, evaluation.day)
        results = tuple(PossibleResult(s, spreads.outcome) for s in STATUSES if s in spreads.statuses)
        question = narrowest_question(evaluation, answers, matters.facts)
        return Possible(results, False, question, 0, matters.facts)
    found = sorted(search.numbers, key=lambda each: _order(evaluation, each))
    names = tuple(evaluation.in_force.rulebook.outcomes)
    results = tuple(PossibleResult(status, dict(zip(names, values, strict=True))) for status, values in found)
    return Possible(results, True, search.question(), len(search.leaves), matters.facts)


class _Search:
    """Tries every combination of answers that can make a difference. Raises `_TooMany`."""

    def __init__(self, matters: Matters) -> None:
        self.matters = matters
        self.evaluation = matters.evaluation
        facts = matters.book.facts
        self.position = {name: number for number, name in enumerate(facts)}
        uses: dict[str, list[Use]] = defaultdict(list)
        for use in matters.uses():
            uses[use.fact].append(use)
        self.small: dict[str, tuple[Value, ...]] = {}
        self.large: dict[str, Thresholds] = {}
        for name in matters.facts:
            self._place(facts[name], uses[name])
        if any(each.waits_for() & self.large.keys() for each in self.large.values()):
            raise _TooMany
        self.numbers: dict[tuple[str, tuple[Answer, ...]], int] = {}
        self.leaves: list[_Leaf] = []

    def _place(self, fact: Fact, uses: Sequence[Use]) -> None:
        if not is_small(fact):
            thresholds = Thresholds(fact, uses, self.evaluation.day, self.matters)
            if thresholds.analysable:
                self.large[fact.name] = thresholds
                return
        if (domain_size(fact) or MOST_COMBINATIONS + 1) > MOST_COMBINATIONS:
            raise _TooMany
        self.small[fact.name] = tuple(every_answer(fact))

    def run(self) -> None:
        """Fill `leaves` and `numbers`."""
        if prod(map(len, self.small.values())) > MOST_COMBINATIONS:
            raise _TooMany
        for combination in product(*self.small.values()):
            answers = dict(zip(self.small, combination, strict=True))
            for points, more in self._large_answers(answers):
                self._try(answers, points, more)

    def _large_answers(self, answers: Mapping[str, Value]) -> Iterator[tuple[Points, dict[str, Value]]]:
        """The answers worth trying for the many-valued facts once the others are given, with their thresholds."""
        if not self.large:
            yield {}, {}
            return
        inner = Inner(self._evaluate(answers))
        points = {name: each.points(inner.value) for name, each in self.large.items()}
        tries = [representatives(each.fact, points[name]) for name, each in self.large.items()]
        if len(self.leaves) + prod(map(len, tries)) > MOST_COMBINATIONS:
            raise _TooMany
        for combination in product(*tries):
            yield points, dict(zip(self.large, combination, strict=True))

    def _try(self, answers: Mapping[str, Value], points: Points, more: Mapping[str, Value]) -> None:
        evaluation = self._evaluate({**answers, **more}) if more or answers else self.evaluation
        result = (evaluation.status, evaluation.outcomes)
        number = self.numbers.setdefault(result, len(self.numbers))
        regions = {name: region(value, points[name]) for name, value in more.items()}
        self.leaves.append(_Leaf({**answers, **regions}, points, number))

    def _evaluate(self, answers: Mapping[str, Value]) -> Evaluation:
        vector = list(self.evaluation.answers)
        for name, value in answers.items():
            vector[self.position[name]] = value
        return evaluate_vector(self.evaluation.in_force, tuple(vector), self.evaluation.day)

    def question(self) -> str | None:
        """The fact whose answer leaves least: by the worst answer, then on average, then by rulebook order."""
        best: tuple[int, Fraction] | None = None
        chosen = None
        for name in self.matters.facts:
            left = self._left(name)
            if not left:
                continue
            score = (max(left), Fraction(sum(left), len(left)))
            if best is None or score < best:
                best, chosen = score, name
        return chosen

    def _left(self, name: str) -> list[int]:
        """For each answer to this fact, how many results would remain."""
        groups: dict[Hashable, set[int]] = defaultdict(set)
        if name in self.small:
            for leaf in self.leaves:
                groups[leaf.answers[name]].add(leaf.result)
            return [len(each) for each in groups.values()]
        by_points: dict[tuple[Point, ...], dict[Hashable, set[int]]] = defaultdict(lambda: defaultdict(set))
        for leaf in self.leaves:
            by_points[leaf.points[name]][leaf.answers[name]].add(leaf.result)
        every_point = {point for points in by_points for point in points}
        for value in representatives(self.large[name].fact, every_point):
            for points, found in by_points.items():
                groups[value] |= found[region(value, points)]
        return [len(each) for each in groups.values()]


def _order(evaluation: Evaluation, result: tuple[str, tuple[Answer, ...]]) -> tuple[object, ...]:
    steps = evaluation.in_force.rulebook.outcomes.values()
    values = (_rank(step.node, value) for step, value in zip(steps, result[1], strict=True))
    return (STATUSES.index(result[0]), *values)


def _rank(node: Node, value: Answer) -> tuple[object, ...]:
    """What to sort an outcome's value by: names in their declared order, the unknown last."""
    if value is None:
        return (2,)
    if isinstance(value, str):
        options = node.type.options
        return (1, options.index(value) if value in options else len(options), value)
    return (0, value)


def names_of(results: Iterable[PossibleResult], outcome: str) -> list[Answer]:
    """The distinct known values of one outcome over exact results, in their order."""
    values = (each.outcome[outcome] for each in results)
    return list(dict.fromkeys(value for value in values if value is not None and not isinstance(value, Spread)))
