"""The logs: each line a link of its own log's chain, so that reading a case moves no record."""

import datetime as dt
from collections.abc import Mapping
from typing import Final, Literal

from sqlalchemy.orm import Session

from engine.recording.chain import Link
from engine.recording.records import log_entry
from panel_api.store.records import append_line
from panel_api.store.viewer import Viewer

Log = Literal["access", "signing", "changes", "ledger"]
_NOTHING: Final[Mapping[str, object]] = {}


def write_log(
    session: Session,
    viewer: Viewer,
    log: Log,
    action: str,
    subject: str,
    at: dt.datetime,
    detail: Mapping[str, object] = _NOTHING,
) -> Link:
    """Put one line on a log's chain. subject: what it was done to, by its reference.

    detail: more in clear; never a name, an address, a number or a word of anybody. Locks that log's head until the
    transaction ends, so it stands last in one.
    """
    entry = log_entry(at, viewer.role, viewer.reference, action, subject, detail)
    return append_line(session, log, entry, at=at, action=action, subject=subject, by=(viewer.role, viewer.reference))


def log_access(session: Session, viewer: Viewer, action: str, subject: str, at: dt.datetime) -> Link:
    """A line of the access log: somebody looked at something, took it away, or disclosed it."""
    return write_log(session, viewer, "access", action, subject, at)
