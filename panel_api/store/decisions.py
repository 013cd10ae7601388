"""Decisions: what a person decided on a case. Sealed by a record in the same transaction."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from panel_api.models import Case, Decision
from panel_api.store.viewer import Viewer, of_case


def add_decision(session: Session, case: Case, decision: Decision, at: dt.datetime) -> Decision:
    """Keep a decision on a held case and give it its number. The stage is the caller's to set.

    Follow it with `append_record(…, case_id=case.id, decision_id=decision.id)` as the transaction's
    last step. Raises IntegrityError for an unknown kind or empty words.
    """
    decision.case_id, decision.decided_at, case.updated_at = case.id, at, at
    session.add(decision)
    session.flush()
    return decision


def decisions_of(session: Session, viewer: Viewer, case: Case) -> Sequence[Decision]:
    """All decisions on a case, the latest first."""
    return session.scalars(of_case(Decision, viewer, case)).all()
