"""Holds: why a case is not disposed of though its day has come."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel_api.models import Case, Hold
from panel_api.store.viewer import Viewer, cases_seen


def add_hold(session: Session, viewer: Viewer, case: Case, kind: str, words: str, at: dt.datetime) -> Hold:
    """Place a hold on a held case."""
    row = Hold(
        case_id=case.id, kind=kind, words=words, by_role=viewer.role, by_reference=viewer.reference, placed_at=at
    )
    session.add(row)
    session.flush()
    return row


def holds_of(session: Session, viewer: Viewer, case: Case) -> Sequence[Hold]:
    """Every hold of a case, those that stand and those released, in the order they were placed."""
    seen = select(Hold).join(Case, Case.id == Hold.case_id).where(Hold.case_id == case.id, cases_seen(viewer))
    return session.scalars(seen.order_by(Hold.id).execution_options(populate_existing=True)).all()


def standing_holds(session: Session, viewer: Viewer, cases: Collection[int]) -> Mapping[int, Sequence[Hold]]:
    """The holds that stand on these cases, by number of case, the earliest first; one query."""
    if not cases:
        return {}
    seen = select(Hold).join(Case, Case.id == Hold.case_id)
    seen = seen.where(Hold.case_id.in_(cases), Hold.released_at.is_(None), cases_seen(viewer)).order_by(Hold.id)
    found: dict[int, list[Hold]] = {}
    for each in session.scalars(seen):
        found.setdefault(each.case_id, []).append(each)
    return found
