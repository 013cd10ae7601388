"""Explain again: a kept assessment at full length, worked out anew and only where it comes out the same."""

from typing import Any

from sqlalchemy.orm import Session

from engine.assessing import Opinions, assess
from engine.explaining.explain import explain
from engine.explaining.report import report
from engine.problems import Refused
from engine.recording.canonical import assessed_from, assessment_bytes
from panel_api import store
from panel_api.errors import Trouble, not_found
from panel_api.models import Assessment, Case
from panel_api.services.answers import taken_out
from panel_api.services.desk import Desk


def find_assessment(session: Session, desk: Desk, case: Case, number: int) -> Assessment:
    """One assessment of a case. Raises Trouble "not-found"."""
    row = store.assessment_by_id(session, desk.viewer, number)
    if row is None or row.case_id != case.id:
        raise not_found(f"Case {case.reference} has no assessment {number}", "Read the case")
    return row


def explain_again(session: Session, desk: Desk, row: Assessment) -> dict[str, Any]:
    """The whole report, with every condition and the smallest changes. Raises Trouble "conflict"."""
    kept = store.rulebook_text(session, row.rulebook_sha256)
    differs = Trouble(
        "conflict", "This engine no longer finds what was found then. Replay its record to see what differs."
    )
    if kept is None:
        raise differs
    book = desk.shelf.old(kept.sha256, kept.text, kept.vocabulary)
    try:
        again = assess(book, taken_out(book, row.facts), row.as_of)
    except Refused:
        raise differs from None
    if assessment_bytes(assessed_from(again)) != assessment_bytes(store.assessed_of(row)):
        raise differs
    return report(again, explain(again), Opinions(tuple(row.engines["compared"])))
