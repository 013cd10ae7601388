"""What may be decided under each basis, at which step, on what law, and what its letter carries."""

import itertools

import pytest

from engine.law.bases import BASES, ENDING_KINDS, OPEN_KINDS, kinds_for, law_of, money_may_be_a_reason, step_of
from engine.law.kinds import ADVERSE, KINDS
from engine.law.notices import RIGHTS, TRIBUNAL, notice_for

OFFERED = {
    basis: [kind for step in BASES[basis].steps for choice in step.choices for kind in choice] for basis in BASES
}
PAIRS = [(basis, kind) for basis in BASES for kind in (*OFFERED[basis], *(OPEN_KINDS if BASES[basis].voted else ()))]


def test_every_kind_is_offered_under_some_basis() -> None:
    offered = set(itertools.chain(*OFFERED.values(), OPEN_KINDS))
    assert offered == set(KINDS)


@pytest.mark.parametrize(
    ("basis", "decided", "kinds"),
    [
        ("assessment_request", (), ("assess", "refuse_to_assess")),
        ("assessment_request", ("defer_for_information",), ("assess", "refuse_to_assess")),
        ("assessment_request", ("assess",), ("issue", "refuse_to_issue")),
        ("assessment_request", ("assess", "issue"), ("name_school", "refuse_to_name", "secure_section_f")),
        ("assessment_request", ("assess", "issue", "name_school"), ("refuse_to_name", "secure_section_f")),
        ("annual_review", (), ("maintain", "amend", "cease", "secure_section_f")),
        ("annual_review", ("amend",), ("secure_section_f",)),
        ("annual_review", ("secure_section_f",), ("maintain", "amend", "cease")),
        ("phase_transfer", ("amend",), ("name_school", "refuse_to_name", "secure_section_f")),
        ("transfer_in", (), ("maintain", "amend", "secure_section_f")),
        (
            "non_statutory",
            (),
            ("agree", "agree_another_band", "agree_for_a_time", "agree_later", "exceptional_award", "not_agreed"),
        ),
    ],
)
def test_only_what_the_law_allows_at_that_step_is_offered(
    basis: str, decided: tuple[str, ...], kinds: tuple[str, ...]
) -> None:
    assert kinds_for(basis, decided) == (*kinds, *OPEN_KINDS)


@pytest.mark.parametrize(
    ("basis", "decided"),
    [
        ("assessment_request", ("refuse_to_assess",)),
        ("assessment_request", ("assess", "refuse_to_issue")),
        ("assessment_request", ("assess", "issue", "name_school", "refuse_to_name", "secure_section_f")),
        ("annual_review", ("cease",)),
        ("annual_review", ("maintain", "secure_section_f")),
        ("non_statutory", ("agree",)),
        ("non_statutory", ("not_agreed",)),
        ("phase_transfer", ("withdrawn",)),
        ("tribunal_order", ("carried_out",)),
    ],
)
def test_nothing_is_offered_once_all_is_decided(basis: str, decided: tuple[str, ...]) -> None:
    assert kinds_for(basis, decided) == ()
    assert step_of(basis, decided) is None


def test_a_decision_that_no_longer_counts_opens_its_choice_again() -> None:
    assert "assess" in kinds_for("assessment_request", [])
    assert "assess" not in kinds_for("assessment_request", ["refuse_to_assess"])


def test_a_later_step_can_be_asked_for_where_earlier_ones_were_decided_elsewhere() -> None:
    assert kinds_for("assessment_request", step="whether_to_issue")[:2] == ("issue", "refuse_to_issue")
    assert kinds_for("assessment_request", ["refuse_to_assess"], step="whether_to_issue") == ()
    with pytest.raises(KeyError):
        kinds_for("annual_review", step="whether_to_issue")


def test_an_order_is_carried_out_and_never_voted_on() -> None:
    assert kinds_for("tribunal_order") == ("carried_out",)
    assert [basis.code for basis in BASES.values() if not basis.voted] == ["tribunal_order"]


@pytest.mark.parametrize("basis", BASES)
def test_a_case_can_always_be_brought_to_an_end(basis: str) -> None:
    """Taking whatever settles, first or last of what is offered, ends after a few decisions."""
    for pick in (0, -1):
        decided: list[str] = []
        while offered := [kind for kind in kinds_for(basis, decided) if kind not in OPEN_KINDS]:
            decided.append(offered[pick])
            assert len(decided) <= 6
        assert decided
        assert set(decided) & ENDING_KINDS or step_of(basis, decided) is None


