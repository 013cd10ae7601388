"""Calibration: what is found meets every demand, is the best there is, and is said where there is none."""

import datetime as dt
import random
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.calibrating.calibration import Calibrated, calibrate
from engine.calibrating.checking import fall_of, ladder_broken, table_broken, totals
from engine.calibrating.finding import find, paying
from engine.calibrating.ladders import LadderQuestion, Steps
from engine.calibrating.landing import CannotCalibrate, OneCase, amounts
from engine.calibrating.rewriting import with_outcomes
from engine.calibrating.solving import answer
from engine.calibrating.tables import Cells, TableQuestion
from engine.calibrating.target import Elsewhere, Group, Target
from engine.language.loading import load_folder, load_text
from engine.problems import Complaints
from engine.proof.cases import read_cases
from engine.proof.check import load_kept
from engine.rulebook import Rulebook
from tests.staffordshire import MOVED, TARGET, drifted

COUNTY = Path("rules/county_top_up")
DAY = dt.date(2026, 9, 14)


# the story, whole


@pytest.fixture(scope="module")
def county() -> Rulebook:
    return load_folder(COUNTY)


@pytest.fixture(scope="module")
def caseload(county: Rulebook) -> list[OneCase]:
    """2,500 invented children of 120 invented schools; a quarter in settings that the proposal changes."""
    base = read_cases(county, (COUNTY / "cases.yaml").read_text(), "cases.yaml", Complaints())[0].units[""]
    strands = [fact.name for fact in county.facts.values() if fact.area]
    rng = random.Random(8)
    children = []
    for _ in range(2500):
        weights = (60 - rng.randrange(45), 25, 12, 8)
        levels = {name: rng.choices((0, 1, 2, 3), weights)[0] for name in strands}
        setting = rng.choices(("mainstream", *MOVED[:1], *MOVED[2:]), (75, 9, 6, 10))[0]
        children.append((f"S{rng.randrange(120):03}", {**base, **levels, "setting": setting}))
    found = amounts(county, DAY, [OneCase(school, 0, answers) for school, answers in children])
    return [OneCase(school, pence, answers) for (school, answers), pence in zip(children, found, strict=True)]


@pytest.fixture(scope="module")
def story(county: Rulebook, caseload: Sequence[OneCase]) -> tuple[Rulebook, Calibrated]:
    proposed = load_text(drifted(county.text), county.vocabulary_text, county.file)
    return proposed, calibrate(proposed, county, "tariff", DAY, caseload, TARGET)


def test_a_proposal_that_drifts_is_calibrated_to_cost_neutral_within_a_thousandth(
    county: Rulebook, caseload: Sequence[OneCase], story: tuple[Rulebook, Calibrated]
) -> None:
    proposed, found = story
    assert found.text is not None and found.found is not None and found.settled
    moved = [case for case in caseload if case.answers["setting"] != "mainstream"]
    was = sum(each or 0 for each in amounts(county, DAY, moved))
    drift = sum(each or 0 for each in amounts(proposed, DAY, moved)) - was
    assert 0.2 < len(moved) / len(caseload) < 0.3
    assert 880 <= drift * 10_000 // was <= 900
    assert found.wished.broken[0] == "cost"
    assert found.wished.difference * 1000 > found.wished.before * 20
    again = load_text(found.text, county.vocabulary_text, county.file)
    both = [
        (case.before, after)
        for case, after in zip(
            [each for each in caseload if each.before is not None], amounts(again, DAY, caseload), strict=True
        )
    ]
    before = sum(each for each, _ in both if each)
    after = sum(each for _, each in both if each)
    assert abs(after - before) * 1000 <= before
    assert (found.found.before, found.found.after) == (before, after)


def test_the_new_text_differs_in_the_figures_alone_and_passes_its_check(story: tuple[Rulebook, Calibrated]) -> None:
    proposed, found = story
    assert found.text is not None
    lines = [(old, new) for old, new in zip(proposed.text.split("\n"), found.text.split("\n"), strict=True)]
    assert all(": {0: " in old and old.partition(":")[0] == new.partition(":")[0] for old, new in lines if old != new)
    assert sum(old != new for old, new in lines) >= 3
    new = load_text(found.text, proposed.vocabulary_text, proposed.file)
    beside, _ = with_outcomes(load_folder(COUNTY), proposed, (COUNTY / "cases.yaml").read_text(), "cases.yaml")
    beside, names = with_outcomes(proposed, new, beside, "cases.yaml")
    assert names
    assert load_kept(found.text, beside, proposed.vocabulary_text, COUNTY).sha256 == new.sha256 != proposed.sha256


