"""The lines of one log, the newest first, a page at a time: as quick at a million as at ten, and never counted."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from panel_api.local_time import moment_on
from panel_api.log_actions import Log
from panel_api.models import LogLine
from panel_api.store.viewer import Viewer, records_seen

_DAY: Final = dt.timedelta(days=1)
_NEAR: Final = 1_000
"""Lines of one log stand in the order of their moments, but for so many at most that were written at once."""


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which lines; every field that is given must hold. who, subject: references. days in England, both included."""

    log: Log
    action: str | None = None
    who: str | None = None
    subject: str | None = None
    from_day: dt.date | None = None
    to_day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class LogPage:
    """Lines, the newest first, and the number that the next page begins before; None where there is none."""

    rows: Sequence[LogLine]
    before: int | None


def list_log(
    session: Session, viewer: Viewer, wanted: LogFilter, *, before: int | None = None, size: int = 50
) -> LogPage:
    """Up to `size` lines with a number below `before`, for whoever reads records; nobody else sees one."""
    of_log: ColumnElement[bool] = LogLine.log == wanted.log
    if session.get_bind().dialect.name == "sqlite" and (wanted.subject or wanted.who or wanted.action):
        of_log = func.likely(of_log)  # or it would follow the whole log from its end, however rare what is looked for
    query = select(LogLine).where(of_log, records_seen(viewer), *_conditions(session, wanted))
    if before is not None:
        query = query.where(LogLine.sequence < before)
    rows = session.scalars(query.order_by(LogLine.sequence.desc()).limit(size + 1)).all()
    return LogPage(rows[:size], rows[size - 1].sequence if len(rows) > size else None)


def who_saw(session: Session, viewer: Viewer, subject: str, *, size: int = 50) -> Sequence[LogLine]:
    """The latest lines of the access log about one thing, the newest first, for whoever reads records."""
    return list_log(session, viewer, LogFilter("access", subject=subject), size=size).rows


def lines_of(session: Session, viewer: Viewer, log: Log, action: str) -> Sequence[bytes]:
    """The stored lines of one action of a log, the earliest first; of actions that are few."""
    query = select(LogLine.stored).where(LogLine.log == log, LogLine.action == action, records_seen(viewer))
    return session.scalars(query.order_by(LogLine.sequence)).all()


def _conditions(session: Session, wanted: LogFilter) -> list[ColumnElement[bool]]:
    columns: tuple[tuple[Any, str | None], ...] = (
        (LogLine.action, wanted.action),
        (LogLine.by_reference, wanted.who),
        (LogLine.subject, wanted.subject),
    )
    found = [column == value for column, value in columns if value is not None]
    at = func.coalesce(LogLine.at, LogLine.at)  # so that the number leads, which the days have narrowed
    if wanted.from_day is not None:
        first = moment_on(wanted.from_day, dt.time())
        found += [at >= first, LogLine.sequence >= _place_of(session, wanted.log, first) - _NEAR]
    if wanted.to_day is not None:
        last = moment_on(wanted.to_day + _DAY, dt.time())
        found += [at < last, LogLine.sequence <= _place_of(session, wanted.log, last) + _NEAR]
    return found


def _place_of(session: Session, log: Log, moment: dt.datetime) -> int:
    """The number of a log's first line from a moment on, by one seek; above every line where there is none."""
    query = select(LogLine.sequence).where(LogLine.log == log, LogLine.at >= moment)
    found = session.scalar(query.order_by(LogLine.at, LogLine.sequence).limit(1))
    return 2**53 if found is None else found
