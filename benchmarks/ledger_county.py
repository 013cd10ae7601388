"""A ledger of any size, spread over accounts, years and awards as the invented county's is.

The county is seeded small, its ledger taken out, and each of its entries written again so many times over, each copy
for an award of its own, through the same door as ever (`store.append_entries`) with every trigger on.
"""

import datetime as dt
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import select, text

from engine.recording.chain import GENESIS
from panel_api import store
from panel_api.database import Database, open_database
from panel_api.models import Award, AwardTerm, LedgerEntry
from panel_api.seed.loading import seed
from panel_api.settings import Settings
from panel_api.triggers import drop_triggers, put_triggers

REQUESTS: Final = 400
_APART: Final = 1_000_000
"""Between the number of an award and that of its copy."""
_BATCH: Final = 20_000
_WIPE: Final = ("ledger_lines", "ledger_entries", "ledger_assertions")


@dataclass(frozen=True, slots=True)
class Grown:
    """What was written: how many lines, and how many of them a second."""

    lines: int
    a_second: float


def grown(settings: Settings, lines: int) -> tuple[Database, Grown]:
    """A county with a ledger of at least so many lines, in an empty database that the settings name."""
    seed(settings, lambda _done, _of: None, REQUESTS)
    database = open_database(settings)
    with database.reading() as session:
        entries = _taken_out(session)
        closed = {each.id: each.closed_through for each in store.list_accounts(session, store.LOCAL)}
    copies = -(-lines // sum(len(each.lines) for _, each in entries))
    with database.writing() as session:
        drop_triggers(session.connection())
        for table in _WIPE:
            session.execute(text(f"DELETE FROM {table}"))
        session.execute(text("DELETE FROM log_lines WHERE log = 'ledger'"))
        session.execute(
            text("UPDATE chain_heads SET sequence = 0, sha256 = :none WHERE chain = 'ledger'"), {"none": GENESIS}
        )
    with database.writing() as session:
        put_triggers(session.connection())
        session.execute(text("UPDATE accounts SET closed_through = NULL"))
    _copy_awards(database, copies)
    started = time.perf_counter()
    written = _write(database, entries, copies)
    taken = time.perf_counter() - started
    with database.writing() as session:
        for number, year in closed.items():
            session.execute(
                text("UPDATE accounts SET closed_through = :year WHERE id = :id"), {"id": number, "year": year}
            )
        session.execute(text("ANALYZE"))
    return database, Grown(written, written / taken)


def _taken_out(session: Any) -> list[tuple[int, store.NewEntry]]:
    """The seeded county's entries with their numbers, as they would be written anew."""
    rows = session.scalars(select(LedgerEntry).order_by(LedgerEntry.id)).all()
    return [
        (
            row.id,
            store.NewEntry(
                row.kind,
                row.pence,
                store.entry_lines(session, row.id),
                row.words,
                {"award_id": row.award_id, "by_role": row.by_role, "by_reference": row.by_reference},
                at=row.written_at,
            ),
        )
        for row in rows
    ]


def _copy_awards(database: Database, copies: int) -> None:
    """An award with its terms for each copy of its entries."""
    with database.writing() as session:
        for model, changed in ((Award, {"id", "reference"}), (AwardTerm, {"id", "award_id"})):
            names = [each.name for each in model.__table__.columns]
            moved = {
                name: "reference || '-' || {k}" if name == "reference" else f"{name} + {{k}} * {_APART}"
                for name in changed
            }
            columns = ", ".join(moved.get(name, name) for name in names)
            table = model.__tablename__
            for k in range(1, copies):
                session.execute(
                    text(
                        f"INSERT INTO {table} ({', '.join(names)}) SELECT {columns.format(k=k)} FROM {table} "
                        f"WHERE id < {_APART}"
                    )
                )


def _write(database: Database, entries: list[tuple[int, store.NewEntry]], copies: int) -> int:
    written = 0
    batch: list[store.NewEntry] = []
    for entry in _copied(entries, copies):
        batch.append(entry)
        if len(batch) >= _BATCH:
            written += _append(database, batch)
            batch = []
    return written + _append(database, batch)


def _append(database: Database, batch: list[store.NewEntry]) -> int:
    with database.writing() as session:
        store.append_entries(session, batch, dt.datetime.min.replace(tzinfo=dt.UTC))  # each has its own moment
    return sum(len(each.lines) for each in batch)


def _copied(entries: list[tuple[int, store.NewEntry]], copies: int) -> Iterator[store.NewEntry]:
    """Each entry so many times, at its moment, for awards of their own; so no copy is overdrawn before its time."""
    for _, entry in entries:
        for k in range(copies):
            lines = [
                replace(line, award=None if line.award is None else line.award + k * _APART) for line in entry.lines
            ]
            award = entry.details["award_id"]
            details = {**entry.details, "award_id": None if award is None else award + k * _APART}
            yield replace(entry, lines=lines, details=details)
