"""What stands beside a record when an auditor reads it: dates, reading, letters, terms, payments, what came later."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from panel_api.models import (
    AgendaItem,
    AwardTerm,
    Case,
    CaseReading,
    Decision,
    Due,
    LedgerEntry,
    LedgerLine,
    Letter,
    RecordFind,
    Sitting,
)
from panel_api.store.viewer import Viewer, cases_seen, records_seen


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """Of one record's decision, as the tables have it today; None or empty where they have nothing.

    reading: of the case by who decided. letters: about this decision. terms: what follows from it, with the first of
    its award's that ends it. paid: by the award's number, what was paid and what came back, in pence, and the last day.
    noted: sittings on whose agenda the decision stands to be noted, with its item. later: records that correct it.
    """

    case: Case | None
    decision: Decision | None
    dues: Sequence[Due]
    reading: CaseReading | None
    letters: Sequence[Letter]
    terms: Sequence[AwardTerm]
    paid: tuple[int, int, dt.date | None]
    noted: Sequence[tuple[Sitting, AgendaItem]]
    later: Sequence[int]


NOTHING = PaperFacts(None, None, (), None, (), (), (0, 0, None), (), ())


def paper_facts(session: Session, viewer: Viewer, sequence: int, case_id: int, decision_id: int | None) -> PaperFacts:
    """All of it for one record, in a handful of queries; nothing where the viewer may not see the case."""
    case = session.scalar(select(Case).where(Case.id == case_id, cases_seen(viewer)))
    if case is None:
        return NOTHING
    decision = session.get(Decision, decision_id) if decision_id is not None else None
    terms = session.scalars(select(AwardTerm).where(AwardTerm.decision_id == decision_id).order_by(AwardTerm.id)).all()
    return PaperFacts(
        case,
        decision,
        session.scalars(select(Due).where(Due.case_id == case_id).order_by(Due.due_on, Due.id)).all(),
        _reading(session, case_id, decision),
        session.scalars(select(Letter).where(Letter.decision_id == decision_id).order_by(Letter.id)).all(),
        terms,
        _paid(session, {each.award_id for each in terms}),
        _noted(session, decision_id),
        session.scalars(
            select(RecordFind.sequence)
            .where(RecordFind.case_id == case_id, RecordFind.corrects == sequence, records_seen(viewer))
            .order_by(RecordFind.sequence)
        ).all(),
    )


def _reading(session: Session, case_id: int, decision: Decision | None) -> CaseReading | None:
    if decision is None or decision.by_person is None:
        return None
    return session.get(CaseReading, (case_id, decision.by_person))


def _paid(session: Session, awards: set[int]) -> tuple[int, int, dt.date | None]:
    """What was paid and what came back in all, and the last day on which either took effect."""
    rows = session.execute(
        select(LedgerLine.pence > 0, func.sum(LedgerLine.pence), func.max(LedgerLine.effective_on))
        .join(LedgerEntry, LedgerEntry.id == LedgerLine.entry_id)
        .where(LedgerLine.award_id.in_(awards), LedgerLine.measure == "paid")
        .group_by(LedgerLine.pence > 0)
        .order_by(LedgerLine.pence > 0)
    ).all()
    paid = sum(int(pence) for up, pence, _ in rows if up)
    back = sum(-int(pence) for up, pence, _ in rows if not up)
    return paid, back, max((day for _, _, day in rows), default=None)


def _noted(session: Session, decision_id: int | None) -> Sequence[tuple[Sitting, AgendaItem]]:
    rows = session.execute(
        select(Sitting, AgendaItem)
        .join(AgendaItem, AgendaItem.sitting_id == Sitting.id)
        .where(
            AgendaItem.decision_id == decision_id,
            AgendaItem.kind == "to_note",
            or_(AgendaItem.state == "noted", AgendaItem.state == "waiting"),
        )
        .order_by(Sitting.held_on, Sitting.id)
    )
    return [(sitting, item) for sitting, item in rows]
