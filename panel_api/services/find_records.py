"""What records are found by, caught up: an older release wrote records and no way to find them."""

from typing import Final

from sqlalchemy.orm import Session

from panel_api import store
from panel_api.database import Database
from panel_api.store import Viewer
from panel_api.store.record_finds import count_finds, entry_or_none, unfound, write_finds

BATCH: Final = 500


def index_records(session: Session, viewer: Viewer, after: int = 0) -> tuple[int, int]:
    """Make one batch of records findable that are not; how many, and the number to go on from.

    Whoever writes a record makes it findable at once (`store.append_records`); this is for those that were written
    before. What cannot be read as a record is passed over. Done again it does nothing.
    """
    store.hold_head(session)
    rows = unfound(session, viewer, after, BATCH)
    held = store.values_between(session, rows[0].sequence, rows[-1].sequence) if rows else {}
    readable = []
    for row in rows:
        entry = entry_or_none(row.stored)
        if entry is not None:
            readable.append((row.sequence, row.case_id, entry, held.get(row.sequence, ())))
    write_finds(session, readable)
    return len(rows), rows[-1].sequence if rows else after


def catch_up(database: Database) -> int:
    """Make every record findable, a batch a transaction, so that an interrupted run goes on where it was; how many."""
    with database.reading() as session:
        head = store.chain_head(session)
        if head is None or count_finds(session) == head.sequence:
            return 0
    done = after = 0
    while True:
        with database.writing() as session:
            many, after = index_records(session, store.LOCAL, after)
        done += many
        if many < BATCH:
            return done
