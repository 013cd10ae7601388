"""Decisions: what a person decided on a case, sealed in the same transaction; what goes up; what was read first."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from panel_api.models import Case, CaseLink, CaseReading, Decision, PutUp
from panel_api.store.viewer import Viewer, cases_seen, of_case


def add_decision(session: Session, case: Case, decision: Decision, at: dt.datetime) -> Decision:
    """Keep a decision on a held case and give it its number. The stage is the caller's to set.

    What had gone up is ended by it. Follow it with `append_record(…, case_id=case.id, decision_id=decision.id)` as the
    transaction's last step. Raises IntegrityError for an unknown kind or empty words.
    """
    decision.case_id, decision.decided_at, case.updated_at = case.id, at, at
    session.add(decision)
    session.flush()
    ended = update(PutUp).where(PutUp.case_id == case.id, PutUp.ended_at.is_(None)).values(ended_at=at)
    session.execute(ended)
    return decision


def decisions_of(session: Session, viewer: Viewer, case: Case) -> Sequence[Decision]:
    """All decisions on a case, the latest first."""
    return session.scalars(of_case(Decision, viewer, case)).all()


def terms_of(decision: Decision) -> dict[str, object]:
    """What a decision sets beside band and amount, as one sealed leaf."""
    terms = {
        "from": decision.from_day,
        "until": decision.until_day,
        "school": decision.school,
        "school_code": decision.school_code,
        "evidence": decision.evidence,
        "steps": decision.steps,
        "unconsulted": decision.unconsulted,
        "plan_amended_on": decision.plan_amended_on,
    }
    return {name: str(value) for name, value in terms.items() if value is not None}


def last_award(session: Session, viewer: Viewer, case: Case) -> int | None:
    """The last amount decided in the cases linked with this one, in pence a year; for whoever sees this one."""
    others = select(CaseLink.other_id).where(CaseLink.case_id == case.id)
    linked = others.union(select(CaseLink.case_id).where(CaseLink.other_id == case.id))
    seen = select(Case.id).where(Case.id == case.id, cases_seen(viewer)).exists()
    return session.scalar(
        select(Decision.amount_pence)
        .where(Decision.case_id.in_(linked), Decision.amount_pence.is_not(None), seen)
        .order_by(Decision.decided_at.desc(), Decision.id.desc())
        .limit(1)
    )


def reading_of(session: Session, viewer: Viewer, case: Case) -> CaseReading | None:
    """When the viewer opened the case's page, if they did."""
    if viewer.person is None:
        return None
    return session.scalar(
        select(CaseReading)
        .join(Case, Case.id == CaseReading.case_id)
        .where(CaseReading.case_id == case.id, CaseReading.person_id == viewer.person, cases_seen(viewer))
    )


def add_put_up(session: Session, case: Case, row: PutUp, at: dt.datetime) -> PutUp:
    """Keep what a decider meant above their limit, instead of what they put up before."""
    session.execute(update(PutUp).where(PutUp.case_id == case.id, PutUp.ended_at.is_(None)).values(ended_at=at))
    row.case_id, row.put_up_at, case.updated_at = case.id, at, at
    flag_modified(case, "updated_at")  # the version rises, though no time has passed on the clock
    session.add(row)
    session.flush()
    return row


def put_up_of(session: Session, viewer: Viewer, case: Case) -> PutUp | None:
    """What waits for a senior officer on a case that stands ready to be decided; None where nothing does."""
    if case.stage != "recommended":
        return None
    waiting = _waiting(viewer).where(PutUp.case_id == case.id)
    found = session.execute(waiting).first()
    return None if found is None else found[0]


def put_ups(session: Session, viewer: Viewer, size: int = 200) -> Sequence[tuple[PutUp, Case]]:
    """Everything that waits for a senior officer, the longest waiting first."""
    return [(row[0], row[1]) for row in session.execute(_waiting(viewer).limit(size))]


def _waiting(viewer: Viewer) -> Select[PutUp, Case]:
    return (
        select(PutUp, Case)
        .join(Case, Case.id == PutUp.case_id)
        .where(PutUp.ended_at.is_(None), Case.stage == "recommended", cases_seen(viewer))
        .order_by(PutUp.put_up_at, PutUp.id)
    )
