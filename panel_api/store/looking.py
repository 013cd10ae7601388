"""Who has read a case, and for what purpose an auditor opened who it is about."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.orm import Session

from panel_api.models import Case, CaseReading, Purpose
from panel_api.store.viewer import Viewer, cases_seen


def note_reading(session: Session, viewer: Viewer, case: Case, at: dt.datetime) -> None:
    """Note that a person read a case; a program reads nothing. One statement, whoever else reads at the same time."""
    if viewer.person is None:
        return
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    row = {"case_id": case.id, "person_id": viewer.person, "first_at": at, "last_at": at, "times": 1}
    session.execute(
        (insert_sqlite if on_sqlite else insert_postgresql)(CaseReading)
        .values(row)
        .on_conflict_do_update(
            index_elements=["case_id", "person_id"], set_={"last_at": at, "times": CaseReading.times + 1}
        )
    )


def has_read(session: Session, viewer: Viewer, case: Case) -> bool:
    """Whether the person who asks has opened this case's page before."""
    wanted = select(CaseReading.times).where(CaseReading.case_id == case.id, CaseReading.person_id == viewer.person)
    return session.scalar(wanted) is not None


def add_purpose(session: Session, viewer: Viewer, case: Case, words: str, at: dt.datetime, until: dt.datetime) -> None:
    """Keep why who a case is about is opened to its viewer, and until when."""
    session.add(Purpose(case_id=case.id, person_id=viewer.person, words=words, opened_at=at, until=until))
    session.flush()


def open_purpose(session: Session, viewer: Viewer, case: Case, at: dt.datetime) -> Purpose | None:
    """The purpose for which the viewer may know now whom a case is about, if there is one."""
    return session.scalar(
        select(Purpose)
        .join(Case, Case.id == Purpose.case_id)
        .where(Purpose.case_id == case.id, Purpose.person_id == viewer.person, Purpose.until > at, cases_seen(viewer))
        .order_by(Purpose.id.desc())
        .limit(1)
    )
