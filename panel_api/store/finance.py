"""What was taken in from outside: payments made, schools' rolls, and what was found of children who left."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, exists, func, insert, or_, select
from sqlalchemy.orm import Session

from engine.awards.calendars import Days
from panel_api.models import Account, Award, AwardTerm, Import, PaidLine
from panel_api.store.ledger import accounts_seen
from panel_api.store.viewer import Viewer

_MANY: Final = 5_000
MOST_LISTED: Final = 100


def import_like(session: Session, kind: str, sha256: str) -> Import | None:
    """The file of a kind that says the same, if one was taken in."""
    return session.scalar(select(Import).where(Import.kind == kind, Import.sha256 == sha256))


def import_by_number(session: Session, kind: str, number: int) -> Import | None:
    """One file that was taken in."""
    return session.scalar(select(Import).where(Import.kind == kind, Import.id == number))


def latest_imports(session: Session, kind: str) -> Sequence[Import]:
    """The files of a kind that were taken in last, the newest first."""
    return session.scalars(
        select(Import).where(Import.kind == kind).order_by(Import.id.desc()).limit(MOST_LISTED)
    ).all()


def new_import(viewer: Viewer, kind: str, sha256: str, file_name: str, rows: int, at: dt.datetime) -> Import:
    """A file to keep, in the viewer's name."""
    return Import(
        kind=kind,
        sha256=sha256,
        file_name=file_name[:200] or "Pasted",
        row_count=rows,
        by_role=viewer.role,
        by_reference=viewer.reference,
        by_person=viewer.person,
        written_at=at,
    )


def add_import(session: Session, row: Import) -> Import:
    """Keep that a file was taken in."""
    session.add(row)
    session.flush()
    return row


def add_rows(session: Session, table: type[Any], rows: Sequence[dict[str, Any]]) -> None:
    """Keep the lines of a file."""
    if rows:
        session.execute(insert(table), list(rows))


def awards_by_reference(session: Session, viewer: Viewer, references: Iterable[str]) -> dict[str, Award]:
    """Awards by reference, of those that an account the viewer sees bears or bore."""
    found: dict[str, Award] = {}
    for some in in_parts(set(references)):
        query = select(Award).where(Award.reference.in_(some), borne_by_seen(viewer)).order_by(Award.id)
        found |= {each.reference: each for each in session.scalars(query)}
    return found


def lines_known(session: Session, hashes: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Of these payments, those that were taken in before: the file's number and the row."""
    found: dict[str, tuple[int, int]] = {}
    for some in in_parts(hashes):
        keys = (PaidLine.sha256, PaidLine.import_id, PaidLine.row)
        rows = session.execute(select(*keys).where(PaidLine.sha256.in_(some)).order_by(PaidLine.id))
        found |= {sha256: (number, row) for sha256, number, row in rows}
    return found


def not_committed_of(session: Session, awards: Iterable[int]) -> dict[int, int]:
    """What was paid on awards and is not in the ledger, in pence, by award."""
    found: dict[int, int] = {}
    for some in in_parts(awards):
        rows = session.execute(
            select(PaidLine.award_id, func.sum(PaidLine.pence - PaidLine.posted_pence))
            .where(PaidLine.award_id.in_(some))
            .group_by(PaidLine.award_id)
            .order_by(PaidLine.award_id)
        )
        found |= {award: int(pence) for award, pence in rows if award is not None}
    return found


def lines_not_committed(session: Session, viewer: Viewer) -> Sequence[PaidLine]:
    """The latest lines of which the ledger does not have all, of the accounts a viewer sees and of no known award."""
    query = select(PaidLine).where(PaidLine.pence != PaidLine.posted_pence, _seen(viewer))
    return session.scalars(query.order_by(PaidLine.id.desc()).limit(MOST_LISTED)).all()


def not_committed_on(session: Session, account: int, year: int) -> int:
    """What was paid for an account's year and is not in the ledger, in pence; the caller saw the account."""
    rest = select(func.sum(PaidLine.pence - PaidLine.posted_pence))
    return int(session.scalar(rest.where(PaidLine.account_id == account, PaidLine.year == year)) or 0)


def paid_lines_of(session: Session, number: int) -> Sequence[PaidLine]:
    """The lines of one file, in its order."""
    return session.scalars(select(PaidLine).where(PaidLine.import_id == number).order_by(PaidLine.row)).all()


def paid_lines_within(
    session: Session, viewer: Viewer, days: Days, account: int | None = None, awards: Collection[int] | None = None
) -> Sequence[PaidLine]:
    """The lines whose periods begin in these days; those of no known award for whoever sees every account."""
    query = select(PaidLine).where(PaidLine.from_day.between(days.from_day, days.until_day), _seen(viewer))
    if account is not None:
        query = query.where(PaidLine.account_id == account)
    if awards is not None:
        query = query.where(PaidLine.award_id.in_(awards))
    return session.scalars(query.order_by(PaidLine.from_day, PaidLine.id)).all()


def borne_by_seen(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on `Award`: an account the viewer sees bears or bore it."""
    accounts = select(Account.id).where(accounts_seen(viewer))
    return exists().where(AwardTerm.award_id == Award.id, AwardTerm.account_id.in_(accounts))


def _seen(viewer: Viewer) -> ColumnElement[bool]:
    seen = PaidLine.account_id.in_(select(Account.id).where(accounts_seen(viewer)))
    if viewer.everything or (viewer.may("read_ledger") and viewer.role != "budget_holder"):
        return or_(seen, PaidLine.account_id.is_(None))
    return seen


def in_parts(values: Iterable[Any]) -> Iterator[list[Any]]:
    """A few thousand at a time, in order."""
    every = sorted(values)
    for start in range(0, len(every), _MANY):
        yield every[start : start + _MANY]
