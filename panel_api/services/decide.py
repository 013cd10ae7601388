"""Decide: what a person decided, why, under what law and authority, sealed in the same transaction."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine.amounts import money_words
from engine.law.bases import kinds_for
from engine.problems import Complaints
from engine.recording.chain import Link
from engine.recording.records import Advice, Budget, DecisionEntry, Person, decision_entry
from engine.recording.records import Decision as SealedDecision
from engine.recording.sealing import Sealed
from engine.values import pounds_text
from panel_api import schemas, store
from panel_api.errors import conflict
from panel_api.models import Case, Decision, PutUp
from panel_api.services.alternatives import considered
from panel_api.services.answers import refuse_if_any
from panel_api.services.cases import held_case
from panel_api.services.charge import CannotCharge, Charge, charge_of, sought_of
from panel_api.services.clock import was_decided
from panel_api.services.committing import commit, refuse_if_short
from panel_api.services.consent import consent_to
from panel_api.services.deciders import Decider, check_decider, decider_of, goes_up_from
from panel_api.services.decision_rules import check_decision
from panel_api.services.decision_terms import outcome_of
from panel_api.services.desk import Desk
from panel_api.services.in_force import refuse_if_turned
from panel_api.services.matter import Matter, present_award
from panel_api.services.naming import check_naming, with_law, with_school
from panel_api.services.placed import place_as_decided
from panel_api.services.posting import Consent
from panel_api.services.published import book_of
from panel_api.services.recommend import current_assessment
from panel_api.services.sitting_standing import after_decision, after_putting_up, at_sitting
from panel_api.store.local import latest_search

_OPEN = {"defer_for_information": "deferred", "refer": "referred", "withdrawn": "withdrawn"}


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that was kept, the link that seals it, and what it did to money, if anything."""

    case: Case
    decision: Decision
    link: Link
    budget: Budget | None = None


@dataclass(frozen=True, slots=True)
class WentUp:
    """A decision above the limit of who meant it: kept as they wrote it, and put to `role`."""

    case: Case
    row: PutUp
    role: str


def stage_after(kind: str) -> str:
    """Where a case stands after a decision of this kind."""
    return _OPEN.get(kind, "decided")


def decide(session: Session, desk: Desk, reference: str, version: int, given: schemas.NewDecision) -> Decided | WentUp:
    """Keep a decision on the advice a case stands at, and seal it as the transaction's last step.

    Above the decider's limit nothing is decided: it goes up, as it was written. version: of the case the person saw.
    Raises Trouble "stale", "not-found", "conflict", or "bad-input" with every problem.
    """
    case = held_case(session, desk, reference, version)
    matter = matter_of(session, desk, case)
    if given.kind == "agree" and not matter.settled and "agree" in kinds_for(case.legal_basis):
        raise conflict(
            f"The assessment is {matter.assessment.status}: there is no band or amount to agree as recommended",
            "Decide a band with agree_another_band, refer it, or defer it",
        )
    given, place = with_school(session, desk, given)
    complaints = Complaints()
    check_decision(matter, given, complaints)
    check_naming(session, desk, matter, given, place, complaints)
    reading = store.reading_of(session, desk.viewer, case)
    there = at_sitting(session, desk, case)
    check_decider(desk, matter, given, reading, there, complaints)
    money = _money_of(session, desk, matter, given, complaints)
    refuse_if_any(complaints)
    given = with_law(matter, given, place)
    higher = goes_up_from(desk, matter, given)
    if higher is not None:
        return _put_up(session, desk, matter, given, higher)
    refuse_if_short(session, desk, matter, sought_of(matter, given), money.charge, given.uncommitted_seen)
    return _decided(session, desk, matter, given, decider_of(desk, matter, given, there), money)


@dataclass(frozen=True, slots=True)
class _Money:
    """What a decision does to money, and who consented; neither where it moves none."""

    charge: Charge | None = None
    consent: Consent | None = None


def _money_of(
    session: Session, desk: Desk, matter: Matter, given: schemas.NewDecision, complaints: Complaints
) -> _Money:
    """The accounts are held from here on, so that what is found is what is committed."""
    try:
        charge = charge_of(session, desk, matter, sought_of(matter, given), hold=True)
    except CannotCharge as error:
        complaints.problems.append(error.problem)
        return _Money()
    return _Money(charge, consent_to(desk.settings, charge, given, complaints))


def matter_of(session: Session, desk: Desk, case: Case) -> Matter:
    """What a decision on this case is about. Raises Trouble "conflict" where no advice waits for one."""
    if case.stage != "recommended":
        raise conflict(
            f"This case stands at `{case.stage}`, with no advice that waits for a decision", "Recommend first"
        )
    assessment = current_assessment(session, desk, case)
    advice = store.latest_recommendation(session, desk.viewer, case)
    if advice is None or advice.assessment_id != assessment.id:
        raise conflict("The advice is not of the latest assessment", "Recommend again first")
    earlier = store.decisions_of(session, desk.viewer, case)
    present = present_award(case, earlier, store.last_award(session, desk.viewer, case))
    book, search = book_of(desk, case.rulebook), latest_search(session, desk.viewer, case)
    return Matter(book, case, assessment, advice, desk.last_day(), earlier, present, search)


