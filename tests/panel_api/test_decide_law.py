"""What the law of each case allows, and nothing else: kinds, steps, law, reasons, reductions, orders, corrections."""

import datetime as dt
from typing import Any

import pytest
from fastapi.testclient import TestClient

from engine.law.bases import BASES, kinds_for, law_of
from engine.law.kinds import ADVERSE
from panel_api import services, store
from panel_api.columns import DECISION_KINDS
from panel_api.errors import Trouble
from panel_api.services import Desk
from panel_api.services.decide import stage_after
from panel_api.services.decision_rules import only_full
from tests.panel_api.deciding_support import (
    chair,
    decide,
    decided,
    officer,
    opened,
    reopened,
    sent,
    stage_of,
    waiting,
)

BASIS = list(BASES)


def refused(desk: Desk, reference: str, kind: str, **changes: Any) -> dict[str, str]:
    """What a decision is refused for: by place, what is wrong. Nothing is kept."""
    with pytest.raises(Trouble) as found:
        decide(desk, reference, sent(kind, **changes))
    with desk.database.reading() as session:
        case = services.find_case(session, desk, reference)
        assert case.stage == "recommended"
    return {str(each.where): each.wrong for each in found.value.problems}


@pytest.mark.parametrize("basis", BASIS)
def test_only_what_the_law_allows_is_offered_and_taken(sqlite_client: TestClient, basis: str) -> None:
    desk, reference = officer(sqlite_client), waiting(sqlite_client, basis)
    opened(desk, reference)
    with desk.database.reading() as session:
        choice = services.choice_of(session, desk, services.held_of(session, desk, reference))
    assert choice is not None
    settled = choice.matter.settled
    assert choice.kinds == [kind for kind in kinds_for(basis) if settled or kind != "agree"]
    for kind in DECISION_KINDS:
        if kind not in choice.kinds:
            assert set(refused(desk, reference, kind)) == {"kind"}, kind


@pytest.mark.parametrize("basis", BASIS)
def test_every_kind_that_is_offered_is_kept_with_its_law_and_sealed(sqlite_client: TestClient, basis: str) -> None:
    desk = officer(sqlite_client)
    for kind in kinds_for(basis):
        reference = waiting(sqlite_client, basis)
        done = decided(desk, reference, kind)
        assert (done.case.stage, done.decision.law) == (stage_after(kind), law_of(basis, kind))
        assert done.decision.by_person == desk.viewer.person
        assert done.decision.authority.startswith("Scheme of delegation: a senior officer")
    found, altered = services.verify_records(desk)
    assert found.holds and not altered, found.faults


def test_an_assessment_request_goes_step_by_step(sqlite_client: TestClient) -> None:
    desk, reference = officer(sqlite_client), waiting(sqlite_client, "assessment_request")
    assert "kind" in refused(desk, reference, "issue")
    decided(desk, reference, "assess")
    assert reopened(desk, reference) == "recommended"
    assert "corrects" in refused(desk, reference, "assess"), "what was decided is decided once"
    decided(desk, reference, "issue")
    reopened(desk, reference)
    decided(desk, reference, "name_school")
    reopened(desk, reference)
    done = decided(desk, reference, "secure_section_f")
    with desk.database.reading() as session:
        kinds = [each.kind for each in store.decisions_of(session, desk.viewer, done.case)]
    assert kinds == ["secure_section_f", "name_school", "issue", "assess"]


def test_after_a_refusal_nothing_more_is_decided_but_a_correction(sqlite_client: TestClient) -> None:
    desk, reference = officer(sqlite_client), waiting(sqlite_client, "assessment_request")
    first = decided(desk, reference, "refuse_to_assess")
    reopened(desk, reference)
    assert set(refused(desk, reference, "issue")) == {"kind"}
    assert "corrects" in refused(desk, reference, "assess")
    done = decided(desk, reference, "assess", corrects=first.decision.id)
    assert done.decision.corrects_id == first.decision.id


def test_law_is_chosen_among_what_fits(sqlite_client: TestClient) -> None:
    desk, reference = officer(sqlite_client), waiting(sqlite_client, "annual_review")
    assert "law" in refused(desk, reference, "maintain", law="Children and Families Act 2014 s.36")
    part = law_of("annual_review", "maintain").split("; ")[0]
    assert decided(desk, reference, "maintain", law=part).decision.law == part


@pytest.mark.parametrize(
    ("kind", "needs"),
    [
        ("agree_another_band", {"band", "amount"}),
        ("agree_for_a_time", {"from", "until"}),
        ("agree_later", {"from"}),
        ("exceptional_award", {"amount"}),
    ],
)
def test_each_kind_is_asked_for_what_it_sets(sqlite_client: TestClient, kind: str, needs: set[str]) -> None:
    desk, reference = officer(sqlite_client), waiting(sqlite_client)
    found = refused(desk, reference, kind, **dict.fromkeys(("band", "amount", "from", "until")))
    assert set(found) == needs
    stray = refused(desk, reference, "not_agreed", amount="100.00", **{"from": "2026-10-01"}, school="Elm")
    assert set(stray) == {"amount", "from", "school"}