def test_values_are_round_and_rise_with_the_band(story: tuple[Rulebook, Calibrated]) -> None:
    _, found = story
    rows = {row.key: row for row in found.rows}
    assert all(row.found is not None and row.found % 1000 == 0 for row in found.rows)
    for setting in ("mainstream", *MOVED):
        amounts_found = [rows[key].found or 0 for key in rows if key[0] == setting]
        assert amounts_found == sorted(amounts_found)
    assert rows["mainstream", "3"].in_force == 468_000
    assert rows["special", "3"].wished == 1_406_000


def test_what_binds_and_the_trade_off_are_told(story: tuple[Rulebook, Calibrated]) -> None:
    _, found = story
    assert {each.demand: each.gain > 0 for each in found.findings.binding}["cost"]
    changes = [point.change for point in found.findings.within if point.change is not None]
    assert changes == sorted(changes, reverse=True)
    assert len(changes) >= 5


def test_the_same_question_has_the_same_answer(
    county: Rulebook, caseload: Sequence[OneCase], story: tuple[Rulebook, Calibrated]
) -> None:
    proposed, found = story
    again = calibrate(proposed, county, "tariff", DAY, list(reversed(caseload)), TARGET)
    assert (again.text, again.rows, again.findings) == (found.text, found.rows, found.findings)


def test_an_award_in_payment_above_the_band_is_left_to_a_person_and_counted(
    county: Rulebook, caseload: Sequence[OneCase]
) -> None:
    paid = [
        OneCase(
            case.school, case.before, {**case.answers, "present_award": case.before} if case.before else case.answers
        )
        for case in caseload[:300]
    ]
    cheaper = Target(1000, total=sum(case.before or 0 for case in paid) * 97 // 100, within=20)
    found = calibrate(county, county, "tariff", DAY, paid, cheaper)
    assert found.rounds > 1
    assert found.left > 0
    if found.found is not None and found.settled:
        assert found.found.cases == sum(case.before is not None for case in paid) - found.left


def test_steps_of_a_ladder_are_found(county: Rulebook, caseload: Sequence[OneCase]) -> None:
    few = list(caseload[:90])
    proposed = load_text(drifted(county.text, 120), county.vocabulary_text, county.file)
    bounds = {(str(band),): (band * 10 - 3, band * 10 + 6) for band in range(1, 6)}
    found = calibrate(proposed, county, "bands", DAY, few, Target(1, within=60, bounds=bounds))
    assert found.kind == "ladder" and found.found is not None and found.text is not None
    assert abs(found.found.difference) * 10_000 <= found.found.before * 60
    starts = [row.found or 0 for row in found.rows]
    assert starts[0] == 0 and starts[-1] == 65 and starts == sorted(set(starts))
    changed = [line for line in found.text.split("\n") if line not in proposed.text.split("\n")]
    assert len(changed) == 1 and changed[0].strip().startswith("ladder: {0: 0, ")


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("expected_contribution", "neither a table"),
        ("level_points", r"read in \d+ places"),
        ("place_funding", "not itself what stands"),
        ("no_such", "no value"),
    ],
)
def test_what_cannot_be_calibrated_is_said(county: Rulebook, caseload: Any, value: str, why: str) -> None:
    with pytest.raises(CannotCalibrate, match=why):
        calibrate(county, county, value, DAY, caseload[:20], Target(1000))


# small questions, against every answer there is


def _small(rng: random.Random) -> tuple[Cells, Target, list[Group]]:
    cells = {
        ("a", 1): 100 * rng.randrange(2, 6),
        ("a", 2): 100 * rng.randrange(5, 9),
        ("b", 1): 100 * rng.randrange(3, 8),
    }
    groups = [
        Group(rng.choice(list(cells)), rng.choice("xyz"), 100 * rng.randrange(2, 9), rng.randrange(1, 5))
        for _ in range(6)
    ]
    groups.append(Group(Elsewhere(300), "x", 200, 1))
    bounds = {("a", "1"): (0, 1000), ("a", "2"): (0, 1000), ("b", "1"): (0, 1000)}
    target = Target(
        100,
        within=rng.choice((50, 200, 500)),
        school_fall=rng.choice((None, 500, 1500)),
        orders=(("b", "a"),) if rng.random() < 0.3 else (),
        bounds=bounds,
    )
    return Cells(("setting", "band"), cells), target, groups


def _met(cells: Cells, target: Target, groups: Sequence[Group], found: dict[Any, int]) -> bool:
    def pay(spot: Any) -> int:
        return spot.pence if isinstance(spot, Elsewhere) else found[spot]

    return not totals(groups, pay, target).broken and not table_broken(cells, found, target)


