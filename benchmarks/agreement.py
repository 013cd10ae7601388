"""The three writings of the benchmark's rules agree, fact set by fact set; nothing is timed otherwise."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from benchmarks import by_hand, zen_rules
from benchmarks.facts import DAY
from engine.opinions.evaluate import evaluate
from engine.opinions.evaluation import Evaluation
from engine.rulebook import Rulebook
from engine.values import NONE, Answer, Value

# fmt: off
_NAMED: Final = (
    "views_recorded", "understanding_known", "learning_known", "feelings_known", "health_known", "safety_known",
    "band_3", "report_recent", "plan_recent", "need_not_described", "understanding_4", "learning_4", "health_4",
    "safety_4", "understanding_3", "learning_3", "feelings_3", "movement_3", "health_3", "over_cap", "hearing_2",
    "vision_2", "hearing_3", "vision_3", "health_3", "movement_4", "behaviour_3", "safety_2", "band_2",
    "under_10_hours", "over_school_week", "attended_under_50", "attended_under_90", "school_pays_first",
    "spends_less", "hours_cost_more", "costs_far_more", "section_f_higher", "ehc_plan", "transfer_year", "band_0",
    "ehc_plan", "ehc_plan", "holds_less", "band_4", "health_3", "learning_3",
)
# fmt: on
"""What `by_hand` calls each condition of the rulebook, in the engine's order."""


class Disagreement(Exception):  # noqa: N818
    """Two writings give different results, so their times may not be compared."""


def facts_by_hand(book: Rulebook, answers: Mapping[str, Value]) -> dict[str, Any]:
    """Answers as `by_hand.assess` takes them: money in pounds, numbers as decimals."""
    return {name: _by_hand(book.facts[name].type.kind, value) for name, value in answers.items()}


def _by_hand(kind: str, value: Value) -> object:
    return _pounds(value) if kind == "money" else value


def _pounds(value: Answer) -> object:
    return value if value is None or value == NONE or not isinstance(value, int) else Decimal(value).scaleb(-2)


def check(book: Rulebook, answers: Mapping[str, Value], decision: Any) -> Evaluation:
    """The evaluation on which all three agree: outcome and fired rules, and by hand every truth too.

    Raises Disagreement, naming what differs.
    """
    found = evaluate(book, answers, DAY)
    fired = frozenset(rule.id for rule in found.fired())

    hand = by_hand.assess(facts_by_hand(book, answers), DAY)
    outcome = {**found.outcome, "annual_top_up": _pounds(found.outcome["annual_top_up"])}
    _same("the outcome by hand", hand.outcome, outcome)
    _same("the rules by hand", hand.rules, dict(found.rule_truths))
    _same("the conditions by hand", tuple(hand.conditions[name] for name in _NAMED), found.conditions)

    answer = decision.evaluate(zen_rules.facts_for_zen(answers, DAY), zen_rules.TRACE)
    result = answer["result"]
    _same("the outcome of zen-engine", {name: result.get(name) for name in found.outcome}, found.outcome)
    _same("the rules of zen-engine", zen_rules.fired(result), fired)
    if not answer["trace"]:
        raise Disagreement("zen-engine kept no trace")
    return found


def _same(what: str, theirs: object, ours: object) -> None:
    if theirs != ours:
        raise Disagreement(f"{what}: {theirs}, not {ours}")
