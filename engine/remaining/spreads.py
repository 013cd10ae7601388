"""Where too much is unanswered to try every answer: all that each outcome could be, soundly (see `engine.reach`)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from engine.opinions.evaluation import Evaluation
from engine.opinions.reference import outward
from engine.reach.domains import Days, Groups, Numbers, Range
from engine.reach.ranges import Ranges, ranges_of
from engine.remaining.thresholds import FEW, domain_size, every_answer
from engine.rulebook import InForce
from engine.values import Answer, Value

MOST_LISTED: Final = 40
MOST_ASKED: Final = 200
"""Ranges worked out, at most, to choose a question."""


@dataclass(frozen=True, slots=True)
class Spread:
    """All that an outcome could be: just the values in `only`, where given, else from `low` to `high`.

    `person` says that it may also be left to a person.
    """

    only: tuple[Answer, ...] | None
    low: Answer = None
    high: Answer = None
    person: bool = False

    def holds(self, value: Answer) -> bool:
        """Whether `value` is among them."""
        if value is None:
            return self.person
        if self.only is not None:
            return value in self.only
        return bool(self.low <= value <= self.high)  # type: ignore[operator]


@dataclass(frozen=True)
class Spreads:
    """The statuses that remain and the spread of each outcome."""

    statuses: frozenset[str]
    outcome: Mapping[str, Spread]


def spreads_of(in_force: InForce, answers: Mapping[str, Value], day: dt.date) -> Spreads:
    """What can come out once everything else is answered."""
    ranges = ranges_of(in_force, answers, day)
    outcome = {
        name: _spread(found, in_force.rulebook.outcomes[name].node.type.options)
        for name, found in ranges.outcomes.items()
    }
    return Spreads(ranges.statuses() - {"unsettled"}, outcome)


def _spread(found: Range, options: tuple[str, ...]) -> Spread:
    values = found.values
    if isinstance(values, Numbers):
        if values.only is not None and len(values.only) <= MOST_LISTED:
            listed = tuple(outward(Fraction(each)) for each in sorted(values.only))
            return Spread(listed, person=found.missing)
        return Spread(None, outward(Fraction(values.low)), outward(Fraction(values.high)), found.missing)
    if isinstance(values, Days):
        if values.empty:
            return Spread((), person=found.missing)
        return Spread(None, values.low, values.high, found.missing)
    assert not isinstance(values, Groups), "an outcome is never a set"
    order = {name: position for position, name in enumerate(options)}
    return Spread(tuple(sorted(values, key=lambda each: (order.get(str(each), 0), each))), person=found.missing)


def narrowest_question(evaluation: Evaluation, answers: Mapping[str, Value], facts: tuple[str, ...]) -> str | None:
    """The fact whose worst answer leaves the narrowest headline; ties by rulebook order.

    Only facts with few answers are weighed, and no more than `MOST_ASKED` answers in all.
    """
    book = evaluation.in_force.rulebook
    chosen, best, asked = None, None, 0
    for name in facts:
        if (domain_size(book.facts[name]) or FEW + 1) > FEW:
            continue
        tries = tuple(every_answer(book.facts[name]))
        asked += len(tries)
        if asked > MOST_ASKED and chosen is not None:
            break
        sizes = [_size(ranges_of(evaluation.in_force, {**answers, name: each}, evaluation.day)) for each in tries]
        score = (max(sizes), Fraction(sum(sizes), len(sizes)))
        if best is None or score < best:
            chosen, best = name, score
    return chosen or (facts[0] if facts else None)


def _size(ranges: Ranges) -> Fraction:
    """How much remains: of the headline how many values, or how far apart; and how many statuses."""
    headline = next(iter(ranges.outcomes.values()))
    return _width(headline) + len(ranges.statuses())


def _width(found: Range) -> Fraction:
    values = found.values
    if isinstance(values, Numbers):
        return Fraction(len(values.only)) if values.only is not None else Fraction(values.high - values.low)
    if isinstance(values, Days):
        return Fraction((values.high - values.low).days)
    assert not isinstance(values, Groups)
    return Fraction(len(values))