def test_the_adverse_kinds_are_those_that_the_trade_knows() -> None:
    assert set(ADVERSE) == {"refuse_to_assess", "refuse_to_issue", "refuse_to_name", "cease", "not_agreed"}


@pytest.mark.parametrize(("basis", "kind"), PAIRS)
def test_every_kind_rests_on_named_law_and_has_a_notice(basis: str, kind: str) -> None:
    law = law_of(basis, kind)
    assert ("Act" in law or "Regulations" in law) is BASES[basis].statutory
    notice = notice_for(basis, kind)
    assert {"reasons", "advice_service"} <= set(notice.required), "every family is told why and who can help"
    told = [*notice.required, *notice.by_choice, *notice.never]
    assert len(told) == len(set(told)), "nothing is both told and never told"
    assert set(told) <= set(RIGHTS)


def test_a_kind_that_a_basis_does_not_have_is_refused() -> None:
    for basis, kind in [("non_statutory", "cease"), ("tribunal_order", "refer"), ("annual_review", "agree")]:
        with pytest.raises(KeyError):
            law_of(basis, kind)
        with pytest.raises(KeyError):
            notice_for(basis, kind)


@pytest.mark.parametrize("kind", [kind for basis, kind in PAIRS if basis == "non_statutory"])
def test_a_letter_without_a_plan_never_speaks_of_the_tribunal(kind: str) -> None:
    notice = notice_for("non_statutory", kind)
    assert set(TRIBUNAL) <= set(notice.never)
    assert "ask_for_assessment" in notice.required, "anyone may ask for an assessment"
    assert not any("tribunal" in RIGHTS[code].words.lower() for code in (*notice.required, *notice.by_choice))


@pytest.mark.parametrize(
    ("basis", "kind"), [(basis, kind) for basis, kind in PAIRS if kind in ADVERSE and basis != "non_statutory"]
)
def test_a_statutory_refusal_carries_every_right(basis: str, kind: str) -> None:
    needed = {"reasons", "appeal", "appeal_time", "mediation", "disagreement_resolution", "advice_service"}
    assert needed <= set(notice_for(basis, kind).required)


@pytest.mark.parametrize("basis", ["assessment_request", "annual_review", "phase_transfer", "transfer_in"])
def test_an_award_is_never_called_open_to_appeal(basis: str) -> None:
    assert set(TRIBUNAL) <= set(notice_for(basis, "secure_section_f").never)


def test_on_an_order_an_officer_chooses_the_text_on_appeals() -> None:
    notice = notice_for("tribunal_order", "carried_out")
    assert {"appeal", "appeal_time"} <= set(notice.by_choice)
    assert not set(TRIBUNAL) & set(notice.required)


def test_a_draft_plan_comes_with_time_to_answer_and_not_yet_with_an_appeal() -> None:
    for basis, kind in [("assessment_request", "issue"), ("annual_review", "amend"), ("phase_transfer", "amend")]:
        notice = notice_for(basis, kind)
        assert {"representations", "appeal_later"} <= set(notice.required)
        assert "appeal" in notice.never


@pytest.mark.parametrize(("basis", "kind"), [("assessment_request", "issue"), ("annual_review", "amend")])
def test_with_the_final_plan_the_appeal_is_now(basis: str, kind: str) -> None:
    notice = notice_for(basis, kind, final=True)
    assert {"appeal", "appeal_time", "mediation", "school_alone"} <= set(notice.required)
    assert {"appeal_later", "representations"} & set(notice.required) == set()
    assert notice_for(basis, "secure_section_f", final=True) == notice_for(basis, "secure_section_f")


def test_keeping_a_plan_after_a_review_can_be_appealed_and_after_a_move_not_yet() -> None:
    assert "appeal" in notice_for("annual_review", "maintain").required
    assert "appeal" in notice_for("transfer_in", "maintain").never


def test_a_plan_that_is_to_cease_stays_while_an_appeal_can_be_made() -> None:
    assert "plan_stays" in notice_for("annual_review", "cease").required


def test_money_is_a_reason_only_where_it_is_known_that_there_is_no_plan() -> None:
    assert money_may_be_a_reason("non_statutory", False)
    assert not money_may_be_a_reason("non_statutory", None), "not known is not no"
    assert not any(money_may_be_a_reason(basis, plan) for basis in OFFERED for plan in (True, None))
    assert not any(money_may_be_a_reason(basis, False) for basis in OFFERED if BASES[basis].statutory)
