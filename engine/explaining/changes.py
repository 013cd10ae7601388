"""The smallest changes that would change the headline: one need or evidence answer, else two together.

For panel and auditor. Never shown to a school or a family: it would invite describing more need than
there is. Every candidate is evaluated; the search is bounded and always runs in the same order.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, product
from typing import Final

from engine.amounts import answer_words, inside, listing, sentence
from engine.explaining.paths import Paths
from engine.explaining.wording import outcomes_words, quoted
from engine.facts import Fact
from engine.opinions.evaluate import evaluate_vector
from engine.opinions.evaluation import Evaluation
from engine.reach.domains import Numbers
from engine.reach.ranges import ranges_of
from engine.remaining.inner import Inner
from engine.remaining.matters import Matters
from engine.remaining.thresholds import Thresholds, every_answer, is_small, representatives
from engine.tree import Concluded, Name, Node, walk
from engine.values import NONE, Answer, Value

MOST_EVALUATIONS: Final = 5000
MOST_SETS: Final = 6
DIRECTIONS: Final = ("up", "down", "ready")
"""To a higher headline, to a lower one, and from returned for information to ready for the panel."""


@dataclass(frozen=True, slots=True)
class Change:
    """Answers that would have to be different, and what would then come out."""

    direction: str
    facts: Mapping[str, Value]
    status: str
    outcome: Mapping[str, Answer]
    sentence: str


@dataclass(frozen=True, slots=True)
class _Try:
    """One other answer to a fact: how many steps away it is among those worth trying."""

    fact: str
    value: Value
    steps: int


def changes(paths: Paths) -> tuple[Change, ...]:
    """The smallest sets, up first, then down, then what would make an incomplete request ready."""
    evaluation = paths.evaluation
    if evaluation.status == "unsettled":
        return ()
    search = _Search(paths)
    return tuple(each for direction in DIRECTIONS for each in search.found(direction))


class _Search:
    """Singles of every candidate fact, then pairs of those that did nothing alone."""

    def __init__(self, paths: Paths) -> None:
        self.paths, self.evaluation = paths, paths.evaluation
        self.book = paths.book
        self.position = {name: number for number, name in enumerate(self.book.facts)}
        self.status, self.height = self.evaluation.status, self._height(self.evaluation)
        self.left = MOST_EVALUATIONS
        self.by_direction: dict[str, list[tuple[_Try, ...]]] = {each: [] for each in DIRECTIONS}
        self._search()

    def found(self, direction: str) -> list[Change]:
        """The sets in this direction, smallest first, at most `MOST_SETS`."""
        sets = sorted(
            self.by_direction[direction],
            key=lambda each: (len(each), sum(t.steps for t in each), [self.position[t.fact] for t in each]),
        )
        return [self._change(direction, each) for each in sets[:MOST_SETS]]

    def _search(self) -> None:
        tries = {name: tuple(self._tries(name)) for name in self._candidates()}
        for several in tries.values():
            for direction, one in self._singles(several):
                self.by_direction[direction].append((one,))
        wanted = ("ready",) if self.status == "incomplete" else self._reachable(tries)
        missing = [direction for direction in wanted if not self.by_direction[direction]]
        if missing:
            self._pairs(missing, [several for several in tries.values() if several])

    def _reachable(self, tries: Iterable[str]) -> tuple[str, ...]:
        """The directions in which these facts together can move a headline that is a number at all."""
        known = self.paths.english.known
        fixed = {n: v for n in self.book.facts if n not in set(tries) and (v := known[n]) is not None}
        found = ranges_of(self.paths.in_force, fixed, self.evaluation.day).outcomes[self.paths.headline.name]
        now = self.evaluation.outcomes[0]
        if not isinstance(found.values, Numbers) or not isinstance(now, int | Decimal):
            return ("up", "down")
        up = found.missing or (not found.values.empty and found.values.high > Fraction(now))
        down = not found.values.empty and found.values.low < Fraction(now)
        return tuple(each for each, can in (("up", up), ("down", down)) if can)

    def _candidates(self) -> list[str]:
        """The answered need and evidence facts that the headline, or for "ready" a return rule, reads."""
        roots = [self.paths.headline.node]
        if self.status == "incomplete":
            roots = [rule.when for rule in self.paths.in_force.rules if rule.then == "return"]
        read = self._reads(roots)
        return [
            name
            for name, fact in self.book.facts.items()
            if name in read and fact.kind in ("need", "evidence") and self.paths.english.known[name] is not None
        ]

    def _reads(self, roots: Iterable[Node]) -> set[str]:
        """The facts that these expressions read, through every step and every rule they rest on."""
        whens = {rule.id: rule.when for rule in self.paths.in_force.rules}
        found: set[str] = set()
        seen: set[str] = set()
        queue = list(roots)
        while queue:
            for each in walk(queue.pop()):
                if isinstance(each, Name) and each.source == "fact":
                    found.add(each.name)
                elif isinstance(each, Name) and each.source == "derive" and each.name not in seen:
                    queue.append(self.book.derives[each.name].node)
                    seen.add(each.name)
                elif isinstance(each, Concluded) and each.rule in whens:
                    queue.append(whens.pop(each.rule))
        return found

    def _tries(self, name: str) -> Iterator[_Try]:
        """The other answers worth trying, nearest first."""
        fact, now = self.book.facts[name], self.paths.english.known[name]
        several = list(every_answer(fact)) if is_small(fact) else list(self._around(fact))
        others = sorted((each for each in several if each != now), key=lambda each: _distance(fact, now, each))
        for number, value in enumerate(others, 1):
            if fact.is_level and isinstance(value, int) and isinstance(now, int):
                yield _Try(name, value, max(value - now, now - value))
            else:
                yield _Try(name, value, number)

    def _around(self, fact: Fact) -> Sequence[Value]:
        """For a fact with many answers: those on and beside what it is compared with."""
        without = self._evaluate({fact.name: None})
        matters = Matters(without)
        uses = [use for use in matters.uses() if use.fact == fact.name]
        thresholds = Thresholds(fact, uses, without.day, matters)
        return representatives(fact, thresholds.points(Inner(without).value)) if thresholds.analysable else ()

    def _singles(self, several: Sequence[_Try]) -> Iterator[tuple[str, _Try]]:
        seen: set[str] = set()
        for each in several:
            direction = self._direction((each,))
            if direction is not None and direction not in seen:
                seen.add(direction)
                yield direction, each

    def _pairs(self, missing: Sequence[str], several: Sequence[Sequence[_Try]]) -> None:
        """For two facts together the nearest answers that do what no answer does alone; nearest pairs first."""
        pairs = [pair for one, other in combinations(several, 2) for pair in product(one, other)]
        pairs.sort(key=lambda pair: pair[0].steps + pair[1].steps)
        steps, done = 0, set[tuple[str, str, str]]()
        for a, b in pairs:
            if a.steps + b.steps > steps:
                steps = a.steps + b.steps
                if all(len(self.by_direction[direction]) >= MOST_SETS for direction in missing):
                    return
            if all((a.fact, b.fact, direction) in done for direction in missing):
                continue
            direction = self._direction((a, b))
            if direction is not None and direction in missing and (a.fact, b.fact, direction) not in done:
                done.add((a.fact, b.fact, direction))
                self.by_direction[direction].append((a, b))

    def _direction(self, tries: Sequence[_Try]) -> str | None:
        if self.left <= 0:
            return None
        self.left -= 1
        found = self._evaluate({each.fact: each.value for each in tries})
        if self.status == "incomplete":
            return None if found.status == "incomplete" else "ready"
        after = self._height(found)
        if after == self.height or found.status == "unsettled":
            return None
        return "up" if after > self.height else "down"

    def _height(self, evaluation: Evaluation) -> tuple[int, Decimal | str | int]:
        """How high a headline stands: numbers by size, names by their order, what a person prices on top."""
        value = evaluation.outcomes[0]
        if value is None:
            return (1, 0)
        if isinstance(value, int | Decimal):
            return (0, Decimal(value))
        options = self.paths.headline.node.type.options
        return (0, Decimal(options.index(value))) if isinstance(value, str) and value in options else (0, str(value))

    def _evaluate(self, answers: Mapping[str, Answer]) -> Evaluation:
        vector = list(self.evaluation.answers)
        for name, value in answers.items():
            vector[self.position[name]] = value
        return evaluate_vector(self.evaluation.in_force, tuple(vector), self.evaluation.day)

    def _change(self, direction: str, tries: Sequence[_Try]) -> Change:
        answers = {each.fact: each.value for each in tries}
        found = self._evaluate(answers)
        said = listing(self._said(each) for each in tries)
        text = f"With {said}, {self._then(found)}"
        return Change(direction, answers, found.status, found.outcome, sentence(text))

    def _said(self, each: _Try) -> str:
        fact, now = self.book.facts[each.fact], self.paths.english.known[each.fact]
        if fact.is_level and "level" not in each.fact.split("_"):
            return f"{quoted(self.paths.english.label(each.fact))} at level {each.value} instead of {now}"
        asked = f"“{fact.asks.strip()}”" if "?" in fact.asks else inside(fact.asks)
        return f"{asked} answered “{answer_words(fact, each.value)}” instead of “{answer_words(fact, now)}”"

    def _then(self, found: Evaluation) -> str:
        if found.status == "incomplete":
            return "the request would go back for information"
        if found.outcomes[0] is None:
            return "a person would judge or price it"
        person = ", and a person would decide" if found.status == "referred" else ""
        lead = "it would no longer go back: " if self.status == "incomplete" else "it would be "
        return f"{lead}{outcomes_words(Paths(found))}{person}"


def _distance(fact: Fact, now: Answer, value: Value) -> tuple[int, Decimal, str]:
    """How far an answer is from the present one; "none" comes last."""
    if value == NONE or now == NONE or now is None:
        return (1, Decimal(0), str(value))
    if isinstance(value, int | Decimal) and isinstance(now, int | Decimal):
        return (0, abs(Decimal(value) - Decimal(now)), str(value))
    if isinstance(value, str) and isinstance(now, str):
        options = fact.type.options
        return (0, Decimal(abs(options.index(value) - options.index(now))), value)
    if isinstance(value, frozenset) and isinstance(now, frozenset):
        return (0, Decimal(len(value ^ now)), str(sorted(value)))
    if isinstance(value, tuple) and isinstance(now, tuple):
        return (0, Decimal(len(set(value) ^ set(now)) * 2 + (value != now)), str(value))
    days = (value - now).days if isinstance(value, dt.date) and isinstance(now, dt.date) else 0
    return (0, Decimal(max(days, -days)), str(value))
