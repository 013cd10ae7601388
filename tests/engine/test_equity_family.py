"""Equity: fair counties are left alone, a partnership that scores one level low is found, and by what it is found."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import polars as pl
import pytest

from benchmarks.equity_county import PLANTED_IN, Plant, draw
from benchmarks.equity_simulation import fair, milder, planted
from engine.auditing.control import limits
from engine.equity.cases import NOT_KNOWN, EquityCase
from engine.equity.compared import Comparison, Report
from engine.equity.comparing import compare
from engine.equity.drift import scorers
from engine.equity.family import RATE, holm, report
from engine.equity.measures import AWARD, FACTORS, LEVELS, MISSING, MODERATED, WAIT, strands
from engine.equity.sources import Columns

SMALLER = 700
"""Cases of a county that is drawn many times; the benchmark draws 4,000."""


@pytest.fixture(scope="module")
def unfair() -> list[EquityCase]:
    return draw(3, 1_300, Plant(PLANTED_IN))


@pytest.fixture(scope="module")
def told(unfair: list[EquityCase]) -> Report:
    return report(unfair)


def test_fair_counties_are_given_an_alarm_no_more_often_than_stated() -> None:
    kept = fair(range(1, 31), 300, ("partnership", "sex"))
    assert kept.alarmed <= limits(30, RATE)[1]
    assert kept.uncorrected > 30 * 3, "with nothing corrected a fair county would hardly be left alone"


@pytest.mark.soak
def test_whole_counties_are_left_alone_where_they_are_fair_and_found_out_where_they_are_not() -> None:
    kept = fair(range(1, 41))
    assert kept.within
    found = planted(range(1, 21), Plant(PLANTED_IN, ("learning",)), "in one strand", kept.made // kept.counties)
    assert (found.by_scoring, found.by_awards) == (20, 0)


def test_a_partnership_that_scores_one_level_low_is_found_and_its_awards_would_not_have_told() -> None:
    found = planted(range(1, 7), Plant(PLANTED_IN), "in every strand", 1_400, SMALLER)
    assert (found.by_scoring, found.by_awards) == (6, 0)


def test_a_partnership_whose_children_have_milder_needs_is_no_unfairness() -> None:
    assert milder(range(1, 3), 1_400, SMALLER).by_scoring == 0


def test_the_report_says_how_many_comparisons_it_made_and_what_chance_alone_would_give(told: Report) -> None:
    made = sum(
        1 for each in told.comparisons for place, group in enumerate(each.groups)
        if group.method and not (each.once and place)
    )  # fmt: skip
    assert told.made == made > 300
    assert told.by_chance == made * Fraction(5, 100)
    assert ("school", "partnership") in told.inside
    assert not told.of("award", "setting") and not told.of("wait", "plan") and not told.of("levels", "sex")


def test_drift_names_the_partnership_its_schools_and_the_strands_and_says_what_moderation_thinks(told: Report) -> None:
    first = scorers(told)[0]
    assert (first.name, first.way, first.drifts, first.by_evidence) == (PLANTED_IN, "low", True, "low")
    assert {each.name for each in scorers(told) if each.dimension == "partnership" and each.way == "low"} == {
        PLANTED_IN
    }
    assert len(first.strands) > 8 and all(group.difference and group.difference < 0 for _, group in first.strands)
    schools = [each for each in scorers(told) if each.dimension == "school" and each.way == "low"]
    assert all(("partnership", PLANTED_IN) in each.within for each in schools)


def test_groups_of_few_are_not_shown_and_have_no_figure(told: Report) -> None:
    hidden = [group for each in told.comparisons for group in each.groups if group.standing == "suppressed"]
    assert hidden
    assert all(
        value is None for group in hidden for value in (group.n, group.observed, group.difference, group.p, group.low)
    )
    assert all(
        (group.n or 0) >= told.least for each in told.comparisons for group in each.groups if group.n is not None
    )


def test_who_did_not_say_is_a_group_and_not_a_no(unfair: list[EquityCase], told: Report) -> None:
    one = told.of("missing", "free_meals")
    assert one and one.groups[-1].name == NOT_KNOWN and {group.name for group in one.groups} == {"yes", "no", NOT_KNOWN}
    assert one.n == len(unfair)


def test_like_is_held_against_like_and_what_is_like_nobody_is_left_alone() -> None:
    def case(number: int, need: str, sex: str, pence: int | None) -> EquityCase:
        return EquityCase(number, need, "cognition", "none", "2026", "school", {"sex": sex}, award_pence=pence)

    cases = [case(n, "band 1", "girl", 100_000) for n in range(12)] + [
        case(n, "band 1", "boy", 100_000 + (n % 2)) for n in range(12)
    ]
    cases += [case(n, "band 5", "boy", 900_000) for n in range(30)]
    cases += [case(n, "", "girl", 5) for n in range(3)] + [case(n, "band 1", "girl", None) for n in range(3)]
    found = compare(cases, AWARD, "sex")
    boy, girl = found.groups
    assert (found.n, found.strata, boy.n, girl.n) == (54, 1, 12, 12), "thirty boys have no like girls"
    assert girl.observed == 100_000 and girl.expected == Fraction(200_001, 2) and girl.difference == Fraction(-1, 2)
    assert boy.difference == Fraction(1, 2) and boy.p == girl.p
    apart = compare([each for each in cases if each.need != "band 1" or each.group("sex") == "girl"], AWARD, "sex")
    assert {group.standing for group in apart.groups} == {"alone"}


def test_where_nothing_varies_nothing_is_compared() -> None:
    cases = [
        EquityCase(n, "band 1", "cognition", "none", "2026", "school", {"sex": sex}, missing=False)
        for n, sex in enumerate(("girl", "boy") * 15)
    ]
    found, made = holm([compare(cases, MISSING, "sex")], RATE)
    assert made == 0
    assert [(group.difference, group.p, group.adjusted, group.flagged) for group in found[0].groups] == [
        (0, 1, None, False)
    ] * 2


def test_holm_holds_the_least_likely_against_all_and_the_next_against_one_fewer() -> None:
    def with_chances(*chances: int) -> Comparison:
        cases = draw(1, 300)
        one = compare(cases, WAIT, "partnership")
        groups = [
            replace(group, p=Fraction(p, 1000), method="exact") for group, p in zip(one.groups, chances, strict=False)
        ]
        return replace(one, groups=tuple(groups))

    (found,), made = holm([with_chances(10, 40, 15, 30)], Fraction(5, 100))
    assert made == 4
    assert [group.adjusted for group in found.groups] == [Fraction(n, 1000) for n in (40, 60, 45, 60)]
    assert [group.flagged for group in found.groups] == [True, False, True, False]


def test_two_groups_are_one_comparison() -> None:
    found = report(draw(5, 300), dimensions=("plan",), measures=(AWARD, MISSING))
    assert all(each.once for each in found.comparisons) and found.made == len(found.comparisons) == 2
    assert all(each.groups[0].adjusted == each.groups[1].adjusted for each in found.comparisons)


def test_columns_give_the_report_that_cases_give() -> None:
    cases = draw(2, 400)
    measures = (AWARD, WAIT, MISSING, MODERATED, *strands(cases)[:2])
    dimensions = ("partnership", "sex", "plan")

    def read(case: EquityCase) -> dict[str, object]:
        factors = {name: value(case) or None for name, (_, value) in FACTORS.items()}
        return factors | case.groups | {measure.name: measure.value(case) for measure in measures}

    given = Columns(pl.DataFrame([read(case) for case in cases], infer_schema_length=None))
    only = [replace(case, levels={name: case.levels[name] for name in sorted(case.levels)[:2]}) for case in cases]
    found = report(given, measures=measures[:4], dimensions=dimensions)
    other = report(reversed(only), measures=measures[:4], dimensions=dimensions)
    assert [each.groups for each in found.comparisons] == [each.groups for each in other.comparisons], "in any order"
    assert (found.made, found.cases, found.inside) == (other.made, other.cases, other.inside)
    assert found.made > 30 and any(group.name == NOT_KNOWN for each in found.comparisons for group in each.groups)


def test_awards_of_two_years_or_places_are_never_held_against_one_another() -> None:
    cases = draw(4, 600)
    dearer = [
        replace(each, award_pence=(each.award_pence or 0) * 3) if each.tariff == "2026" else each for each in cases
    ]
    skewed = [
        each for n, each in enumerate(dearer)
        if each.tariff == "2026" or each.group("partnership") != PLANTED_IN or n % 4 == 0
    ]  # fmt: skip
    found = report(skewed, measures=(AWARD, LEVELS), dimensions=("partnership",))
    assert not [each for each, _ in found.alarms if each.measure is AWARD], (
        "more cases of a dearer year are no unfairness"
    )
    assert Counter(group.standing for group in found.comparisons[0].groups)["compared"] > 6
