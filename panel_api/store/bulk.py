"""Many cases at once, as seeding and importing bring them: a few statements a batch, not a few a case."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine.recording.records import Person
from engine.recording.sealing import Sealed
from panel_api.models import Assessment, Case, CaseDay, CaseEvent, Decision, Finding, Recommendation
from panel_api.store.clock import DueRow, add_dues
from panel_api.store.hanging import STEPS, decided_words
from panel_api.store.records import append_records


@dataclass(frozen=True, slots=True)
class Finished:
    """A case with all that came of it; each row has its own times, and no number yet.

    case: with reference, stage, parties and voices. assessment: from `new_assessment`. seal: gives the
    decision's sealed entry; called once the rows have their numbers. days, findings, dues: what happened when, what
    was found of a missed date, and what is due.
    """

    case: Case
    assessment: Assessment | None = None
    recommendation: Recommendation | None = None
    decision: Decision | None = None
    seal: Callable[[], Sealed] | None = None
    days: Sequence[CaseDay] = ()
    findings: Sequence[Finding] = ()
    dues: Sequence[DueRow] = ()


def add_finished(session: Session, batch: Sequence[Finished], by: Person) -> None:
    """Add a batch (some hundreds) and seal its decisions, in order, as the transaction's last step.

    by: who did, by their histories, all but decide. The rulebooks' texts must be kept already. Raises IntegrityError
    as the single steps would.
    """
    for each in batch:
        if each.assessment is not None:
            found = each.assessment
            each.case.status, each.case.band = found.status, found.band
            each.case.amount_pence = found.amount_pence
    _add(session, [each.case for each in batch])
    for each in batch:
        for row in (each.assessment, each.recommendation, each.decision):
            if row is not None:
                row.case_id = each.case.id
    _add(session, [each.assessment for each in batch if each.assessment is not None])
    for each in batch:
        for later in (each.recommendation, each.decision):
            if later is not None and each.assessment is not None:
                later.assessment_id = each.assessment.id
    _add(session, [each.recommendation for each in batch if each.recommendation is not None])
    for each in batch:
        if each.decision is not None and each.recommendation is not None:
            each.decision.recommendation_id = each.recommendation.id
    _add(session, [each.decision for each in batch if each.decision is not None])
    for each in batch:
        for day in each.days:
            day.case_id = each.case.id
        for finding in each.findings:
            finding.case_id = each.case.id
    _add(session, [day for each in batch for day in each.days])
    _add(session, [finding for each in batch for finding in each.findings])
    add_dues(session, ((each.case.id, due) for each in batch for due in each.dues))
    session.add_all(event for each in batch for event in _history(each, by))
    session.flush()
    append_records(
        session,
        (
            (each.seal(), each.case.id, each.decision.id)
            for each in batch
            if each.seal is not None and each.decision is not None
        ),
    )


def _history(each: Finished, by: Person) -> Iterator[CaseEvent]:
    """What became of a case, as the single steps would have written it."""
    steps = [("taken_in", each.case.created_at)]
    steps += [("assessed", each.assessment.created_at)] if each.assessment is not None else []
    steps += [("recommended", each.recommendation.created_at)] if each.recommendation is not None else []
    for step, at in steps:
        yield _event(each.case, step, STEPS[step], by, at)
    if each.decision is not None:
        who = Person(each.decision.by_role, each.decision.by_reference)
        yield _event(each.case, "decided", decided_words(each.decision), who, each.decision.decided_at)


def _event(case: Case, kind: str, words: str, by: Person, at: dt.datetime) -> CaseEvent:
    return CaseEvent(case_id=case.id, kind=kind, words=words, by_role=by.role, by_reference=by.reference, at=at)


def _add(session: Session, rows: Sequence[Case | Assessment | Recommendation | Decision | CaseDay | Finding]) -> None:
    session.add_all(rows)
    session.flush()
