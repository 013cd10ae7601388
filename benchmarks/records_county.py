"""A chain of records of any length: some hundreds of real decisions, then copies of them, each a link of its own.

The county is seeded small and its decisions are copied with other references, times, schools, sittings and people.
Every copy holds the hash of the one before, so the chain verifies as any does. Sealed values are copied for the last
records only: they are timed apart, and a million records' would take up tens of gigabytes.
"""

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Table, select, text, update
from sqlalchemy.orm import Session

from panel_api.database import Database, open_database
from panel_api.models import ChainHead, Record, RecordFind, RecordRule, SealedValue
from panel_api.seed.loading import seed
from panel_api.settings import Settings
from panel_api.store import values_between
from panel_api.triggers import drop_triggers, put_triggers

REQUESTS: Final = 300
SCHOOLS: Final = 100
DECIDERS: Final = 40
AT_A_SITTING: Final = 40
ACCOUNTS: Final = ("mainstream_plans", "specialist_places", "partnership:north", "partnership:south")
BEGAN: Final = dt.datetime(2010, 4, 1, 9, tzinfo=dt.UTC)
APART: Final = dt.timedelta(seconds=500)
"""Between one record and the next: a million are sixteen years of a county."""
_BATCH: Final = 5_000
_OPENING: Final = b'{"entry":'
_PREVIOUS: Final = b',"previous":"'


@dataclass(frozen=True, slots=True)
class Original:
    """A real decision: the bytes of its entry, what in them differs in a copy, and what finds it."""

    entry: bytes
    reference: bytes
    at: bytes
    found: dict[str, Any]
    rules: tuple[str, ...]
    values: tuple[dict[str, Any], ...]


def grown(settings: Settings, records: int, with_values: int) -> Database:
    """A county with so many records in an empty database that the settings name; the last ones with their values."""
    seed(settings, lambda _done, _of: None, REQUESTS)
    database = open_database(settings)
    grow(database, records, with_values)
    return database


def grow(database: Database, records: int, with_values: int) -> None:
    """Copy the decisions that are there until there are so many records."""
    with database.writing() as session:
        originals = list(_originals(session))
        drop_triggers(session.connection())
        first = session.scalar(select(ChainHead.sequence).where(ChainHead.chain == "records")) or 0
        indexes = _drop_indexes(session.connection())
    for start in range(first + 1, records + 1, _BATCH):
        with database.writing() as session:
            _write(session, originals, range(start, min(start + _BATCH, records + 1)), records - with_values)
    with database.writing() as session:
        for index in indexes:
            index.create(session.connection())
        put_triggers(session.connection())
        session.execute(text("ANALYZE"))


def copied_reference(number: int) -> str:
    """The case's reference in the record of a number."""
    return f"{number // 10_000:04d}-{number % 10_000:04d}"


def _originals(session: Session) -> Iterator[Original]:
    """The seeded decisions, in order."""
    rows = session.scalars(select(Record).order_by(Record.sequence)).all()
    values = values_between(session, rows[0].sequence, rows[-1].sequence)
    for row in rows:
        found = session.execute(select(RecordFind.__table__).where(RecordFind.sequence == row.sequence)).one()
        rules = session.scalars(select(RecordRule.rule).where(RecordRule.sequence == row.sequence)).all()
        sealed = tuple(
            {"path": each.path, "digest": each.digest, "salt": each.salt, "value": each.value}
            for each in values[row.sequence]
        )
        entry = row.stored[len(_OPENING) : row.stored.rindex(_PREVIOUS)]
        at = f"{found.at.replace(tzinfo=None):%Y-%m-%dT%H:%M:%SZ}".encode()
        yield Original(entry, found.case_reference.encode(), at, dict(found._mapping), tuple(rules), sealed)


def _drop_indexes(connection: Connection) -> list[Any]:
    """Take off what is quicker built at the end; the indexes, to be made again."""
    tables: tuple[Table, ...] = tuple(model.__table__ for model in (Record, RecordFind, RecordRule))  # type: ignore[misc]
    found = sorted((index for table in tables for index in table.indexes), key=lambda index: str(index.name))
    for index in found:
        index.drop(connection)
    return found


def _write(session: Session, originals: list[Original], numbers: range, without: int) -> None:
    """A batch of copies. without: up to which number none has its values."""
    head = session.scalar(select(ChainHead.sha256).where(ChainHead.chain == "records")) or ""
    rows: dict[Any, list[dict[str, Any]]] = {Record: [], RecordFind: [], RecordRule: [], SealedValue: []}
    for number in numbers:
        one = originals[number % len(originals)]
        at = BEGAN + number * APART
        entry = one.entry.replace(one.reference, copied_reference(number).encode())
        entry = entry.replace(one.at, f"{at:%Y-%m-%dT%H:%M:%SZ}".encode())
        stored = b'%s%s%s%s","sequence":%d}' % (_OPENING, entry, _PREVIOUS, head.encode(), number)
        sha256 = hashlib.sha256(stored).hexdigest()
        case = one.found["case_id"]
        link = {"sequence": number, "stored": stored, "sha256": sha256, "previous": head}
        rows[Record].append({**link, "case_id": case, "decision_id": None})
        rows[RecordFind].append(one.found | _as_found(number, at))
        rows[RecordRule] += ({"rule": rule, "sequence": number, "case_id": case} for rule in one.rules)
        if number > without:
            rows[SealedValue] += ({"record_sequence": number, **each} for each in one.values)
        head = sha256
    for model, each in rows.items():
        if each:
            session.execute(model.__table__.insert(), each)
    at_head = update(ChainHead).where(ChainHead.chain == "records")
    session.execute(at_head.values(sequence=numbers[-1], sha256=head))


def _as_found(number: int, at: dt.datetime) -> dict[str, Any]:
    """What finds a copy where it differs from its original."""
    return {
        "sequence": number,
        "at": at,
        "case_reference": copied_reference(number),
        "school": f"9{number % SCHOOLS:05d}",
        "sitting": f"S-{number // AT_A_SITTING:06d}",
        "by_reference": f"officer-{number % DECIDERS}",
        "account": ACCOUNTS[number % len(ACCOUNTS)],
        "award": f"W-{number:07d}",
        "urgent": number % 97 == 0,
    }
