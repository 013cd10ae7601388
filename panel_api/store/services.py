"""Commissioned services: those that accounts a viewer sees bear, the newest first, a page at a time."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel_api.models import Award
from panel_api.store.awards import PAGE, awards_borne_by
from panel_api.store.viewer import Viewer


def list_services(session: Session, viewer: Viewer, before: int | None = None, many: int = PAGE) -> Sequence[Award]:
    """Services by number, before one where it is given."""
    query = select(Award).where(Award.kind == "service", awards_borne_by(viewer))
    if before is not None:
        query = query.where(Award.id < before)
    return session.scalars(query.order_by(Award.id.desc()).limit(many)).all()


def service_by_reference(session: Session, viewer: Viewer, reference: str) -> Award | None:
    """One service by its reference."""
    found = select(Award).where(Award.kind == "service", Award.reference == reference, awards_borne_by(viewer))
    return session.scalar(found)
