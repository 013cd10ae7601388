"""What hangs on a case beside its people, words and decisions: costs, consultations, days, and its history."""

import datetime as dt
from collections.abc import Sequence
from typing import Final, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.amounts import inside
from engine.law.kinds import KINDS
from panel_api.models import (
    Case,
    CaseDay,
    CaseEvent,
    Consultation,
    Decision,
    DutyWarning,
    Finding,
    JointShare,
    PlacementCost,
    ProvisionLost,
    SchoolAsked,
    SectionFLine,
)
from panel_api.store.viewer import Viewer, cases_seen

Row = TypeVar(
    "Row", SectionFLine, DutyWarning, ProvisionLost, Consultation, SchoolAsked, CaseDay, Finding, PlacementCost,
    JointShare,
)  # fmt: skip
MOST_EVENTS: Final = 500
STEPS: Final = {
    "taken_in": "The request was taken in.",
    "assessed": "It was assessed by its rulebook.",
    "recommended": "The advice was put to the panel.",
}
"""What every case goes through, as its history says it."""


def hanging_on(session: Session, viewer: Viewer, table: type[Row], case: Case) -> Sequence[Row]:
    """All rows of one kind that hang on a case, in the order they were written."""
    return session.scalars(
        select(table)
        .join(Case, Case.id == table.case_id)
        .where(table.case_id == case.id, cases_seen(viewer))
        .order_by(table.id)
    ).all()


def hanging_by_number(session: Session, viewer: Viewer, table: type[Row], case: Case, number: int) -> Row | None:
    """One of them; None where this case has no such row."""
    return session.scalar(
        select(table)
        .join(Case, Case.id == table.case_id)
        .where(table.case_id == case.id, table.id == number, cases_seen(viewer))
    )


def hang(session: Session, viewer: Viewer, case: Case, row: Row, at: dt.datetime) -> Row:
    """Add a row to a held case, with who wrote it and when."""
    row.case_id, row.by_reference, row.written_at = case.id, viewer.reference, at
    session.add(row)
    session.flush()
    return row


def add_event(session: Session, viewer: Viewer, case: Case, kind: str, words: str, at: dt.datetime) -> CaseEvent:
    """Write one line of a held case's history, which raises its version. words: no name, address or other value."""
    case.updated_at = at
    row = CaseEvent(case_id=case.id, kind=kind, words=words, by_role=viewer.role, by_reference=viewer.reference, at=at)
    session.add(row)
    session.flush()
    return row


def add_step(session: Session, viewer: Viewer, case: Case, step: str, at: dt.datetime) -> CaseEvent:
    """Write that a held case went through one of STEPS."""
    return add_event(session, viewer, case, step, STEPS[step], at)


def decided_words(decision: Decision) -> str:
    """A decision as its case's history says it: its kind alone, for whoever may see the case."""
    return f"It was decided: {inside(KINDS[decision.kind].words)}."


def events_of(session: Session, viewer: Viewer, case: Case) -> Sequence[CaseEvent]:
    """A case's history, the newest line first, no more than MOST_EVENTS."""
    return session.scalars(
        select(CaseEvent)
        .join(Case, Case.id == CaseEvent.case_id)
        .where(CaseEvent.case_id == case.id, cases_seen(viewer))
        .order_by(CaseEvent.id.desc())
        .limit(MOST_EVENTS)
    ).all()
