"""The shipped formula: nothing lost, floors and transition held, need-led; each figure opens into its arithmetic."""

import datetime as dt
import re
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.explaining.sharing import allocation_report, allocation_text, opened
from engine.language.loading import load_text
from engine.problems import Complaints
from engine.proof.check import check_rulebook, load_checked
from engine.rulebook import Rulebook
from engine.sharing.allocation import Allocation, allocate, read_allocation_answers
from engine.values import pounds_text
from panel_api.content import rules_dir
from panel_api.seed.allocations import YEARS, facts_of
from panel_api.seed.county import PARTNERSHIPS

DAY = dt.date(2026, 4, 1)
FLOOR, CEILING = 45_000_000, 105_000_000


@cache
def book() -> Rulebook:
    return load_checked(rules_dir() / "partnership_allocation")


def worked(facts: object, day: dt.date = DAY, by: Rulebook | None = None) -> Allocation:
    complaints = Complaints()
    answers = read_allocation_answers(by or book(), facts, complaints)
    complaints.raise_if_any()
    return allocate(by or book(), answers, day)


def derived(allocation: Allocation, unit: str) -> dict[str, Any]:
    return dict(zip(book().derives, allocation.units[unit].derived, strict=True))


@st.composite
def random_facts(draw: st.DrawFn) -> dict[str, Any]:
    """Two to nine partnerships with counts that fit, and a pot near last year's, so that most can be shared."""
    names = draw(st.lists(st.sampled_from(PARTNERSHIPS), min_size=2, unique=True))
    partnerships = {}
    for name in names:
        pupils = draw(st.integers(300, 20_000))
        counts = {each: draw(st.integers(0, pupils)) for each in ("deprived", "free_meals", "low_attainment")}
        levels = {f"level_{level}": draw(st.integers(0, pupils // 3)) for level in (3, 4, 5)}
        spent, last = draw(st.integers(0, 120_000_000)), draw(st.integers(47_000_000, 95_000_000))
        money = {"historic_spend": pounds_text(spent), "last_year": pounds_text(last)}
        partnerships[name] = {"pupils": pupils, **counts, **levels, **money}
    last_years = sum(int(Decimal(each["last_year"]) * 100) for each in partnerships.values())
    pot = last_years * draw(st.integers(95, 115)) // 100 + draw(st.integers(-100, 100))
    return {"pot": pounds_text(pot), "partnership": partnerships}


@given(random_facts())
def test_nothing_is_lost_and_floors_ceilings_and_transition_hold(facts: dict[str, Any]) -> None:
    found = worked(facts)
    if found.status != "settled":
        assert found.reasons, "where it cannot be shared, it says why"
        assert {each.outcome["allocation"] for each in found.units.values()} == {None}
        return
    whole = Decimal(facts["pot"]) * 100
    parts = {name: derived(found, name) for name in found.units}
    shares, naive = {name: each["allocated"] for name, each in parts.items()}, by_hand(facts)
    assert sum(shares.values()) + next(iter(parts.values()))["contingency"] == whole
    for name, each in parts.items():
        last, way, share = each["as_last_year"], each["on_the_way"], shares[name]
        assert share >= FLOOR
        assert share <= max(CEILING, last, way) + 1, "the ceiling stops every rise"
        if share > FLOOR + 1:
            assert share >= min(last, way) - 1, "nobody falls further than part of the way"
            assert share <= max(last, way) + 1, "nobody rises further than part of the way"
        assert abs(way - last) * 2 == abs(each["by_formula"] - last), "part of the way is half of it"
        assert abs(each["by_formula"] - naive[name]) <= 1 + whole / 10**7, "points are rounded to six places"


def by_hand(facts: dict[str, Any]) -> dict[str, Fraction]:
    """What the formula alone gives in pence, worked out from the words of the scheme and nothing of the engine."""
    parts = facts["partnership"]
    shared = Fraction(facts["pot"]) * 95
    counted = {
        name: {
            **{each: Fraction(one[each]) for each in ("pupils", "deprived", "free_meals", "low_attainment")},
            "support": one["level_3"] + 2 * one["level_4"] + 4 * one["level_5"],
            "historic": Fraction(one["historic_spend"]),
        }
        for name, one in parts.items()
    }
    weights = {"pupils": 20, "deprived": 10, "free_meals": 10, "low_attainment": 15, "support": 35, "historic": 10}
    totals = {each: sum(one[each] for one in counted.values()) for each in weights}
    points = {
        name: sum(Fraction(weights[each]) * one[each] / totals[each] for each in weights if totals[each])
        for name, one in counted.items()
    }
    return {name: shared * each / sum(points.values()) for name, each in points.items()}


def test_the_county_of_two_years_adds_up_and_each_year_goes_on_from_the_last() -> None:
    first, second = (worked(facts_of(year), dt.date(year, 4, 1)) for year in YEARS)
    for year, found in zip(YEARS, (first, second), strict=True):
        assert tuple(found.units) == tuple(sorted(PARTNERSHIPS))
        shares = {name: derived(found, name)["allocated"] for name in found.units}
        pot = int(facts_of(year)["pot"]) * 100
        assert sum(shares.values()) == pot * 95 // 100
        assert all(FLOOR <= share <= CEILING for share in shares.values())
    for name, facts in facts_of(YEARS[1])["partnership"].items():
        assert Decimal(facts["last_year"]) * 100 == first.units[name].outcome["allocation"]


def test_a_figure_opens_into_arithmetic_that_adds_up() -> None:
    found = worked(facts_of(2026))
    for name in found.units:
        steps = {each.name: each for each in opened(found, name).steps}
        points = [Fraction(number) for number in re.findall(r"\((\d+\.\d+)\)", steps["points"].words)]
        assert len(points) == 6
        assert sum(points) == Fraction(str(steps["points"].value))
        pot, own, whole, alone = _by_weight(steps["by_formula"].effect)
        assert abs(pot * own / whole - alone) <= Fraction(1, 200)
        assert abs(alone - Fraction(str(steps["by_formula"].value))) <= Fraction(1, 100)
        weighted = [int(each.replace(",", "")) for each in re.findall(r"\((\d+)\)", steps["weighted_children"].words)]
        assert weighted[0] + 2 * weighted[1] + 4 * weighted[2] == steps["weighted_children"].value


def _by_weight(text: str) -> tuple[Fraction, ...]:
    """The four numbers of "£5,985,000 × 12.9 ÷ 100 of all together = £772,926.13"."""
    numbers = re.findall(r"[\d,]+(?:\.\d+)?(?= ×| ÷| of all|\.(?:\s|$))", text)
    return tuple(Fraction(each.replace(",", "")) for each in numbers[:4])


@pytest.mark.parametrize(
    ("facts", "unit", "says"),
    [
        (facts_of(2026), "Hill Villages", "It stands at its floor, the least it can be: £450,000."),
        (facts_of(2026), "Riverside", "Vale Edge stand at a floor or a ceiling, which leaves less by weight: £7"),
    ],
)
def test_which_bound_holds_a_share_is_named(facts: object, unit: str, says: str) -> None:
    steps = {each.name: each.effect for each in opened(worked(facts), unit).steps}
    assert says in steps["allocated"]


def test_what_is_not_known_is_named_and_leaves_every_share_open() -> None:
    facts = facts_of(2026)
    del facts["partnership"]["Greenway"]["level_4"]
    found = worked(facts)
    assert found.status == "unsettled"
    assert opened(found, "Greenway").missing == ("How many are at support level 4?",)
    assert {step.found for step in opened(found, "Riverside").steps if step.name == "allocated"} == {"not yet known"}
    assert "Not answered: How many are at support level 4?" in allocation_text(book(), DAY, found)


def test_the_report_is_plain_json_with_every_step_of_every_partnership() -> None:
    report = allocation_report(book(), DAY, worked(facts_of(2026)))
    assert report["totals"] == {"allocation": "5985000.00"}, "what is no share has no total"
    assert set(report["partnership"]) == set(PARTNERSHIPS)
    for found in report["partnership"].values():
        assert [each["name"] for each in found["steps"]] == list(book().derives)
        assert {each["rule"] for each in found["rules"]} == {rule.id for rule in book().rules}
    assert report["rulebook"]["sha256"] == book().sha256
    before = allocation_report(book(), dt.date(2025, 3, 31), None)
    assert (before["status"], before["partnership"]) == ("not_in_force", {})


def test_a_total_in_a_condition_is_said_with_its_value() -> None:
    text = book().text.replace(
        "when: \"historic_spend > spend_looked_at_above * allocated\"",
        "when: \"historic_spend > spend_looked_at_above * allocated if total(pupils) > 1000 else no\"",
    )  # fmt: skip
    by = load_text(text, book().vocabulary_text)
    assert any(each.rule == "spent_much_more" for each in opened(worked(facts_of(2026), by=by), "Northmoor").met)


@pytest.mark.parametrize("fact", ["ehc_plan", "diagnosis", "looked_after"])
def test_a_formula_that_rewards_a_plan_or_a_diagnosis_is_refused_with_its_path(fact: str) -> None:
    text = book().text.replace("facts:\n", f"facts:\n  {fact}: shared\n", 1)
    text = text.replace('"level_3 + level_4', f'"(3 if {fact} else 0) + level_3 + level_4')
    problems = [str(each) for each in check_rulebook(load_text(text, book().vocabulary_text))]
    path = f"`{fact}`: allocation → allocated → on_the_way → by_formula → points → support_points → weighted_children"
    assert [each for each in problems if path in each], problems