def test_an_award_for_a_time_or_later_takes_what_was_advised_or_its_own(sqlite_client: TestClient) -> None:
    desk = officer(sqlite_client)
    later = decided(desk, waiting(sqlite_client), "agree_later").decision
    assert (later.band, later.amount_pence, later.from_day) == ("3", 468_000, dt.date(2026, 11, 2))
    own = decided(desk, waiting(sqlite_client), "agree_for_a_time", band=2, amount="2760.00").decision
    assert (own.band, own.amount_pence, own.until_day) == ("2", 276_000, dt.date(2027, 7, 21))
    reference = waiting(sqlite_client)
    assert set(refused(desk, reference, "agree_for_a_time", band=2)) == {"amount"}
    assert set(refused(desk, reference, "agree_later", **{"from": "2026-09-20"})) == {"from"}, "that is today"


def test_money_is_a_reason_only_where_no_law_requires_the_support(sqlite_client: TestClient) -> None:
    desk = officer(sqlite_client)
    decided(desk, waiting(sqlite_client), "not_agreed", reason="money_not_available")
    decided(desk, waiting(sqlite_client), "agree_later", reason="money_from_then")
    with_plan = waiting(sqlite_client, **{"ehc_plan": True, "section_f": "costed", "section_f_cost": "5000.00"})
    opened(desk, with_plan)
    assert "reason" in refused(desk, with_plan, "not_agreed", reason="money_not_available")


@pytest.mark.parametrize(
    ("words", "full"),
    [
        ("The school is full.", True),
        ("Full", True),
        ("There are no places in Year 4 and the school is oversubscribed.", True),
        ("It is already at capacity, with a waiting list.", True),
        ("The class is above its number and has no spare capacity this year.", True),
        ("The school is full, and a thirty-first child would leave no adult free for two who need one all day.", False),
        ("Its site cannot be made safe.", False),
    ],
)
def test_that_a_school_is_full_is_no_ground(sqlite_client: TestClient, words: str, full: bool) -> None:
    assert only_full(words) is full
    desk, reference = officer(sqlite_client), waiting(sqlite_client, "phase_transfer")
    opened(desk, reference)
    if full:
        assert "no ground in law" in refused(desk, reference, "refuse_to_name", words=words)["words"]
    else:
        assert decided(desk, reference, "refuse_to_name", words=words).decision.school == "Another Invented School"


@pytest.mark.parametrize("kind", ADVERSE)
def test_nothing_adverse_without_a_person_who_read_the_case(sqlite_client: TestClient, kind: str) -> None:
    basis = next(basis for basis in BASES if kind in kinds_for(basis, ["assess"] if kind == "refuse_to_issue" else ()))
    desk, reference = officer(sqlite_client), waiting(sqlite_client, basis)
    if kind == "refuse_to_issue":
        decided(desk, reference, "assess")
        reopened(desk, reference)
    desk = officer(sqlite_client)  # who has not opened it
    assert "not read" in refused(desk, reference, kind, attested=False)["attested"]
    assert "not opened" in refused(desk, reference, kind)["attested"]
    opened(desk, reference, desk.clock() - dt.timedelta(days=3))
    assert "not opened" in refused(desk, reference, kind)["attested"], "that was before the advice"
    desk = officer(sqlite_client)
    assert decided(desk, reference, kind).decision.attested is True


def test_a_decision_is_a_named_persons(sqlite_client: TestClient) -> None:
    from dataclasses import replace

    desk, reference = officer(sqlite_client), waiting(sqlite_client)
    program = replace(desk, viewer=replace(desk.viewer, person=None))
    assert set(refused(program, reference, "agree")) == {"by"}
    clerk = replace(desk, viewer=replace(desk.viewer, role="caseworker"))
    assert set(refused(clerk, reference, "agree")) == {"by"}


def test_a_reduction_with_a_plan_rests_on_an_amended_plan(sqlite_client: TestClient) -> None:
    desk = officer(sqlite_client)
    reference = waiting(sqlite_client, "annual_review", section_f_cost="5000.00", present_award="6000.00")
    opened(desk, reference)
    less: dict[str, Any] = {"band": 3, "amount": "5000.00"}
    assert "no amended plan" in refused(desk, reference, "secure_section_f", **less)["plan_amended_on"]
    future = refused(desk, reference, "secure_section_f", **less, plan_amended_on="2026-10-01")
    assert set(future) == {"plan_amended_on"}
    unsaid = refused(desk, reference, "secure_section_f", **less, plan_amended_on="2026-09-01", attested=False)
    assert set(unsaid) == {"attested"}
    done = decided(desk, reference, "secure_section_f", **less, plan_amended_on="2026-09-01")
    assert done.decision.plan_amended_on == dt.date(2026, 9, 1)


