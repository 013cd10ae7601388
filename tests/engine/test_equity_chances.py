"""Equity: chances held against every way there is to deal a small table, and intervals against known truths."""

from collections import Counter
from fractions import Fraction
from itertools import combinations, product
from random import Random

import pytest

from engine.equity.cases import EquityCase
from engine.equity.chances import Dealt, distribution
from engine.equity.comparing import compare
from engine.equity.measures import MODERATED, OVERRIDDEN, WAIT, Measure
from engine.equity.strata import Part, like
from engine.equity.tails import tail, variance

SMALL = [
    [([3, 1, 4, 1, 5, 9], 2), ([2, 6, 5], 1)],
    [([0, 0, 0, 1, 1], 2), ([1, 0, 0, 0], 2), ([0, 1], 1)],
    [([10, 10, 10, 10, 70], 2), ([10, 20, 20, 90, 10], 3)],
]


def every_deal(strata: list[tuple[list[int], int]]) -> Counter[int]:
    """The sum of what the group gets, over all ways in which cases of each stratum could have been of it."""
    ways = [[sum(values[i] for i in chosen) for chosen in combinations(range(len(values)), n)] for values, n in strata]
    return Counter(sum(each) for each in product(*ways))


def case(number: int, group: str, **what: object) -> EquityCase:
    return EquityCase(number, "band 1", "cognition", "none", "2026", "mainstream", {"sex": group}, **what)  # type: ignore[arg-type]


def test_yes_and_no_are_added_up_exactly() -> None:
    strata = SMALL[1]
    deals = every_deal(strata)
    found = distribution([Dealt(n, len(values), sum(values)) for values, n in strata])
    whole = sum(found.weights)
    for count, ways in deals.items():
        chance = Fraction(found.weights[count - found.least], whole)
        assert abs(chance - Fraction(ways, deals.total())) < Fraction(1, 10**60)
    assert sum(bool(weight) for weight in found.weights) == len(deals)


@pytest.mark.parametrize("seed", range(6))
def test_a_comparison_gives_the_chance_that_every_deal_gives(seed: int) -> None:
    random = Random(seed)
    cases = []
    for need in ("band 1", "band 2"):
        for number in range(9):
            each = case(number, random.choice(("girl", "boy")), overridden=random.random() < 0.5)
            cases.append(EquityCase(**{**_fields(each), "need": need}))
    girls = next(group for group in compare(cases, OVERRIDDEN, "sex", least=1).groups if group.name == "girl")
    strata = [[each for each in cases if each.need == need] for need in ("band 1", "band 2")]
    dealt = [([int(bool(x.overridden)) for x in s], sum(x.group("sex") == "girl" for x in s)) for s in strata]
    deals, count = every_deal(dealt), sum(bool(x.overridden) and x.group("sex") == "girl" for x in cases)
    upto = Fraction(sum(ways for at, ways in deals.items() if at <= count), deals.total())
    beyond = Fraction(sum(ways for at, ways in deals.items() if at >= count), deals.total())
    assert girls.p is not None and 0 <= girls.p - min(2 * min(upto, beyond), Fraction(1)) <= Fraction(1, 10**12)


@pytest.mark.parametrize("strata", SMALL)
def test_the_tail_of_numbers_is_near_that_of_every_deal_in_tiny_tables(
    strata: list[tuple[list[int], int]],
) -> None:
    deals = every_deal(strata)
    expected = Fraction(sum(at * ways for at, ways in deals.items()), deals.total())
    drawn = [Part(like(Counter(values)), n, 0) for values, n in strata]
    exact = sum((at - expected) ** 2 * ways for at, ways in deals.items()) / deals.total()
    assert variance(drawn) == pytest.approx(float(exact))
    for at in deals:
        if (at - expected) ** 2 < exact:
            continue
        further = sum(ways for other, ways in deals.items() if (other >= at if at > expected else other <= at))
        assert tail(drawn, at - expected) == pytest.approx(further / deals.total(), rel=0.55), "a handful of cases"


def test_the_tail_is_near_the_exact_one_where_there_are_many_cases_and_few_of_them_have_it() -> None:
    random = Random(7)
    for _ in range(8):
        dealt = [Dealt(3 + random.randrange(4), 30 + random.randrange(20), 3) for _ in range(20)]
        chances = distribution(dealt)
        drawn = [Part(like({0: each.of - each.have, 1: each.have}), each.n, 0) for each in dealt]
        expected = sum(Fraction(each.n * each.have, each.of) for each in dealt)
        for count in range(int(expected) + 3, int(expected) + 20):
            _, beyond, whole = chances.tails(count)
            assert tail(drawn, count - expected) == pytest.approx(beyond / whole, rel=0.05)


@pytest.mark.parametrize("measure", [OVERRIDDEN, WAIT], ids=lambda measure: measure.name)
def test_intervals_hold_the_truth_as_often_as_they_say_and_agree_with_their_test(measure: Measure) -> None:
    random, held, tried = Random(11), 0, 200
    for _ in range(tried):
        cases = [_drawn(random, number, measure) for number in range(90)]
        girl = next(group for group in compare(cases, measure, "sex").groups if group.name == "girl")
        assert girl.low is not None and girl.high is not None and girl.difference is not None and girl.p is not None
        assert girl.low <= girl.difference <= girl.high
        if measure is OVERRIDDEN:
            assert (girl.low > 0 or girl.high < 0) == (girl.p < Fraction(5, 100)), "the same answer, said twice"
        held += girl.low <= TRUE[measure.name] <= girl.high
    assert held >= 184, "95 in a hundred, less what chance takes off in two hundred"


TRUE = {"overridden": Fraction(2, 10), "wait": Fraction(10)}


def _drawn(random: Random, number: int, measure: Measure) -> EquityCase:
    girl = random.random() < 0.4
    if measure is OVERRIDDEN:
        return case(number, "girl" if girl else "boy", overridden=random.random() < (0.4 if girl else 0.2))
    return case(number, "girl" if girl else "boy", days=int(random.lognormvariate(3, 0.6)) + (10 if girl else 0))


def _fields(each: EquityCase) -> dict[str, object]:
    return {name: getattr(each, name) for name in each.__dataclass_fields__}


def test_what_moderators_gave_is_compared_in_levels_and_not_in_hundredths() -> None:
    cases = [
        case(number, sex, moderated={"learning": Fraction(-(sex == "girl")), "skills": Fraction(1, 2)})
        for number, sex in enumerate(("boy", "girl") * 20)
    ]
    girl = compare(cases, MODERATED, "sex").groups[1]
    assert (girl.observed, girl.expected, girl.difference) == (Fraction(-1, 2), Fraction(1, 2), -1)
