"""The rows that pages read, held against the records that seal them: a true chain beside a false page helps nobody."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.recording.chain import Fault
from engine.values import pounds_text
from panel_api.models import Assessment, Decision, Record, SealedValue
from panel_api.store.viewer import Viewer, records_seen

BATCH = 500


def rows_that_differ(session: Session, viewer: Viewer) -> Iterator[Fault]:
    """Each record whose decision, or the assessment it rests on, no longer says what was sealed.

    A case whose values were disposed of is compared in what stays in clear.
    """
    after = -1
    while True:
        rows = session.execute(
            select(Record.sequence, Record.stored, Decision, Assessment)
            .outerjoin(Decision, Decision.id == Record.decision_id)
            .outerjoin(Assessment, Assessment.id == Decision.assessment_id)
            .where(records_seen(viewer), Record.decision_id.is_not(None), Record.sequence > after)
            .order_by(Record.sequence)
            .limit(BATCH)
        ).all()
        if not rows:
            return
        values = _values(session, rows[0].sequence, rows[-1].sequence)
        for sequence, stored, decision, assessment in rows:
            opened = values.get(sequence, {})
            for what in _differences(_entry(stored), opened, decision, assessment):
                yield Fault(sequence, "row_altered", f"its {what} is not what the record sealed")
        after = rows[-1].sequence


def _values(session: Session, first: int, last: int) -> dict[int, dict[str, str]]:
    wanted = ("/decision/outcome", "/decision/words", "/outcome")
    found: dict[int, dict[str, str]] = {}
    for row in session.execute(
        select(SealedValue.record_sequence, SealedValue.path, SealedValue.value).where(
            SealedValue.record_sequence.between(first, last), SealedValue.path.in_(wanted)
        )
    ):
        found.setdefault(row.record_sequence, {})[row.path] = row.value
    return found


def _entry(stored: bytes) -> Mapping[str, Any]:
    try:
        entry = json.loads(stored)["entry"]
    except (ValueError, KeyError, TypeError):
        return {}  # the chain's own check says what is wrong with it
    return entry if isinstance(entry, dict) else {}


def _differences(
    entry: Mapping[str, Any], opened: Mapping[str, str], decision: Decision | None, assessment: Assessment | None
) -> Iterator[str]:
    sealed = entry.get("decision")
    if not isinstance(sealed, dict):
        return
    if decision is None or assessment is None:
        if opened:  # not disposed of
            yield "decision or assessment row (it is missing)"
        return
    for name, row, kept in (
        ("kind of decision", decision.kind, sealed.get("kind")),
        ("reason code", decision.reason_code, sealed.get("reason")),
        ("law", decision.law, sealed.get("law")),
        ("authority", decision.authority, sealed.get("authority")),
        ("status", assessment.status, entry.get("status")),
        ("rulebook", assessment.rulebook_sha256, (entry.get("rulebook") or {}).get("sha256")),
        ("day", assessment.as_of.isoformat(), entry.get("as_of")),
    ):
        if row != kept:
            yield name
    if "/decision/words" in opened and json.loads(opened["/decision/words"]) != decision.words:
        yield "reason in words"
    if "/decision/outcome" in opened and not _agrees(decision, json.loads(opened["/decision/outcome"])):
        yield "band or amount decided"
    if "/outcome" in opened and json.loads(opened["/outcome"]) != assessment.outcome:
        yield "assessed outcome"


def _agrees(decision: Decision, outcome: Mapping[str, object]) -> bool:
    """Whether the row's band and amount are among what was decided, and nothing where nothing was."""
    decided = {str(value) for value in outcome.values()}
    amount = None if decision.amount_pence is None else pounds_text(decision.amount_pence)
    shown = [each for each in (decision.band, amount) if each is not None]
    return all(each in decided for each in shown) and bool(shown) == bool(decided)
