"""Decide: what a person decided, why, under what law and authority, sealed in the same transaction."""

import datetime as dt
from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from engine.problems import Complaints
from engine.recording.chain import Link
from engine.recording.records import Advice, DecisionEntry, Interest, Person, decision_entry
from engine.recording.records import Decision as SealedDecision
from engine.recording.sealing import Sealed
from engine.rulebook import Rulebook
from engine.values import pounds_text
from panel_api import schemas, store
from panel_api.errors import conflict
from panel_api.models import Assessment, Case, Decision, Recommendation
from panel_api.services.answers import refuse_if_any
from panel_api.services.cases import held_case
from panel_api.services.clock import was_decided
from panel_api.services.decision_rules import amount_name, band_name, check_decision
from panel_api.services.desk import Desk
from panel_api.services.published import book_of
from panel_api.services.recommend import current_assessment

STAGES = {
    "agree": "decided",
    "agree_another_band": "decided",
    "not_agreed": "decided",
    "defer_for_information": "deferred",
    "refer": "referred",
}


def decide(
    session: Session, desk: Desk, reference: str, version: int, given: schemas.NewDecision
) -> tuple[Case, Decision, Link]:
    """Keep a decision on the advice a case stands at, and seal it as the transaction's last step.

    version: of the case the person saw. Raises Trouble "stale", "not-found", "conflict", or
    "bad-input" with every problem.
    """
    case = held_case(session, desk, reference, version)
    if case.stage != "recommended":
        raise conflict(
            f"This case stands at `{case.stage}`, with no advice that waits for a decision", "Recommend first"
        )
    assessment = current_assessment(session, desk, case)
    advice = store.latest_recommendation(session, desk.viewer, case)
    if advice is None or advice.assessment_id != assessment.id:
        raise conflict("The advice is not of the latest assessment", "Recommend again first")
    decision, seal = draw_up(book_of(desk, case.rulebook), case, assessment, advice, given)
    decision.assessment_id, decision.recommendation_id = assessment.id, advice.id
    at = desk.clock()
    case.stage = STAGES[given.kind]
    store.add_decision(session, case, decision, at)
    was_decided(session, desk, case, decision)
    return case, decision, store.append_record(session, seal(at), case_id=case.id, decision_id=decision.id)


def draw_up(
    book: Rulebook, case: Case, assessment: Assessment, advice: Recommendation, given: schemas.NewDecision
) -> tuple[Decision, Callable[[dt.datetime], Sealed]]:
    """A decision's row, not kept yet, and what seals it at a time. Raises Trouble where it cannot stand."""
    if given.kind == "agree" and assessment.status != "settled":
        raise conflict(
            f"The assessment is {assessment.status}: there is no band or amount to agree as recommended",
            "Decide a band with agree_another_band, refer it, or defer it",
        )
    outcome = _outcome(book, case, assessment, advice, given)
    decision = Decision(
        kind=given.kind,
        reason_code=given.reason,
        words=given.words,
        law=given.law,
        authority=given.authority,
        by_role=given.by.role,
        by_reference=given.by.reference,
        band=_band(advice, given),
        amount_pence=advice.amount_pence if given.kind == "agree" else given.amount,
    )

    def seal(at: dt.datetime) -> Sealed:
        return decision_entry(
            DecisionEntry(
                at=at,
                case=case.reference,
                legal_basis=case.legal_basis,
                assessed=store.assessed_of(assessment),
                sentences=advice.sentences,
                engines=assessment.engines["versions"],
                compared=assessment.engines["compared"],
                advice=Advice(advice.outcome, advice.by_role),
                decision=SealedDecision(
                    given.kind, given.reason, given.words, given.law, given.authority, _person(given.by), outcome
                ),
                sat=[_person(each) for each in given.sat],
                interests=[Interest(_person(each), each.words) for each in given.interests],
            )
        )

    return decision, seal


def _outcome(
    book: Rulebook, case: Case, assessment: Assessment, advice: Recommendation, given: schemas.NewDecision
) -> Mapping[str, object]:
    """What was decided, by the rulebook's own names; nothing for a decision that sets nothing."""
    complaints = Complaints()
    check_decision(book, assessment.as_of, case, advice, given, complaints)
    refuse_if_any(complaints)
    if given.kind == "agree":
        return dict(advice.outcome)
    if given.kind != "agree_another_band":
        return {}
    band, amount = band_name(book), amount_name(book)
    decided: dict[str, object] = {} if band is None else {band: given.band}
    if amount is not None and given.amount is not None:
        decided[amount] = pounds_text(given.amount)
    return decided


def _band(advice: Recommendation, given: schemas.NewDecision) -> str | None:
    if given.kind == "agree":
        return advice.band
    return None if given.band is None else str(given.band)[:32]


def _person(given: schemas.Someone) -> Person:
    return Person(given.role, given.reference)
