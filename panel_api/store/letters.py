"""Letters about decisions: who may see which, one to be read, one held to be changed."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, false, select, true
from sqlalchemy.orm import Session

from panel_api.models import Case, Letter, Party
from panel_api.store.cases import Stale, new_reference
from panel_api.store.viewer import Viewer, cases_seen


def letters_seen(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on `Letter`: who writes them sees all, a school what was sent to it, an auditor what was sent."""
    if viewer.may("write_letters"):
        return true()
    if viewer.role == "school" and viewer.school is not None:
        to_it = exists().where(Party.id == Letter.party_id, Party.reference == viewer.school)
        return and_(Letter.stage == "sent", Letter.reader == "school", to_it)
    return Letter.stage == "sent" if viewer.role == "auditor" else false()


def letters_of(session: Session, viewer: Viewer, case: Case) -> Sequence[Letter]:
    """The letters about a case that the viewer may see, the latest first."""
    return session.scalars(
        select(Letter)
        .join(Case, Case.id == Letter.case_id)
        .where(Letter.case_id == case.id, cases_seen(viewer), letters_seen(viewer))
        .order_by(Letter.id.desc())
    ).all()


def letter_by_reference(session: Session, viewer: Viewer, case: Case, reference: str) -> Letter | None:
    """One letter about a case; None where there is none that the viewer may see."""
    return session.scalar(
        select(Letter)
        .join(Case, Case.id == Letter.case_id)
        .where(Letter.reference == reference, Letter.case_id == case.id, cases_seen(viewer), letters_seen(viewer))
        .execution_options(populate_existing=True)
    )


def hold_letter(session: Session, viewer: Viewer, case: Case, reference: str, version: int) -> Letter | None:
    """One letter about a held case, to be changed. Raises Stale where it is not at `version` any more."""
    letter = letter_by_reference(session, viewer, case, reference)
    if letter is not None and letter.version != version:
        raise Stale(reference, letter.version)
    return letter


def add_letter(session: Session, case: Case, letter: Letter, at: dt.datetime) -> Letter:
    """Keep a letter about a held case; it is given its reference."""
    letter.case_id, letter.drafted_at, letter.reference = case.id, at, _free_reference(session)
    session.add(letter)
    session.flush()
    return letter


def _free_reference(session: Session) -> str:
    while True:
        reference = new_reference()
        if session.scalar(select(Letter.id).where(Letter.reference == reference)) is None:
            return reference
