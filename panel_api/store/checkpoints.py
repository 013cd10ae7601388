"""Checkpoints: what each day's head is, for whoever asks. They say nothing of anybody, so no viewer is asked for."""

import datetime as dt
from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.recording.chain import Link
from engine.recording.checkpoints import Signed
from panel_api.models import Checkpoint
from panel_api.store.records import BATCH, as_bytes


def latest_checkpoint(session: Session) -> Checkpoint | None:
    """The last one, where there is any."""
    return session.scalar(select(Checkpoint).order_by(Checkpoint.sequence.desc()).limit(1))


def checkpoint_on(session: Session, day: dt.date) -> bool:
    """Whether one stands for this day or a later one."""
    return session.scalar(select(Checkpoint.sequence).where(Checkpoint.day >= day).limit(1)) is not None


def list_checkpoints(session: Session, before: int | None, size: int) -> Sequence[Checkpoint]:
    """A page of them, the latest first. before: the number that the page before ended with."""
    query = select(Checkpoint).order_by(Checkpoint.sequence.desc()).limit(size)
    return session.scalars(query if before is None else query.where(Checkpoint.sequence < before)).all()


def signed_checkpoints(session: Session) -> Iterator[Signed]:
    """Every one from the first on with its key and signature, a batch in memory at a time."""
    after = 0
    while True:
        rows = session.execute(
            select(
                Checkpoint.sequence,
                Checkpoint.stored,
                Checkpoint.sha256,
                Checkpoint.previous,
                Checkpoint.key,
                Checkpoint.signature,
                Checkpoint.day,
            )
            .where(Checkpoint.sequence > after)
            .order_by(Checkpoint.sequence)
            .limit(BATCH)
        ).all()
        if not rows:
            return
        for row in rows:
            link = Link(row.sequence, as_bytes(row.stored), row.sha256, None, row.previous)
            yield Signed(link, row.key, row.signature, row.day)
        after = rows[-1].sequence
