"""Records: list them, show one, verify the chain, replay an assessment."""

import json

from sqlalchemy.orm import Session

from engine.problems import Refused
from engine.recording.chain import VerifyReport, entry_of
from engine.recording.everything import with_faults
from engine.recording.replay import Replayed, assess_again, replay
from engine.rulebook import Rulebook
from panel_api import store
from panel_api.errors import not_found
from panel_api.models import Record
from panel_api.services.desk import Desk
from panel_api.services.verifying import verify_in
from panel_api.store.record_list import find_records
from panel_api.store.record_search import RecordFilter

Document = dict[str, object]


def list_records(desk: Desk, wanted: RecordFilter, before: int | None = None, size: int = 50) -> Document:
    """Records that meet a filter, the newest first, and where the page before them begins."""
    with desk.database.reading() as session:
        found = find_records(session, desk.viewer, wanted, before, size)
        head = store.chain_head(session)
    return {
        "records": [
            {"sequence": row.sequence, "sha256": row.sha256, "previous": row.previous, **_kind(row.stored)}
            for row in found.rows
        ],
        "head": {"sequence": head.sequence, "sha256": head.sha256} if head else None,
        "pages": {"before": found.before},
    }


def record_document(desk: Desk, sequence: int) -> Document:
    """One record: its place in the chain and its entry, sealed leaves as digests."""
    with desk.database.reading() as session:
        record = _record(session, desk, sequence)
    return {
        "sequence": record.sequence,
        "sha256": record.sha256,
        "previous": record.previous,
        "stored": f"/api/records/{record.sequence}/stored",
        "entry": _entry(record.stored),
    }


def stored_record(desk: Desk, sequence: int) -> Record:
    """One record with its exact stored bytes. Raises Trouble "not-found"."""
    with desk.database.reading() as session:
        return _record(session, desk, sequence)


def verify_records(desk: Desk) -> tuple[VerifyReport, list[str]]:
    """What verifying the whole database found, and the hashes of rulebook texts that were altered.

    The counts are those of the records; what is wrong with logs and checkpoints stands among the faults.
    """
    with desk.database.reading() as session:
        return verified_in(session, desk)


def verified_in(session: Session, desk: Desk) -> tuple[VerifyReport, list[str]]:
    """The same as a session sees it: of a copy, or of one moment."""
    found = verify_in(session, desk)
    others = [fault for name, report in found.reports.items() if name != "records" for fault in report.faults]
    return with_faults(found.reports["records"], others), list(found.altered)


def verify_document(found: VerifyReport, altered: list[str]) -> Document:
    """The same as JSON."""
    return {
        "holds": found.holds and not altered,
        "records": found.records,
        "values": found.values,
        "disposed": found.disposed,
        "head": {"sequence": found.head.sequence, "sha256": found.head.sha256},
        "first": _fault(found.first) if found.first else None,
        "faults": [_fault(each) for each in found.faults],
        "rulebooks_altered": altered,
    }


def replay_record(desk: Desk, sequence: int) -> Replayed:
    """Assess a record's facts again under its rulebook and compare. Raises Trouble "not-found"."""
    with desk.database.reading() as session:
        return replay_in(session, desk, _record(session, desk, sequence))


def replay_in(session: Session, desk: Desk, record: Record) -> Replayed:
    """The same of a record that is held already."""
    sealed = store.sealed_values_of(session, desk.viewer, record.sequence)

    def load(sha256: str) -> Rulebook | None:
        row = store.rulebook_text(session, sha256)
        return desk.shelf.old(sha256, row.text, row.vocabulary) if row else None

    try:
        return replay(record.stored, sealed, load, assess_again)
    except Refused as error:
        return Replayed("unreplayable", f"Its rulebook does not take its facts any more: {error}")


def replay_document(sequence: int, found: Replayed) -> Document:
    """What replaying found, as JSON."""
    return {
        "sequence": sequence,
        "verdict": found.verdict,
        "says": found.says,
        "differences": [
            {"field": each.field, "stored": json.dumps(each.stored), "recomputed": json.dumps(each.recomputed)}
            for each in found.differences
        ],
    }


def _record(session: Session, desk: Desk, sequence: int) -> Record:
    record = store.record_by_sequence(session, desk.viewer, sequence)
    if record is None:
        raise not_found(f"There is no record {sequence}", "Look at /api/records")
    return record


def _entry(stored: bytes) -> object:
    try:
        return entry_of(stored)
    except (ValueError, RecursionError):
        return None


def _kind(stored: bytes) -> Document:
    entry = _entry(stored)
    if not isinstance(entry, dict):
        return {"kind": None, "at": None, "case": None}
    return {name: entry.get(name) for name in ("kind", "at", "case")}


def _fault(fault: object) -> Document:
    return {name: getattr(fault, name) for name in ("of", "sequence", "kind", "says")}
