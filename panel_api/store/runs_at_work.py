"""Long runs at work: one row each while it runs, and after it was given up. Nothing here is of any child."""

import datetime as dt

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.orm import Session

from panel_api.models import RunAtWork


def claim(session: Session, key: str, many: int, at: dt.datetime, died_before: dt.datetime) -> bool:
    """Begin a run, unless one is at work: one that was given up, or not heard of since a moment, is begun anew."""
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    fresh = {"of": many, "done": 0, "failed": "", "begun_at": at, "seen_at": at}
    row = (insert_sqlite if on_sqlite else insert_postgresql)(RunAtWork).values(key=key, **fresh)
    again = row.on_conflict_do_update(
        index_elements=[RunAtWork.key],
        set_=fresh,
        where=(RunAtWork.failed != "") | (RunAtWork.seen_at < died_before),
    ).returning(RunAtWork.key)
    return session.scalar(again) is not None


def run_at_work(session: Session, key: str) -> RunAtWork | None:
    """One run; None where it was never begun, or is done."""
    return session.scalar(select(RunAtWork).where(RunAtWork.key == key).execution_options(populate_existing=True))


def heard_of(session: Session, key: str, done: int, at: dt.datetime) -> None:
    """Say that a run is still at work, and how far it has come."""
    session.execute(update(RunAtWork).where(RunAtWork.key == key).values(done=done, seen_at=at))


def give_up(session: Session, key: str, why: str, at: dt.datetime) -> None:
    """Say why a run ended without an end."""
    session.execute(update(RunAtWork).where(RunAtWork.key == key).values(failed=why, seen_at=at))


def forget(session: Session, key: str) -> None:
    """Take a run away that is done."""
    session.execute(delete(RunAtWork).where(RunAtWork.key == key))
