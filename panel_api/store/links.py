"""Cases of one child that are kept apart and shown together."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from sqlalchemy import case as when
from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from panel_api.models import Case, CaseLink, Party
from panel_api.store.viewer import Viewer, cases_seen

MOST_PROPOSED: Final = 20


@dataclass(frozen=True, slots=True)
class Linked:
    """Another case of the same child, as far as a list tells it. why: of the link; None where it is only proposed."""

    id: int
    reference: str
    legal_basis: str
    stage: str
    asked_on: dt.date
    why: str | None = None


_SHOWN: Final = (Case.id, Case.reference, Case.legal_basis, Case.stage, Case.asked_on)


def links_of(session: Session, viewer: Viewer, case: Case) -> tuple[Linked, ...]:
    """The cases linked with this one that the viewer may see, the latest asked first."""
    other = when((CaseLink.case_id == case.id, CaseLink.other_id), else_=CaseLink.case_id)
    rows = session.execute(
        select(*_SHOWN, CaseLink.why)
        .join(CaseLink, Case.id == other)
        .where(or_(CaseLink.case_id == case.id, CaseLink.other_id == case.id), cases_seen(viewer))
        .order_by(Case.asked_on.desc(), Case.id.desc())
    )
    return tuple(Linked(*row) for row in rows)


def same_child(session: Session, viewer: Viewer, case: Case) -> tuple[Linked, ...]:
    """Cases with the same UPN that are not linked yet, the latest asked first, no more than MOST_PROPOSED."""
    upn = next((party.reference for party in case.parties if party.role == "child" and party.reference), None)
    if upn is None:
        return ()
    linked = select(CaseLink.id).where(
        or_(
            (CaseLink.case_id == case.id) & (CaseLink.other_id == Case.id),
            (CaseLink.other_id == case.id) & (CaseLink.case_id == Case.id),
        )
    )
    rows = session.execute(
        select(*_SHOWN)
        .join(Party, Party.case_id == Case.id)
        .where(Party.role == "child", Party.reference == upn, Case.id != case.id, ~linked.exists(), cases_seen(viewer))
        .order_by(Case.asked_on.desc(), Case.id.desc())
        .limit(MOST_PROPOSED)
    )
    return tuple(Linked(*row) for row in rows)


def add_link(session: Session, viewer: Viewer, case: Case, other: Case, why: str, at: dt.datetime) -> CaseLink:
    """Link two held cases. Raises IntegrityError where they are linked already."""
    low, high = sorted((case.id, other.id))
    row = CaseLink(case_id=low, other_id=high, why=why, by_reference=viewer.reference, written_at=at)
    session.add(row)
    session.flush()
    return row


def remove_link(session: Session, case: Case, other: Case) -> bool:
    """Undo a link of two held cases; whether there was one."""
    low, high = sorted((case.id, other.id))
    gone = session.execute(
        delete(CaseLink).where(CaseLink.case_id == low, CaseLink.other_id == high).returning(CaseLink.id)
    )
    return gone.first() is not None
