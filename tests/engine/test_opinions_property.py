"""Three opinions are one: evaluator, reference and rules network, on random rulebooks and answers."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from engine.opinions import evaluate, reference
from engine.opinions.evaluation import Evaluation
from engine.opinions.network import Network, compare
from tests.engine.strategies import Case, cases

RANDOM = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with Network(timeout=20, compile_timeout=60) as made:
        yield made


def told(found: object) -> object:
    """A value with its kind, so that True is not 1 and 1 is not "1", and 2.50 is 2.5."""
    if isinstance(found, tuple):
        return tuple(told(each) for each in found)
    if isinstance(found, bool) or found is None:
        return found
    if isinstance(found, int | Decimal):
        return "number", Decimal(found).normalize(), isinstance(found, int) or found == found.to_integral_value()
    return type(found).__name__, found


def vectors(evaluation: Evaluation) -> dict[str, object]:
    """All that an evaluation found, by name."""
    parts = ("answers", "derived", "conditions", "lookups", "rules", "outcomes", "order_keys", "status", "truths")
    return {part: told(getattr(evaluation, part)) for part in parts}


def check_numbers(case: Case) -> None:
    for answers in case.answers:
        first = evaluate.evaluate(case.book, answers, case.day)
        second = reference.evaluate(case.book, answers, case.day)
        assert vectors(first) == vectors(second)
        money = [step.node.type.kind == "money" for step in case.book.outcomes.values()]
        assert all(type(v) is int for v, m in zip(first.outcomes, money, strict=True) if m and v is not None)


def check_logic(case: Case, network: Network) -> None:
    in_force = case.book.on(case.day)
    for answers in case.answers:
        found = evaluate.evaluate(case.book, answers, case.day)
        assert compare(found, network.judge(in_force, found)) == []


@settings(RANDOM, max_examples=300)
@given(case=cases())
def test_evaluator_and_reference_are_equal(case: Case) -> None:
    check_numbers(case)


@settings(RANDOM, max_examples=60)
@given(case=cases(most_rules=8, most_answers=5))
def test_network_agrees(network: Network, case: Case) -> None:
    check_logic(case, network)


@pytest.mark.soak
@settings(RANDOM)
@given(case=cases(most_rules=10, most_answers=6))
def test_evaluator_and_reference_are_equal_at_length(case: Case) -> None:
    check_numbers(case)


@pytest.mark.soak
@settings(RANDOM)
@given(case=cases(most_rules=12, most_answers=8))
def test_network_agrees_at_length(network: Network, case: Case) -> None:
    check_logic(case, network)
