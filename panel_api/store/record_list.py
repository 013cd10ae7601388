"""The records as a list, the newest first, a page at a time."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel_api.models import Record
from panel_api.store.viewer import Viewer, records_seen


def latest_records(session: Session, viewer: Viewer, *, before: int | None = None, size: int = 50) -> Sequence[Record]:
    """Up to `size` records with a sequence below `before`, the newest first; one query."""
    query = select(Record).where(records_seen(viewer)).order_by(Record.sequence.desc()).limit(size)
    return session.scalars(query if before is None else query.where(Record.sequence < before)).all()
