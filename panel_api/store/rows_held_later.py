"""Rows that records other than decisions seal, held against them: corrections, and what gives leave to dispose."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.recording.chain import Fault
from engine.recording.records import MONEY_DISPOSAL
from panel_api.models import Case, Correction, Disposal, MoneyDisposal, Record, SealedValue
from panel_api.store.viewer import Viewer, records_seen

BATCH: Final = 500
_SAYS: Final = (("/wrong", "wrong"), ("/right", "right_words"), ("/asked_by", "asked_by"), ("/by/who", "by_reference"))
_TABLES: Final[Mapping[str, type[Correction | Disposal | MoneyDisposal]]] = {
    "correction": Correction,
    "disposal": Disposal,
    MONEY_DISPOSAL: MoneyDisposal,
}


def later_rows_that_differ(session: Session, viewer: Viewer) -> Iterator[Fault]:
    """Each correction or disposal whose row no longer says what was sealed, or that no record seals."""
    after = -1
    while True:
        rows = session.execute(
            select(Record.sequence, Record.stored, Case.reference, Correction, Disposal, MoneyDisposal)
            .outerjoin(Case, Case.id == Record.case_id)
            .outerjoin(Correction, Correction.record_sequence == Record.sequence)
            .outerjoin(Disposal, Disposal.record_sequence == Record.sequence)
            .outerjoin(MoneyDisposal, MoneyDisposal.record_sequence == Record.sequence)
            .where(records_seen(viewer), Record.decision_id.is_(None), Record.sequence > after)
            .order_by(Record.sequence)
            .limit(BATCH)
        ).all()
        if not rows:
            break
        opened = _values(session, rows[0].sequence, rows[-1].sequence)
        for sequence, stored, reference, *kept in rows:
            entry = _entry(stored)
            for what in _differences(entry, reference, opened.get(sequence, {}), kept):
                yield Fault(sequence, "row_altered", what)
        after = rows[-1].sequence
    yield from _sealed_by_none(session, viewer)


def _differences(
    entry: Mapping[str, Any], reference: str | None, opened: Mapping[str, str], rows: list[Any]
) -> Iterator[str]:
    kind = entry.get("kind")
    for name, table in _TABLES.items():
        row = next((each for each in rows if isinstance(each, table)), None)
        word = name.replace("_", " ")
        if row is not None and kind != name:
            yield f"a row says that it is a {word}, and it is none"
        elif row is None and kind == name and (name != "correction" or opened):
            yield f"its {word} row is missing"
        elif isinstance(row, Correction):
            if row.corrects_sequence != entry.get("corrects") or reference != entry.get("case"):
                yield "which record it corrects is not what the record sealed"
            for path, column in _SAYS:
                if path in opened and json.loads(opened[path]) != getattr(row, column):
                    yield f"its correction ({path.strip('/').replace('/', ' ')}) is not what the record sealed"
        elif isinstance(row, Disposal) and reference != entry.get("case"):
            yield "the case it disposes of is not what the record sealed"
        elif isinstance(row, MoneyDisposal) and row.before.isoformat() != entry.get("before"):
            yield "the day before which payments go is not what the record sealed"


def _sealed_by_none(session: Session, viewer: Viewer) -> Iterator[Fault]:
    """Rows that point at a decision's record, or at none."""
    for name, table in _TABLES.items():
        column = table.record_sequence
        wrong = or_(Record.sequence.is_(None), Record.decision_id.is_not(None))
        found = select(column).outerjoin(Record, Record.sequence == column).where(wrong).order_by(column)
        if not viewer.everything:
            found = found.where(records_seen(viewer))
        for sequence in session.scalars(found):
            yield Fault(sequence, "row_altered", f"a row says that it is a {name.replace('_', ' ')}, and it is none")


def _values(session: Session, first: int, last: int) -> dict[int, dict[str, str]]:
    wanted = select(SealedValue.record_sequence, SealedValue.path, SealedValue.value).where(
        SealedValue.record_sequence.between(first, last), SealedValue.path.in_([path for path, _ in _SAYS])
    )
    found: dict[int, dict[str, str]] = {}
    for row in session.execute(wanted.order_by(SealedValue.record_sequence, SealedValue.path)):
        found.setdefault(row.record_sequence, {})[row.path] = row.value
    return found


def _entry(stored: bytes) -> Mapping[str, Any]:
    try:
        entry = json.loads(stored)["entry"]
    except (ValueError, KeyError, TypeError):
        return {}  # the chain's own check says what is wrong with it
    return entry if isinstance(entry, dict) else {}
