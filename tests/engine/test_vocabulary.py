"""The shared vocabulary cannot be got round: kinds hold for a council's own file, and where there is none."""

from pathlib import Path

import pytest

from engine.language.loading import load_folder
from engine.problems import Refused
from engine.proof.check import load_checked
from panel_api.content import rules_dir
from tests.engine.small_books import small_text

PRICED_BY_PLAN = "5 if ehc_plan else 0"


def folder_with(tmp_path: Path, fact: str, vocabulary: str | None = None) -> Path:
    folder = tmp_path / "mine" / "small"
    folder.mkdir(parents=True)
    text = small_text(outcome=PRICED_BY_PLAN).replace("  score:", f"  {fact}\n  score:", 1)
    (folder / "rulebook.yaml").write_text(text)
    if vocabulary is not None:
        (folder.parent / "vocabulary.yaml").write_text(vocabulary)
    return folder


def refusals(folder: Path) -> str:
    with pytest.raises(Refused) as refused:
        load_checked(folder)
    return str(refused.value)


@pytest.mark.parametrize("kind", ["need", "evidence", "context", "provision"])
def test_a_plan_declared_as_something_else_is_refused_without_a_vocabulary_beside(tmp_path: Path, kind: str) -> None:
    folder = folder_with(tmp_path, f"ehc_plan: {{type: yes_no, kind: {kind}, asks: Is there a plan}}")
    assert "`ehc_plan` is a plan fact of the shared vocabulary" in refusals(folder)


def test_a_vocabulary_of_ones_own_cannot_give_a_plan_another_kind(tmp_path: Path) -> None:
    own = (rules_dir() / "vocabulary.yaml").read_text().replace("kind: plan", "kind: evidence")
    folder = folder_with(tmp_path, "ehc_plan: shared", own)
    said = refusals(folder)
    assert "`ehc_plan` is of the kind evidence in this vocabulary" in said
    assert str(folder.parent / "vocabulary.yaml") in said


def test_a_vocabulary_that_leaves_the_plan_out_does_not_free_its_name(tmp_path: Path) -> None:
    own = "facts:\n  colour: {type: yes_no, kind: family, asks: Is it blue}\n"
    folder = folder_with(tmp_path, "ehc_plan: {type: yes_no, kind: need, asks: Is there a plan}", own)
    assert "`ehc_plan` is a plan fact of the shared vocabulary" in refusals(folder)


def test_shared_facts_are_there_for_a_folder_anywhere(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "ehc_plan: shared")
    assert load_folder(folder).facts["ehc_plan"].kind == "plan"
    assert "reads the plan fact `ehc_plan`" in refusals(folder)
