"""The chains: append to one, read it as a stream, verify it."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from engine.recording.chain import Head, Link, VerifyReport, stamp, verify
from engine.recording.everything import Chain
from engine.recording.sealing import Sealed, SealedValue
from panel_api import models
from panel_api.models import Case, ChainHead, Checkpoint, LogLine, Record
from panel_api.store.record_finds import write_finds
from panel_api.store.viewer import Viewer, cases_seen, records_seen

BATCH: Final = 500
QUICK: Final = 50
"""Records read at a time where only their bytes are checked: few enough to be hashed while they are at hand."""


class ChainMissing(RuntimeError):  # noqa: N818
    """The head row is gone or stands elsewhere than its chain: nothing may be added."""


def append_record(
    session: Session, sealed: Sealed, *, case_id: int | None = None, decision_id: int | None = None
) -> Link:
    """Put a sealed entry on the chain of records; the last step of a writing transaction.

    Flushes what the session holds, then locks the chain's head, so that two decisions wait for each
    other only here. Raises ChainMissing where there is no head.
    """
    return append_records(session, [(sealed, case_id, decision_id)])[0]


def append_records(session: Session, entries: Iterable[tuple[Sealed, int | None, int | None]]) -> list[Link]:
    """The same for several at once: each a sealed entry, its case's number and its decision's.

    What they are found by is written with them.
    """
    links: list[Link] = []
    values: list[dict[str, Any]] = []
    finds: list[tuple[int, int | None, Mapping[str, Any], Sequence[SealedValue]]] = []
    for sealed, case_id, decision_id in entries:
        link, previous = _next_link(session, "records", sealed)
        row = {
            "sequence": link.sequence,
            "stored": link.stored,
            "sha256": link.sha256,
            "previous": previous,
            "case_id": case_id,
            "decision_id": decision_id,
        }
        session.execute(insert(Record), [row])
        _move_head(session, "records", link)
        values += [_value_row(link.sequence, value) for value in sealed.values]
        links.append(link)
        finds.append((link.sequence, case_id, sealed.entry, sealed.values))
    if values:
        session.execute(insert(models.SealedValue), values)
    write_finds(session, finds)
    return links


def append_line(
    session: Session, log: Chain, sealed: Sealed, *, at: dt.datetime, action: str, subject: str, by: tuple[str, str]
) -> Link:
    """Put a line on a log's own chain. by: role and reference; they and the rest stand beside it to be found by."""
    link, previous = _next_link(session, log, sealed)
    row = {
        "log": log,
        "sequence": link.sequence,
        "stored": link.stored,
        "sha256": link.sha256,
        "previous": previous,
        "at": at,
        "action": action,
        "subject": subject,
        "by_role": by[0],
        "by_reference": by[1],
    }
    session.execute(insert(LogLine), [row])
    _move_head(session, log, link)
    return link


def append_checkpoint(
    session: Session, sealed: Sealed, *, day: dt.date, at: dt.datetime, key: str, sign: Callable[[bytes], str]
) -> Link:
    """Put a checkpoint on its own chain. key: the public key it names; sign: gives the signature over its bytes."""
    link, previous = _next_link(session, "checkpoints", sealed)
    row = {
        "sequence": link.sequence,
        "stored": link.stored,
        "sha256": link.sha256,
        "previous": previous,
        "day": day,
        "key": key,
        "signature": sign(link.stored),
        "written_at": at,
    }
    session.execute(insert(Checkpoint), [row])
    _move_head(session, "checkpoints", link)
    return link


def chain_head(session: Session, chain: Chain = "records") -> Head | None:
    """Where a chain ends; None if its head row is gone."""
    row = session.execute(select(ChainHead.sequence, ChainHead.sha256).where(ChainHead.chain == chain)).one_or_none()
    return None if row is None else Head(row.sequence, row.sha256)


def chain_heads(session: Session) -> dict[str, Head]:
    """Where every chain ends, by its name and in the order of names; one query. A head row that is gone is left out."""
    rows = session.execute(select(ChainHead.chain, ChainHead.sequence, ChainHead.sha256).order_by(ChainHead.chain))
    return {chain: Head(sequence, sha256) for chain, sequence, sha256 in rows}


def hold_head(session: Session, chain: Chain = "records") -> None:
    """Let nobody else add to a chain, or make a record findable, until this transaction ends."""
    session.execute(select(ChainHead.sequence).where(ChainHead.chain == chain).with_for_update())


