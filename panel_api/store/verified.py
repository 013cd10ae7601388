"""The last line that says the chain of records was verified."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel_api.models import LogLine
from panel_api.store.viewer import Viewer, records_seen


def last_verifying(session: Session, viewer: Viewer, action: str) -> LogLine | None:
    """The latest line of that action, for whoever may see records."""
    wanted = select(LogLine).where(LogLine.log == "changes", LogLine.action == action, records_seen(viewer))
    return session.scalar(wanted.order_by(LogLine.sequence.desc()).limit(1))
