"""Cases beside a rulebook: every difference at its place, exact rules, and coverage of rules and conditions."""

from pathlib import Path

import pytest

from engine.problems import Refused
from engine.proof.check import check_folder, load_checked
from tests.engine.mistakes import GOOD, VOCABULARY, with_mistake

CASES = """\
bases:
  paid: {plan_cost: £7000, hours: 3, ehc_plan: no, report: 2026-06-01}
cases:
  - name: Band 2 in a school
    day: 2026-09-14
    base: paid
    facts: {language: 2, learning: 2, place: school}
    expect:
      status: settled
      outcome: {headline: 2, annual_top_up: £3200.00}
      rules: []
  - name: Band 2 without a report
    day: 2027-09-14
    base: paid
    facts: {language: 3, learning: 2, place: unit, report: none, plan_cost: none, ehc_plan: yes}
    expect:
      status: settled
      outcome: {headline: 2, annual_top_up: £3,300}
      rules: [report_needed, little_spent, county_pays]
  - name: Too few hours
    day: 2026-09-14
    base: paid
    facts: {language: 1, learning: 1, place: school, hours: 1.5}
    expect:
      status: settled
      outcome: {headline: 1}
      rules: [little_spent]
  - name: Nothing said of learning
    day: 2026-09-14
    base: paid
    facts: {language: 1, place: unit, report: unanswered}
    expect: {status: unsettled, outcome: {headline: unknown}, rules: []}
  - name: Above the top
    day: 2026-09-14
    base: paid
    facts: {language: 3, learning: 3, place: unit}
    expect: {status: referred, outcome: {annual_top_up: unknown}}
  - name: Before its time
    day: 2026-03-31
    expect: {status: not_in_force}
""".replace("£3,300", "£3300")


def folder_with(tmp_path: Path, cases: str, text: str = GOOD) -> Path:
    folder = tmp_path / "rules" / "good"
    folder.mkdir(parents=True)
    (tmp_path / "rules" / "vocabulary.yaml").write_text(VOCABULARY, encoding="utf-8")
    (folder / "rulebook.yaml").write_text(text, encoding="utf-8")
    (folder / "cases.yaml").write_text(cases, encoding="utf-8")
    return folder


def told(tmp_path: Path, cases: str, text: str = GOOD) -> list[str]:
    report = check_folder(folder_with(tmp_path, cases, text))
    return [str(problem).removeprefix(f"{report.folder}/") for problem in report.problems]


def test_good_cases_hold_and_cover(tmp_path: Path) -> None:
    report = check_folder(folder_with(tmp_path, CASES))
    assert report.problems == ()
    assert (report.cases, report.rules, report.conditions) == (6, (3, 3), (5, 5))
    assert "6 cases hold; rules met and not met: 3 of 3; conditions true and false: 5 of 5" in report.summary
    assert load_checked(report.folder).name == "good"


@pytest.mark.parametrize(
    ("old", "new", "place", "wrong"),
    [
        ("status: settled", "status: referred", "9:15", "in `Band 2 in a school` the status came out settled"),
        ("£3200.00", "£3200.01", "10:45", "`annual_top_up` came out £3,200. Expected £3,200.01"),
        ("headline: 2, annual", "headline: 1, annual", "10:27", "`headline` came out 2. Expected 1"),
        ("headline: unknown", "headline: 1", "32:53", "`headline` came out unknown. Expected 1"),
        ("headline: 1}", "headline: unknown}", "26:27", "`headline` came out 1. Expected unknown"),
        ("rules: []", "rules: [county_pays]", "11:14", "`county_pays` is not met"),
        ("[report_needed, little_spent, ", "[report_needed, ", "19:14", "`little_spent` is met and not listed"),
        ("learning: 2, place: school", "learning: 2", "11:14", None),
        ("rules: [little_spent]", "rules: [little_spend]", "27:15", "`little_spend` is not a rule"),
        ("rules: [little_spent]", "rules: [little_spent, little_spent]", "27:29", "listed twice"),
        ("rules: [little_spent]", "rules: little_spent", "27:14", "`rules` is not a list"),
        ("outcome: {headline: 1}", "outcome: {hedline: 1}", "26:17", "`hedline` is not an outcome"),
        ("outcome: {headline: 1}", "outcome: {headline: £1}", "26:27", "`£1` is not what this outcome can be"),
        ("outcome: {headline: 1}", "outcome: {headline: [1]}", "26:27", "`headline` is not one value"),
        ("£3200.00", "3200", "10:45", "an amount such as £3,220"),
        ("status: settled", "status: fine", "9:15", "`fine` is not a `status`"),
        ("language: 2", "language: 4", "7:23", "`language`: 4 is not an answer here"),
        ("language: 2", "langage: 2", "7:13", "`langage` is not asked by this rulebook"),
        ("language: 2", "language: two", "7:23", "`language`:"),
        ("language: 2", "language: {a: b}", "7:23", "`language` is not an answer"),
        ("place: school", "place: [school]", "7:46", "`place`:"),
        ("base: paid", "base: payed", "6:11", "there is no base `payed`"),
        ("  paid: {", "  spare: {}\n  paid: {", "2:3", "no case uses the base `spare`"),
        ("day: 2026-09-14", "day: 14 September", "5:10", "is not a day"),
        ("    day: 2026-09-14\n", "", "4:5", "has no `day`"),
        ("name: Too few hours", "name: Above the top", "33:5", "two cases are called `Above the top`"),
        ("expect: {status: not_in_force}", "expect: {}", "40:13", "expects nothing"),
        ("expect: {status: not_in_force}", "expects: {}", "40:5", "`expects` has no meaning in a case"),
        ("cases:", "case:", "3:1", "`case` has no meaning in the cases file"),
        ("rules: []", "rules: &a []", "11:14", "anchors and aliases are not read"),
    ],
)  # fmt: skip
def test_what_comes_out_otherwise_is_told(tmp_path: Path, old: str, new: str, place: str, wrong: str | None) -> None:
    assert old in CASES
    found = told(tmp_path, CASES.replace(old, new, 1))
    assert found
    if wrong is not None:
        lines = [line for line in found if wrong in line]
        assert lines, found
        assert lines[0].startswith(f"cases.yaml:{place}"), lines


