"""The rows that pages read, held against the records that seal them: a true chain beside a false page helps nobody."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from engine.recording.chain import Fault
from engine.values import pounds_text
from panel_api.models import Assessment, Decision, Record, SealedValue, Sitting
from panel_api.store.decisions import terms_of
from panel_api.store.money_held import committed_by, money_that_differs
from panel_api.store.viewer import Viewer, records_seen

BATCH = 500


def rows_that_differ(session: Session, viewer: Viewer) -> Iterator[Fault]:
    """Each record whose decision, or the assessment it rests on, no longer says what was sealed.

    A case whose values were disposed of is compared in what stays in clear.
    """
    after, corrected = -1, aliased(Record)
    while True:
        rows = session.execute(
            select(Record.sequence, Record.stored, Decision, Assessment, Sitting.reference, corrected.sequence)
            .outerjoin(Decision, Decision.id == Record.decision_id)
            .outerjoin(Assessment, Assessment.id == Decision.assessment_id)
            .outerjoin(Sitting, Sitting.id == Decision.sitting_id)
            .outerjoin(corrected, corrected.decision_id == Decision.corrects_id)
            .where(records_seen(viewer), Record.decision_id.is_not(None), Record.sequence > after)
            .order_by(Record.sequence)
            .limit(BATCH)
        ).all()
        if not rows:
            return
        committed = committed_by(session, [row.Decision.id for row in rows if row.Decision is not None])
        values = _values(session, rows[0].sequence, rows[-1].sequence)
        for sequence, stored, decision, assessment, sitting, corrects in rows:
            opened, entry = values.get(sequence, {}), _entry(stored)
            pointed = {"sitting": sitting, "corrects": corrects}
            rows_say = _differences(entry, opened, decision, assessment, pointed)
            for what in (*rows_say, *money_that_differs(entry, opened, decision, committed)):
                yield Fault(sequence, "row_altered", f"its {what} is not what the record sealed")
        after = rows[-1].sequence


def _values(session: Session, first: int, last: int) -> dict[int, dict[str, str]]:
    wanted = (
        "/outcome",
        "/budget/figures",
        "/budget/consent/by",
        *(f"/decision/{each}" for each in ("by/who", "outcome", "terms", "urgent", "words")),
    )
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
    entry: Mapping[str, Any],
    opened: Mapping[str, str],
    decision: Decision | None,
    assessment: Assessment | None,
    pointed: Mapping[str, object],
) -> Iterator[str]:
    """What differs. pointed: the sitting's reference and the number of the corrected record, as the row points."""
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
        ("role of who decided", decision.by_role, (sealed.get("by") or {}).get("role")),
        ("status", assessment.status, entry.get("status")),
        ("rulebook", assessment.rulebook_sha256, (entry.get("rulebook") or {}).get("sha256")),
        ("day", assessment.as_of.isoformat(), entry.get("as_of")),
    ):
        if row != kept:
            yield name
    if entry.get("format") != 1:  # in which none of these were sealed
        yield from _differences_since(entry, sealed, opened, decision, pointed)
    for path, name, written in (
        ("/decision/words", "reason in words", decision.words),
        ("/decision/by/who", "person who decided", decision.by_reference),
    ):
        if path in opened and json.loads(opened[path]) != written:
            yield name
    if "/decision/outcome" in opened and not _agrees(decision, json.loads(opened["/decision/outcome"])):
        yield "band or amount decided"
    if "/outcome" in opened and json.loads(opened["/outcome"]) != assessment.outcome:
        yield "assessed outcome"


def _differences_since(
    entry: Mapping[str, Any],
    sealed: Mapping[str, Any],
    opened: Mapping[str, str],
    decision: Decision,
    pointed: Mapping[str, object],
) -> Iterator[str]:
    limit = None if decision.limit_pence is None else pounds_text(decision.limit_pence)
    for name, row, kept in (
        ("attestation", decision.attested, sealed.get("attested")),
        ("limit of authority", limit, sealed.get("limit")),
        ("text on appeals", decision.appeal_text, sealed.get("appeal_text")),
        ("urgency", decision.urgent, "urgent" in sealed),
        ("correction of an earlier decision", pointed["corrects"], sealed.get("corrects")),
        ("sitting", pointed["sitting"], entry.get("sitting")),
    ):
        if row != kept:
            yield name
    if opened and json.loads(opened.get("/decision/terms", "{}")) != terms_of(decision):
        yield "days, school, ground or amended plan"
    if opened and json.loads(opened.get("/decision/urgent", "null")) != decision.urgent_words:
        yield "reason why it could not wait"


def _agrees(decision: Decision, outcome: Mapping[str, object]) -> bool:
    """Whether the row's band and amount are among what was decided, and nothing where nothing was."""
    decided = {str(value) for value in outcome.values()}
    amount = None if decision.amount_pence is None else pounds_text(decision.amount_pence)
    shown = [each for each in (decision.band, amount) if each is not None]
    return all(each in decided for each in shown) and bool(shown) == bool(decided)
