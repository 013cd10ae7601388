"""The access log: who looked at what. A chain of its own, so that reading moves no record."""

import datetime as dt

from sqlalchemy.orm import Session

from engine.recording.chain import Link
from engine.recording.records import access_entry
from panel_api.store.records import append_access
from panel_api.store.viewer import Viewer


def log_access(session: Session, viewer: Viewer, action: str, subject: str, at: dt.datetime) -> Link:
    """Write one line in a transaction of its own. subject: what was looked at, by its reference."""
    return append_access(session, access_entry(at, viewer.role, viewer.reference, action, subject))