def test_as_much_as_now_is_no_reduction(sqlite_client: TestClient) -> None:
    desk = officer(sqlite_client)
    reference = waiting(sqlite_client, "annual_review", section_f_cost="5000.00", present_award="6000.00")
    done = decide(desk, reference, sent("secure_section_f", amount="6000.00", attested=False))
    assert isinstance(done, services.Decided)


def test_a_reduction_without_a_plan_needs_a_reason_and_that_the_case_was_read(sqlite_client: TestClient) -> None:
    desk, reference = officer(sqlite_client), waiting(sqlite_client, present_award="6000.00")
    opened(desk, reference)
    less: dict[str, Any] = {"band": 2, "amount": "2760.00"}
    assert set(refused(desk, reference, "agree_another_band", **less, attested=False)) == {"attested"}
    decided(desk, reference, "agree_another_band", **less, reason="need_less")


def test_what_this_case_decided_is_the_present_award(sqlite_client: TestClient) -> None:
    """An award once decided is what the family counts on: to correct it downwards is a reduction."""
    desk, reference = officer(sqlite_client), waiting(sqlite_client)
    first = decided(desk, reference, "agree")
    reopened(desk, reference)
    less: dict[str, Any] = {"band": 2, "amount": "2760.00", "corrects": first.decision.id}
    assert set(refused(desk, reference, "agree_another_band", **less, attested=False)) == {"attested"}


def test_what_a_linked_case_decided_is_the_present_award_where_none_was_answered(sqlite_client: TestClient) -> None:
    from panel_api.models import CaseLink

    desk, before = officer(sqlite_client), waiting(sqlite_client)
    decided(desk, before, "agree")
    reference = waiting(sqlite_client, present_award=None, ehc_plan=False)
    with desk.database.writing() as session:
        one, other = (services.find_case(session, desk, each).id for each in (before, reference))
        link = CaseLink(case_id=one, other_id=other, why="The same child.", by_reference="t", written_at=desk.clock())
        session.add(link)
    with desk.database.reading() as session:
        assert store.last_award(session, desk.viewer, services.find_case(session, desk, reference)) == 468_000


def test_an_order_is_carried_out_whatever_it_costs_and_nobody_votes(sqlite_client: TestClient) -> None:
    """It arrives with no budget stated and above every limit: an officer records how it is carried out."""
    desk = officer(sqlite_client)
    reference = waiting(sqlite_client, "tribunal_order", account_uncommitted=None, section_f_cost="250000.00")
    for kind in ("agree", "not_agreed", "refer", "defer_for_information", "maintain"):
        assert "never voted on" in refused(desk, reference, kind)["kind"]
    assert set(refused(chair(sqlite_client), reference, "carried_out")) == {"kind"}
    assert set(refused(desk, reference, "carried_out", appeal_text=None)) == {"appeal_text"}
    assert set(refused(desk, reference, "carried_out", reason="as_recommended")) == {"reason"}
    done = decided(desk, reference, "carried_out", reason="order_section_f", appeal_text=True, attested=False)
    assert (done.case.stage, done.decision.appeal_text, done.decision.limit_pence) == ("decided", True, None)
    assert "carries out the tribunal's order" in done.decision.authority


def test_a_decided_case_is_changed_by_nothing_but_a_later_decision(sqlite_client: TestClient) -> None:
    desk, reference = officer(sqlite_client), waiting(sqlite_client)
    first = decided(desk, reference, "agree")
    with pytest.raises(Trouble, match="Open it again"):
        services.find_out(desk, reference)
    with desk.database.writing() as session, pytest.raises(Trouble, match="Open it again"):
        services.recommend(session, desk, reference)
    with pytest.raises(Trouble, match="no advice that waits"):
        decide(desk, reference, sent("agree"))
    assert stage_of(desk, reference) == "decided"
    assert reopened(desk, reference) == "recommended"
    found = refused(desk, reference, "not_agreed")
    assert set(found) == {"corrects"} and "names the one that it corrects" in found["corrects"]
    assert set(refused(desk, reference, "not_agreed", corrects=first.decision.id + 99)) == {"corrects"}
    later = decided(desk, reference, "not_agreed", corrects=first.decision.id)
    with desk.database.reading() as session:
        record = store.record_by_sequence(session, desk.viewer, later.link.sequence)
        events = store.events_of(session, desk.viewer, later.case)
    assert record is not None and f'"corrects":{first.link.sequence},'.encode() in record.stored
    assert any((each.kind, each.words) == ("reopened", "Another look.") for each in events)
    assert services.verify_records(desk)[0].holds


def test_a_case_that_stands_open_is_not_opened_again(sqlite_client: TestClient) -> None:
    desk, reference = officer(sqlite_client), waiting(sqlite_client)
    with pytest.raises(Trouble, match="nothing to open again"):
        reopened(desk, reference)
    decided(desk, reference, "withdrawn")
    assert reopened(desk, reference) == "recommended", "a withdrawal recorded by mistake can be put right"
