"""Assess a request: status first, then what the rulebook gives. A live case is confirmed by second opinions."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from engine.opinions import reference
from engine.opinions.evaluate import evaluate
from engine.opinions.evaluation import Evaluation
from engine.opinions.network import Network, compare
from engine.remaining.possible import Possible, possible
from engine.rulebook import Rulebook
from engine.values import Answer, Value

NOT_IN_FORCE = "not_in_force"


@dataclass(frozen=True)
class Assessment:
    """What the rulebook says of one request on one day. `evaluation` is None where it was not in force.

    status: not_in_force, incomplete, referred, unsettled or settled. Nothing here is a decision.
    """

    rulebook: Rulebook
    day: dt.date
    answers: Mapping[str, Value]
    evaluation: Evaluation | None

    @property
    def status(self) -> str:
        """The first status that applies."""
        return self.evaluation.status if self.evaluation else NOT_IN_FORCE

    @property
    def outcome(self) -> dict[str, Answer]:
        """Each outcome by name, None where unknown; money in whole pence."""
        return self.evaluation.outcome if self.evaluation else dict.fromkeys(self.rulebook.outcomes)

    @cached_property
    def possible(self) -> Possible | None:
        """The outcomes that remain, where the case is unsettled."""
        return possible(self.evaluation) if self.evaluation and self.status == "unsettled" else None


@dataclass(frozen=True, slots=True)
class Opinions:
    """The second opinions that agreed, in words: what each looked at."""

    compared: tuple[str, ...]


class OpinionsDiffer(Exception):  # noqa: N818
    """Two engines came to different results: there is no result. Names only, never an answer."""

    def __init__(self, rulebook: str, differences: tuple[str, ...]) -> None:
        self.rulebook, self.differences = rulebook, differences
        super().__init__(f"second opinions differ on {rulebook}: " + "; ".join(differences))


def assess(book: Rulebook, answers: Mapping[str, Value], day: dt.date) -> Assessment:
    """The assessment of strict answers (see `engine.facts.read_answers`) on a day."""
    evaluation = evaluate(book, answers, day) if book.in_force.holds(day) else None
    return Assessment(book, day, answers, evaluation)


def confirm(assessment: Assessment, network: Network) -> Opinions:
    """Ask both second opinions. Raises `OpinionsDiffer`, or `NetworkFailed` when one cannot answer."""
    evaluation = assessment.evaluation
    if evaluation is None:
        return Opinions(("nothing: the rulebook is not in force on this day",))
    found: list[tuple[str, ...]] = []

    def recompute() -> None:
        second = reference.evaluate(assessment.rulebook, assessment.answers, assessment.day)
        found.append(_against_reference(evaluation, second))

    opinion = network.judge(evaluation.in_force, evaluation, meanwhile=recompute)
    differences = (*found[0], *(f"network: {each}" for each in compare(evaluation, opinion)))
    if differences:
        raise OpinionsDiffer(assessment.rulebook.name, differences)
    return Opinions(_compared(evaluation))


def _against_reference(first: Evaluation, second: Evaluation) -> tuple[str, ...]:
    book = first.in_force.rulebook
    layout = first.layout
    named = (
        ("derived", tuple(book.derives), first.derived, second.derived),
        ("outcome", tuple(book.outcomes), first.outcomes, second.outcomes),
        ("order", tuple(book.order), first.order_keys, second.order_keys),
        ("condition in", tuple(s.within for s in layout.conditions), first.conditions, second.conditions),
        ("lookup in", tuple(s.within for s in layout.lookups), first.lookups, second.lookups),
        ("rule", tuple(r.id for r in first.in_force.ordered_rules), first.rules, second.rules),
    )
    return tuple(
        f"reference: {what} {name}"
        for what, names, ours, theirs in named
        if ours != theirs
        for name, a, b in zip(names, ours, theirs, strict=True)
        if a != b or (type(a) is not type(b) and isinstance(a, bool | str))
    )


def _compared(evaluation: Evaluation) -> tuple[str, ...]:
    numbers = len(evaluation.derived) + len(evaluation.outcomes) + len(evaluation.order_keys)
    ladders = sum(1 for _ in evaluation.layout.ladders(evaluation.in_force))
    return (
        f"reference: {numbers} numbers and names, {len(evaluation.conditions)} conditions, "
        f"{len(evaluation.lookups)} ladder and table lookups, {len(evaluation.rules)} rules",
        f"durable-rules: {len(evaluation.rules)} rules, {ladders} ladder steps",
    )
