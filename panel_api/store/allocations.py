"""Allocations by formula that were kept, and which of them were written to the ledger."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Select, false, select, true
from sqlalchemy.orm import Session

from panel_api.models import AllocationPosting, AllocationRun
from panel_api.store.viewer import Viewer

MOST_LISTED: Final = 200


@dataclass(frozen=True, slots=True)
class Kept:
    """A run, and its posting where it was written to the ledger."""

    run: AllocationRun
    posting: AllocationPosting | None


def runs_seen(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on `AllocationRun` that every query of a viewer carries: all, or none."""
    return true() if viewer.everything or viewer.may("read_allocations") else false()


def list_runs(session: Session, viewer: Viewer) -> Sequence[Kept]:
    """The newest first, no more than MOST_LISTED."""
    return [Kept(*row) for row in session.execute(_runs(viewer).limit(MOST_LISTED))]


def run_by_reference(session: Session, viewer: Viewer, reference: str) -> Kept | None:
    """One run; None where there is none to see."""
    row = session.execute(_runs(viewer).where(AllocationRun.reference == reference)).first()
    return None if row is None else Kept(*row)


def run_for(session: Session, viewer: Viewer, year: int) -> Kept | None:
    """The run that counts for a year: the last that was written to the ledger, or else the last that was kept."""
    rows = _runs(viewer).where(AllocationRun.year == year)
    posted = rows.where(AllocationPosting.allocation_id.is_not(None)).order_by(None)
    row = session.execute(posted.order_by(AllocationPosting.posted_at.desc(), AllocationRun.id.desc())).first()
    row = row or session.execute(rows).first()
    return None if row is None else Kept(*row)


def run_years(session: Session, viewer: Viewer) -> Sequence[int]:
    """The years for which a run was kept, the latest first."""
    return session.scalars(
        select(AllocationRun.year).where(runs_seen(viewer)).distinct().order_by(AllocationRun.year.desc())
    ).all()


def add_run(session: Session, run: AllocationRun) -> AllocationRun:
    """Keep a run; it gets its number."""
    session.add(run)
    session.flush()
    return run


def add_posting(session: Session, run: AllocationRun, viewer: Viewer, at: dt.datetime) -> AllocationPosting:
    """Say that a run was written to the ledger. Raises IntegrityError where it was already."""
    by = {"by_role": viewer.role, "by_reference": viewer.reference, "by_person": viewer.person}
    posting = AllocationPosting(allocation_id=run.id, posted_at=at, **by)
    session.add(posting)
    session.flush()
    return posting


def _runs(viewer: Viewer) -> Select[AllocationRun, AllocationPosting | None]:
    return (
        select(AllocationRun, AllocationPosting)
        .outerjoin(AllocationPosting, AllocationPosting.allocation_id == AllocationRun.id)
        .where(runs_seen(viewer))
        .order_by(AllocationRun.id.desc())
    )