def read_links(session: Session, viewer: Viewer, *, chain: Chain = "records", values: bool = True) -> Iterator[Link]:
    """A chain from its first link on, a batch in memory at a time; nothing for who may not see it.

    values: with the sealed values of each record.
    """
    table = _table_of(chain)
    query = select(table.sequence, table.stored, table.sha256, table.previous)
    query = query.where(records_seen(viewer)).order_by(table.sequence)
    if table is LogLine:
        query = query.where(LogLine.log == chain)
    with_values = values and chain == "records"
    size = BATCH if with_values else QUICK
    # Past the session, which would look at every row for objects.
    found = session.connection().execute(query.execution_options(yield_per=size))
    for rows in found.partitions():
        held = values_between(session, rows[0].sequence, rows[-1].sequence) if with_values else {}
        for sequence, stored, sha256, previous in rows:
            yield Link(sequence, as_bytes(stored), sha256, held.get(sequence, ()) if with_values else None, previous)


def as_bytes(stored: object) -> bytes:
    """Stored bytes as they are read: SQLite gives back whatever kind a tamperer has put in."""
    return stored if isinstance(stored, bytes) else str(stored).encode()


def verify_chain(session: Session, viewer: Viewer, *, chain: Chain = "records", values: bool = True) -> VerifyReport:
    """Verify a whole chain as it stands; use a reading session, which sees one moment."""
    head = chain_head(session, chain)
    return verify(read_links(session, viewer, chain=chain, values=values), head)


def record_by_sequence(session: Session, viewer: Viewer, sequence: int) -> Record | None:
    """One record by its number."""
    return session.scalar(select(Record).where(Record.sequence == sequence, records_seen(viewer)))


def record_of_decision(session: Session, viewer: Viewer, decision_id: int) -> Record | None:
    """The record that seals a decision."""
    return session.scalar(select(Record).where(Record.decision_id == decision_id, records_seen(viewer)))


def records_of_case(session: Session, viewer: Viewer, case_id: int) -> Sequence[Record]:
    """A case's records, the earliest first."""
    return session.scalars(
        select(Record)
        .join(Case, Case.id == Record.case_id)
        .where(Record.case_id == case_id, cases_seen(viewer))
        .order_by(Record.sequence)
    ).all()


def sealed_values_of(session: Session, viewer: Viewer, sequence: int) -> tuple[SealedValue, ...]:
    """The values of one record that are kept apart, in order of path; none once disposed of."""
    if record_by_sequence(session, viewer, sequence) is None:
        return ()
    return tuple(values_between(session, sequence, sequence).get(sequence, ()))


def values_between(session: Session, first: int, last: int) -> dict[int, list[SealedValue]]:
    """The values kept apart of the records from one number to another, by record, each in order of path."""
    table = models.SealedValue
    found: dict[int, list[SealedValue]] = {}
    rows = session.execute(
        select(table.record_sequence, table.path, table.digest, table.salt, table.value)
        .where(table.record_sequence.between(first, last))
        .order_by(table.record_sequence, table.path)
    )
    for sequence, *value in rows:
        found.setdefault(sequence, []).append(SealedValue(*value))
    return found


def _table_of(chain: Chain) -> type[Record | LogLine | Checkpoint]:
    if chain == "records":
        return Record
    return Checkpoint if chain == "checkpoints" else LogLine


def _next_link(session: Session, chain: Chain, sealed: Sealed) -> tuple[Link, str]:
    session.flush()
    row = session.execute(
        select(ChainHead.sequence, ChainHead.sha256).where(ChainHead.chain == chain).with_for_update()
    ).one_or_none()
    if row is None:
        raise ChainMissing(f"the head of the chain of {chain} is missing; run `evenhand verify`")
    head = Head(row.sequence, row.sha256)
    return stamp(sealed.entry, head), head.sha256


def _move_head(session: Session, chain: Chain, link: Link) -> None:
    moved = session.execute(
        update(ChainHead)
        .where(ChainHead.chain == chain, ChainHead.sequence == link.sequence - 1)
        .values(sequence=link.sequence, sha256=link.sha256)
        .execution_options(synchronize_session=False)
        .returning(ChainHead.sequence)
    ).one_or_none()
    if moved is None:
        raise ChainMissing(f"the head of the chain of {chain} moved while it was held")


def _value_row(sequence: int, value: SealedValue) -> dict[str, Any]:
    return {
        "record_sequence": sequence,
        "path": value.path,
        "digest": value.digest,
        "salt": value.salt,
        "value": value.value,
    }
