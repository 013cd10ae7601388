"""Corrections: what somebody says is wrong in a record, beside which the record stays as it is."""

from collections.abc import Sequence

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from panel_api.models import Case, Correction
from panel_api.store.viewer import Viewer, cases_seen


def add_correction(session: Session, row: Correction) -> Correction:
    """Keep a correction beside the record that seals it; the two stand in one transaction."""
    session.add(row)
    session.flush()
    return row


def corrections_of(session: Session, viewer: Viewer, case: Case) -> Sequence[Correction]:
    """Every correction of a case's records, in the order they were written."""
    return session.scalars(_seen(viewer).where(Correction.case_id == case.id).order_by(Correction.id)).all()


def corrections_beside(session: Session, viewer: Viewer, sequence: int) -> Sequence[Correction]:
    """What corrects one record, or is sealed by it, in the order they were written."""
    beside = or_(Correction.corrects_sequence == sequence, Correction.record_sequence == sequence)
    return session.scalars(_seen(viewer).where(beside).order_by(Correction.id)).all()


def _seen(viewer: Viewer) -> Select[Correction]:
    return select(Correction).join(Case, Case.id == Correction.case_id).where(cases_seen(viewer))