@pytest.mark.parametrize("seed", range(16))
def test_a_table_is_found_as_trying_every_amount_finds_it(seed: int) -> None:
    cells, target, groups = _small(random.Random(seed))

    def rank(found: dict[Any, int]) -> tuple[int, ...]:
        far = {cell: abs(found[cell] - wished) for cell, wished in cells.wished.items()}
        weighed = sum(far[group.spot] * group.cases for group in groups if group.spot in far)
        share = max(-(-far[cell] * 10_000 // cells.wished[cell]) for cell in far)
        return (weighed, share, sum(far.values()), *found.values())

    tried = (dict(zip(cells.wished, each, strict=True)) for each in product(range(0, 1001, 100), repeat=3))
    best = min((found for found in tried if _met(cells, target, groups, found)), key=rank, default=None)
    question = TableQuestion(cells, target, groups)
    found = answer(question.program)
    assert (None if found is None else question.found(found.values)) == best
    assert found is None or found.proved


@pytest.mark.parametrize("seed", range(8))
def test_a_ladder_is_found_as_trying_every_start_finds_it(seed: int) -> None:
    rng = random.Random(seed)
    ladder = Steps((0, 4, 8, 14), ("0", "1", "2", "refer"), (False, True, True, False))
    groups = [
        Group((rng.randrange(14), (0, 100 * rng.randrange(1, 4), 100 * rng.randrange(4, 9), None)), "x",
              100 * rng.randrange(1, 7), rng.randrange(1, 4))
        for _ in range(12)
    ]  # fmt: skip
    target = Target(1, within=rng.choice((100, 400, 1500)))

    def pay(starts: Sequence[int]) -> Any:
        return lambda spot: spot[1][sum(spot[0] >= start for start in starts) - 1]

    def rank(starts: tuple[int, ...]) -> tuple[int, ...]:
        moved = sum(
            group.cases * abs(group.spot[1][step] - group.spot[1][step - 1])  # type: ignore[index]
            for group in groups
            for step in (1, 2)
            if min(starts[step], ladder.starts[step]) <= group.spot[0] < max(starts[step], ladder.starts[step])  # type: ignore[index]
        )
        far = [abs(starts[step] - ladder.starts[step]) for step in (1, 2)]
        return (moved, max(far), sum(far), *starts)

    tried = [(0, one, two, 14) for one in range(1, 13) for two in range(one + 1, 14)]
    best = min((each for each in tried if not totals(groups, pay(each), target).broken), key=rank, default=None)
    question = LadderQuestion(ladder, target, groups)
    found = answer(question.program)
    assert (None if found is None else question.found(found.values)) == best
    assert best is None or not ladder_broken(ladder.starts, best, ladder.names, target)


# what must always hold


@settings(max_examples=12, deadline=None)
@given(
    st.integers(0, 10**6), st.sampled_from((0, 10, 100)), st.sampled_from((None, 0, 200)), st.sampled_from((None, 300))
)
def test_what_is_found_meets_every_demand_and_what_is_not_found_cannot_be(
    seed: int, within: int, school: int | None, award: int | None
) -> None:
    rng = random.Random(seed)
    wished = {(s, b): 1000 * rng.randrange(b * 100, b * 160 + 1) for s in ("m", "u") for b in (1, 2, 3)}
    cells = Cells(("setting", "band"), wished)
    groups = [
        Group(spot, f"S{rng.randrange(6)}", wished[spot] * rng.randrange(80, 110) // 100, rng.randrange(1, 9))
        for spot in rng.choices(list(wished), k=25)
    ]
    target = Target(1000, within=within, school_fall=school, award_fall=award, fixed=frozenset({("m", "1")}))
    question = TableQuestion(cells, target, groups)
    findings = find(lambda asked: TableQuestion(cells, asked, groups), target)
    if findings.answer is not None:
        assert not totals(groups, paying(question, findings.answer), target).broken
        assert not table_broken(cells, question.found(findings.answer.values), target)
        return
    assert findings.conflict and findings.nearest is not None and findings.given_up
    others = [each for each in question.program.demands if each not in findings.conflict]
    assert answer(question.program, without=others, aims=1, settle=False) is None
    for gone in findings.conflict:
        assert answer(question.program, without=[*others, gone], aims=1, settle=False) is not None


def test_demands_that_conflict_are_named_with_what_would_do() -> None:
    cells = Cells(("band",), {(1,): 100_000, (2,): 200_000})
    groups = [Group((1,), "low", 100_000, 10), Group((2,), "high", 200_000, 10)]
    target = Target(1000, total=2_400_000, school_fall=500, fixed=frozenset())
    found = find(lambda asked: TableQuestion(cells, asked, groups), target)
    assert found.answer is None
    assert found.conflict == ("cost", "schools")
    assert found.loosening == {"cost": 1865, "schools": 1500}
    assert found.nearest is not None
    question = TableQuestion(cells, target, groups)
    assert question.found(found.nearest.values) == {(1,): 95_000, (2,): 190_000}


def test_a_fall_is_rounded_up_so_that_none_is_told_too_small() -> None:
    assert fall_of(30_000, 29_999) == 1
    assert fall_of(100, 100) == fall_of(100, 120) == 0
    assert fall_of(100, 98) == 200
