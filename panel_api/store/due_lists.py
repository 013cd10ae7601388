"""Lists of what is due: each page one query of one index, limited to the cases its viewer may see."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, exists, func, select, tuple_
from sqlalchemy import case as when
from sqlalchemy.orm import Session

from panel_api.models import Case, Due, Finding
from panel_api.store.cases import MOST_ROWS, Cursor
from panel_api.store.viewer import Viewer, cases_seen

OPEN_STAGES: Final = ("received", "assessed", "recommended", "returned", "deferred", "referred")


@dataclass(frozen=True, slots=True)
class DueFilter:
    """Which dates to list; None is no limit. Days are both included."""

    due_from: dt.date | None = None
    due_to: dt.date | None = None
    law: bool | None = None
    legal_basis: str | None = None


@dataclass(frozen=True, slots=True)
class DueLine:
    """One line of a list. excused: a person found that a reason in law applies to this date."""

    id: int
    reference: str
    legal_basis: str
    code: str
    words: str
    law: bool
    possible: bool
    due_on: dt.date
    excused: bool


@dataclass(frozen=True, slots=True)
class DuePage:
    """Lines, the earliest due first, and the cursors of the pages before and after, where there are any."""

    rows: tuple[DueLine, ...]
    before: Cursor | None
    after: Cursor | None


_EXCUSED: Final = exists().where(
    Finding.case_id == Due.case_id, Finding.clock == Due.code, Finding.withdrawn_at.is_(None)
)
_LINE: Final = (
    Due.id,
    Case.reference,
    Case.legal_basis,
    Due.code,
    Due.words,
    Due.law,
    Due.possible,
    Due.due_on,
    _EXCUSED,
)


def list_dues(
    session: Session,
    viewer: Viewer,
    wanted: DueFilter,
    *,
    after: Cursor | None = None,
    before: Cursor | None = None,
    size: int = 50,
) -> DuePage:
    """One page of the dates that are not met, the earliest due first, in one query however many there are.

    after, before: a cursor of the page this one follows or precedes; not both. size: 1 to 200 rows.
    """
    size = max(1, min(size, MOST_ROWS))
    place = tuple_(Due.due_on, Due.id)
    query = _not_met(select(*_LINE), viewer, wanted)
    if before is not None:
        query = query.where(place < tuple_(before.day, before.id)).order_by(Due.due_on.desc(), Due.id.desc())
    else:
        if after is not None:
            query = query.where(place > tuple_(after.day, after.id))
        query = query.order_by(Due.due_on, Due.id)
    found = [DueLine(*row) for row in session.execute(query.limit(size + 1))]
    more, rows = len(found) > size, found[:size]
    if before is not None:
        rows.reverse()
    if not rows:
        return DuePage((), None, None)
    earlier = more if before is not None else after is not None
    later = True if before is not None else more
    first, last = rows[0], rows[-1]
    return DuePage(
        tuple(rows),
        Cursor(first.due_on, first.id) if earlier else None,
        Cursor(last.due_on, last.id) if later else None,
    )


def due_counts(session: Session, viewer: Viewer, on: dt.date, ahead: Sequence[int]) -> dict[str, int]:
    """How many dates are overdue on a day ("overdue"), and due from that day to so many days ahead ("7")."""
    spans: dict[str, ColumnElement[bool]] = {"overdue": Due.due_on < on}
    spans |= {str(days): Due.due_on.between(on, on + dt.timedelta(days=days)) for days in ahead}
    sums = [func.coalesce(func.sum(when((span, 1), else_=0)), 0) for span in spans.values()]
    wanted = DueFilter(due_to=on + dt.timedelta(days=max(ahead)))
    found = session.execute(_not_met(select(*sums), viewer, wanted)).one()
    return {name: int(count) for name, count in zip(spans, found, strict=True)}


def count_dues(session: Session, viewer: Viewer, wanted: DueFilter, at_most: int = 1000) -> int:
    """How many dates match, counted no further than `at_most` + 1: that many means "more than"."""
    found = _not_met(select(Due.id), viewer, wanted).limit(at_most + 1)
    return session.scalar(select(func.count()).select_from(found.subquery())) or 0


def undated(session: Session, viewer: Viewer, bases: Sequence[str], size: int) -> Sequence[Case]:
    """Open cases on these bases of which no date can be counted yet, the longest waiting first."""
    return session.scalars(
        select(Case)
        .where(Case.stage.in_(OPEN_STAGES), Case.legal_basis.in_(bases), cases_seen(viewer))
        .where(~exists().where(Due.case_id == Case.id))
        .order_by(Case.asked_on, Case.id)
        .limit(size)
    ).all()


def _not_met(query: Any, viewer: Viewer, wanted: DueFilter) -> Any:
    query = query.join(Case, Case.id == Due.case_id).where(Due.met_on.is_(None), cases_seen(viewer))
    if wanted.due_from is not None:
        query = query.where(Due.due_on >= wanted.due_from)
    if wanted.due_to is not None:
        query = query.where(Due.due_on <= wanted.due_to)
    if wanted.law is not None:
        query = query.where(Due.law.is_(wanted.law))
    if wanted.legal_basis is not None:
        query = query.where(Case.legal_basis == wanted.legal_basis)
    return query
