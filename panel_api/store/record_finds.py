"""What records are found by: written with each record, and made again from the records at any time."""

import json
import logging
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import exists, func, insert, select
from sqlalchemy.orm import Session

from engine.language.loading import load_text
from engine.problems import Refused
from engine.recording.chain import entry_of
from engine.recording.finding import Finds, found_by
from engine.recording.sealing import SealedValue
from engine.rulebook import Rulebook
from panel_api.models import Case, Party, Record, RecordFind, RecordRule
from panel_api.store.rulebooks import rulebook_text
from panel_api.store.viewer import Viewer, records_seen

_LOG: Final = logging.getLogger(__name__)
_KEPT: Final = 32
_books: dict[str, Rulebook | None] = {}
_lock = threading.Lock()


def write_finds(
    session: Session, records: Iterable[tuple[int, int | None, Mapping[str, Any], Sequence[SealedValue]]]
) -> None:
    """Write what records are found by: each its number, its case's, its entry and its values.

    One that cannot be read as a record is left out: it is for verifying to say so, not for this.
    """
    found: list[tuple[int, int | None, Finds]] = []
    for sequence, case_id, entry, values in records:
        try:
            opened = {each.path: json.loads(each.value) for each in values}
            found.append((sequence, case_id, found_by(entry, opened, _book(session, entry))))
        except (AttributeError, LookupError, TypeError, ValueError, RecursionError):
            _LOG.warning("record %s cannot be read, so nothing finds it; `evenhand verify` says more", sequence)
    places = _places(session, {case_id for _, case_id, _ in found if case_id is not None})
    rows = [_row(sequence, case_id, each, places) for sequence, case_id, each in found]
    if rows:
        session.execute(insert(RecordFind), rows)
    rules = [
        {"rule": rule, "sequence": sequence, "case_id": case_id}
        for sequence, case_id, each in found
        if case_id is not None
        for rule in each.rules
    ]
    if rules:
        session.execute(insert(RecordRule), rules)


def unfound(session: Session, viewer: Viewer, after: int, size: int) -> Sequence[Record]:
    """Up to `size` records above a number that nothing finds yet, in order; none for who may not see records."""
    missing = ~exists().where(RecordFind.sequence == Record.sequence)
    wanted = select(Record).where(Record.sequence > after, missing, records_seen(viewer))
    return session.scalars(wanted.order_by(Record.sequence).limit(size)).all()


def count_finds(session: Session) -> int:
    """How many records can be found."""
    return session.scalar(select(func.count()).select_from(RecordFind)) or 0


def rules_of_record(session: Session, viewer: Viewer, sequence: int) -> Sequence[str]:
    """Which rules a record is found by, in order of their names."""
    wanted = select(RecordRule.rule).join(Record, Record.sequence == RecordRule.sequence)
    wanted = wanted.where(RecordRule.sequence == sequence, records_seen(viewer))
    return session.scalars(wanted.order_by(RecordRule.rule)).all()


def entry_or_none(stored: bytes) -> dict[str, object] | None:
    """The entry of a record as stored; None where its bytes are none any more."""
    try:
        return entry_of(stored)
    except (ValueError, RecursionError):
        return None


def _row(sequence: int, case_id: int | None, found: Finds, places: Mapping[int, tuple[Any, ...]]) -> dict[str, Any]:
    values = asdict(found)
    by, _ = values.pop("by"), values.pop("rules")
    school, partnership = _place_then(found, places.get(case_id)) if case_id is not None else (None, None)
    more = {"by_role": by[0], "by_reference": by[1], "school": school, "partnership": partnership}
    return {"sequence": sequence, "case_id": case_id, **values, **more}


def _place_then(found: Finds, place: tuple[Any, ...] | None) -> tuple[str | None, str | None]:
    """The school on the day of the record and the partnership; neither of a case that was disposed of."""
    if place is None or place[0] == "disposed":
        return None, None
    day = found.at.date()
    there = [code for code, first, last in place[2] if first <= day and (last is None or day <= last)]
    return (there[-1] if there else None), place[1]


def _places(session: Session, cases: set[int]) -> dict[int, tuple[str, str | None, list[tuple[Any, ...]]]]:
    """Of each case: its stage, its partnership, and its schools with their days, the earliest first."""
    if not cases:
        return {}
    rows = session.execute(select(Case.id, Case.stage, Case.partnership).where(Case.id.in_(cases)).order_by(Case.id))
    found: dict[int, tuple[str, str | None, list[tuple[Any, ...]]]] = {
        each.id: (each.stage, each.partnership, []) for each in rows
    }
    schools = session.execute(
        select(Party.case_id, Party.reference, Party.from_day, Party.to_day)
        .where(Party.case_id.in_(cases), Party.role == "school", Party.reference.is_not(None))
        .order_by(Party.case_id, Party.from_day, Party.id)
    )
    for case_id, *school in schools:
        found[case_id][2].append(tuple(school))
    return found


def _book(session: Session, entry: Mapping[str, Any]) -> Rulebook | None:
    """The rulebook a decision rests on, read once a process; None where its text cannot be read."""
    sha256 = str((entry.get("rulebook") or {}).get("sha256", "")) if "decision" in entry else ""
    with _lock:
        if not sha256 or sha256 in _books:
            return _books.get(sha256)
    row = rulebook_text(session, sha256)
    if row is None:
        return None
    try:
        book: Rulebook | None = load_text(row.text, row.vocabulary)
    except Refused:
        book = None
    with _lock:
        if len(_books) >= _KEPT:
            _books.pop(next(iter(_books)))
        _books[sha256] = book
    return book
