"""The logs: each line a link of its own log's chain, so that reading a case moves no record.

Lines stand last in their transaction whenever they were given, log by log in one order: nobody waits for a log's head
longer than the writing of a line, and two who write to several logs cannot wait for each other.
"""

import datetime as dt
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

from sqlalchemy import event
from sqlalchemy.orm import Session

from engine.recording.records import log_entry
from panel_api.log_actions import Log, refuse_undeclared
from panel_api.store.anchors import forget_noted, take_noted
from panel_api.store.records import append_line
from panel_api.store.viewer import Viewer

NOTED: Final[ContextVar[list[str]]] = ContextVar("noted")
"""Of whoever sets it (a request), the actions of the access log since, so that a look is not noted twice."""
_NOTHING: Final[Mapping[str, object]] = {}
_WAITING: Final = "log_lines"


@dataclass(frozen=True, slots=True)
class _Line:
    log: Log
    role: str
    reference: str
    action: str
    subject: str
    at: dt.datetime
    detail: Mapping[str, object]


def write_log(
    session: Session,
    viewer: Viewer,
    log: Log,
    action: str,
    subject: str,
    at: dt.datetime,
    detail: Mapping[str, object] = _NOTHING,
) -> None:
    """Put one line on a log's chain as the transaction ends. subject: what it was done to, by its reference.

    detail: more in clear; never a name, an address, a number or a word of anybody. Raises ValueError for an action that
    is not declared (`panel_api.log_actions`), and for what is no reference or code by its shape.
    """
    refuse_undeclared(log, action, subject, detail)
    if log == "access":
        NOTED.get([]).append(action)
    line = _Line(log, viewer.role, viewer.reference, action, subject, at, detail)
    session.info.setdefault(_WAITING, []).append(line)


def log_access(session: Session, viewer: Viewer, action: str, subject: str, at: dt.datetime) -> None:
    """A line of the access log: somebody looked at something, took it away, or disclosed it."""
    write_log(session, viewer, "access", action, subject, at)


def log_change(session: Session, viewer: Viewer, action: str, subject: str, at: dt.datetime, **detail: object) -> None:
    """A line of the log of changes: somebody changed what others work by."""
    write_log(session, viewer, "changes", action, subject, at, detail)


@event.listens_for(Session, "before_commit")
def _append_waiting(session: Session) -> None:
    """Append what waits, but not as a savepoint within the transaction ends."""
    if session.in_nested_transaction():
        return
    waiting: list[_Line] = session.info.pop(_WAITING, [])
    for who, at, entries in take_noted(session):
        waiting.append(_Line("ledger", *who, "entries_written", str(entries[0][0]), at, {"entries": entries}))
    for line in sorted(waiting, key=lambda each: each.log):
        append_line(
            session,
            line.log,
            log_entry(line.at, line.role, line.reference, line.action, line.subject, line.detail),
            at=line.at,
            action=line.action,
            subject=line.subject,
            by=(line.role, line.reference),
        )


@event.listens_for(Session, "after_rollback")
def _forget_waiting(session: Session) -> None:
    session.info.pop(_WAITING, None)
    forget_noted(session)
