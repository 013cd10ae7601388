"""What a decision and its letter record by themselves: a decision alone tells nobody."""

import pytest

from engine.law.bases import BASES
from engine.law.events import EVENTS_OF
from engine.law.happened import decided_events, told_events
from engine.law.kinds import KINDS


@pytest.mark.parametrize(
    ("basis", "kind", "decided", "told"),
    [
        ("assessment_request", "refuse_to_assess", ("decided_not_to_assess",), ("told_no_assessment", "notice_sent")),
        ("assessment_request", "issue", ("decided_plan",), ("draft_sent",)),
        ("assessment_request", "name_school", (), ("final_sent", "notice_sent")),
        ("assessment_request", "secure_section_f", (), ()),
        ("annual_review", "amend", ("decided_review",), ("amendments_sent",)),
        ("annual_review", "defer_for_information", (), ()),
        ("non_statutory", "not_agreed", ("decided",), ("told_outcome",)),
        ("non_statutory", "refer", (), ()),
        ("non_statutory", "withdrawn", ("withdrawn",), ()),
    ],
)
def test_what_a_decision_and_its_letter_record(
    basis: str, kind: str, decided: tuple[str, ...], told: tuple[str, ...]
) -> None:
    assert decided_events(basis, kind) == decided
    assert told_events(basis, kind) == told


def test_what_is_recorded_by_itself_can_happen_under_its_basis() -> None:
    for basis in BASES:
        for kind in KINDS:
            made = {*decided_events(basis, kind), *told_events(basis, kind), *told_events(basis, kind, final=True)}
            assert made <= set(EVENTS_OF[basis])
    assert decided_events("tribunal_order", "carried_out", "order_section_f") == ("order_section_f", "order_done")
    assert decided_events("tribunal_order", "carried_out", "order_other") == ("order_done",)
