"""What the benchmarks time does one job: the three writings agree, and the raw network with the engine."""

import dataclasses
from collections import Counter

import pytest

from benchmarks import agreement, joint, zen_rules
from benchmarks.facts import benchmark_rulebook, county_rulebook, fact_sets
from benchmarks.table import Aim
from benchmarks.timing import percentile
from engine.joint.matching import match

COUNT = 400


def test_engine_zen_and_python_by_hand_agree() -> None:
    book, decision = benchmark_rulebook(), zen_rules.decision()
    met: Counter[str] = Counter()
    statuses: Counter[str] = Counter()
    sets = fact_sets(book, COUNT, seed=7)
    for answers in sets:
        found = agreement.check(book, answers, decision)
        met.update(rule.id for rule in found.fired())
        statuses[found.status] += 1
    assert met.keys() == {rule.id for rule in book.rules}, "a rule that never fires is never timed"
    assert all(met[rule.id] < COUNT for rule in book.rules), "a rule that always fires is hardly judged"
    assert statuses.keys() == {"settled", "unsettled", "referred", "incomplete"}


def test_a_difference_is_refused() -> None:
    book, decision = benchmark_rulebook(), zen_rules.decision()
    (changed,) = book.values["cognition_cap"]
    values = {**book.values, "cognition_cap": (dataclasses.replace(changed, shape=_doubled(changed.shape)),)}
    other = dataclasses.replace(book, values=values, _stretches={})
    with pytest.raises(agreement.Disagreement):
        for answers in fact_sets(other, COUNT):
            agreement.check(other, answers, decision)


def _doubled(shape: object) -> object:
    return dataclasses.replace(shape, value=shape.value * 2)  # type: ignore[type-var,attr-defined]


def test_the_joint_fit_and_the_bare_model_come_to_the_same_sums() -> None:
    for seed in (1, 2, 3):
        asked = joint.worksheet(14, 6, seed, most_seats=3)
        assert joint.bare(asked, 30.0).totals == match(asked).totals


def test_fact_sets_are_the_same_every_time_and_half_are_whole() -> None:
    for book in (benchmark_rulebook(), county_rulebook()):
        sets = fact_sets(book, 40)
        assert sets == fact_sets(book, 40)
        assert all(answers.keys() == book.facts.keys() for answers in sets[::2])
        assert sum(len(answers) < len(book.facts) for answers in sets[1::2]) > 15


def test_percentiles_and_aims() -> None:
    assert [percentile(range(1, 101), percent) for percent in (50, 95, 100)] == [50, 95, 100]
    assert percentile([7], 95) == 7
    assert Aim(least=25).met(25) and not Aim(least=25).met(24)
    assert Aim(most=4).met(4) and not Aim(most=4).met(5)
    assert str(Aim(most=250, unit=" MiB")) == "at most 250 MiB"
