"""Requests that are being written: each seen by the person who writes it, in the role they write it in."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, CursorResult, and_, delete, false, select
from sqlalchemy.orm import Session

from panel_api.models import Case, RequestDraft
from panel_api.store.cases import Stale, new_reference
from panel_api.store.viewer import Viewer

MOST_DRAFTS: Final = 100


def add_draft(
    session: Session, viewer: Viewer, rulebook: str, legal_basis: str, typed: dict[str, Any], at: dt.datetime
) -> RequestDraft:
    """Begin a request; it gets a reference of its own, by chance."""
    assert viewer.person is not None, "a draft belongs to a person"
    row = RequestDraft(
        reference=_free(session),
        person_id=viewer.person,
        role=viewer.role,
        school=viewer.school,
        rulebook=rulebook,
        legal_basis=legal_basis,
        typed=typed,
        begun_at=at,
        saved_at=at,
    )
    session.add(row)
    session.flush()
    return row


def drafts_of(session: Session, viewer: Viewer) -> Sequence[RequestDraft]:
    """What the viewer is writing and has not sent, the latest saved first, no more than MOST_DRAFTS."""
    return session.scalars(
        select(RequestDraft)
        .where(_mine(viewer), RequestDraft.sent_at.is_(None))
        .order_by(RequestDraft.saved_at.desc(), RequestDraft.id.desc())
        .limit(MOST_DRAFTS)
    ).all()


def draft_by_reference(session: Session, viewer: Viewer, reference: str) -> RequestDraft | None:
    """One of theirs, sent or not; None if there is none."""
    return session.scalar(
        select(RequestDraft)
        .where(RequestDraft.reference == reference, _mine(viewer))
        .execution_options(populate_existing=True)
    )


def hold_draft(session: Session, viewer: Viewer, reference: str, version: int | None = None) -> RequestDraft | None:
    """The same, locked until this transaction ends. Raises Stale where `version` is given and is its own no more."""
    row = session.scalar(
        select(RequestDraft)
        .where(RequestDraft.reference == reference, _mine(viewer))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is not None and version is not None and row.version != version:
        raise Stale(reference, row.version)
    return row


def sent_as(session: Session, row: RequestDraft) -> str | None:
    """The reference of the case that a draft became; None while it is not sent."""
    return session.scalar(select(Case.reference).where(Case.id == row.case_id))


def remove_draft(session: Session, row: RequestDraft) -> None:
    """Take a held draft away, with all that was typed."""
    session.delete(row)
    session.flush()


def forget_drafts(session: Session, before: dt.datetime) -> int:
    """Delete what was last saved before a moment, sent or not; how many."""
    gone = session.execute(delete(RequestDraft).where(RequestDraft.saved_at < before))
    return gone.rowcount if isinstance(gone, CursorResult) else 0


def _mine(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.person is None:
        return false()
    school = RequestDraft.school.is_(None) if viewer.school is None else RequestDraft.school == viewer.school
    return and_(RequestDraft.person_id == viewer.person, RequestDraft.role == viewer.role, school)


def _free(session: Session) -> str:
    while True:
        reference = new_reference()
        if session.scalar(select(RequestDraft.id).where(RequestDraft.reference == reference)) is None:
            return reference