def draw_up(
    matter: Matter, given: schemas.NewDecision, decider: Decider
) -> tuple[Decision, Callable[[dt.datetime, int | None, Budget | None], Sealed]]:
    """A decision's row, not kept yet, and what seals it at a time, with the number of the record it corrects and what
    it did to money."""
    band, amount = matter.awarded(given)
    law = given.law or matter.laws(given.kind)[0]
    decision = Decision(
        assessment_id=matter.assessment.id,
        recommendation_id=matter.advice.id,
        kind=given.kind,
        reason_code=given.reason,
        words=given.words,
        law=law,
        authority=decider.authority.text,
        limit_pence=decider.authority.limit_pence,
        by_role=decider.role,
        by_reference=decider.reference,
        by_person=decider.person,
        sitting_id=decider.sitting.id if decider.sitting else None,
        band=None if band is None else str(band),
        amount_pence=amount,
        from_day=given.from_day,
        until_day=given.until_day,
        school=given.school,
        school_code=given.school_code,
        evidence=given.evidence,
        steps=given.steps,
        unconsulted=given.unconsulted,
        plan_amended_on=given.plan_amended_on,
        corrects_id=given.corrects,
        urgent=given.urgent is not None,
        urgent_words=given.urgent,
        attested=given.attested,
        appeal_text=given.appeal_text,
    )

    def seal(at: dt.datetime, corrects: int | None = None, budget: Budget | None = None) -> Sealed:
        return decision_entry(_entry(matter, given, decider, decision, at, corrects, budget))

    return decision, seal


def _entry(
    matter: Matter,
    given: schemas.NewDecision,
    decider: Decider,
    decision: Decision,
    at: dt.datetime,
    corrects: int | None,
    budget: Budget | None,
) -> DecisionEntry:
    assessment, advice = matter.assessment, matter.advice
    limit = decision.limit_pence
    return DecisionEntry(
        at=at,
        case=matter.case.reference,
        legal_basis=matter.case.legal_basis,
        assessed=store.assessed_of(assessment),
        sentences=advice.sentences,
        engines=assessment.engines["versions"],
        compared=assessment.engines["compared"],
        advice=Advice(advice.outcome, advice.by_role),
        decision=SealedDecision(
            decision.kind,
            decision.reason_code,
            decision.words,
            decision.law,
            decision.authority,
            Person(decision.by_role, decision.by_reference),
            outcome_of(matter, given),
            terms=store.terms_of(decision),
            limit=None if limit is None else pounds_text(limit),
            attested=decision.attested,
            urgent=decision.urgent_words,
            corrects=corrects,
            appeal_text=decision.appeal_text,
        ),
        sitting=decider.sitting.reference if decider.sitting else None,
        sat=decider.sat,
        interests=decider.interests,
        budget=budget,
        alternatives=considered(matter.search),
    )


def _decided(
    session: Session, desk: Desk, matter: Matter, given: schemas.NewDecision, decider: Decider, money: _Money
) -> Decided:
    case, at = matter.case, desk.clock()
    decision, seal = draw_up(matter, given, decider)
    case.stage = stage_after(given.kind)
    store.add_decision(session, case, decision, at)
    store.add_event(session, desk.viewer, case, "decided", store.decided_words(decision), at)
    was_decided(session, desk, case, decision)
    after_decision(session, desk, case, decision)
    place_as_decided(session, desk, case, decision)
    budget = None
    if money.charge is not None:
        budget = commit(session, desk, money.charge, decision, money.consent, given.uncommitted_seen)
    records = store.records_of_case(session, desk.viewer, case.id) if given.corrects else ()
    corrects = next((each.sequence for each in records if each.decision_id == given.corrects), None)
    link = store.append_record(session, seal(at, corrects, budget), case_id=case.id, decision_id=decision.id)
    # Whoever adopts another text waits for the head of the chain too: seen here, or it sees this decision.
    refuse_if_turned(session, desk, case.rulebook, matter.assessment.rulebook_sha256)
    return Decided(case, decision, link, budget)


def as_put_up(given: schemas.NewDecision) -> dict[str, object]:
    """A decision as it was sent, to be kept until a senior officer decides."""
    return given.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"uncommitted_seen"})


def _put_up(session: Session, desk: Desk, matter: Matter, given: schemas.NewDecision, role: str) -> WentUp:
    viewer, amount = desk.viewer, matter.awarded(given)[1]
    limit = decider_of(desk, matter, given, None).authority.limit_pence
    assert amount is not None and limit is not None
    row = PutUp(
        recommendation_id=matter.advice.id,
        given=as_put_up(given),
        amount_pence=amount,
        limit_pence=limit,
        by_role=viewer.role,
        by_reference=viewer.reference,
        by_person=viewer.person,
    )
    at = desk.clock()
    kept = store.add_put_up(session, matter.case, row, at)
    words = f"Above their limit of {money_words(limit)} a year: put to a senior officer."
    store.add_event(session, viewer, matter.case, "gone_up", words, at)
    after_putting_up(session, desk, matter.case, at)
    return WentUp(matter.case, kept, role)
