"""What a head teacher reads and what another program reads: golden files, and the contract itself."""

import json
import subprocess
import sys
from collections.abc import Callable

import pytest

from engine.assessing import Assessment
from engine.explaining.explain import explain
from engine.explaining.report import report
from engine.explaining.say import WIDTH, report_text
from tests.engine.explained import AGREED, NAMES, ROOT, assessed, example, worked_cases

EVERY_NEED = (
    "talking", "understanding", "interaction", "learning", "skills", "attention", "relationships", "feelings",
)  # fmt: skip
ISLINGTON = {
    "hearing": 1, "vision": 0, "movement": 0, "health": 0, "understanding": 3, "expression": 2,
    "social_communication": 2, "wellbeing": 1, "self_regulation": 0, "learning": 3, "specific_learning": 3,
    "matrix_misses_need": False, "advice": "none",
}  # fmt: skip
NOTTINGHAMSHIRE = {
    "needs": ["communication", "feelings"], "cognition": 1, "communication": 3, "sensory": 0, "feelings": 2,
    "signed_by_senco": True, "moderated": "2026-08-01", "agency_involved": "none", "attendance": 88,
}  # fmt: skip
WAKEFIELD = {"row": "2B", "level": 4, "within_level": "medium", "several_rows": False}
TELFORD = {"best_fit_band": 12, "beyond_band_16": False, "last_review": "2026-01-12"}

GOLDEN: dict[str, Callable[[], Assessment]] = {
    "county_settled": lambda: example("year_4_mainstream"),
    "county_settled_in_a_nursery": lambda: example("age_3_nursery"),
    "county_two_answers_missing": lambda: example("year_8_one_strand_unanswered", "talking"),
    "county_much_missing": lambda: example("year_4_mainstream", *EVERY_NEED),
    "county_referred_above_the_bands": lambda: example("year_2_special_school_exceptional"),
    "county_referred_by_section_f": lambda: example("year_6_plan_section_f_above_band"),
    "county_returned_for_information": lambda: example("year_1_no_cycles_yet"),
    "county_not_in_force": lambda: example("year_4_mainstream", day="2025-03-31"),
    "islington_up_to": lambda: assessed("islington_matrix", ISLINGTON, "2021-09-14"),
    "wakefield_missing_cell": lambda: assessed("wakefield_cells", WAKEFIELD, "2026-09-14"),
    "wakefield_up_to": lambda: assessed("wakefield_cells", {**WAKEFIELD, "row": "1A"}, "2026-09-14"),
    "telford_settled": lambda: assessed("telford_wrekin_bands", TELFORD, "2026-09-14"),
    "nottinghamshire_settled": lambda: assessed("nottinghamshire_style_two_needs", NOTTINGHAMSHIRE, "2026-09-14"),
    "devon_plus": lambda: assessed("devon_bands", {"support_described": "plus", "reviewed": "none"}, "2023-09-14"),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_text_is_as_approved(name: str, golden: Callable[[str, str], None]) -> None:
    assessment = GOLDEN[name]()
    text = report_text(assessment, explain(assessment), AGREED)
    golden(f"explanations/{name}.txt", text.replace(assessment.rulebook.sha256, "…"))


@pytest.mark.parametrize("name", GOLDEN)
def test_reasons_are_as_approved(name: str, golden: Callable[[str, str], None]) -> None:
    assessment = GOLDEN[name]()
    whole = report(assessment, explain(assessment), None)
    kept = ("status", "outcome", "outcome_is", "ceilings", "exact", "possible", "next_question", "why", "why_not")
    parts = {key: whole[key] for key in (*kept, "changes")}
    golden(f"explanations/{name}.json", json.dumps(parts, indent=1, ensure_ascii=False) + "\n")


CONTRACT = (
    "status", "outcome", "possible", "missing", "asks", "fired", "why", "why_not", "changes", "trace", "rulebook",
    "engines", "exact", "next_question", "ceilings",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_every_worked_case_keeps_the_contract(name: str) -> None:
    for case, assessment in worked_cases(name):
        explanation = explain(assessment)
        whole = report(assessment, explanation, AGREED)
        assert set(CONTRACT) <= set(whole), case
        assert json.loads(json.dumps(whole)) == whole, case
        brief = report(assessment, explanation, AGREED, brief=True)
        assert brief == {key: value for key, value in whole.items() if key not in ("changes", "trace")}, case
        assert whole["status"] == assessment.status
        assert set(whole["outcome"]) == set(assessment.rulebook.outcomes)
        assert whole["engines"] == {"agree": True, "compared": list(AGREED.compared)}
        assert bool(whole["possible"]) == (assessment.status == "unsettled")
        check_text(report_text(assessment, explanation, AGREED), assessment)


def check_text(text: str, assessment: Assessment) -> None:
    """Short lines, no machinery, the advice said, the rulebook and its hash last."""
    lines = text.splitlines()
    assert max(map(len, lines)) <= WIDTH
    assert lines[-1] == f"sha256 {assessment.rulebook.sha256}"
    assert ("This is advice. The panel decides." in lines) == (assessment.status != "not_in_force")
    said = "\n".join(lines[:-2])
    names = (*assessment.rulebook.facts, *assessment.rulebook.derives, *assessment.rulebook.outcomes)
    assert not [name for name in names if "_" in name and name in said]
    assert "{" not in said
    assert assessment.rulebook.notice.split(".")[0] in said.replace("\n", " ")


def test_money_is_a_decimal_string_and_unknown_is_null() -> None:
    settled = GOLDEN["county_settled"]()
    assert report(settled, explain(settled), None)["outcome"] == {
        "band": 3, "annual_top_up": "4680.00", "review_months": 12,
    }  # fmt: skip
    open_ = GOLDEN["county_two_answers_missing"]()
    whole = report(open_, explain(open_), None)
    assert whole["outcome"]["annual_top_up"] is None
    assert whole["possible"][0]["outcome"]["annual_top_up"] == "2760.00"
    assert whole["engines"] == {"agree": None, "compared": []}


def test_a_ceiling_is_named() -> None:
    assessment = GOLDEN["islington_up_to"]()
    assert report(assessment, explain(assessment), None)["ceilings"] == ["most_a_year"]
    assert "up to £8,740" in report_text(assessment, explain(assessment), None)


def test_no_school_is_told_what_more_need_would_bring() -> None:
    assessment = GOLDEN["county_settled"]()
    explanation = explain(assessment)
    assert explanation.changes
    text = report_text(assessment, explanation, AGREED)
    assert not any(change.sentence in text.replace("\n  ", " ") for change in explanation.changes)
    assert "instead of" not in text


SCRIPT = """
import json, sys
sys.path.insert(0, {root!r})
from tests.engine.test_report import GOLDEN
from engine.explaining.explain import explain
from engine.explaining.report import report
for make in GOLDEN.values():
    assessment = make()
    print(json.dumps(report(assessment, explain(assessment), None)))
"""


def test_the_same_bytes_whatever_the_hash_seed() -> None:
    found = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT.format(root=str(ROOT))],
            env={"PYTHONHASHSEED": seed, "PATH": "/usr/bin:/bin", "TZ": zone},
            capture_output=True,
            check=True,
            cwd=ROOT,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }
    assert len(found) == 1
