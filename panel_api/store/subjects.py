"""Requests for what is held of a child: kept, found, listed by the day they are due; and all that is held of a case."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from panel_api.models import (
    Account,
    Base,
    Case,
    LogLine,
    Person,
    Provision,
    Sitting,
    SubjectRequest,
    Withheld,
)
from panel_api.store.cases import Stale, new_reference
from panel_api.store.viewer import Viewer, cases_seen

OPEN: Final = ("drawn_up", "looked_at", "confirmed")
MOST_OPEN: Final = 200


def add_subject_request(session: Session, case: Case, row: SubjectRequest) -> SubjectRequest:
    """Keep a request about a held case; it is given its reference."""
    row.case_id = case.id
    if not row.__dict__.get("reference"):
        row.reference = _free_reference(session)
    session.add(row)
    session.flush()
    return row


def subject_requests_of(session: Session, viewer: Viewer, case: Case) -> Sequence[SubjectRequest]:
    """The requests about a case, the latest first; for those who answer them."""
    return session.scalars(
        select(SubjectRequest)
        .join(Case, Case.id == SubjectRequest.case_id)
        .where(SubjectRequest.case_id == case.id, cases_seen(viewer))
        .order_by(SubjectRequest.id.desc())
    ).all()


def subject_request(session: Session, viewer: Viewer, case: Case, reference: str) -> SubjectRequest | None:
    """One request about a case; None where there is none."""
    return session.scalar(
        select(SubjectRequest)
        .join(Case, Case.id == SubjectRequest.case_id)
        .where(SubjectRequest.reference == reference, SubjectRequest.case_id == case.id, cases_seen(viewer))
        .execution_options(populate_existing=True)
    )


def hold_subject_request(
    session: Session, viewer: Viewer, case: Case, reference: str, version: int
) -> SubjectRequest | None:
    """One request about a held case, to be changed. Raises Stale where it is not at `version` any more."""
    row = subject_request(session, viewer, case, reference)
    if row is not None and row.version != version:
        raise Stale(reference, row.version)
    return row


def find_subject_request(session: Session, viewer: Viewer, reference: str) -> tuple[SubjectRequest, str] | None:
    """A request by its own reference alone, with that of its case."""
    row = session.execute(
        select(SubjectRequest, Case.reference)
        .join(Case, Case.id == SubjectRequest.case_id)
        .where(SubjectRequest.reference == reference, cases_seen(viewer))
    ).first()
    return None if row is None else (row[0], row[1])


def open_subject_requests(session: Session, viewer: Viewer) -> Sequence[tuple[SubjectRequest, str]]:
    """Requests that are not answered yet, the earliest due first, no more than MOST_OPEN; each with its case."""
    rows = session.execute(
        select(SubjectRequest, Case.reference)
        .join(Case, Case.id == SubjectRequest.case_id)
        .where(SubjectRequest.stage.in_(OPEN), cases_seen(viewer))
        .order_by(SubjectRequest.due_on, SubjectRequest.id)
        .limit(MOST_OPEN)
    )
    return [(row, case) for row, case in rows]


def withheld_of(session: Session, viewer: Viewer, row: SubjectRequest) -> Sequence[Withheld]:
    """What a person withholds from a bundle, in the order it was said."""
    return session.scalars(
        select(Withheld)
        .join(Case, Case.id == Withheld.case_id)
        .where(Withheld.request_id == row.id, cases_seen(viewer))
        .order_by(Withheld.id)
    ).all()


def held_of_cases(
    session: Session, viewer: Viewer, name: str, cases: Sequence[int], by: tuple[str, str] | None
) -> list[dict[str, Any]]:
    """Every row of a table that hangs on one of some cases, with `case_id`, in the order of the table.

    by: the other table through which its rows hang on a case, and the column that points there.
    """
    table: Table = Base.metadata.tables[name]
    first = list(table.primary_key.columns)
    if name == "cases":
        wanted = select(table, table.c.id.label("case_id")).where(table.c.id.in_(cases), cases_seen(viewer))
        return [dict(row) for row in session.execute(wanted.order_by(table.c.id)).mappings()]
    if by is None:
        found = select(table).join(Case, Case.id == table.c.case_id).where(table.c.case_id.in_(cases))
    else:
        other: Table = Base.metadata.tables[by[0]]
        key = next(iter(other.primary_key.columns))
        found = select(table, other.c.case_id.label("case_id")).join(other, key == table.c[by[1]])
        found = found.join(Case, Case.id == other.c.case_id).where(other.c.case_id.in_(cases))
    return [dict(row) for row in session.execute(found.where(cases_seen(viewer)).order_by(*first)).mappings()]


def looks_at(session: Session, references: Sequence[str]) -> Sequence[tuple[str, dt.datetime, str, str]]:
    """Every line of the access log about cases: case, moment, role and what was done, in the order of the log."""
    rows = session.execute(
        select(LogLine.subject, LogLine.at, LogLine.by_role, LogLine.action)
        .where(LogLine.log == "access", LogLine.subject.in_(references))
        .order_by(LogLine.sequence)
    )
    return [(subject, at, role, action) for subject, at, role, action in rows]


def names_for(session: Session) -> dict[str, dict[int, Any]]:
    """What numbers in other tables stand for: the names of provision and accounts, and the days of sittings."""
    return {
        "provisions": dict(session.execute(select(Provision.id, Provision.name).order_by(Provision.id)).all()),
        "accounts": dict(session.execute(select(Account.id, Account.name).order_by(Account.id)).all()),
        "sittings": dict(session.execute(select(Sitting.id, Sitting.held_on).order_by(Sitting.id)).all()),
    }


def names_at_work(session: Session, references: Iterable[str]) -> list[str]:
    """The names of people at work, by their references."""
    wanted = sorted(set(references))
    return list(session.scalars(select(Person.name).where(Person.reference.in_(wanted)).order_by(Person.id)))


def open_subject_count(session: Session, viewer: Viewer, before: dt.date) -> int:
    """How many requests that are not answered yet are due before a day."""
    return (
        session.scalar(
            select(func.count())
            .select_from(SubjectRequest)
            .join(Case, Case.id == SubjectRequest.case_id)
            .where(SubjectRequest.stage.in_(OPEN), SubjectRequest.due_on < before, cases_seen(viewer))
        )
        or 0
    )


def _free_reference(session: Session) -> str:
    while True:
        reference = new_reference()
        if session.scalar(select(SubjectRequest.id).where(SubjectRequest.reference == reference)) is None:
            return reference
