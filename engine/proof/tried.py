"""Suspicions put to the test: where few facts decide, every answer is tried before anything is called wrong.

Ranges know nothing of how numbers hang together (`max(a, b) - min(a, b)` is never below 0), so what they
fear may not occur. Nothing here is needed to refuse what can occur, only to spare what cannot.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import product
from math import prod
from typing import Final

from engine.facts import Fact
from engine.opinions.evaluate import evaluate_vector
from engine.opinions.evaluation import Evaluation
from engine.opinions.layout import layout_of
from engine.reach.domains import Exact, Range, exact, numbers_of
from engine.reach.range_lookups import BELOW, Key, Landing
from engine.remaining.thresholds import domain_size, every_answer
from engine.rulebook import REFER, InForce, Ladder, Table
from engine.tree import Lookup

MOST_TRIED: Final = 20_000


def every_evaluation(in_force: InForce, facts: Mapping[str, Fact], day: dt.date) -> Iterator[Evaluation] | None:
    """One evaluation for every answer to `facts`, all others unanswered; None where those are too many."""
    sizes = [domain_size(fact) for fact in facts.values()]
    if any(size is None for size in sizes) or prod(size or 0 for size in sizes) > MOST_TRIED:
        return None
    if in_force.rulebook.over is not None:
        return None
    return _tried(in_force, facts, day)


def _tried(in_force: InForce, facts: Mapping[str, Fact], day: dt.date) -> Iterator[Evaluation]:
    names = list(in_force.rulebook.facts)
    for answers in product(*(every_answer(fact) for fact in facts.values())):
        given = dict(zip(facts, answers, strict=True))
        yield evaluate_vector(in_force, tuple(given.get(name) for name in names), day)


def landing_as_tried(
    in_force: InForce, node: Lookup, feared: Landing, facts: Mapping[str, Fact], day: dt.date
) -> Landing:
    """Where the lookup really lands, for all answers to the facts that decide it; as feared where too many."""
    evaluations = every_evaluation(in_force, facts, day)
    if evaluations is None:
        return feared
    slot, shape = layout_of(in_force).lookup_slots[id(node)], in_force.values[node.name].shape
    asked, misses = set[Exact](), dict[Key, None]()
    try:
        for evaluation in evaluations:
            landed = evaluation.lookups[slot]
            if isinstance(landed, str) or landed[1] is None:
                continue
            if isinstance(shape, Ladder):
                at = landed[0][0]
                assert isinstance(at, int | Decimal)
                asked.add(exact(at))
            elif isinstance(shape, Table) and landed[1] is REFER and _misses(shape, landed[0]):
                misses[landed[0]] = None
    except ArithmeticError:
        return feared
    if isinstance(shape, Ladder):
        rungs = {sum(at >= exact(start) for start in shape.starts) - 1 for at in asked}
        args = (Range(numbers_of(asked, feared.args[0].numbers.places)),)
        refers = any(rung == BELOW or shape.results[rung] is REFER for rung in rungs)
        return replace(feared, rungs=frozenset(rungs), refers=refers, args=args)
    return replace(feared, misses=tuple(misses)[:5], may_miss=bool(misses))  # type: ignore[arg-type]


def _misses(table: Table, key: Key) -> bool:
    choices = product(*((part, None) for part in key))
    return not any(tried in table.cells for tried in choices)


def may_divide_by_zero(in_force: InForce, facts: Mapping[str, Fact], day: dt.date) -> bool:
    """Whether some answers to the facts that a divisor reads make a division by zero; True where too many to try."""
    evaluations = every_evaluation(in_force, facts, day)
    try:
        return evaluations is None or any(False for _ in evaluations)
    except ArithmeticError:
        return True


def lowest(in_force: InForce, outcome: str, facts: Mapping[str, Fact], day: dt.date) -> int | None:
    """The least pence that a money outcome comes to; None where there are too many answers to try."""
    evaluations = every_evaluation(in_force, facts, day)
    if evaluations is None:
        return None
    try:
        found = [evaluation.outcome[outcome] for evaluation in evaluations]
    except ArithmeticError:
        return None
    return min((int(value) for value in found if isinstance(value, int)), default=None)
