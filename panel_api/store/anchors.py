"""Entries of the ledger stand in its log by their digests: as they are written, and to be held against it later."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.recording.entries import SealedEntry, SealedLine, entry_digest
from panel_api.models import ChainHead, LedgerEntry, LedgerLine

Anchor = tuple[int, str]
"""An entry's number and its digest."""
MOST: Final = 500
"""Entries of one line of the log."""
_WAITING: Final = "ledger_entries"
_LINE: Final = (
    LedgerLine.account_id,
    LedgerLine.award_id,
    LedgerLine.effective_on,
    LedgerLine.measure,
    LedgerLine.pence,
    LedgerLine.sequence,
    LedgerLine.year,
)
_ENTRY: Final = (
    LedgerEntry.award_id,
    LedgerEntry.by_person,
    LedgerEntry.by_reference,
    LedgerEntry.by_role,
    LedgerEntry.consent_by,
    LedgerEntry.consent_words,
    LedgerEntry.decision_id,
    LedgerEntry.kind,
    LedgerEntry.id,
    LedgerEntry.pence,
    LedgerEntry.reverses_id,
    LedgerEntry.second_reference,
    LedgerEntry.second_role,
    LedgerEntry.source,
    LedgerEntry.words,
    LedgerEntry.written_at,
)
_of_line: Final = itemgetter(*(each.key for each in _LINE))
_of_entry: Final = itemgetter(*(each.key for each in _ENTRY))


def note_entries(session: Session, rows: Sequence[Mapping[str, Any]], lines: Sequence[Mapping[str, Any]]) -> None:
    """Have entries stand in the log when their transaction ends. rows, lines: as they are inserted, in order."""
    of_entry: dict[int, list[SealedLine]] = {}
    for line in lines:
        of_entry.setdefault(line["entry_id"], []).append(SealedLine(*_of_line(line)))
    waiting = session.info.setdefault(_WAITING, [])
    for row in rows:
        entry = SealedEntry(*_of_entry(row))
        waiting.append((entry, entry_digest(entry, of_entry.get(entry.number, []))))


def take_noted(session: Session) -> Iterator[tuple[tuple[str, str], dt.datetime, list[Anchor]]]:
    """What waits, once: who wrote (role and reference), when, and up to MOST entries each."""
    waiting: list[tuple[SealedEntry, str]] = session.info.pop(_WAITING, [])
    by_whom: dict[tuple[str, str], list[tuple[SealedEntry, str]]] = {}
    for entry, digest in waiting:
        by_whom.setdefault((entry.by_role, entry.by_reference), []).append((entry, digest))
    for who, written in by_whom.items():
        for start in range(0, len(written), MOST):
            some = written[start : start + MOST]
            moment = max(entry.written_at for entry, _ in some)
            yield who, moment, [(entry.number, digest) for entry, digest in some]


def forget_noted(session: Session) -> None:
    """Nothing waits any more: the transaction was rolled back."""
    session.info.pop(_WAITING, None)


def note_older(session: Session) -> None:
    """Have the entries stand in the log that were written before there was one; nothing where it has begun."""
    head = session.scalar(select(ChainHead.sequence).where(ChainHead.chain == "ledger"))
    if head == 0:
        waiting = session.info.setdefault(_WAITING, [])
        waiting += [(entry, entry_digest(entry, lines)) for entry, lines in read_entries(session)]


def read_entries(session: Session, first: int = 0, last: int = 2**62) -> Iterator[tuple[SealedEntry, list[SealedLine]]]:
    """Entries with a number between two, each with its lines, in order, as they stand now."""
    query = (
        select(*_ENTRY, *_LINE)
        .select_from(LedgerEntry)
        .outerjoin(LedgerLine, LedgerLine.entry_id == LedgerEntry.id)
        .where(LedgerEntry.id.between(first, last))
        .order_by(LedgerEntry.id, LedgerLine.id)
    )
    wide = len(_ENTRY)
    place = SealedEntry._fields.index("number")
    rows = session.execute(query, execution_options={"yield_per": 2000})
    for _, group in groupby(rows, key=lambda row: row[place]):
        together = [tuple(row) for row in group]
        lines = [SealedLine(*row[wide:]) for row in together if row[wide] is not None]
        yield SealedEntry(*together[0][:wide]), lines


def entry_numbers(session: Session) -> Iterator[int]:
    """The number of every entry, in order."""
    yield from session.scalars(select(LedgerEntry.id).order_by(LedgerEntry.id), execution_options={"yield_per": 5000})
