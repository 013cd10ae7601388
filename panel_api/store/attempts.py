"""Sign-ins that failed, counted by buckets; and the installation's own key, which makes the buckets unreadable."""

import datetime as dt
import secrets
from collections.abc import Iterable, Sequence

from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.orm import Session

from panel_api.models import Attempt, Secret

KEY_BYTES = 32


def find_secret(session: Session, name: str) -> bytes | None:
    """A key of this installation, where it was made already."""
    return session.scalar(select(Secret.value).where(Secret.name == name))


def keep_secret(session: Session, name: str) -> bytes:
    """A key of this installation, made now where there is none; of two processes that make it, one wins."""
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    row = (insert_sqlite if on_sqlite else insert_postgresql)(Secret).values(
        name=name, value=secrets.token_bytes(KEY_BYTES)
    )
    session.execute(row.on_conflict_do_nothing())
    held = find_secret(session, name)
    assert held is not None
    return held


def lock_bucket(session: Session, bucket: str) -> None:
    """Wait for others that count in a bucket, so that a hundred tries at once are not one. SQLite's writer is alone."""
    if session.get_bind().dialect.name == "postgresql":
        number = int.from_bytes(bytes.fromhex(bucket)[:8], signed=True)
        session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})


def latest_attempts(session: Session, bucket: str, since: dt.datetime, most: int) -> Sequence[dt.datetime]:
    """When the latest failures of a bucket were, the newest first."""
    return session.scalars(
        select(Attempt.at)
        .where(Attempt.bucket == bucket, Attempt.at > since)
        .order_by(Attempt.at.desc(), Attempt.id.desc())
        .limit(most)
    ).all()


def add_attempts(session: Session, buckets: Iterable[str], at: dt.datetime) -> list[int]:
    """Count one failure in each bucket; the numbers of the rows."""
    rows = [Attempt(bucket=bucket, at=at) for bucket in buckets]
    session.add_all(rows)
    session.flush()
    return [row.id for row in rows]


def take_attempts_back(session: Session, numbers: Iterable[int], buckets: Iterable[str]) -> None:
    """It did not fail after all: the rows go, and all that these buckets held."""
    session.execute(delete(Attempt).where(Attempt.id.in_(list(numbers))))
    session.execute(delete(Attempt).where(Attempt.bucket.in_(list(buckets))))


def forget_attempts(session: Session, before: dt.datetime) -> None:
    """Delete what was counted before a moment."""
    session.execute(delete(Attempt).where(Attempt.at < before))