def test_a_change_in_the_rulebook_is_told_by_its_cases(tmp_path: Path) -> None:
    found = told(tmp_path, CASES, with_mistake(("2: £3,200", "2: £3,300")))
    assert len(found) == 1
    assert found[0].startswith(
        "cases.yaml:10:45: in `Band 2 in a school`, `annual_top_up` came out £3,300. Expected £3,200."
    )
    with pytest.raises(Refused, match="came out £3,300"):
        load_checked(folder_with(tmp_path / "again", CASES, with_mistake(("2: £3,200", "2: £3,300"))))


def test_what_no_case_shows_is_told(tmp_path: Path) -> None:
    parts = CASES.split("  - name: ")
    found = told(
        tmp_path, "  - name: ".join([parts[0], *(each for each in parts[1:] if "without a report" not in each)])
    )
    assert [line.split(". Expected")[0] for line in found] == [
        "rulebook.yaml:53:5: `report_needed` is met in no case",
        "rulebook.yaml:54:30: `recent(report, months=12)`, in `report_needed`, is false in no case",
        "rulebook.yaml:60:12: `given(plan_cost, £0) < contribution`, in `little_spent`, is true in no case",
        "rulebook.yaml:65:5: `county_pays` is met in no case",
    ]


def test_cases_are_not_tried_where_a_value_is_not_in_force(tmp_path: Path) -> None:
    found = told(tmp_path, CASES, with_mistake(("      to: 2027-03-31\n", "      to: 2026-06-30\n")))
    assert len(found) == 1
    assert "has no value from 2026-07-01 to 2027-03-31" in found[0]


ALLOCATION = """\
rulebook: good
title: Shares
decides: allocation
over: partnership
in_force: {from: 2026-04-01}
sources: {policy: {title: Policy, publisher: Us}}
facts:
  pot: {type: money, kind: provision, once: yes, asks: How much}
  pupils: {type: whole, kind: context, asks: How many, least: 1}
rules:
  - {id: small, when: "pupils < 10", then: flag, met: Small., not_met: Not small., source: policy}
outcome:
  share: "apportion(pot, pupils)"
"""
SHARES = """\
cases:
  - name: Two
    day: 2026-09-14
    facts: {pot: £100, partnership: {north: {pupils: 1}, south: {pupils: 29}}}
    expect:
      status: settled
      outcome: {north: {share: £3.33}, south: {share: £96.67}}
      rules: {north: [small], south: []}
"""


def test_allocations_are_tried_by_partnership(tmp_path: Path) -> None:
    assert told(tmp_path, SHARES, ALLOCATION) == []
    found = told(tmp_path / "share", SHARES.replace("£3.33", "£3.34"), ALLOCATION)
    assert found[0].startswith("cases.yaml:7:32: in `Two`, `share` of north came out £3.33. Expected £3.34")
    found = told(tmp_path / "rules", SHARES.replace("south: []", "south: [small]"), ALLOCATION)
    assert found[0].startswith("cases.yaml:8:38: in `Two`, `small` of south is not met")
    found = told(tmp_path / "name", SHARES.replace("south: []", "west: []"), ALLOCATION)
    assert found[0].startswith("cases.yaml:8:37: there is no partnership `west` in the case")
